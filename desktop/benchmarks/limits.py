"""What keeps a figure from its target, in a sentence each, for the report."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def limits() -> Mapping[str, str]:
    """Return the sentence of each row that has one, by the row's name; `NAME.*` is for all rows that begin so."""
    text = resources.files("desktop.benchmarks").joinpath("limits.toml").read_text("utf-8")
    sentences: dict[str, str] = tomllib.loads(text)
    return sentences


def limit_of(name: str) -> str:
    """Return what keeps the row of that name from its target; empty where nobody knows."""
    known = limits()
    parts = name.split(".")
    families = [".".join(parts[:n]) + ".*" for n in range(len(parts) - 1, 0, -1)]
    return next((known[each] for each in [name, *families] if each in known), "")
