"""What has been heard so far: maps played samples back to words. Pure.

A voice that knows how long its words last says so; with any other, text is taken to pass evenly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desktop.engine.correspondence import Correspondence
from desktop.engine.protocols import SpokenWord

_SECONDS_A_CHARACTER = 0.065
"""Speaking rate assumed for a clause whose audio is still being made."""

_FURTHEST_BACK_S = 1.0
"""A loudspeaker goes back no further."""


@dataclass(slots=True)
class _Piece:
    text: str
    start: int
    samples: int = 0
    complete: bool = False
    skipped: int = 0
    """Samples of silence at its beginning that were not queued."""
    words: list[SpokenWord] = field(default_factory=list)
    """In characters of `text` and samples of the loudspeaker, those skipped included."""

    def at(self, position: int) -> int:
        """The sample of this piece that is at a position of the loudspeaker."""
        return position - self.start + self.skipped


class HeardTracker:
    """Knows which clause each played sample belongs to. Positions are the loudspeaker's own sample counts."""

    def __init__(self, sample_rate: int, slowness: float = 1.0) -> None:
        """`slowness` is the length of what is spoken, in times the usual."""
        self._samples_a_character = _SECONDS_A_CHARACTER * slowness * sample_rate
        self._furthest_back = int(_FURTHEST_BACK_S * sample_rate)
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

    def words(self, words: Sequence[SpokenWord], said: str, scale: float) -> None:
        """Further words of the current clause, as they are in `said`, its text read aloud.

        `scale` is the loudspeaker's rate over the voice's.
        """
        piece = self._pieces[-1]
        for word, text_end in zip(words, _written_ends(words, said, piece.text), strict=True):
            piece.words.append(SpokenWord(text_end, round(word.start * scale), round(word.end * scale)))

    def skip(self, samples: int) -> None:
        """That many samples at the beginning of the current clause are not queued."""
        self._pieces[-1].skipped += samples

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
        """Where the word begins of which position `played` is a part, at most a second before.

        `played` itself outside of what was queued, and between two words.
        """
        for piece in self._pieces:
            length = self._length(piece)
            if piece.text and piece.start <= played < piece.start + length:
                back = _back_to_word(piece, played) if piece.words else _back_by_share(piece, played, length)
                return played - min(back, played - piece.start, self._furthest_back)
        return played

    def _length(self, piece: _Piece) -> int:
        """Samples of a piece; estimated while they are still being made."""
        estimate = 0 if piece.complete else int(len(piece.text) * self._samples_a_character)
        return max(piece.samples, estimate, 1)

    def _heard_of(self, piece: _Piece, played: int) -> str:
        if piece.complete and not piece.samples:  # nothing of it is read aloud: it was heard with what came before
            return piece.text
        share = (played - piece.start) / self._length(piece)
        if share >= 1 and (piece.complete or not piece.words):
            return piece.text
        if piece.words:
            return piece.text[: max((w.text_end for w in piece.words if w.end <= piece.at(played)), default=0)]
        cut = int(share * len(piece.text))
        if cut < len(piece.text) and not piece.text[cut].isspace():
            cut = next((at for at in range(cut - 1, -1, -1) if piece.text[at].isspace()), 0)
        return piece.text[:cut]


def _back_to_word(piece: _Piece, played: int) -> int:
    at = piece.at(played)
    return next((at - word.start for word in piece.words if word.start <= at < word.end), 0)


def _back_by_share(piece: _Piece, played: int, length: int) -> int:
    cut = int((played - piece.start) / length * len(piece.text))
    word = next((at for at in range(cut, 0, -1) if piece.text[at - 1].isspace()), 0)
    return played - piece.start - int(word / len(piece.text) * length)


def _written_ends(words: Iterable[SpokenWord], said: str, written: str) -> list[int]:
    """Where words of the text read aloud end in the written one, each at the end of a written word.

    Where several words are read for one, as for a number, the written one ends with the last.
    """
    place = Correspondence([letter.lower() for letter in said], [letter.lower() for letter in written])
    return [_word_end(written, place.end(word.text_end)) for word in words]


def _word_end(text: str, at: int) -> int:
    """The end of the word that ends at `at` but for signs, else of the word before."""
    end = next((k for k in range(at, len(text)) if text[k].isspace()), len(text))
    if not any(character.isalnum() for character in text[at:end]):
        return end
    return next((k for k in range(at, 0, -1) if text[k].isspace()), 0)
