"""Personas of the user's own: who Sotto can be."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from desktop.settings.answering import STRONGEST
from desktop.settings.marks import Hidden, Live
from desktop.settings.record import Record
from desktop.wording import marked

LONGEST_PROMPT = 8000
"""Characters; about the whole context of a small model."""


class Persona(Record):
    """One of them."""

    name: str = Field(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")
    prompt: str = Field(min_length=1, max_length=LONGEST_PROMPT)
    """What the model is told about itself."""
    voice: str = ""
    """A voice as the settings name one; empty for the one that is chosen there."""
    length_scale: float = Field(1.0, ge=0.4, le=3.0)
    """Length of what is spoken, in times the voice's own."""
    adapter: str = ""
    """A LoRA adapter as the settings name one; empty for the one that is chosen there, `NO_ADAPTER` for none."""
    adapter_scale: float = Field(1.0, ge=0, le=STRONGEST)
    """Its strength, in times its own."""
    language: str = Field("", pattern=r"^([a-z]{2,3})?$")
    """ISO 639 code of what is spoken to it; empty for what the recogniser expects by itself."""
    temperature: float | None = Field(None, ge=0, le=2)
    """Of the language model; None for the one of the settings."""
    every_tool: bool = True
    tools: tuple[str, ...] = ()
    """Names of those it may use, where it may not use every one."""


class PersonaSettings(Record, title="Personas"):
    """Who Sotto can be."""

    own: Hidden[tuple[Persona, ...]] = Field((), title="Personas", description="Those that the user made.")
    chosen: Hidden[str] = Field(
        "", title="Chosen", description="Name of the persona that answers; empty for the one of the instructions."
    )
    hand_over: Live[bool] = Field(
        False,
        title="Hand over by themselves",
        description="A persona may let another one answer that is better placed to; for models that use tools well.",
    )

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = [persona.name.casefold() for persona in self.own]
        if len(set(names)) < len(names):
            raise ValueError(marked("two personas have one name"))
        return self

    @property
    def mine(self) -> Persona | None:
        """The chosen one, if it is one of the user's own."""
        return next((persona for persona in self.own if persona.name == self.chosen), None)
