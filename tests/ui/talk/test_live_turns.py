from __future__ import annotations

import pytest

from desktop.events import (
    ControlObeyed,
    EngineClosed,
    EngineReady,
    Interrupted,
    ReplyAudible,
    ReplyDelta,
    ReplyHeard,
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    StateChanged,
    TimerRang,
    ToolRan,
    Transcribed,
    UtteranceIgnored,
)
from desktop.terms import Control, Outcome, Stage, State, Timings
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import MODELS

TIMINGS = Timings(stt=84, llm_first_token=61, llm=300, tts_first_audio=72, turn=1231)


def _ask(desk: Desk, text: str = "What time is it?", turn: int = 1) -> None:
    desk.assistant.emit(Transcribed, turn, text=text, language="en", confidence=0.9, ms=80)


def test_a_whole_turn(desk: Desk) -> None:
    desk.assistant.emit(EngineReady, 0, models=MODELS, load_ms=1)
    desk.assistant.emit(SpeechStarted)
    desk.assistant.emit(SpeechEnded, audio_s=1.0)
    _ask(desk)
    for piece in ("It is ", "ten past ", "two."):
        desk.assistant.emit(ReplyDelta, text=piece)
    desk.assistant.emit(ReplyHeard, heard="It is")
    desk.until_text("It is ten past two.")
    for name, title in (("clock", "Looked at the clock"), ("calculate", "Worked out 57 + 12")):
        desk.assistant.emit(ToolRan, name=name, title=title, arguments="{}", result="{}", ms=1)
    desk.assistant.finish(
        transcript="What time is it?", generated="It is ten past two.", tools=("clock", "calculate"), timings=TIMINGS
    )
    did = "Looked at the clock · Worked out 57 + 12"
    desk.until_text(did)
    assert desk.text().split("\n")[:3] == ["What time is it?", "It is ten past two.", did]
    strip = desk.window.dock.timings
    assert [strip.figure(name) for name in ("stt", "llm_first_token", "tts_first_audio", "turn")] == [
        "84 ms", "61 ms", "72 ms", "1.2 s",
    ]  # fmt: skip


@pytest.mark.parametrize("state", State)
def test_the_state_is_shown_and_said(desk: Desk, state: State) -> None:
    desk.assistant.emit(StateChanged, 0, state=state)
    desk.until(lambda: desk.window.header.state.state is state)
    assert desk.window.dock.talk.isEnabled() is (state not in (State.LOADING, State.CLOSED))


def test_an_ignored_utterance_shows_the_reason(desk: Desk) -> None:
    desk.assistant.emit(UtteranceIgnored, reason="nobody spoke", text="thank you for watching")
    desk.until_text("Ignored: nobody spoke")
    desk.assistant.finish(outcome=Outcome.IGNORED, error="nobody spoke")
    desk.until_text("thank you for watching")
    assert desk.text().count("nobody spoke") == 1


@pytest.mark.parametrize(
    ("control", "slowness", "gain_db", "shown"),
    [
        (Control.STOP, 1.0, 0.0, "Stopped"),
        (Control.WAIT, 1.0, 0.0, "Waiting"),
        (Control.REPEAT, 1.0, 0.0, "Said again"),
        (Control.SLOWER, 1.2, 0.0, "Speed 83 %"),
        (Control.FASTER, 1 / 1.2, 0.0, "Speed 120 %"),
        (Control.LOUDER, 1.0, 4.0, "Volume +4 dB"),
        (Control.QUIETER, 1.0, -4.0, "Volume -4 dB"),
    ],
)
def test_a_control_word_shows_what_it_did(
    desk: Desk, control: Control, slowness: float, gain_db: float, shown: str
) -> None:
    _ask(desk, control.value)
    desk.assistant.emit(ControlObeyed, control=control, slowness=slowness, gain_db=gain_db)
    desk.assistant.finish(transcript=control.value)
    desk.until_text(shown)
    assert [line for line in desk.text().split("\n") if line] == [control.value, shown]


def test_a_failed_turn_shows_message_and_advice(desk: Desk) -> None:
    _ask(desk)
    desk.assistant.emit(StageFailed, stage=Stage.VOICE, message="the voice is gone", advice="see the log")
    desk.assistant.finish(outcome=Outcome.FAILED, transcript="What time is it?", error="the voice is gone")
    desk.until_text("Failed: the voice is gone")
    assert desk.window.banner.isVisible()
    assert desk.window.banner.text == ("The voice is gone.", "See the log.")


def test_the_next_utterance_clears_the_banner(desk: Desk) -> None:
    desk.assistant.emit(StageFailed, 0, stage=Stage.MICROPHONE, message="gone", advice="plug it in")
    desk.until(desk.window.banner.isVisible)
    desk.assistant.emit(SpeechStarted, 2)
    desk.until(lambda: not desk.window.banner.isVisible())


def test_the_unheard_tail_is_grey(desk: Desk) -> None:
    _ask(desk)
    desk.assistant.emit(ReplyDelta, text="Lisbon. It lies on the Tagus.")
    desk.assistant.emit(Interrupted, heard="Lisbon.")
    desk.until_text("not heard")
    view = desk.window.live
    found = {}
    for word in ("Lisbon", "Tagus"):
        found[word] = view.document().find(word).charFormat().foreground().color()
    assert found == {"Lisbon": view._theme.colour("ink"), "Tagus": view._theme.colour("unheard")}


def test_the_words_follow_the_voice(desk: Desk) -> None:
    _ask(desk)
    desk.assistant.emit(ReplyDelta, text="Lisbon. It lies on the Tagus.")
    view = desk.window.live

    def inked() -> list[bool]:
        found = [view.document().find(word).charFormat().foreground().color() for word in ("Lisbon", "lies", "Tagus")]
        assert all(colour in (view._theme.colour("ink"), view._theme.colour("unheard")) for colour in found)
        return [colour == view._theme.colour("ink") for colour in found]

    desk.until_text("Tagus")
    assert inked() == [False, False, False]
    desk.assistant.emit(ReplyHeard, heard="Lisbon.")
    desk.until(lambda: inked() == [True, False, False])
    desk.assistant.emit(ReplyHeard, heard="Lisbon. It lies")
    desk.until(lambda: inked() == [True, True, False])
    desk.assistant.finish(transcript="x", generated="Lisbon. It lies on the Tagus.")
    desk.until(lambda: inked() == [True, True, True])


def test_a_late_end_of_an_earlier_turn_stays_in_its_place(desk: Desk) -> None:
    _ask(desk, "first", 1)
    _ask(desk, "third", 3)
    desk.until_text("third")
    _ask(desk, "second", 2)
    desk.assistant.finish(1, Outcome.INTERRUPTED, transcript="first", generated="one two", heard="one")
    desk.until_text("one two")
    desk.until_text("second")
    shown = desk.text().split("\n")
    assert [line for line in shown if line] == [
        "first", "one two", "Interrupted; the grey words were not heard", "second", "third",
    ]  # fmt: skip


def test_events_of_another_session_are_not_drawn(desk: Desk) -> None:
    desk.assistant.emit(ReplyDelta, session="d" * 32, text="from before")
    _ask(desk, "from now")
    desk.until_text("from now")
    assert "from before" not in desk.text()


def test_timer_and_audible_and_closed(desk: Desk) -> None:
    desk.assistant.emit(TimerRang, 0, label="tea", late_s=0.2)
    desk.assistant.emit(ReplyAudible, ms=420)
    desk.until(desk.window.banner.isVisible)
    assert desk.window.banner.text[0] == "Time is up: tea."
    assert desk.window.dock.timings.figure("turn") == "420 ms"
    desk.assistant.emit(EngineClosed, 0)
    desk.until(lambda: desk.window.header.state.state is State.CLOSED)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<b>bold</b> <img src=x onerror=y> &amp;", "<b>bold</b> <img src=x onerror=y> &amp;"),
        ("a\x00b\x1b[31mc\x7f", "a\u2400b\u241b[31mc\u2421"),
        ("evil\u202etxt", "evil\ufffdtxt"),
    ],
)
def test_markup_and_control_characters_are_text(desk: Desk, said: str, shown: str) -> None:
    _ask(desk, said)
    desk.assistant.emit(ReplyDelta, text=said)
    desk.until(lambda: desk.text().count(shown) == 2)


def test_line_breaks_stay_inside_a_turn(desk: Desk) -> None:
    _ask(desk, "one\r\ntwo\u2029three")
    desk.until_text("one\ntwo\nthree")
    assert desk.window.live.document().blockCount() == 2
