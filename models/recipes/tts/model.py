"""The voice: phoneme ids to durations, and durations to frames of pitch, envelope and aperiodicity."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

WIDTH, SYMBOLS, BANDS, NOISE_BANDS = 96, 256, 64, 16


class Mix(nn.Module):
    """A dilated convolution around a residual."""

    def __init__(self, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(WIDTH, WIDTH, width, padding=(width // 2) * dilation, dilation=dilation)
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        """(1, WIDTH, time) to the same."""
        return x + F.gelu(self.norm(self.convolution(x).transpose(1, 2)).transpose(1, 2))


class Acoustics(nn.Module):
    """One sentence at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(SYMBOLS, WIDTH)
        self.reader = nn.Sequential(Mix(5), Mix(5), Mix(5, 2), Mix(5, 4))
        self.length = nn.Conv1d(WIDTH, 1, 1)
        self.place = nn.Conv1d(3, WIDTH, 1)
        self.speaker = nn.Sequential(Mix(5), Mix(5, 2), Mix(5, 4), Mix(5, 8), Mix(5), Mix(3))
        self.out = nn.Conv1d(WIDTH, BANDS + NOISE_BANDS + 2, 1)

    def read(self, ids: Tensor) -> Tensor:
        """Ids (1, n) to hidden states (1, WIDTH, n)."""
        return self.reader(self.embedding(ids).transpose(1, 2))

    def lengths(self, hidden: Tensor) -> Tensor:
        """log(1 + frames) of every id, (n,)."""
        return self.length(hidden)[0, 0]

    def frames(self, hidden: Tensor, counts: Tensor) -> Tensor:
        """Hidden states and frames of every id (n,) to features (bands + noise + voiced + pitch, time)."""
        counts = counts.float()
        ends = torch.cumsum(counts, 0)
        starts = ends - counts
        times = torch.arange(ends[-1].long())  # type: ignore[arg-type]
        inside = ((times[:, None] >= starts[None]) & (times[:, None] < ends[None])).float()
        lasting = inside @ counts
        along = (times - inside @ starts) / lasting.clamp(min=1)
        place = self.place(torch.stack([along, 1 - along, torch.log(1 + lasting) * 0.3])[None])
        return self.out(self.speaker(hidden @ inside.t()[None] + place))[0]
