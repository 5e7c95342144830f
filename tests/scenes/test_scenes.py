"""Conversations without a key: the starter models, a room with an echo, people who interrupt, cough and pause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.sentences import speakable
from desktop.events import Interrupted, PartialTranscript, ReplyAudible, TurnFinished
from desktop.terms import Outcome
from tests.models.speech import spoken
from tests.scenes.conversation import Air, Scene
from tests.scenes.script import LEVEL, Conversation, Tally

MakeScene = Callable[[Air], Scene]


@pytest.fixture
def make_scene(tmp_path: Path) -> Iterator[MakeScene]:
    scenes: list[Scene] = []

    def make(air: Air) -> Scene:
        scenes.append(Scene(tmp_path, air))
        return scenes[-1]

    yield make
    for scene in scenes:
        scene.close()


def test_a_question_an_answer_and_an_interruption_on_an_open_loudspeaker(make_scene: MakeScene) -> None:
    scene = make_scene(Air(echo_db=-12, drift_ppm=200))
    scene.sleep(0.5)
    last = scene.say(spoken("What can you do?", 2) * np.float32(LEVEL))
    partial, _ = scene.wait_for(PartialTranscript)
    assert partial.text
    _, audible = scene.wait_for(ReplyAudible)
    assert audible > last - SAMPLE_RATE // 2, "not before the end of the question"
    scene.sleep(3)
    assert scene.of(TurnFinished) == [], "it does not take its own echo for the user"
    scene.say(spoken("What time is it?", 3) * np.float32(LEVEL))
    cut, at = scene.wait_for(Interrupted)
    first, _ = scene.wait_for(TurnFinished)
    assert first.outcome is Outcome.INTERRUPTED
    assert first.generated.startswith(cut.heard)
    assert 0 < len(cut.heard) < len(first.generated)
    second, _ = scene.wait_for(TurnFinished)
    assert second.outcome is Outcome.COMPLETED
    (_, again) = scene.of(ReplyAudible)[1]
    assert scene.silent_between(at + SAMPLE_RATE // 10, again - SAMPLE_RATE // 20)
    check_heard(scene)


def check_heard(scene: Scene) -> None:
    """What is said to have been heard is as long as what was played, but for a word."""
    voice: PiperVoiceModel = scene.parts.voice  # type: ignore[assignment]
    ends = {event.turn: at for event, at in scene.of(TurnFinished)}
    for event, start in scene.of(ReplyAudible):
        done = next((one for one, _ in scene.of(TurnFinished) if one.turn == event.turn), None)
        if done is None or not done.heard:
            continue
        played = np.flatnonzero(np.abs(scene.device.past.between(start - 4800, ends[event.turn] + 4800)) > 0.003)
        said = list(voice.synthesize(speakable(done.heard), lambda: False))
        expected = len(np.concatenate(said)) / voice.sample_rate
        heard = (played[-1] - played[0]) / SAMPLE_RATE
        assert heard == pytest.approx(expected, abs=0.8), done.heard


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "air",
    [
        pytest.param({"echo_db": None}, id="headphones"),
        pytest.param({"echo_db": -6, "drift_ppm": 200}, id="-6 dB"),
        pytest.param({"echo_db": -12, "drift_ppm": -200}, id="-12 dB"),
        pytest.param({"echo_db": -20, "drift_ppm": 200, "noise_dbfs": -36}, id="-20 dB in noise"),
        pytest.param({"echo_db": -30, "drift_ppm": 200}, id="-30 dB"),
    ],
)
def test_twenty_turns(make_scene: MakeScene, air: dict[str, float], request: pytest.FixtureRequest) -> None:
    scene = make_scene(Air(**air))  # type: ignore[arg-type]
    talk = Conversation(scene, seed=len(request.node.name))
    scene.sleep(0.5)
    for _ in range(20):
        talk.turn()
    talk.check_silence_after_interruptions()
    print(talk.tally)
    judge(talk.tally)


def judge(tally: Tally) -> None:
    """Bounds that leave room for what the starter recogniser mishears, and none for what must never be."""
    assert tally.stale == []
    assert tally.self_interruptions == 0
    assert tally.turns == 20
    assert tally.stopped >= 0.8 * tally.interruptions
    assert tally.stopped_wrongly <= max(1, 0.25 * tally.sounds)
    assert tally.cut_off <= max(1, tally.split // 2)
