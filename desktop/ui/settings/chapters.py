"""Which settings stand together on one page of the dialog."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.settings.fields import SettingGroup, setting_groups
from desktop.wording import marked, tr

_CHAPTERS = (
    (marked("Talking"), ("conversation", "wake", "audio", "transcription")),
    (marked("Answers"), ("language_model", "personas", "router", "cache")),
    (marked("Voice"), ("voice", "cues")),
    (marked("Tools and documents"), ("tools", "documents")),
    (marked("History"), ("record",)),
    (marked("Window"), ("appearance", "desktop")),
    (marked("Under the hood"), ("log", "metrics", "monitor")),
)
ELSEWHERE = ("packs",)
"""Chosen on pages of their own."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the settings."""

    title: str
    groups: tuple[SettingGroup, ...]


def chapters() -> tuple[Chapter, ...]:
    """Return all pages, in the order in which they are listed and the language spoken."""
    groups = {group.name: group for group in setting_groups()}
    return tuple(Chapter(tr(title), tuple(groups[name] for name in names)) for title, names in _CHAPTERS)
