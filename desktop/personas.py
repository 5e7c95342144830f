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
    adapter: str
    adapter_scale: float
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
        adapter=chosen.language_model.adapter,
        adapter_scale=chosen.language_model.adapter_scale,
        tools=frozenset(mine.tools) if mine and not mine.every_tool else None,
        temperature=chosen.language_model.temperature,
    )


def as_chosen(settings: Settings) -> Settings:
    """Settings in which what makes the chosen persona stands where the engine looks."""
    name, mine = settings.personas.chosen, settings.personas.mine
    model = settings.language_model.model_copy(update={"persona": name or settings.language_model.persona})
    if mine is None:
        return settings.model_copy(update={"language_model": model})
    voice = settings.voice.model_copy(
        update={"model": mine.voice or settings.voice.model, "length_scale": mine.length_scale}
    )
    warmth = model.temperature if mine.temperature is None else mine.temperature
    changed = {"system_prompt": mine.prompt, "temperature": warmth} | _adapter_of(mine)
    return settings.model_copy(update={"language_model": model.model_copy(update=changed), "voice": voice})


def answering(settings: Settings, name: str) -> Settings:
    """Settings in which the persona of that name answers: the one of the settings, another, or with "" the chosen."""
    if name in ("", manner(settings).name):
        return settings
    chosen = "" if name == settings.language_model.persona else name
    return settings.model_copy(update={"personas": settings.personas.model_copy(update={"chosen": chosen})})


def _adapter_of(mine: Persona) -> dict[str, object]:
    """What a persona that names an adapter, or none, changes in the settings of the language model."""
    return {"adapter": mine.adapter, "adapter_scale": mine.adapter_scale} if mine.adapter else {}


def with_personas(settings: Settings, own: Sequence[Persona], chosen: str) -> Settings:
    """Settings with these personas, one of them chosen. Raises ValidationError when two have one name."""
    personas = PersonaSettings(own=tuple(own), chosen=chosen, hand_over=settings.personas.hand_over)
    return settings.model_copy(update={"personas": personas})
