"""What has been heard so far: maps played samples back to words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

_SECONDS_A_CHARACTER = 0.065
"""Speaking rate assumed for a clause whose audio is still being made."""


@dataclass(slots=True)
class _Piece:
    text: str
    start: int
    samples: int = 0
    complete: bool = False


class HeardTracker:
    """Knows which clause each played sample belongs to. Positions are the loudspeaker's own sample counts."""

    def __init__(self, sample_rate: int, slowness: float = 1.0) -> None:
        """`slowness` is the length of what is spoken, in times the usual."""
        self._samples_a_character = _SECONDS_A_CHARACTER * slowness * sample_rate
        self._pieces: list[_Piece] = []

    @property
    def end(self) -> int:
        """Position after the last sample queued; 0 before any."""
        return self._pieces[-1].start + self._pieces[-1].samples if self._pieces else 0

    @property
    def spoken(self) -> str:
        """All text whose synthesis has begun."""
        return "".join(piece.text for piece in self._pieces)

    def begin(self, text: str, position: int) -> None:
        """A clause's first sample is about to be queued at `position`."""
        self._pieces.append(_Piece(text, position))

    def extend(self, samples: int) -> None:
        """That many samples of the current clause were queued."""
        self._pieces[-1].samples += samples

    def complete(self) -> None:
        """The current clause has all its samples."""
        self._pieces[-1].complete = True

    def heard(self, played: int) -> str:
        """The text that had left the loudspeaker at position `played`, cut at a word."""
        return "".join(self._heard_of(piece, played) for piece in self._pieces if played >= piece.start)

    def word_start(self, played: int) -> int:
        """Where the word begins of which position `played` is a part; `played` outside of what was queued."""
        for piece in self._pieces:
            length = self._length(piece)
            if piece.text and piece.start <= played < piece.start + length:
                cut = int((played - piece.start) / length * len(piece.text))
                word = next((at for at in range(cut, 0, -1) if piece.text[at - 1].isspace()), 0)
                return piece.start + int(word / len(piece.text) * length)
        return played

    def _length(self, piece: _Piece) -> int:
        """Samples of a piece; estimated while they are still being made."""
        estimate = 0 if piece.complete else int(len(piece.text) * self._samples_a_character)
        return max(piece.samples, estimate, 1)

    def _heard_of(self, piece: _Piece, played: int) -> str:
        if piece.complete and not piece.samples:  # nothing of it is read aloud: it was heard with what came before
            return piece.text
        share = (played - piece.start) / self._length(piece)
        if share >= 1:
            return piece.text
        cut = int(share * len(piece.text))
        if cut < len(piece.text) and not piece.text[cut].isspace():
            cut = next((at for at in range(cut - 1, -1, -1) if piece.text[at].isspace()), 0)
        return piece.text[:cut]
