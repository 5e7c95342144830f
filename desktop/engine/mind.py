"""The turn thread's loop: turns in, clauses out; the only owner of recogniser and language model."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass

from desktop import events, log
from desktop.engine.agents import Agents
from desktop.engine.character import Character
from desktop.engine.company import Company
from desktop.engine.prompting import Conversation
from desktop.engine.protocols import Voice
from desktop.engine.reporting import Reporter
from desktop.engine.summary import is_worth_it, sum_up
from desktop.engine.tools.timers import Timers
from desktop.engine.turn import StageError, Turn
from desktop.engine.turn_runner import TurnRunner
from desktop.errors import Cancelled, ListError, words_of
from desktop.terms import Outcome, Stage

LAST_TURN_DEADLINE_S = 10.0
LONGEST_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Foresee:
    """Have the model read ahead what the next turn will probably begin with."""

    text: str = ""
    """What the user has said so far; empty for the conversation alone."""


class Mind:
    """Runs one turn after another. `run` is the turn thread."""

    def __init__(
        self,
        runner: TurnRunner,
        company: Company,
        timers: Timers | None,
        reporter: Reporter,
        *,
        is_stale: Callable[[Turn], bool],
        on_text_done: Callable[[Turn], None],
        on_ring: Callable[[], None],
        on_voice: Callable[[Voice], None],
    ) -> None:
        self._runner = runner
        self._company = company
        self._timers = timers
        self._reporter = reporter
        self._is_stale = is_stale
        self._on_text_done = on_text_done
        self._on_ring = on_ring
        self._on_voice = on_voice
        self._last: Turn | None = None
        self._told = ""
        """What is wrong with the list of timers, if that was told already."""
        runner.controls.begin_session(company.agents.now.last_reply)
        self.inbox: queue.SimpleQueue[Turn | Agents | Character | Foresee | None] = queue.SimpleQueue()
        """Turns to run, a session's conversations to go over to, a character to take; None ends the loop."""

    def run(self) -> None:
        """Run turns until None; report due timers in between."""
        while True:
            self._ring_timers()
            try:
                item = self.inbox.get(timeout=self._wait_s())
            except queue.Empty:
                continue
            if item is None:
                self._runner.thoughts.drop()
                return
            if isinstance(item, Foresee):
                self._foresee(item.text)
                continue
            self._remember_last()
            self._runner.renew()
            if isinstance(item, Agents):
                self._go_over_to(item)
            elif isinstance(item, Character):
                self._adopt(item)
            else:
                self._run(item)

    def _run(self, turn: Turn) -> None:
        try:
            if turn.outcome is Outcome.COMPLETED:
                self._runner.run(turn, self._conversation, lambda: self._is_stale(turn))
        except Cancelled:
            log.engine.debug("turn %d was cancelled", turn.number)
        except StageError as error:
            turn.fail(words_of(error.cause))
            self._reporter.failure(turn.number, error.stage, error.cause)
        self._last = turn
        self._on_text_done(turn)

    @property
    def _conversation(self) -> Conversation:
        return self._company.agents.now

    def _go_over_to(self, agents: Agents) -> None:
        """Go on in another session, with the persona that answers there."""
        before, self._company.agents = self._company.agents.name, agents
        character = self._company.character(agents.name) if agents.name != before else None
        self._company.offer()
        if character is not None:
            self._guarded(lambda: self._runner.take(character, self._company))
        self._runner.controls.begin_session(agents.now.last_reply)
        self._runner.consent.begin_session(continued=bool(agents.now.seen or agents.several))

    def _adopt(self, character: Character) -> None:
        """Be somebody else from the next turn on."""
        if character.voice is not None:
            self._on_voice(character.voice)
        self._guarded(lambda: self._be(character))
        self._foresee("")

    def _be(self, character: Character) -> None:
        self._company.agents.rename(character.name, character.instructions())
        self._company.offer()
        self._runner.adopt(character)

    def _guarded(self, change: Callable[[], None]) -> None:
        try:
            change()
        except Exception as error:  # noqa: BLE001 - the thread's boundary: reported and logged with its traceback
            self._reporter.failure(0, Stage.LANGUAGE_MODEL, error)

    def _foresee(self, text: str) -> None:
        """Read ahead, unless there is something to do or the turn before is still being spoken."""
        if not self.inbox.empty() or (self._last is not None and not self._last.finished.is_set()):
            return
        self._remember_last()
        self._runner.renew()
        if not self._runner.thoughts.present:
            return
        try:
            if not text:
                self._tidy()
            self._runner.foresee(text, self._conversation, lambda: not self.inbox.empty())
        except Cancelled:
            log.engine.debug("reading ahead was cut short")
        except Exception as error:  # noqa: BLE001 - the turn itself will fail and say so; this was only ahead of time
            log.engine.debug("reading ahead failed: %s", error)

    def _tidy(self) -> None:
        """While nobody waits: make room for the next question, and sum up what went out of sight."""
        self._runner.make_room(self._conversation)
        model = self._runner.thoughts.model
        if is_worth_it(self._conversation, model):
            self._runner.thoughts.drop()
            recap = sum_up(self._conversation, model, lambda: not self.inbox.empty())
            if recap is not None and not self._company.agents.several:  # the record has room for one
                head = self._reporter.head()
                self._reporter.emit(events.Summarised(**head, summary=recap.summary, through=recap.through))

    def _remember_last(self) -> None:
        """Take the previous turn into the model's memory, once it is known how much of it was heard."""
        turn, self._last = self._last, None
        if turn is not None and turn.finished.wait(LAST_TURN_DEADLINE_S) and turn.memorable:
            self._company.agents.remember(turn.exchanges())

    def _wait_s(self) -> float | None:
        """Until the next timer, but never so long that one rings late which another process set meanwhile, or
        that was due while the machine slept."""
        if self._timers is None:
            return None
        try:
            due = self._timers.next_in()
        except ListError:  # told when they were to ring
            due = None
        return LONGEST_WAIT_S if due is None else min(due, LONGEST_WAIT_S)

    def _ring_timers(self) -> None:
        if self._timers is None:
            return
        try:
            due = self._timers.take_due()
        except ListError as error:
            if str(error) != self._told:
                self._reporter.failure(0, Stage.TOOL, error)
            self._told = str(error)
            return
        self._told = ""
        for timer in due:
            late = self._timers.late_s(timer)
            self._reporter.emit(events.TimerRang(**self._reporter.head(), label=timer.label, late_s=late))
        if due:
            self._on_ring()
