"""Which setting names the model of a kind."""

from __future__ import annotations

from pathlib import Path

from desktop.catalog import model_path
from desktop.formats import Kind
from desktop.paths import Paths
from desktop.settings import NO_TURN_MODEL, Settings

KINDS: tuple[Kind, ...] = ("stt", "llm", "tts", "turn", "wake")


def chosen_name(settings: Settings, kind: Kind) -> str:
    """What the settings name as the model of a kind; empty for the starter's."""
    match kind:
        case "stt":
            return settings.transcription.model
        case "llm":
            return settings.language_model.model
        case "tts":
            return settings.voice.model
        case "turn":
            return settings.conversation.turn_model
        case "wake":
            return settings.wake.model


def named_path(settings: Settings, kind: Kind, paths: Paths) -> Path | None:
    """Where that model lies; None when none is named."""
    name = chosen_name(settings, kind)
    return None if kind == "turn" and name == NO_TURN_MODEL else model_path(name, kind, paths)


def chosen_path(settings: Settings, kind: Kind, paths: Paths) -> Path | None:
    """The same; None also for a wake word that is switched off."""
    return None if kind == "wake" and not settings.wake.on else named_path(settings, kind, paths)


def with_model(settings: Settings, kind: Kind, name: str) -> Settings:
    """Settings that name another model of a kind: a path, a name below `paths.models`, or empty for the starter's.

    A wake word is switched on by that.
    """
    match kind:
        case "stt":
            changed: dict[str, object] = {"transcription": settings.transcription.model_copy(update={"model": name})}
        case "llm":
            changed = {"language_model": settings.language_model.model_copy(update={"model": name})}
        case "tts":
            changed = {"voice": settings.voice.model_copy(update={"model": name})}
        case "turn":
            changed = {"conversation": settings.conversation.model_copy(update={"turn_model": name})}
        case "wake":
            changed = {"wake": settings.wake.model_copy(update={"model": name, "on": True})}
    return settings.model_copy(update=changed)


def without_wake_word(settings: Settings) -> Settings:
    """Settings that name the starter's wake word and leave it as switched on as it was."""
    return settings.model_copy(update={"wake": settings.wake.model_copy(update={"model": ""})})


_LOADED_BY: dict[Kind, tuple[str, tuple[str, ...]]] = {
    "stt": ("transcription", ("model", "threads")),
    "llm": ("language_model", ("model", "context", "threads")),
    "tts": ("voice", ("model", "length_scale")),
    "turn": ("conversation", ("turn_model",)),
    "wake": ("wake", ("on", "model", "threshold")),
}
"""The settings that a model of each kind is loaded by."""


def loaded_as(settings: Settings, kind: Kind, like: Settings) -> Settings:
    """Settings by which the same model of a kind is loaded as by `like`."""
    record, names = _LOADED_BY[kind]
    values = {name: getattr(getattr(like, record), name) for name in names}
    return settings.model_copy(update={record: getattr(settings, record).model_copy(update=values)})


def same_model(one: Settings, other: Settings, kind: Kind) -> bool:
    """Whether both have the same model of a kind loaded in the same way."""
    return loaded_as(one, kind, other) == one
