"""Sentences kept away from every training, because the tests measure with them."""

from __future__ import annotations

import json
from pathlib import Path

from models.recipes.common.grammar import normalise

SENTENCES = Path(__file__).parents[3] / "tests" / "data" / "starter_sentences.json"


def held_out() -> frozenset[str]:
    """Normalised texts of the test sentences."""
    return frozenset(normalise(entry["text"]) for entry in json.loads(SENTENCES.read_text("utf-8")))
