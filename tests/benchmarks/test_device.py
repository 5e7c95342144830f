from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from desktop.benchmarks.device import BLOCK, SampleClockDevice
from desktop.engine.protocols import Microphone, Speaker

LIMIT_S = 10.0


@pytest.fixture
def device() -> Iterator[SampleClockDevice]:
    clock = SampleClockDevice()
    clock.start()
    yield clock
    clock.stop()


def never() -> bool:
    return False


def test_its_faces_are_a_microphone_and_a_speaker() -> None:
    device = SampleClockDevice()
    microphone: Microphone = device.microphone
    speaker: Speaker = device.speaker
    assert microphone.latency_s == 0
    assert speaker.sample_rate == 16_000


def test_a_recording_arrives_whole_at_the_index_it_was_promised(device: SampleClockDevice) -> None:
    heard: list[np.ndarray] = []
    starts: list[int] = []
    ended = threading.Event()

    def listen(block: np.ndarray) -> None:
        starts.append(device.position)
        heard.append(block.copy())

    device.listen(listen)
    recording = np.full(3 * BLOCK + 100, 0.5, np.float32)
    last = device.feed(recording, ended.set)
    assert ended.wait(LIMIT_S)
    device.listen(None)
    sound = np.concatenate(heard)
    loud = np.flatnonzero(sound) + starts[0]
    assert len(loud) == len(recording)
    assert loud[-1] == last - 1
    assert {len(block) for block in heard} == {BLOCK}


def test_the_end_is_told_once_the_last_block_was_delivered(device: SampleClockDevice) -> None:
    at_end: list[int] = []
    done = threading.Event()

    def end() -> None:
        at_end.append(device.position)
        done.set()

    last = device.feed(np.ones(BLOCK + 1, np.float32), end)
    assert done.wait(LIMIT_S)
    assert last <= at_end[0] < last + BLOCK


def test_the_first_sound_is_found_to_the_sample(device: SampleClockDevice) -> None:
    reply = np.concatenate([np.zeros(700, np.float32), np.full(100, 0.2, np.float32)])
    before = device.position
    device.speaker.play(reply, never)
    first = device.wait_for_sound(LIMIT_S)
    assert first is not None
    assert (first - 700) % BLOCK == 0
    assert first > before
    assert device.past.lead_in() == 700


def test_a_reply_cannot_sound_before_the_block_that_caused_it_has_ended(device: SampleClockDevice) -> None:
    """An answer in no time at all still starts with the block after the last sample."""
    last = device.feed(np.ones(BLOCK, np.float32), lambda: device.speaker.play(np.ones(10, np.float32), never))
    first = device.wait_for_sound(LIMIT_S)
    assert first is not None
    assert first >= last


def test_played_counts_what_left_and_a_flush_drops_the_rest(device: SampleClockDevice) -> None:
    device.speaker.play(np.full(100, 0.2, np.float32), never)
    device.wait_until(device.position + 2 * BLOCK, LIMIT_S)
    assert device.speaker.played == device.speaker.queued == 100
    device.speaker.play(np.full(50 * BLOCK, 0.2, np.float32), never)
    device.speaker.flush()
    assert device.speaker.queued - device.speaker.played == 0
    assert device.speaker.queued < 100 + 50 * BLOCK


def test_a_reply_that_runs_dry_and_goes_on_is_an_underrun(device: SampleClockDevice) -> None:
    device.speaker.play(np.full(100, 0.2, np.float32), never)
    device.wait_until(device.position + 3 * BLOCK, LIMIT_S)
    assert device.underruns == 0
    device.speaker.play(np.full(100, 0.2, np.float32), never)
    assert device.underruns == 1
    device.forget()
    assert device.underruns == 0
    assert device.past.first_sound() is None


@pytest.mark.parametrize(("ppm", "blocks"), [(100_000, 110), (0, 100), (-100_000, 90)])
def test_a_loudspeaker_whose_clock_differs_plays_more_or_fewer_blocks(ppm: float, blocks: int) -> None:
    device = SampleClockDevice(drift_ppm=ppm)
    played: list[int] = []

    def air(sound: np.ndarray) -> np.ndarray:
        played.append(len(sound) // BLOCK)
        return np.zeros(BLOCK, np.float32)

    device.air = air
    device.start()
    device.wait_until(120 * BLOCK, LIMIT_S)
    device.stop()
    assert sum(played[:100]) == pytest.approx(blocks, abs=1)


def test_waiting_for_a_sound_that_never_comes_ends(device: SampleClockDevice) -> None:
    assert device.wait_for_sound(0.1) is None


def test_it_tells_where_a_held_reply_fell_silent(device: SampleClockDevice) -> None:
    device.speaker.play(np.full(50 * BLOCK, 0.2, np.float32), never)
    first = device.wait_for_sound(LIMIT_S)
    assert first is not None
    device.wait_until(first + 3 * BLOCK, LIMIT_S)
    assert device.past.fell_silent(first) is None
    device.speaker.hold()
    held = device.position
    device.wait_until(held + 3 * BLOCK, LIMIT_S)
    silent = device.past.fell_silent(first)
    assert silent is not None
    assert held <= silent <= held + BLOCK
    assert not device.past.between(silent, silent + BLOCK).any()
    device.speaker.flush()


def test_moments_and_indices_are_the_same_clock(device: SampleClockDevice) -> None:
    for index in (0, 12_345, 160_000):
        assert device.index_at(device.time_of(index)) == index
