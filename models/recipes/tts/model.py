"""The voice: phoneme ids to durations, and durations to frames of pitch, envelope and aperiodicity."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the name everybody uses)

SYMBOLS, BANDS, NOISE_BANDS = 256, 64, 16
READER_WIDTH, SPEAKER_WIDTH, STEP = 192, 128, 2
"""STEP: the speaker works on so many frames at a time."""
FEATURES = BANDS + NOISE_BANDS + 2
"""Of one frame: log power of each band, aperiodicity of each (before the sigmoid), voicing (above 0), pitch."""
QUESTION = 13
"""Piper's id of the question mark."""


class Mix(nn.Module):
    """A dilated convolution around a residual."""

    def __init__(self, channels: int, width: int, dilation: int = 1) -> None:
        super().__init__()
        padding = (width // 2) * dilation
        self.convolution = nn.Conv1d(channels, channels, width, padding=padding, dilation=dilation)
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(batch, channels, time) to the same, 0 outside the mask (batch, 1, time)."""
        mixed = self.norm(self.convolution(x).transpose(1, 2)).transpose(1, 2)
        return (x + F.gelu(mixed)) * mask


class Acoustics(nn.Module):
    """Sentences of phoneme ids, 0 where a row ends early; the pads between phonemes are left out."""

    def __init__(self) -> None:
        super().__init__()
        reader, speaker = READER_WIDTH, SPEAKER_WIDTH
        self.embedding = nn.Embedding(SYMBOLS, reader)
        self.whereabouts = nn.Conv1d(5, reader, 1)
        self.reader = nn.ModuleList([Mix(reader, 5, dilation) for dilation in (1, 1, 2, 4, 8, 1)])
        self.whole = nn.Linear(reader, reader)
        self.length = nn.Conv1d(reader, 1, 1)
        self.pass_on = nn.Conv1d(reader, speaker, 1)
        self.place = nn.Conv1d(3 * STEP, speaker, 1)
        self.speaker = nn.ModuleList([Mix(speaker, 5, dilation) for dilation in (1, 2, 4, 8, 1)])
        self.out = nn.Conv1d(speaker, FEATURES * STEP, 1)

    def read(self, ids: Tensor) -> Tensor:
        """Ids (batch, n) to hidden states (batch, READER_WIDTH, n)."""
        mask = (ids > 0).float()[:, None]
        x = (self.embedding(ids).transpose(1, 2) + self.whereabouts(_whereabouts(ids))) * mask
        for number, layer in enumerate(self.reader):
            x = layer(x, mask)
            if number == 2:  # from here on every phoneme knows the whole sentence
                mean = x.sum(2) / mask.sum(2)
                x = (x + self.whole(mean)[:, :, None]) * mask
        return x

    def lengths(self, hidden: Tensor) -> Tensor:
        """log(1 + frames) of every id, (batch, n)."""
        return self.length(hidden)[:, 0]

    def frames(self, hidden: Tensor, counts: Tensor) -> Tensor:
        """Hidden states and frames of every id (batch, n) to features (batch, time, FEATURES).

        `time` is the longest row's frames, rounded up to whole steps."""
        ends = torch.cumsum(counts.float(), 1)
        starts = ends - counts
        total = ends[:, -1:]
        steps = torch.ceil(total.max() / STEP).long()
        times = torch.arange(steps * STEP)[None]  # type: ignore[arg-type]
        inside = ((times[..., None] >= starts[:, None]) & (times[..., None] < ends[:, None])).float()
        lasting = (inside @ counts.float()[..., None])[..., 0]
        begun = (inside @ starts[..., None])[..., 0]
        along = torch.where(times < total, times - begun + 0.5, 0) / lasting.clamp(min=1)
        place = torch.stack([along, along * along, torch.log(1 + lasting) * 0.3], 2)
        spread = inside @ self.pass_on(hidden).transpose(1, 2)
        batch = len(hidden)
        x = spread.reshape(batch, -1, STEP, SPEAKER_WIDTH).mean(2) + self._placed(place, batch)
        mask = (times[:, ::STEP] < total).float()[:, None]
        x = x.transpose(1, 2) * mask
        for layer in self.speaker:
            x = layer(x, mask)
        return self.out(x).transpose(1, 2).reshape(batch, -1, FEATURES)

    def _placed(self, place: Tensor, batch: int) -> Tensor:
        return self.place(place.reshape(batch, -1, 3 * STEP).transpose(1, 2)).transpose(1, 2)


def _whereabouts(ids: Tensor) -> Tensor:
    """What a phoneme cannot see near it: how far start and end are, whether this is a question; (batch, 5, n)."""
    here = (ids > 0).float()
    before = torch.cumsum(here, 1) - here
    after = here.sum(1, keepdim=True) - before - here
    asked = ((ids == QUESTION).float().sum(1, keepdim=True) > 0).float().expand_as(here)
    near = torch.exp(-after / 8)
    return torch.stack([torch.exp(-before / 8), near, torch.exp(-after / 30), asked, asked * near], 1)
