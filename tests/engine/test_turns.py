"""Turns of the engine from command to event, made of fakes."""

from __future__ import annotations

import itertools
import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.agents import Agents
from desktop.engine.chime import chime
from desktop.engine.prompting import Exchange
from desktop.engine.protocols import CallForm, Message, ToolCall
from desktop.engine.tended import GIVE_UP
from desktop.engine.tools.registry import Arguments, Tool
from desktop.engine.tools.store import JsonList
from desktop.engine.tools.timers import Timer
from desktop.errors import DeviceError
from desktop.events import (
    DeviceChanged,
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
    TurnFinished,
    UtteranceIgnored,
)
from desktop.terms import Outcome, Source, Stage, State
from tests.fakes import PAUSE, RATE, SPEECH, Rig, transcript

CHIME = chime(RATE)
Logs = list[logging.LogRecord]
MakeEngine = Callable[..., Rig]
LONG = "This is the first sentence of it. Then comes a second one, and it goes on and on for a while. And a third."


def test_a_spoken_turn_goes_from_press_to_finish_in_order(rig: Rig) -> None:
    rig.model.enqueue("The answer is four.")
    rig.speak("What is two and two?")
    done = rig.events.wait_for(TurnFinished)
    rig.events.wait_for(StateChanged, 2, lambda event: event.state is State.IDLE)
    kinds = [
        kind
        for kind, _ in itertools.groupby(type(event) for event in rig.events.all if event.turn == done.turn)
        if kind not in {StateChanged, ReplyDelta, ReplyHeard}
    ]
    assert kinds == [SpeechStarted, SpeechEnded, Transcribed, ReplyAudible, TurnFinished]
    assert rig.events.states == ["loading", "idle", "listening", "thinking", "speaking", "idle"]
    assert (done.outcome, done.source) == (Outcome.COMPLETED, Source.VOICE)
    assert done.transcript == "What is two and two?"
    assert done.generated == done.spoken == done.heard == "The answer is four."
    assert "".join(delta.text for delta in rig.events.of(ReplyDelta)) == done.generated
    assert done.audio_s == pytest.approx(0.5, abs=0.05)
    assert None not in (done.timings.stt, done.timings.llm_first_token, done.timings.tts_first_audio)
    assert (done.models.stt, done.models.llm, done.models.tts) == ("scripted-stt", "scripted-llm", "silent-tts")


def test_what_was_said_reaches_the_recogniser_without_the_silence_around_it(rig: Rig) -> None:
    rig.engine.press()
    for block in (PAUSE, PAUSE, PAUSE, SPEECH, PAUSE, PAUSE, PAUSE):
        rig.microphone.say(block)
    rig.engine.release()
    rig.events.wait_for(TurnFinished)
    (heard,) = rig.transcriber.heard
    assert len(SPEECH) <= len(heard) <= len(SPEECH) + 2 * 4800 + 1024
    assert np.count_nonzero(heard) == len(SPEECH)


def test_a_typed_turn_needs_no_recogniser(rig: Rig) -> None:
    rig.engine.send_text("  Hello  ")
    done = rig.events.wait_for(TurnFinished)
    assert (done.source, done.transcript, done.outcome) == (Source.TEXT, "Hello", Outcome.COMPLETED)
    assert rig.transcriber.heard == []
    assert done.audio_s == 0


def test_blank_text_is_no_turn(rig: Rig) -> None:
    rig.engine.send_text("  \n ")
    rig.engine.send_text("Hello")
    assert rig.events.wait_for(TurnFinished).transcript == "Hello"
    assert len(rig.events.of(Transcribed)) == 1


def test_clauses_are_spoken_in_order(rig: Rig) -> None:
    rig.model.enqueue(LONG)
    rig.engine.send_text("Tell me")
    done = rig.events.wait_for(TurnFinished)
    assert " ".join(rig.voice.clauses[1:]) == LONG
    assert len(rig.voice.clauses) > 3
    assert rig.speaker.text.replace(" ", "") == LONG.replace(" ", "")
    assert done.heard == LONG


def test_the_voice_starts_before_the_reply_is_complete(rig: Rig) -> None:
    rig.model.enqueue("This is the start. And")
    original = rig.model._pieces

    def pieces(reply: str, stale: Callable[[], bool]) -> object:
        for piece in original(reply, stale):
            yield piece
            if piece == " start.":
                yield " And"
                assert rig.voice.spoke.wait(10), "the voice waited for the end of the reply"

    rig.model._pieces = pieces  # type: ignore[method-assign, assignment]
    rig.engine.send_text("Go")
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED


def test_a_press_while_speaking_interrupts_and_only_what_was_heard_is_remembered(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.model.enqueue("One two three. Four five six.", "Fine.")
    rig.engine.send_text("Count")
    rig.events.wait_for(ReplyAudible)
    rig.speaker.turn(len("One two") * rig.voice.a_character + 50)
    rig.events.wait_for(ReplyHeard, where=lambda event: event.heard.startswith("One two"))
    flushes = rig.speaker.flushes
    rig.engine.press()
    assert rig.speaker.flushes > flushes
    done = rig.events.wait_for(TurnFinished)
    assert done.outcome is Outcome.INTERRUPTED
    assert done.heard == "One two"
    assert rig.events.wait_for(Interrupted).heard == done.heard
    rig.microphone.say()
    rig.speaker.by_hand = False
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished, 2).outcome is Outcome.COMPLETED
    assert rig.model.prompts[-1] == [
        Message("system", "Be brief."),
        Message("user", "Count"),
        Message("assistant", "One two"),
        Message("user", "Hello there."),
    ]


def test_cancel_during_generation_ends_the_turn(rig: Rig) -> None:
    rig.model.gate.close()
    rig.model.enqueue("A reply that hangs in the air.")
    rig.engine.send_text("Go")
    rig.model.gate.wait_reached()
    rig.engine.cancel()
    done = rig.events.wait_for(TurnFinished)
    assert (done.outcome, done.generated, done.heard) == (Outcome.INTERRUPTED, "A", "")
    assert rig.events.states[-1] == "idle"


def test_cancel_while_listening_discards(rig: Rig) -> None:
    rig.engine.press()
    rig.microphone.say()
    rig.engine.cancel()
    rig.engine.release()
    rig.engine.send_text("Hello")
    assert rig.events.wait_for(TurnFinished).source is Source.TEXT
    assert rig.events.of(SpeechEnded) == []
    assert rig.transcriber.heard == []


def test_a_quick_cancel_leaves_the_state_idle(rig: Rig) -> None:
    for _ in range(50):
        rig.engine.press()
        rig.engine.cancel()
    rig.engine.close()
    assert rig.events.states[-2:] == ["idle", "closed"]


def test_text_typed_while_the_key_is_held_discards_the_utterance(rig: Rig) -> None:
    rig.engine.press()
    rig.events.wait_for(SpeechStarted)
    rig.microphone.say()
    rig.engine.send_text("Hello")
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished).source is Source.TEXT
    rig.events.wait_for(StateChanged, 2, lambda event: event.state is State.IDLE)
    rig.engine.close()
    assert rig.events.states[-2:] == ["idle", "closed"]
    assert rig.transcriber.heard == []


def test_stale_clauses_never_reach_the_loudspeaker(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.speaker.capacity = 300
    rig.model.enqueue("aaaa aaaa aaaa. aaaa aaaa aaaa. aaaa aaaa aaaa.", "bbbb.")
    rig.engine.send_text("First")
    assert rig.speaker.waiting.wait(10)
    rig.engine.send_text("Second")
    rig.speaker.by_hand = False
    rig.events.wait_for(TurnFinished, 2)
    text = rig.speaker.text
    assert text.endswith("bbbb.")
    assert "a" not in text[text.index("b") :]
    assert len(text) <= 3 + 1 + len("bbbb."), "more was queued than fitted before the interruption"


@pytest.mark.parametrize("stage", [Stage.MICROPHONE, Stage.TRANSCRIPTION, Stage.LANGUAGE_MODEL, Stage.VOICE])
def test_a_failure_in_a_stage_ends_that_turn_and_the_next_one_works(
    rig: Rig, stage: Stage, expected_logs: Logs
) -> None:
    fault = RuntimeError("out of order")
    match stage:
        case Stage.MICROPHONE:
            rig.detector.error = fault
        case Stage.TRANSCRIPTION:
            rig.transcriber.enqueue(fault)
        case Stage.LANGUAGE_MODEL:
            rig.model.enqueue(fault)
        case _:
            rig.voice.error = fault
    rig.engine.press()
    rig.microphone.say()
    rig.engine.release()
    failed = rig.events.wait_for(StageFailed)
    done = rig.events.wait_for(TurnFinished)
    assert (failed.stage, failed.turn) == (stage, done.turn)
    assert "out of order" in failed.message
    assert (done.outcome, done.error) == (Outcome.FAILED, "out of order")
    rig.detector.error = rig.voice.error = None
    rig.engine.press()
    rig.microphone.say()
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished, 2).outcome is Outcome.COMPLETED
    assert len(rig.events.of(StageFailed)) == len(expected_logs) == 1
    assert all(record.exc_info for record in expected_logs)


def test_a_loudspeaker_that_fails_is_named(rig: Rig, expected_logs: Logs) -> None:
    rig.speaker.error = DeviceError("the loudspeaker is busy", advice="wait")
    rig.engine.send_text("Hello")
    failed = rig.events.wait_for(StageFailed)
    assert (failed.stage, failed.advice) == (Stage.SPEAKER, "wait")
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.FAILED
    assert expected_logs


def test_a_microphone_lost_while_the_key_is_held_still_gives_a_turn(rig: Rig, expected_logs: Logs) -> None:
    rig.engine.press()
    rig.microphone.say()
    rig.microphone.missing = "no microphone"
    rig.microphone.lose()
    assert rig.events.wait_for(StageFailed).stage is Stage.MICROPHONE
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    rig.engine.release()
    rig.microphone.missing = ""
    rig.engine.press()  # it is opened again with the next press
    rig.events.wait_for(DeviceChanged)
    rig.microphone.say()
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished, 2).source is Source.VOICE
    assert expected_logs


def test_without_a_microphone_typed_turns_work(make_engine: MakeEngine) -> None:
    rig = make_engine(microphone=False)
    rig.engine.press()
    rig.engine.release()
    ignored = rig.events.wait_for(TurnFinished)
    assert (ignored.outcome, ignored.error) == (Outcome.IGNORED, "there is no microphone")
    rig.engine.send_text("Hello")
    assert rig.events.wait_for(TurnFinished, 2).outcome is Outcome.COMPLETED


def test_devices_that_do_not_open_are_reported_and_the_engine_starts(
    make_engine: MakeEngine, expected_logs: Logs
) -> None:
    def break_devices(rig: Rig) -> None:
        rig.microphone.missing, rig.speaker.missing = "no microphone", "no loudspeaker"

    rig = make_engine(prepare=break_devices)
    assert {failed.stage for failed in rig.events.of(StageFailed)} == {Stage.MICROPHONE, Stage.SPEAKER}
    assert len(rig.events.of(EngineReady)) == 1
    rig.engine.send_text("Hello")
    done = rig.events.wait_for(TurnFinished)
    assert (done.outcome, done.generated, done.spoken) == (Outcome.COMPLETED, "Hi.", "")
    assert len(expected_logs) == 2


def test_a_loudspeaker_lost_in_the_middle_ends_the_turn(make_engine: MakeEngine, expected_logs: Logs) -> None:
    rig = make_engine(by_hand=True)
    rig.speaker.capacity = 300
    rig.model.enqueue(LONG)
    rig.engine.send_text("Tell me")
    assert rig.speaker.waiting.wait(10)
    rig.speaker.missing = "no loudspeaker"
    rig.speaker.lose()
    rig.wait_for_tries(rig.speaker, 3 * GIVE_UP)
    done = rig.events.wait_for(TurnFinished)
    assert done.generated == LONG
    assert len(done.heard) < len(done.spoken)
    assert rig.events.wait_for(StageFailed).stage is Stage.SPEAKER
    assert len(expected_logs) == 2  # lost, and not to be opened again


def test_a_held_key_ends_by_itself(make_engine: MakeEngine) -> None:
    rig = make_engine(longest_s=2)
    rig.engine.press()
    for _ in range(5):
        rig.microphone.say(SPEECH)
    done = rig.events.wait_for(TurnFinished)
    assert done.audio_s <= 2
    assert len(rig.transcriber.heard[0]) <= 2 * RATE


def test_silence_and_doubtful_words_are_ignored(rig: Rig) -> None:
    rig.engine.press()
    rig.microphone.say(PAUSE)
    rig.engine.release()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.IGNORED
    rig.transcriber.enqueue(transcript("Thanks for watching!", log_probability=-2.0))
    rig.engine.press()
    rig.microphone.say()
    rig.engine.release()
    done = rig.events.wait_for(TurnFinished, 2)
    assert (done.outcome, done.error) == (Outcome.IGNORED, "the recogniser was guessing")
    assert rig.events.of(UtteranceIgnored)[-1].text == "Thanks for watching!"
    assert rig.model.prompts == []


def test_a_tool_is_called_and_its_result_given_to_the_model(rig: Rig) -> None:
    call = '<tool_call>\n{"name": "calculate", "arguments": {"expression": "9999*9999"}}\n</tool_call>'
    rig.model.enqueue(call, "It is 99980001.")
    rig.engine.send_text("What is 9999 times 9999?")
    done = rig.events.wait_for(TurnFinished)
    assert (done.generated, done.tools) == ("It is 99980001.", ("calculate",))
    assert rig.events.wait_for(ToolRan).result == '{"result": "99980001"}'
    meant = ToolCall("calculate", '{"expression": "9999*9999"}')
    assert rig.model.prompts[-1][-2:] == [
        Message("assistant", call, meant),
        Message("tool", '{"result": "99980001"}', meant),
    ]


def test_a_model_that_only_calls_tools_comes_to_an_end(rig: Rig) -> None:
    rig.model.enqueue(*['<tool_call>{"name": "nothing"}</tool_call>'] * 10)
    rig.engine.send_text("Loop")
    assert len(rig.events.wait_for(TurnFinished).tools) == 4
    assert len(rig.model.prompts) == 5


def test_after_the_last_round_of_tools_the_model_may_speak(rig: Rig) -> None:
    rig.model.enqueue(*['<tool_call>{"name": "timer_left"}</tool_call>'] * 4, "No timer is running.")
    rig.engine.send_text("How long is left?")
    done = rig.events.wait_for(TurnFinished)
    assert (len(done.tools), done.generated) == (4, "No timer is running.")


def test_several_calls_in_one_reply_run_in_order(rig: Rig) -> None:
    calls = [
        f'<tool_call>{{"name": "calculate", "arguments": {{"expression": "{n}+1"}}}}</tool_call>' for n in (1, 2)
    ]
    rig.model.enqueue("I will work it out." + "".join(calls), "Two and three.")
    rig.engine.send_text("What are one and one and two and one?")
    done = rig.events.wait_for(TurnFinished)
    assert [run.result for run in rig.events.of(ToolRan)] == ['{"result": "2"}', '{"result": "3"}']
    assert [run.title for run in rig.events.of(ToolRan)] == ["Worked out 1+1", "Worked out 2+1"]
    assert [message.role for message in rig.model.prompts[-1][-4:]] == ["assistant", "tool"] * 2
    assert "{" not in done.generated


def add_hanging_tool(rig: Rig, deadline_s: float) -> threading.Event:
    """A tool that never comes back by itself; the event is set once it runs."""
    begun = threading.Event()

    def hang(_: Arguments) -> dict[str, object]:
        begun.set()
        while True:
            pass

    tool = Tool("hang", "", Arguments, hang, "Hung", "Could not hang", deadline_s=deadline_s)
    rig.engine._parts.tools._tools["hang"] = tool
    rig.model.enqueue('<tool_call>{"name": "hang"}</tool_call>', "That took too long.")
    return begun


def test_a_tool_that_hangs_does_not_hang_the_turn(rig: Rig, expected_logs: Logs) -> None:
    add_hanging_tool(rig, 0.05)
    rig.engine.send_text("Go")
    assert rig.events.wait_for(TurnFinished).generated == "That did not work: the tool hang did not answer in time."
    run = rig.events.wait_for(ToolRan)
    assert (run.title, run.result) == ("Could not hang", '{"error": "that took too long"}')
    assert len(expected_logs) == 1


def test_a_turn_whose_tool_hangs_can_be_interrupted(rig: Rig) -> None:
    begun = add_hanging_tool(rig, 60)
    rig.engine.send_text("Go")
    assert begun.wait(10)
    rig.engine.cancel()
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.INTERRUPTED


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("llama", '{"name": "calculate", "parameters": {"expression": "2*3"}}'),
        ("llama", '<|python_tag|>{"name": "calculate", "parameters": {"expression": "2*3"}}'),
        ("mistral", '[TOOL_CALLS][{"name": "calculate", "arguments": {"expression": "2*3"}}]'),
        ("mistral", '[TOOL_CALLS]calculate[ARGS]{"expression": "2*3"}'),
    ],
)
def test_models_of_other_families_call_tools_too(rig: Rig, form: CallForm, written: str) -> None:
    rig.model.call_form = form
    rig.model.enqueue(written, "It is 6.")
    rig.engine.send_text("What is two times three?")
    done = rig.events.wait_for(TurnFinished)
    assert (done.generated, done.tools) == ("It is 6.", ("calculate",))
    assert "".join(delta.text for delta in rig.events.of(ReplyDelta)) == "It is 6."
    assert rig.model.prompts[-1][-1].call == ToolCall("calculate", '{"expression": "2*3"}')


def test_a_call_that_cannot_be_read_is_answered_with_an_error(rig: Rig) -> None:
    rig.model.enqueue("<tool_call>{broken</tool_call>", "I did not manage that.")
    rig.engine.send_text("Go")
    assert rig.events.wait_for(TurnFinished).generated == "I did not manage that."
    assert rig.events.wait_for(ToolRan).result == '{"error": "the call was not valid"}'
    assert rig.model.prompts[-1][-1].call == ToolCall("unknown", "{}")


def test_a_timer_rings(rig: Rig) -> None:
    rig.timers.set(60, "tea")
    rig.clock.now += 61
    rig.engine.send_text("Hello")  # the loop looks at its timers at the latest now
    assert rig.events.wait_for(TimerRang).label == "tea"


def test_timers_that_cannot_be_read_are_told_once_and_turns_go_on(
    rig: Rig, tmp_path: Path, expected_logs: list[logging.LogRecord]
) -> None:
    (tmp_path / "timers.json").mkdir()
    rig.timers._store = JsonList(tmp_path / "timers.json", Timer)
    for number in (1, 2):
        rig.model.enqueue("Hello.")
        rig.engine.send_text("Hello")
        rig.events.wait_for(TurnFinished, number)
    assert "timers.json cannot be read" in rig.events.wait_for(StageFailed).message
    rig.engine.close()
    assert len(rig.events.of(StageFailed)) == len(expected_logs) == 1


def sounded(rig: Rig) -> list[int]:
    """Where among the blocks that were played the chime is."""
    return [n for n, block in enumerate(list(rig.speaker.blocks)) if len(block) == len(CHIME)]


def wait_for(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


def test_a_timer_that_is_due_chimes_once(rig: Rig) -> None:
    rig.timers.set(60, "tea")
    rig.timers.set(61, "eggs")
    rig.clock.now += 62
    rig.engine.cancel()
    rig.engine.begin_session("b" * 32)  # the loop looks at its timers at the latest now
    assert [rig.events.wait_for(TimerRang, n).late_s for n in (1, 2)] == [2, 1]
    wait_for(lambda: sounded(rig))
    assert np.array_equal(rig.speaker.blocks[sounded(rig)[0]], CHIME)
    rig.engine.close()
    assert len(sounded(rig)) == 1


def test_the_chime_waits_for_the_end_of_a_reply(make_engine: MakeEngine) -> None:
    rig = make_engine(by_hand=True)
    rig.model.enqueue("A reply that takes its time.", "Second.")
    rig.timers.set(0.2, "")
    rig.engine.send_text("Hello")
    rig.events.wait_for(ReplyAudible)
    rig.clock.now += 1
    rig.events.wait_for(TimerRang)
    assert sounded(rig) == []
    rig.speaker.by_hand = False
    done = rig.events.wait_for(TurnFinished)
    assert (done.outcome, done.heard) == (Outcome.COMPLETED, "A reply that takes its time.")
    wait_for(lambda: sounded(rig))
    rig.engine.send_text("Go on")
    assert rig.events.wait_for(TurnFinished, 2).heard == "Second."


def test_the_chime_is_not_played_into_the_microphone(rig: Rig) -> None:
    rig.engine.press()
    rig.timers.set(1, "")
    rig.clock.now += 1
    rig.engine._mind.inbox.put(Agents("Sotto", ""))
    rig.events.wait_for(TimerRang)
    assert sounded(rig) == []
    rig.engine.cancel()
    wait_for(lambda: sounded(rig))


def test_without_a_loudspeaker_a_timer_is_still_told(make_engine: MakeEngine) -> None:
    rig = make_engine(speaker=False)
    rig.timers.set(1, "tea")
    rig.clock.now += 1
    rig.engine.send_text("Hello")
    assert rig.events.wait_for(TimerRang).label == "tea"
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED


def test_a_loudspeaker_that_fails_the_chime_costs_no_reply(rig: Rig, expected_logs: Logs) -> None:
    rig.speaker.error = DeviceError("the loudspeaker is busy", advice="wait")
    rig.timers.set(1, "")
    rig.clock.now += 1
    rig.engine.begin_session("b" * 32)
    assert rig.events.wait_for(StageFailed).stage is Stage.SPEAKER
    rig.speaker.error = None
    rig.engine.send_text("Hello")
    assert rig.events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
    assert expected_logs


def test_a_timer_that_fell_due_while_sotto_was_off_rings_at_the_start(make_engine: MakeEngine) -> None:
    def set_one(rig: Rig) -> None:
        rig.timers.set(60, "tea")
        rig.clock.now += 3600

    rig = make_engine(prepare=set_one)
    rang = rig.events.wait_for(TimerRang)
    assert (rang.label, rang.late_s) == ("tea", 3540)
    wait_for(lambda: sounded(rig))


def test_another_session_has_its_own_history_and_its_name_on_its_events(rig: Rig) -> None:
    rig.model.gate.close()
    rig.model.enqueue("Never to be said.", "Good.")
    rig.engine.send_text("Old")
    rig.model.gate.wait_reached()
    rig.engine.begin_session("b" * 32, [Exchange("Earlier", "Yes.")], after=40)
    old = rig.events.wait_for(TurnFinished)
    rig.model.gate.open()
    rig.engine.send_text("New")
    new = rig.events.wait_for(TurnFinished, 2)
    assert new.turn == 41
    assert [m.content for m in rig.model.prompts[-1]] == ["Be brief.", "Earlier", "Yes.", "New"]
    assert {event.session for event in rig.events.all if event.turn == new.turn} == {"b" * 32}
    assert {event.session for event in rig.events.all if event.turn == old.turn} == {"a" * 32}
    assert rig.events.wait_for(Interrupted).session == "a" * 32


@pytest.mark.parametrize("moment", ["idle", "holding", "recognising", "generating", "speaking"])
def test_close_joins_every_thread_whatever_happens(make_engine: MakeEngine, moment: str) -> None:
    rig = make_engine(by_hand=True)
    rig.transcriber.gate.close() if moment == "recognising" else None
    rig.model.gate.close() if moment == "generating" else None
    rig.model.enqueue(LONG)
    match moment:
        case "holding":
            rig.engine.press()
            rig.events.wait_for(SpeechStarted)
        case "recognising":
            rig.speak()
            rig.transcriber.gate.wait_reached()
        case "generating":
            rig.speak()
            rig.model.gate.wait_reached()
        case "speaking":
            rig.speak()
            rig.events.wait_for(ReplyAudible)
    rig.engine.close()
    rig.engine.close()
    assert not {"listening", "turn", "speaking"} & {thread.name for thread in threading.enumerate()}
    assert isinstance(rig.events.all[-1], EngineClosed)
    assert rig.transcriber.closed
    assert rig.model.closed
    assert rig.voice.closed
    assert not rig.microphone.is_open
    finished = [done.outcome for done in rig.events.of(TurnFinished)]
    assert finished == ([] if moment in {"idle", "holding"} else [Outcome.INTERRUPTED])
    rig.engine.press()
    rig.engine.release()
    rig.engine.send_text("Too late")
    rig.engine.begin_session("c" * 32)
    assert isinstance(rig.events.all[-1], EngineClosed)


@pytest.mark.parametrize("seed", range(8))
def test_a_storm_of_commands_finishes_every_turn_once(make_engine: MakeEngine, seed: int) -> None:
    rig = make_engine()

    def storm(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(60):
            match chance.randrange(6):
                case 0 | 1:
                    rig.engine.press()
                case 2 | 3:
                    rig.engine.release()
                case 4:
                    rig.engine.send_text("Hello")
                case _:
                    rig.engine.cancel()
            if chance.random() < 0.3:
                rig.microphone.say(SPEECH[:4000])

    threads = [threading.Thread(target=storm, args=(seed * 10 + n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rig.engine.cancel()
    rig.engine.send_text("The last one")
    rig.events.wait_for(TurnFinished, where=lambda done: done.transcript == "The last one")
    rig.engine.close()
    finished = Counter(done.turn for done in rig.events.of(TurnFinished))
    started = {event.turn for event in [*rig.events.of(SpeechEnded), *rig.events.of(Transcribed)]}
    assert set(finished.values()) == {1}
    assert started <= finished.keys()
    assert rig.events.states[-2:] == ["idle", "closed"]


def test_history_is_there_from_the_start(make_engine: MakeEngine) -> None:
    rig = make_engine(history=[Exchange("My name is Ada", "Hello Ada.")])
    rig.engine.send_text("Who am I?")
    rig.events.wait_for(TurnFinished)
    assert [m.content for m in rig.model.prompts[0]] == ["Be brief.", "My name is Ada", "Hello Ada.", "Who am I?"]


def test_what_kind_of_reply_it_was_is_reported(rig: Rig) -> None:
    rig.transcriber.enqueue(transcript("Which day is it", no_speech=0.125, language_probability=0.75))
    rig.model.enqueue("Do you mean **today**?")
    rig.engine.press()
    rig.microphone.say()
    rig.engine.release()
    spoken = rig.events.wait_for(TurnFinished)
    assert (spoken.no_speech, spoken.message_type, spoken.speakability) == (0.125, "question", 0.75)
    assert spoken.language_confidence == 0.75
    rig.model.enqueue("It is Monday.")
    rig.engine.send_text("Today")
    typed = rig.events.wait_for(TurnFinished, 2)
    assert (typed.no_speech, typed.message_type, typed.speakability) == (None, "answer", 1.0)
    rig.model.enqueue('<tool_call>{"name": "calculate", "arguments": {"expression": "1+1"}}</tool_call>', "It is 2.")
    rig.engine.send_text("Sum")
    assert rig.events.wait_for(TurnFinished, 3).message_type == "tool answer"
    rig.engine.send_text("slower")
    assert rig.events.wait_for(TurnFinished, 4).message_type == "control"
    rig.transcriber.enqueue(transcript("Thanks for watching", no_speech=0.99))
    rig.engine.press()
    rig.microphone.say()
    rig.engine.release()
    ignored = rig.events.wait_for(TurnFinished, 5)
    assert (ignored.no_speech, ignored.message_type, ignored.speakability) == (0.99, "", None)
