"""Lets sound be heard on the loudspeaker and waits until it was."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.engine.protocols import Samples, Speaker

_LOOK_S = 0.05
_LONGEST_TAIL_S = 5.0


def let_hear(speaker: Speaker, samples: Samples, rate: int) -> None:
    """Play mono samples of `rate` Hz on an open loudspeaker. Raises DeviceError."""
    from desktop.engine.audio import resample

    speaker.play(resample(samples, rate, speaker.sample_rate), bool)
    end = time.monotonic() + len(samples) / rate + _LONGEST_TAIL_S
    while speaker.played < speaker.queued and time.monotonic() < end:
        time.sleep(_LOOK_S)
