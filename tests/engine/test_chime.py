from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.chime import chime


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 44_100, 48_000])
def test_a_chime_is_short_and_soft_and_has_no_clicks(rate: int) -> None:
    sound = chime(rate)
    assert sound.dtype == np.float32
    assert 2 < len(sound) / rate < 3
    assert np.abs(sound).max() == pytest.approx(0.3, abs=0.001)
    edge = rate // 1000
    assert np.abs(sound[:edge]).max() < 0.05
    assert np.abs(sound[-edge:]).max() < 0.005
    # no step between two samples is larger than the highest partial makes it
    assert np.abs(np.diff(sound)).max() < 0.3 * 2 * np.pi * 3 * 988 / rate


def test_its_notes_rise() -> None:
    rate = 16_000
    sound = chime(rate)
    starts = [0.02, 0.2, 0.38]
    spectra = [np.abs(np.fft.rfft(sound[int(s * rate) :][: rate // 8] * np.hanning(rate // 8))) for s in starts]
    new = [spectra[0], spectra[1] - spectra[0], spectra[2] - spectra[1]]
    pitches = [float(np.argmax(spectrum)) * 8 for spectrum in new]
    assert pitches == pytest.approx([659, 831, 988], abs=9)
