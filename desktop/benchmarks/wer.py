"""Word error rate."""

from __future__ import annotations


def word_errors(said: str, understood: str) -> tuple[int, int]:
    """Words inserted, deleted or replaced, and words said; case and punctuation do not count."""
    want, got = _words(said), _words(understood)
    costs = list(range(len(got) + 1))
    for row, word in enumerate(want, 1):
        corner, costs[0] = costs[0], row
        for column, other in enumerate(got, 1):
            corner, costs[column] = (
                costs[column],
                min(costs[column] + 1, costs[column - 1] + 1, corner + (word != other)),
            )
    return costs[-1], len(want)


def _words(text: str) -> list[str]:
    kept = "".join(c.lower() if c.isalnum() or c == "'" else " " for c in text)
    return kept.split()
