"""Who the instructions make of the model, and which of its prompts fits what is known of a conversation. Pure."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

_LONGEST_FACT = 200
_MARKS = frozenset("<>{}[]|`")
"""What calls, roles and code are marked with; no name or date needs them."""


class Part(BaseModel):
    """Base of what a manifest consists of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Prompt(Part):
    """Instructions for one kind of conversation."""

    name: str = Field(min_length=1, max_length=80)
    needs: tuple[str, ...] = ()
    """Facts without which it does not fit; it may name these, in braces."""
    text: str = Field(min_length=1, max_length=8000)

    @model_validator(mode="after")
    def _names_only_what_it_needs(self) -> Self:
        named = {field for _, field, _, _ in string.Formatter().parse(self.text) if field is not None}
        if unknown := sorted(named - set(self.needs)):
            raise ValueError(f"the prompt {self.name} names {{{unknown[0]}}}, which is not among its needs")
        return self

    def filled(self, facts: Mapping[str, str]) -> str:
        """The text with the facts in place. What people wrote stays one line of plain words, whatever it holds."""
        return self.text.format_map({name: _one_line(facts[name]) for name in self.needs}).strip()


class Persona(Part):
    """One character, with a prompt for each kind of conversation."""

    name: str = Field(min_length=1, max_length=80)
    description: str = ""
    prompts: tuple[Prompt, ...] = Field(min_length=1)
    """The most demanding first."""

    def choose(self, facts: Mapping[str, str]) -> Prompt | None:
        """The first prompt all of whose needs are met; None when none is."""
        return next((prompt for prompt in self.prompts if all(facts.get(need) for need in prompt.needs)), None)


def _one_line(text: str) -> str:
    words = " ".join("".join(c if c.isprintable() and c not in _MARKS else " " for c in text).split())
    return words if len(words) <= _LONGEST_FACT else words[: _LONGEST_FACT - 1] + "…"
