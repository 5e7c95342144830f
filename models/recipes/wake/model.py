"""A small network from sound to how likely the wake phrase has just been said; it makes its own log-mel features."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

RATE = 16000
WINDOW = 25600
"""Samples that are looked at: 1.6 s."""
_FRAME, _STEP = 256, 160
_BANDS = 40
_LOWEST_HZ, _HIGHEST_HZ = 80.0, 7600.0
_RANGE = 6.0
"""Powers of ten below the loudest value that are told apart."""


def _mel(hertz: float) -> float:
    return 2595 * math.log10(1 + hertz / 700)


def mel_filters() -> Tensor:
    """Triangles (bands, bins) from the powers of a spectrum to those of mel bands."""
    edges = torch.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), _BANDS + 2)
    edges = 700 * (10 ** (edges / 2595) - 1)
    bins = torch.arange(_FRAME // 2 + 1) * RATE / _FRAME
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    filters = torch.minimum(rising, falling).clamp(min=0)
    nearest = (edges[1:-1] * _FRAME / RATE).round().long()
    empty = filters.sum(1) == 0
    filters[empty, nearest[empty]] = 1  # a band narrower than the bins are apart
    return filters


class Features(nn.Module):
    """Samples (batch, n) to log-mel (batch, 40, n / 320), 0 the loudest value, -1 what is 60 dB below and less."""

    def __init__(self) -> None:
        super().__init__()
        time, bins = torch.arange(_FRAME), torch.arange(_FRAME // 2 + 1)[:, None]
        angle = 2 * math.pi * time * bins / _FRAME
        waves = torch.cat([torch.cos(angle), torch.sin(angle)]) * torch.hann_window(_FRAME)
        self.register_buffer("waves", waves[:, None, :])
        self.register_buffer("mel", mel_filters()[:, :, None])

    def forward(self, samples: Tensor) -> Tensor:
        """See the class."""
        parts = nn.functional.conv1d(samples[:, None, :], self.waves, stride=_STEP) ** 2  # type: ignore[arg-type]
        bins = _FRAME // 2 + 1
        powers = nn.functional.conv1d(parts[:, :bins] + parts[:, bins:], self.mel)  # type: ignore[arg-type]
        logs = torch.log10(nn.functional.avg_pool1d(powers, 2) + 1e-9)
        return (logs - logs.amax((1, 2), keepdim=True)).clamp(min=-_RANGE) / _RANGE


class WakeNet(nn.Module):
    """Samples (batch, 25600) at 16 kHz to the probability (batch, 1) that the phrase ended in their last 0.4 s.

    The level does not matter.
    """

    def __init__(self, width: int = 56) -> None:
        super().__init__()
        self.features = Features()
        layers: list[nn.Module] = []
        for given, stride, dilation in ((_BANDS, 2, 1), (width, 1, 1), (width, 2, 1), (width, 1, 1)):
            layers += [
                nn.Conv1d(given, width, 5, stride=stride, padding=2, dilation=dilation),
                nn.BatchNorm1d(width), nn.ReLU(),
            ]  # fmt: skip
        self.convolve = nn.Sequential(*layers)
        frames = self.convolve(self.features(torch.zeros(1, WINDOW))).shape[2]
        self.judge = nn.Sequential(
            nn.Flatten(), nn.Dropout(0.3), nn.Linear(width * frames, 40), nn.ReLU(), nn.Linear(40, 1)
        )

    def logits(self, samples: Tensor) -> Tensor:
        """The same before the sigmoid."""
        return self.judge(self.convolve(self.features(samples) + 0.5))

    def forward(self, samples: Tensor) -> Tensor:
        """See the class."""
        return torch.sigmoid(self.logits(samples))
