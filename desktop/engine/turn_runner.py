"""One turn from utterance to reply text: recognise, prompt, generate, call tools. Checks for staleness between steps.

No threads: the engine runs `TurnRunner.run` on its turn thread and hands the clauses to its speaking thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop import events
from desktop.answers import Known
from desktop.engine.adapting import Adapting
from desktop.engine.calls import Calls
from desktop.engine.character import Character
from desktop.engine.company import Company
from desktop.engine.consent import Consent
from desktop.engine.controls import Controls, control_word
from desktop.engine.excuses import speechless
from desktop.engine.forethought import Forethought
from desktop.engine.prompting import Conversation, with_tools
from desktop.engine.protocols import LanguageModel, StaleCheck
from desktop.engine.recalling import Recalling
from desktop.engine.reply_text import ReplyText, Say
from desktop.engine.reporting import Reporter
from desktop.engine.router import DoubtError, Doubts, Router
from desktop.engine.tools.parsing import parser_for
from desktop.engine.tools.registry import Registry
from desktop.engine.turn import Share, StageError, Turn
from desktop.engine.understanding import understood
from desktop.engine.wordless import calls_alone
from desktop.errors import Cancelled
from desktop.terms import Control, Route, Stage

MOST_TOOL_ROUNDS = 4
SPEAKING = "This is {name}."
"""What a persona says that the user asked for."""
QUESTION_TOKENS = 150
"""Tokens of a question, with what its tools bring, for which there is to be room."""


@dataclass(frozen=True, slots=True)
class TurnRunner:
    """What a turn needs, the same for all of a session; its methods are the steps of one, each may end it."""

    thoughts: Forethought
    adapting: Adapting
    recalling: Recalling
    tools: Registry
    consent: Consent
    controls: Controls
    report: Reporter
    say: Say
    max_tokens: int
    company: Company | None = None
    """The personas there are; None where nobody else may answer."""
    router: Router | None = None
    """Chooses what answers; None where there is only `thoughts`."""
    doubts: Doubts | None = None
    """What of a reply is not to be shown; None for all of it."""

    def run(self, turn: Turn, conversation: Conversation, stale: StaleCheck) -> None:
        """Run a turn up to the end of its text. Raises Cancelled, or StageError around whatever failed."""
        if turn.recognition is not None and not understood(turn, turn.recognition, self.report, stale):
            return
        if stale():
            raise Cancelled
        turn.control = control_word(turn.text, turn.language)
        if turn.control is not None:
            self._obey(turn, turn.control)
            return
        if self.company is not None:
            turn.persona = self.company.agents.name
            if self.company.offer():
                self._tell_tools()
            if self._called_in(turn, self.company):
                return
        turn.delivery = self.controls.delivery
        self._report_text(turn)
        try:
            if self.router is not None:
                self.router.answer(self, turn, conversation, stale)
            else:
                self.think(turn, conversation, stale)
        finally:
            self.controls.replied(turn.generated)

    def adopt(self, character: Character) -> None:
        """Have the tools, the consent, the temperature and the pace of a character from the next turn on."""
        for thoughts in self._all_thoughts:
            thoughts.set_temperature(character.temperature)
        self.tools.restrict(character.tools)
        self.adapting.want(character.adapter)
        self._tell_tools()
        self.consent.adopt(character.name, character.allowed, quotes=character.quotes)
        self.recalling.persona = character.name
        self.controls.settle(character.length_scale)

    def renew(self) -> None:
        """Take over another model that was offered, with the adapter, and tell it of the tools there are now."""
        if sum(thoughts.renew() for thoughts in self._all_thoughts):  # each of them
            self._tell_tools()

    @property
    def _all_thoughts(self) -> tuple[Forethought, ...]:
        return (self.router.small, self.router.larger) if self.router is not None else (self.thoughts,)

    def _tell_tools(self) -> None:
        for thoughts in self._all_thoughts:
            thoughts.drop()
            if thoughts.present:  # one that is loaded later is told then
                thoughts.model.tell(self.tools.schemas())
        if self.thoughts.present:
            self.adapting.ensure(self._model)

    def make_room(self, conversation: Conversation) -> None:
        """Shorten the conversation ahead of the next question, if that will be necessary."""
        conversation.make_room(QUESTION_TOKENS, self._budget, self._model.count_tokens)

    def foresee(self, text: str, conversation: Conversation, stale: StaleCheck) -> None:
        """Begin the reply to a turn with this text ahead of time; without one, read what every prompt begins with.

        Raises Cancelled and what the model raises; what was evaluated until then is kept.
        """
        choice = self.router.choice(text, "") if text and self.router is not None else None
        if choice is not None and choice.route is not Route.SMALL:
            return
        if text:
            messages = conversation.prompt(text, self._budget, self._model.count_tokens)
            self.thoughts.begin(messages, max_tokens=self.max_tokens, stale=stale)
        else:
            self.thoughts.read(conversation.opening(), stale)

    @property
    def _calls(self) -> Calls:
        return Calls(self.tools, self.consent, self.report, self.company)

    @property
    def _model(self) -> LanguageModel:
        return self.thoughts.model

    @property
    def _budget(self) -> int:
        """Tokens that a prompt may have."""
        return self._model.context - self.max_tokens

    def _called_in(self, turn: Turn, company: Company) -> bool:
        """Whether the user asked for another persona, which answers then."""
        name = company.asked_for(turn.text, turn.language)
        character = company.character(name) if name else None
        if character is None:
            return False
        if name != company.agents.name:
            self.take(character, company)
        turn.persona, turn.control = name, Control.TALK_TO
        self._obey(turn, Control.TALK_TO, SPEAKING.format(name=name))
        return True

    def take(self, character: Character, company: Company, *, handed_over: bool = False) -> None:
        """Let another persona answer from now on, in the same session."""
        company.take(character, handed_over=handed_over)
        company.offer()
        self.adopt(character)

    def _obey(self, turn: Turn, control: Control, said: str = "") -> None:
        self._report_text(turn)
        reply = said or self.controls.obey(control)
        turn.delivery = delivery = self.controls.delivery
        self.report.emit(
            events.ControlObeyed(
                **self.report.head(turn.number),
                control=control,
                slowness=delivery.slowness,
                gain_db=delivery.gain_db,
            )
        )
        self.speak(turn, reply)

    def call(self, turn: Turn, request: str, stale: StaleCheck) -> str:
        """Run a tool as if the model had called it; return an excuse for it, or "". Raises Cancelled, StageError."""
        return self._calls.run(turn, [request], self._model.call_form, stale).excuse

    def speak(self, turn: Turn, text: str) -> None:
        """Say and show a whole reply that no model wrote."""
        shown = self._text(turn)
        shown.add(text)
        shown.finish()

    def think(self, turn: Turn, conversation: Conversation, stale: StaleCheck) -> None:
        """Have the model reply. Raises Cancelled, StageError, and DoubtError where it may be doubted."""
        start = self.report.clock.monotonic()
        known = None
        if not turn.tools and self.thoughts.present:  # facts bear on what tools brought
            known = self.recalling.recall(turn, conversation, self._model.name, self.adapting.worn)
        if known is not None:
            self._say_again(turn, known, start)
            return
        shown = self._text(turn)
        try:
            self.thoughts.ready(stale)
            self.adapting.ensure(self._model)
            excuse = self._rounds(turn, conversation, shown, stale)
            if turn.tools and not (turn.generated + excuse).strip():
                excuse = speechless(turn.language)
            shown.add_apart(excuse)
        except (Cancelled, StageError, DoubtError):
            raise
        except Exception as error:
            raise StageError(Stage.LANGUAGE_MODEL, error) from error
        finally:
            turn.stage_took(llm=(self.report.clock.monotonic() - start) * 1000)
        shown.finish()

    def _rounds(self, turn: Turn, conversation: Conversation, shown: ReplyText, stale: StaleCheck) -> str:
        """Let the model speak and call by turns; return what is to be said besides, of a tool or since one failed."""
        say = ""
        for left in reversed(range(MOST_TOOL_ROUNDS + 1)):
            calls = self._pass(turn, conversation, shown, stale, wordless=bool(say))
            if not calls or not left:  # after the last round it may only speak
                break
            if stale():
                raise Cancelled
            made = self._calls.run(turn, calls, self._model.call_form, stale)
            if made.excuse:
                return made.excuse
            say = made.say
            if made.successor and self.company is not None:
                conversation = self._hand_over(turn, made.successor, self.company)
                shown.add("\n" if turn.generated else "")
        return say

    def _say_again(self, turn: Turn, known: Known, start: float) -> None:
        """Give an answer once more, as sound where it was spoken with this voice."""
        self.thoughts.drop()
        turn.adapter = self.adapting.worn
        turn.stage_took(llm_first_token=self._since(start), llm=self._since(start))
        self._text(turn).repeat(known)

    def _report_text(self, turn: Turn) -> None:
        head, ms = self.report.head(turn.number), turn.timings.stt or 0.0
        self.report.emit(
            events.Transcribed(**head, text=turn.text, language=turn.language, confidence=turn.confidence, ms=ms)
        )

    def _pass(
        self, turn: Turn, conversation: Conversation, shown: ReplyText, stale: StaleCheck, *, wordless: bool
    ) -> list[str]:
        """One run of the model, whose words may not be needed; returns the tool calls that it made."""
        start = self.report.clock.monotonic()
        parser, first = parser_for(self._model.call_form), True
        messages = with_tools(conversation, turn.text, turn.tool_messages, self._budget, self._model.count_tokens)
        turn.seen, turn.adapter = tuple(messages), self.adapting.worn
        deltas = self.thoughts.reply(messages, max_tokens=self.max_tokens, stale=stale)
        if self.doubts is not None and not (turn.tools or turn.generated):
            deltas = self.doubts.sift(deltas, self._model)
        deltas = calls_alone(deltas, self._model.call_form) if wordless else deltas
        for delta in deltas:
            if first:
                turn.stage_took(llm_first_token=self._since(start))
                first = False
            shown.add(parser.feed(delta))
        stats = self._model.stats
        turn.prompt_tokens, turn.reply_tokens = stats.prompt_tokens, (turn.reply_tokens or 0) + stats.reply_tokens
        turn.prompt_ms, turn.reused_tokens = stats.prompt_ms, stats.reused_tokens
        shown.add(parser.finish())
        return parser.calls

    def _hand_over(self, turn: Turn, name: str, company: Company) -> Conversation:
        """Let another persona go on with the turn, and return what it sees of the session."""
        character = company.character(name)
        if character is not None:
            turn.shares = (*turn.shares, Share(turn.persona, len(turn.generated), turn.tool_messages))
            turn.persona, turn.tool_messages = name, ()
            self.take(character, company, handed_over=True)
            turn.delivery = self.controls.delivery
        return company.agents.now

    def _text(self, turn: Turn) -> ReplyText:
        return ReplyText(turn, self.report, self.say)

    def _since(self, start: float) -> float:
        return (self.report.clock.monotonic() - start) * 1000
