"""Echo cancellation, noise suppression and gain by WebRTC."""

from __future__ import annotations

import numpy as np
from pywebrtc_audio import AudioProcessor

from desktop.engine.audio import HOP, SAMPLE_RATE
from desktop.engine.protocols import Samples

NOISE_LEVELS_DB = (6, 12, 18, 21)
"""What noise may be lowered by."""


class WebRtcCanceller:
    """WebRTC's third echo canceller; it finds the echo's delay itself, up to half a second. One owner thread."""

    def __init__(self, *, noise_suppression_db: int = 0, gain_db: float = 0.0) -> None:
        """Set up; `noise_suppression_db` is one of `NOISE_LEVELS_DB` or 0 for none, `gain_db` the most that a quiet
        voice is raised by."""
        if noise_suppression_db not in (0, *NOISE_LEVELS_DB):
            raise ValueError(f"noise is lowered by one of {NOISE_LEVELS_DB} dB, not {noise_suppression_db}")
        self.always = bool(noise_suppression_db) or gain_db > 0
        self._processor = AudioProcessor(
            sample_rate=SAMPLE_RATE,
            echo_cancellation=True,
            noise_suppression=bool(noise_suppression_db),
            ns_level=NOISE_LEVELS_DB.index(noise_suppression_db) if noise_suppression_db else 0,
            auto_gain_control=gain_db > 0,
            agc_max_gain_db=gain_db,
        )

    def process(self, near: Samples, far: Samples) -> Samples:
        """`near` less the echo of `far`, 8 ms late: equal lengths, a multiple of 10 ms at 16 kHz."""
        if near.shape != far.shape or near.ndim != 1 or len(near) % HOP:
            raise ValueError(f"both ends have the same multiple of {HOP} samples, not {near.shape} and {far.shape}")
        return np.asarray(self._processor.process(np.ascontiguousarray(near), np.ascontiguousarray(far)))

    def reset(self) -> None:
        """Forget the room, the noise and the gain."""
        self._processor.reset()
