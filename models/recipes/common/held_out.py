"""Sentences kept away from every training, because the tests measure with them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from models.recipes.common.grammar import normalise

_ROOT = Path(__file__).parents[3]
_DATA = _ROOT / "tests" / "data"
_FILES = ("starter_sentences.json", "phrasings.json", "follow_ups.json", "whole_turns.json")
_CALLS = _ROOT / "assets" / "desk" / "calls.toml"

SHORTEST = 2
"""Texts of so many words are not kept away."""


def _said(entry: dict[str, object]) -> list[str]:
    """What a user says in an entry: its `text`, or all of its `turns` (texts, or entries with one)."""
    turns = entry.get("turns")
    if not isinstance(turns, list):
        return [str(entry[key]) for key in ("text", "said") if key in entry]
    return [
        str(turn["text"] if isinstance(turn, dict) else turn[0] if isinstance(turn, list) else turn) for turn in turns
    ]


def _calls() -> list[dict[str, Any]]:
    """The dialogues that measure the service desk."""
    found: list[dict[str, Any]] = tomllib.loads(_CALLS.read_text("utf-8"))["dialogues"] if _CALLS.exists() else []
    return found


def held_out() -> frozenset[str]:
    """Normalised texts of the test sentences, as far as their files are there.

    A word or two, such as "hello" or "stop it", cannot be kept away: nobody says them otherwise.
    """
    entries = (
        entry for name in _FILES if (_DATA / name).exists() for entry in json.loads((_DATA / name).read_text("utf-8"))
    )
    texts = [normalise(text) for entry in entries for text in _said(entry)] + [
        normalise(turn["say"]) for call in _calls() for turn in call["turns"]
    ]
    return frozenset(text for text in texts if len(text.split()) > SHORTEST)


def held_out_names() -> frozenset[str]:
    """Full names of the callers in the dialogues that measure the service desk."""
    return frozenset(call["customer"] for call in _calls())
