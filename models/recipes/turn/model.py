"""A small network that hears whether a sentence has come to its end, by melody and lengthening."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.recipes.turn.examples import FLOOR, FRAMES


class TurnNet(nn.Module):
    """Log-mel (batch, 80, n), n at least 300, to the probability (batch, 1) that the speaker has finished.

    Only the last 300 frames count, and only how they compare with the loudest value: level does not matter.
    """

    def __init__(self, width: int = 96) -> None:
        super().__init__()
        self.convolve = nn.Sequential(
            nn.Conv1d(80, width, 5, stride=2, padding=2), nn.GELU(),
            nn.Conv1d(width, width, 5, stride=2, padding=2), nn.GELU(),
        )  # fmt: skip
        self.follow = nn.GRU(width, width, batch_first=True)
        self.judge = nn.Linear(2 * width, 1)

    def logits(self, mels: Tensor) -> Tensor:
        """The same before the sigmoid."""
        late = mels[:, :, -FRAMES:]
        late = (late - late.amax((1, 2), keepdim=True)).clamp(min=FLOOR)
        hidden, last = self.follow(self.convolve(late + 1).transpose(1, 2))
        return self.judge(torch.cat([last[0], hidden.amax(1)], 1))

    def forward(self, mels: Tensor) -> Tensor:
        """See the class."""
        return torch.sigmoid(self.logits(mels))
