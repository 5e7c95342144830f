from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.echo import WebRtcCanceller
from desktop.engine.protocols import Samples
from tests.engine.rooms import at_level, decibels, echo_of, noise


@pytest.fixture(scope="module")
def far(question: Samples) -> Samples:
    return at_level(np.tile(question, 4), -16)[: 5 * SAMPLE_RATE]


def late(samples: Samples) -> Samples:
    return samples[2 * SAMPLE_RATE :]


def test_the_echo_is_removed(far: Samples) -> None:
    near = echo_of(far, db=-10, delay_ms=80) + noise(len(far), -70)
    out = WebRtcCanceller().process(near, far)
    assert out.shape == near.shape
    assert out.dtype == np.float32
    assert decibels(late(near)) - decibels(late(out)) > 25


def test_pieces_give_what_the_whole_gives(far: Samples) -> None:
    near = echo_of(far, db=-10, delay_ms=80)
    whole = WebRtcCanceller().process(near, far)
    canceller = WebRtcCanceller()
    blocks = [canceller.process(near[at : at + 320], far[at : at + 320]) for at in range(0, len(far), 320)]
    assert np.allclose(np.concatenate(blocks), whole, atol=1e-6)


def test_reset_forgets_the_room(far: Samples) -> None:
    near = echo_of(far, db=-10, delay_ms=80)
    canceller = WebRtcCanceller()
    first = canceller.process(near, far)
    assert not np.array_equal(canceller.process(near, far), first)
    canceller.reset()
    assert np.array_equal(canceller.process(near, far), first)


def test_noise_is_lowered_when_asked_for() -> None:
    hiss = noise(4 * SAMPLE_RATE, -45)
    silence = np.zeros_like(hiss)
    by = [
        decibels(late(hiss)) - decibels(late(WebRtcCanceller(noise_suppression_db=db).process(hiss, silence)))
        for db in (0, 6, 18)
    ]
    assert by[0] < 3
    assert by[0] < by[1] < by[2]
    assert by[2] > 10


def test_a_quiet_voice_is_raised_when_asked_for(question: Samples) -> None:
    quiet = at_level(np.tile(question, 5), -45)
    silence = np.zeros_like(quiet)
    plain = WebRtcCanceller().process(quiet, silence)
    raised = WebRtcCanceller(gain_db=20).process(quiet, silence)
    assert decibels(late(raised)) - decibels(late(plain)) > 5
    assert np.max(np.abs(raised)) <= 1


def test_it_has_to_run_always_only_for_noise_or_gain() -> None:
    assert not WebRtcCanceller().always
    assert WebRtcCanceller(noise_suppression_db=12).always
    assert WebRtcCanceller(gain_db=6).always


def test_lengths_that_do_not_fit_are_a_bug() -> None:
    zeros = np.zeros(320, np.float32)
    for near, far in (
        (zeros, zeros[:160]),
        (zeros[:100], zeros[:100]),
        (zeros.reshape(2, 160), zeros.reshape(2, 160)),
    ):
        with pytest.raises(ValueError, match="160"):
            WebRtcCanceller().process(near, far)
    with pytest.raises(ValueError, match="21"):
        WebRtcCanceller(noise_suppression_db=7)


def test_the_library_is_loaded_by_its_adapter_only() -> None:
    code = "import sys, desktop.engine.echo, desktop.engine.echo.text; print('pywebrtc_audio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
