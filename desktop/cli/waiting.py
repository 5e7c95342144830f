"""Runs one turn from the command line and waits for its end."""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from desktop.errors import UserFacingError
from desktop.escaping import argument_lines, plain_name
from desktop.events import ConsentAsked, EngineEvent, ReplyDelta, StageFailed, TurnFinished
from desktop.terms import Answer, Outcome

if TYPE_CHECKING:
    from desktop.assistant import Assistant
    from desktop.engine.protocols import Microphone, Speaker

_REACHES = "reach beyond this machine"
_EFFECTS = {"write": "change something", "conversation": "let somebody else answer"}
PATIENCE_S = 120.0
"""Longest wait for the next event of a turn."""


@contextmanager
def assistant(
    microphone: Microphone | None, speaker: Speaker | None, *, hands_free: bool = False, persona: str = ""
) -> Iterator[tuple[Assistant, queue.SimpleQueue[EngineEvent]]]:
    """An assistant with the user's settings, and its events; closed at the end.

    With a key or without as told, and with a `persona` of a pack in place of the chosen one.
    """
    from desktop.assistant import Assistant
    from desktop.paths import Paths
    from desktop.settings import load_settings

    inbox: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
    paths = Paths.from_environment()
    settings = load_settings(paths.settings)
    talk = settings.conversation.model_copy(update={"hands_free": hands_free})
    settings = settings.model_copy(update={"conversation": talk})
    if persona:
        model = settings.language_model.model_copy(update={"persona": persona})
        chosen = settings.personas.model_copy(update={"chosen": ""})
        settings = settings.model_copy(update={"language_model": model, "personas": chosen})
    running = Assistant(settings, paths, inbox.put, microphone=microphone, speaker=speaker)
    try:
        yield running, inbox
    finally:
        running.close()


def wait_for_turn(
    running: Assistant, inbox: queue.SimpleQueue[EngineEvent], on_text: Callable[[str], None] = lambda _text: None
) -> TurnFinished:
    """The end of the turn under way; a failed or ignored turn raises UserFacingError.

    What a tool has to be allowed is asked for in the terminal.
    """
    failure: StageFailed | None = None
    while True:
        try:
            event = inbox.get(timeout=PATIENCE_S)
        except queue.Empty:
            raise UserFacingError("no answer came", advice="run `sotto doctor`") from None
        match event:
            case ReplyDelta(text=text):
                on_text(text)
            case ConsentAsked(number=number):
                running.answer(number, decide(event))
            case StageFailed() if event.turn == 0:
                print(f"sotto: {event.message}; {event.advice}", file=sys.stderr)
            case StageFailed():
                failure = event
            case TurnFinished():
                return _checked(event, failure)
            case _:
                pass


def decide(question: ConsentAsked, *, asking: bool = True) -> Answer:
    """Ask in the terminal whether a tool may do something; where nobody can answer, or not `asking`, it is a no."""
    if not (asking and sys.stdin.isatty()):
        name = plain_name(question.name)
        advice = f"put '*:{name}' into tools.allowed of the settings to allow it always"
        print(f"sotto: {name} was not allowed: nobody could be asked; {advice}{_told(question)}", file=sys.stderr)
        return Answer.NO
    show_question(question)
    return meant(input())


def show_question(question: ConsentAsked) -> None:
    """Ask in the terminal, with the exact arguments; what was typed before is no answer."""
    _forget_what_was_typed()
    name, told = plain_name(question.name), _told(question)
    print(
        f"\nsotto: may {name} {_EFFECTS.get(question.effect, _REACHES)}, with{told or ' nothing'}"
        f"\n       {name}: [y]es, [a]lways, anything else is no: ",
        end="",
        file=sys.stderr,
        flush=True,
    )


def meant(typed: str) -> Answer:
    """The answer that a typed line is: whatever is no clear yes is a no."""
    said = typed.strip().lower()
    return {"y": Answer.YES, "yes": Answer.YES, "a": Answer.ALWAYS, "always": Answer.ALWAYS}.get(said, Answer.NO)


def _told(question: ConsentAsked) -> str:
    return "".join(f"\n         {line}" for line in argument_lines(question.arguments))


def _forget_what_was_typed() -> None:
    """Drop what waits in the terminal: it was typed before the question, so it is no answer to it."""
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
    else:
        import termios

        with suppress(OSError, ValueError, termios.error):
            termios.tcflush(sys.stdin, termios.TCIFLUSH)


def report_late_failures(inbox: queue.SimpleQueue[EngineEvent]) -> None:
    """Print what failed outside the turn, the record of it above all."""
    while not inbox.empty():
        event = inbox.get()
        if isinstance(event, StageFailed):
            print(f"sotto: {event.message}; {event.advice}", file=sys.stderr)


def _checked(turn: TurnFinished, failure: StageFailed | None) -> TurnFinished:
    if failure is not None and turn.outcome is not Outcome.FAILED:  # it was answered all the same
        print(f"sotto: {failure.message}; {failure.advice}", file=sys.stderr)
    elif failure is not None:
        raise UserFacingError(failure.message, advice=failure.advice)
    if turn.outcome is Outcome.IGNORED:
        raise UserFacingError(f"nothing was understood: {turn.error}", advice="speak a little louder or closer")
    return turn


def as_json(turn: TurnFinished) -> dict[str, Any]:
    """A finished turn as the object that `--json` prints, without the audio."""
    timings = turn.timings
    return {
        "session": turn.session,
        "turn": turn.turn,
        "transcript": turn.transcript,
        "reply": turn.generated.strip(),
        "persona": turn.persona,
        "heard": turn.heard.strip(),
        "models": {"stt": turn.models.stt, "llm": turn.models.llm, "tts": turn.models.tts},
        "timings_ms": {
            "stt": _rounded(timings.stt),
            "llm_first_token": _rounded(timings.llm_first_token),
            "llm": _rounded(timings.llm),
            "tts_first_audio": _rounded(timings.tts_first_audio),
            "turn": _rounded(timings.turn),
        },
    }


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 2)
