from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.audio import (
    SAMPLE_RATE,
    OverrunError,
    RateChange,
    Resampler,
    RingBuffer,
    after_silence,
    amplified,
    as_recorded,
    clean,
    level,
    loudness,
    quietest,
    resample,
    to_mono,
)
from desktop.engine.protocols import Samples
from desktop.storage.pcm import to_pcm16


@given(st.integers(1, 40), st.lists(st.integers(0, 60), max_size=20))
def test_the_ring_returns_the_last_samples_at_their_positions(capacity: int, blocks: list[int]) -> None:
    ring = RingBuffer(capacity)
    stream = np.arange(sum(blocks), dtype=np.float32)
    at = 0
    for size in blocks:
        ring.write(stream[at : at + size])
        at += size
        assert ring.written == at
        assert ring.oldest == max(0, at - capacity)
        np.testing.assert_array_equal(ring.read(ring.oldest, at), stream[ring.oldest : at])


@given(st.integers(1, 20), st.integers(0, 60), st.integers(-5, 70), st.integers(-5, 70))
def test_the_ring_refuses_what_it_does_not_hold(capacity: int, size: int, start: int, stop: int) -> None:
    ring = RingBuffer(capacity)
    stream = np.arange(size, dtype=np.float32)
    ring.write(stream)
    if max(0, size - capacity) <= start <= stop <= size:
        np.testing.assert_array_equal(ring.read(start, stop), stream[start:stop])
    else:
        with pytest.raises(OverrunError):
            ring.read(start, stop)


def test_what_was_read_stays_when_the_ring_moves_on() -> None:
    ring = RingBuffer(4)
    ring.write(np.ones(4, np.float32))
    taken = ring.read(0, 4)
    ring.write(np.zeros(4, np.float32))
    assert taken.sum() == 4


def test_clean_silences_nan_and_infinity_and_clips() -> None:
    dirty = np.array([np.nan, np.inf, -np.inf, 3, -3, 0.5], np.float32)
    assert clean(dirty).tolist() == [0, 0, 0, 1, -1, 0.5]


def test_to_mono_averages_channels() -> None:
    assert to_mono(np.array([[1.0, 0.0], [0.5, 0.5]])).tolist() == [0.5, 0.5]
    assert to_mono(np.array([1.0, 2.0])).dtype == np.float32


def test_level_of_a_sine() -> None:
    rms, peak = level(np.sin(np.arange(16_000, dtype=np.float32)))
    assert rms == pytest.approx(2**-0.5, abs=1e-3)
    assert peak == pytest.approx(1, abs=1e-3)
    assert level(np.zeros(0, np.float32)) == (0, 0)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000])
def test_resampling_keeps_the_tone(rate: int) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)
    out = resample(tone, rate, 16_000)
    assert abs(len(out) - 16_000) <= 1
    assert np.argmax(np.abs(np.fft.rfft(out))) == pytest.approx(440, abs=1)


def test_a_streamed_conversion_equals_the_whole_one() -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 44_100).astype(np.float32)
    convert = Resampler(44_100, 16_000)
    blocks = [convert(noise[at : at + 441]) for at in range(0, len(noise), 441)]
    blocks.append(convert(np.zeros(0, np.float32), last=True))
    np.testing.assert_allclose(np.concatenate(blocks), resample(noise, 44_100, 16_000), atol=1e-3)


def test_the_same_rate_passes_unchanged() -> None:
    block = np.ones(10, np.float32)
    assert Resampler(16_000, 16_000)(block) is block


def test_the_quietest_place_is_the_middle_of_the_longest_pause() -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 64_000).astype(np.float32)
    noise[10_000:12_000] = 0
    noise[30_000:40_000] *= 1e-4
    noise[60_000:] = 0
    assert quietest(noise, 5_000, 50_000) == pytest.approx(35_000, abs=400)
    assert 100 <= quietest(noise, 100, 900) <= 900


def test_silence_before_the_first_sound_is_left_out() -> None:
    quiet, loud = np.zeros(1600, np.float32), np.full(1600, 0.5, np.float32)
    late = np.concatenate([quiet[:800], loud])
    kept = np.concatenate(list(after_silence([quiet, late, quiet], 16_000)))
    assert len(kept) == 160 + 1600 + 1600
    assert list(after_silence([quiet, quiet], 16_000)) == []


@pytest.mark.parametrize(
    ("from_rate", "to_rate"), [(44_100, 48_000), (48_000, 44_100), (48_000, 16_000), (22_050, 11_025)]
)
def test_a_change_of_rate_gives_every_block_in_full(from_rate: int, to_rate: int) -> None:
    at = 0

    def fill(out: Samples, frames: int) -> None:
        nonlocal at
        out[:frames, 0] = np.sin(2 * np.pi * 440 * np.arange(at, at + frames) / from_rate)
        at += frames

    change, frames = RateChange(fill, from_rate, to_rate), to_rate // 100
    blocks = []
    for _ in range(100):
        out = np.full((frames, 2), np.nan, np.float32)
        change(out, frames)
        blocks.append(out[:, 1])
    heard = np.concatenate(blocks)
    loudest = np.argmax(np.abs(np.fft.rfft(heard * np.hanning(len(heard))))) * to_rate / len(heard)
    assert loudest == pytest.approx(440, abs=2)
    assert np.abs(heard).max() < 1.1
    assert at / from_rate - len(heard) / to_rate < 0.1, "no more is taken than needed"


def test_loudness_is_that_of_the_speech_between_pauses() -> None:
    speech = np.full(1600, 0.5, np.float32)
    pause = np.zeros(SAMPLE_RATE // 2, np.float32)
    assert loudness(np.concatenate([pause, speech, pause])) == pytest.approx(0.5, rel=0.4)
    assert loudness(speech) == pytest.approx(0.5)
    assert loudness(speech[:100]) == pytest.approx(0.5)
    assert loudness(speech[:0]) == 0.0
    assert loudness(pause) == 0.0


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=50), st.floats(0.05, 4))
def test_amplified_samples_keep_their_order_and_never_clip(values: list[float], gain: float) -> None:
    samples = np.sort(np.array(values, np.float32))
    louder = amplified(samples, gain)
    assert louder.dtype == np.float32
    assert np.all(np.diff(louder) >= 0)
    assert np.max(np.abs(louder)) <= 1
    gentle = np.abs(samples) * gain < 0.79
    np.testing.assert_allclose(louder[gentle], samples[gentle] * gain, rtol=1e-5)


def test_no_gain_changes_nothing() -> None:
    samples = np.array([-1, -0.9, 0, 1], np.float32)
    assert amplified(samples, 1.0) is samples
    assert len(amplified(samples[:0], 2.0)) == 0


@given(st.lists(st.floats(-1.5, 1.5, width=32), max_size=50))
def test_what_is_recorded_is_heard_again_to_the_bit(values: list[float]) -> None:
    samples = np.array(values, np.float32)
    heard = as_recorded(samples)
    assert heard.dtype == np.float32
    assert np.array_equal(to_pcm16(samples).astype(np.float32) / np.float32(32768), heard)
    assert np.array_equal(as_recorded(heard), heard)
    assert np.abs(heard - np.clip(samples, -1, 1)).max(initial=0) <= 1 / 32768
