"""What the chosen persona makes of the settings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.settings import Settings
from desktop.settings.personas import Persona, PersonaSettings


@dataclass(frozen=True, slots=True)
class Manner:
    """Everything by which one persona differs from another."""

    name: str
    prompt: str
    voice: str
    length_scale: float
    language: str
    tools: frozenset[str] | None
    """None for all."""
    temperature: float
    """Of the language model."""


def manner(settings: Settings) -> Manner:
    """How Sotto is, by these settings."""
    mine, chosen = settings.personas.mine, as_chosen(settings)
    return Manner(
        name=chosen.language_model.persona,
        prompt=chosen.language_model.system_prompt,
        voice=chosen.voice.model,
        length_scale=chosen.voice.length_scale,
        language=mine.language if mine else "",
        tools=frozenset(mine.tools) if mine and not mine.every_tool else None,
        temperature=chosen.language_model.temperature,
    )


def as_chosen(settings: Settings) -> Settings:
    """Settings in which the chosen persona's name, instructions, temperature, voice and pace stand where the engine
    looks."""
    name, mine = settings.personas.chosen, settings.personas.mine
    model = settings.language_model.model_copy(update={"persona": name or settings.language_model.persona})
    if mine is None:
        return settings.model_copy(update={"language_model": model})
    voice = settings.voice.model_copy(
        update={"model": mine.voice or settings.voice.model, "length_scale": mine.length_scale}
    )
    warmth = model.temperature if mine.temperature is None else mine.temperature
    model = model.model_copy(update={"system_prompt": mine.prompt, "temperature": warmth})
    return settings.model_copy(update={"language_model": model, "voice": voice})


def answering(settings: Settings, name: str) -> Settings:
    """Settings in which the persona of that name answers: the one of the settings, another, or with "" the chosen."""
    if name in ("", manner(settings).name):
        return settings
    chosen = "" if name == settings.language_model.persona else name
    return settings.model_copy(update={"personas": settings.personas.model_copy(update={"chosen": chosen})})


def with_personas(settings: Settings, own: Sequence[Persona], chosen: str) -> Settings:
    """Settings with these personas, one of them chosen. Raises ValidationError when two have one name."""
    personas = PersonaSettings(own=tuple(own), chosen=chosen, hand_over=settings.personas.hand_over)
    return settings.model_copy(update={"personas": personas})
