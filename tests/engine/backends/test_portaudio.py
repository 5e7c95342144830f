from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.backends import devices
from desktop.engine.backends.portaudio import PortAudioMicrophone, PortAudioSpeaker
from desktop.engine.backends.stream import Lifeline, start_stream
from desktop.engine.protocols import Samples
from desktop.errors import DeviceError


def no_call(argument: object) -> None:
    raise AssertionError(argument)


def test_a_device_that_is_not_there_is_named_with_advice() -> None:
    with pytest.raises(DeviceError, match="'No such thing' is not connected") as caught:
        PortAudioMicrophone().open(no_call, no_call, "No such thing")
    assert "settings" in caught.value.advice
    with pytest.raises(DeviceError, match="the loudspeaker 'No such thing'"):
        PortAudioSpeaker().open(no_call, "No such thing")


def test_without_the_sound_library_there_is_advice(tmp_path: Path) -> None:
    """The library fails to load as it does where PortAudio is not installed."""
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    code = (
        "from desktop.engine.backends.devices import list_devices\n"
        "from desktop.errors import DeviceError\n"
        "try: list_devices()\n"
        "except DeviceError as error: print(error, '|', error.advice)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert "PortAudio is missing" in done.stdout
    assert "install" in done.stdout


def device(name: str, *, default: bool = False) -> devices.DeviceInfo:
    return devices.DeviceInfo(0, name, "ALSA", 1, 1, 48_000, default, default)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sound servers are a thing of Linux")
def test_the_sound_server_comes_before_the_hardware(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [device("USB"), device("Card", default=True), device("default"), device("pulse")]
    monkeypatch.setattr(devices, "list_devices", lambda: found)
    assert [entry.name for entry in devices.choose("", "output")] == ["pulse", "default", "Card", "USB"]
    assert [entry.name for entry in devices.choose("ALSA: USB", "input")] == ["USB"]


def test_closing_what_was_never_opened_is_harmless() -> None:
    PortAudioMicrophone().close()
    PortAudioSpeaker().close()
    assert not PortAudioSpeaker().alive()


def test_blocks_that_stop_coming_are_noticed_but_not_right_after_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    now, told = [100.0], []
    monkeypatch.setattr("desktop.engine.backends.stream.time.monotonic", lambda: now[0])
    lifeline = Lifeline(told.append)
    lifeline.beat()
    now[0] += 2.5
    assert not lifeline.late()
    for _ in range(200):
        now[0] += 0.01
        lifeline.beat()
    now[0] += 0.5
    assert not lifeline.late()
    now[0] += 0.3
    assert lifeline.late()
    lifeline.cut()
    lifeline.cut()
    assert told == ["the device was lost"]


def test_a_stream_that_never_starts_is_given_up_and_the_library_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go, unregistered = threading.Event(), []
    monkeypatch.setattr("desktop.engine.backends.stream.DEADLINE_S", 0.01)
    monkeypatch.setattr("desktop.engine.backends.stream.atexit.unregister", unregistered.append)

    class Hanging:
        def __init__(self, **_options: object) -> None:
            self.start = let_go.wait

    try:
        with pytest.raises(DeviceError, match="Dock does not start"):
            start_stream(Hanging, device("Dock"), 1, None, Lifeline(no_call))
        with pytest.raises(DeviceError, match="not seen"):
            devices.PortAudioSystem().look_again()
    finally:
        let_go.set()
    assert len(unregistered) == 1


class Hand:
    """A loudspeaker whose sound callback is called by the test: 10 ms blocks at 1 kHz, fades of 5 samples."""

    def __init__(self) -> None:
        self.speaker = PortAudioSpeaker()
        self.speaker._rate = 1000
        self.speaker._ring = np.zeros(100, np.float32)
        self.speaker._fade = np.linspace(1, 0, 5, dtype=np.float32)
        self.speaker._delay = 10

    def play(self, samples: Samples) -> None:
        self.speaker.play(samples, bool)

    def block(self) -> Samples:
        out = np.full((10, 2), np.nan, np.float32)
        self.speaker._fill(out, 10)
        np.testing.assert_array_equal(out[:, 0], out[:, 1])
        return out[:, 0]


def test_what_is_queued_is_played_in_order_and_then_silence() -> None:
    hand = Hand()
    assert not hand.block().any()
    for start in range(0, 300, 60):  # three times around the ring
        hand.play(np.arange(start, start + 60, dtype=np.float32))
        heard = np.concatenate([hand.block() for _ in range(7)])
        np.testing.assert_array_equal(heard[:60], np.arange(start, start + 60))
        assert not heard[60:].any()
    assert hand.speaker.queued == hand.speaker.played == 300


def test_played_runs_behind_by_the_latency_and_catches_up_in_silence() -> None:
    hand = Hand()
    hand.play(np.ones(20, np.float32))
    hand.block()
    assert hand.speaker.played == 0  # a block is still under way
    hand.block()
    assert hand.speaker.played == 10
    hand.block()
    assert hand.speaker.played == 20


def test_flush_fades_and_drops_the_rest_at_once() -> None:
    hand = Hand()
    hand.play(np.ones(80, np.float32))
    hand.block()
    hand.speaker.flush()
    assert hand.speaker.queued == 15
    np.testing.assert_allclose(hand.block(), [1, 0.75, 0.5, 0.25, 0, 0, 0, 0, 0, 0])
    assert not hand.block().any()
    assert hand.speaker.queued == hand.speaker.played == 15
    hand.play(np.full(10, 0.5, np.float32))
    assert (hand.block() == 0.5).all()
    assert hand.speaker.queued == 25


def test_what_was_under_way_when_a_stream_ended_is_played_on_the_next_one() -> None:
    hand = Hand()
    hand.speaker._ring = np.zeros(1000, np.float32)
    hand.play(np.arange(500, dtype=np.float32))
    for _ in range(30):
        hand.block()
    assert hand.speaker.played == 290
    hand.speaker.close()
    hand.speaker.close()
    assert (hand.speaker.played, hand.speaker.queued) == (290, 500)
    hand.speaker._delay = 20
    heard = np.concatenate([hand.block() for _ in range(41)])
    np.testing.assert_array_equal(heard, np.arange(90, 500))  # 200 ms are said again
    assert hand.speaker.played == 480
    hand.block()
    hand.block()
    assert hand.speaker.played == hand.speaker.queued == 500


def test_what_was_dropped_while_no_stream_ran_is_not_heard_on_the_next_one() -> None:
    hand = Hand()
    hand.play(np.ones(60, np.float32))
    hand.block()
    hand.speaker.close()
    hand.speaker.flush()
    hand.speaker._make_ring(1000)
    hand.speaker._delay = 10
    assert not hand.block().any()
    assert hand.speaker.queued == hand.speaker.played == 0
    hand.play(np.full(10, 0.5, np.float32))
    assert (hand.block() == 0.5).all()


def test_a_reply_that_ended_a_while_ago_is_not_said_again() -> None:
    hand = Hand()
    hand.play(np.ones(20, np.float32))
    for _ in range(24):
        hand.block()
    hand.speaker.close()
    assert not hand.block().any()


@given(
    st.lists(
        st.one_of(
            st.integers(1, 40).map(lambda n: ("play", n)),
            st.sampled_from([("block", 0), ("flush", 0), ("move", 0), ("hold", 0), ("resume", 3)]),
        ),
        max_size=60,
    )
)
def test_whatever_happens_counts_agree_and_never_go_back(steps: list[tuple[str, int]]) -> None:
    hand, heard = Hand(), 0
    for step, count in steps:
        if step == "play" and hand.speaker._written + count - hand.speaker._read[0] <= 97:
            hand.play(np.ones(count, np.float32))
        elif step == "block":
            hand.block()
        elif step == "flush":
            hand.speaker.flush()
        elif step == "move":
            hand.speaker.close()
            hand.speaker._make_ring(1000)
            hand.speaker._delay = 10
        elif step == "hold":
            hand.speaker.hold()
        elif step == "resume":
            hand.speaker.resume(heard - count)
        assert heard <= hand.speaker.played
        heard = hand.speaker.played
        assert heard <= hand.speaker.queued + 5, "but for a fade"
    hand.speaker.resume(heard)
    for _ in range(20):
        hand.block()
    assert hand.speaker.played == hand.speaker.queued


def test_held_it_falls_silent_and_goes_on_a_little_before_with_a_rise() -> None:
    hand = Hand()
    hand.speaker._ring = np.zeros(3000, np.float32)
    hand.play(np.full(500, 0.5, np.float32))
    for _ in range(10):
        hand.block()
    hand.speaker.hold()
    np.testing.assert_allclose(hand.block(), [0.5, 0.375, 0.25, 0.125, 0, 0, 0, 0, 0, 0])
    for _ in range(5):
        assert not hand.block().any()
    assert (hand.speaker.played, hand.speaker.queued) == (105, 500), "nothing is used up by a hold"
    hand.speaker.resume(80)
    np.testing.assert_allclose(hand.block(), [0, 0.125, 0.25, 0.375, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    rest = np.concatenate([hand.block() for _ in range(43)])
    assert np.count_nonzero(rest) == 500 - 90
    assert hand.speaker.played == hand.speaker.queued == 500


def test_it_goes_back_no_further_than_it_keeps() -> None:
    hand = Hand()
    hand.speaker._ring = np.zeros(3000, np.float32)
    hand.play(np.arange(1, 1501, dtype=np.float32))
    for _ in range(120):
        hand.block()
    hand.speaker.hold()
    hand.block()
    hand.speaker.resume(0)
    assert hand.block()[-1] == 1205 - 100 + 10


def test_a_flush_ends_a_hold() -> None:
    hand = Hand()
    hand.play(np.ones(50, np.float32))
    hand.block()
    hand.speaker.hold()
    hand.block()
    hand.speaker.flush()
    hand.block()
    hand.play(np.full(10, 0.5, np.float32))
    assert (hand.block() == 0.5).all()


def test_resumed_without_a_hold_nothing_changes() -> None:
    hand = Hand()
    hand.play(np.arange(50, dtype=np.float32))
    hand.block()
    hand.speaker.resume(0)
    np.testing.assert_array_equal(hand.block(), np.arange(10, 20))


def test_what_was_to_be_repeated_on_another_stream_is_dropped_as_played() -> None:
    hand = Hand()
    hand.play(np.ones(6, np.float32))
    hand.block()
    hand.block()
    assert hand.speaker.played == 6
    hand.speaker.close()
    hand.speaker._make_ring(1000)
    hand.speaker.flush()
    assert hand.speaker.queued == 6
    hand.block()
    assert hand.speaker.played == hand.speaker.queued == 6
    hand.play(np.full(10, 0.5, np.float32))
    assert (hand.block() == 0.5).all()
    assert hand.speaker.queued == 16
