"""Word error rate."""

from __future__ import annotations

from models.recipes.common.grammar import normalise


def word_errors(wanted: str, heard: str) -> tuple[int, int]:
    """Fewest words to insert, delete or replace, and the words wanted.

    Case, punctuation and hyphens do not count."""
    reference, found = normalise(wanted).split(), normalise(heard).split()
    row = list(range(len(found) + 1))
    for index, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(found, 1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (word != other)),
            )
    return row[-1], len(reference)
