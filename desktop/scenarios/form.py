"""What a scenario's file may hold. Records only; docs/scenarios.md has the same for people."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import datetime
from types import UnionType
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from desktop.events import EngineEvent, LevelMeasured
from desktop.replay.choosing import SECTIONS
from desktop.terms import Timings

LONGEST_S = 600.0
_STAGES = tuple(each.name for each in fields(Timings))


def _names(union: UnionType) -> dict[str, type]:
    kinds = (kind for kind in get_args(union) if kind is not LevelMeasured)  # it comes many times a second
    return {kind.__name__: kind for kind in kinds}


EVENTS = _names(EngineEvent)
"""The events that an expectation may name."""


class _Form(BaseModel):
    """Never changes, takes nothing that it does not know, and takes no text for a number."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class ExpectedTool(_Form):
    """One call of a tool."""

    name: str
    arguments: str | dict[str, Any] | None = None
    """JSON: exactly these; a table: these among others."""
    result: str | dict[str, Any] | None = None
    """The same for what it returned."""


class Expect(_Form):
    """What must come of a turn; what is left out may be as it likes."""

    outcome: Literal["completed", "interrupted", "failed", "ignored", "nothing"] | None = None
    words: str | None = None
    word_errors: int = Field(0, ge=0)
    """Words of `words` that may be understood otherwise."""
    reply: str | None = None
    reply_has: list[str] = []
    reply_lacks: list[str] = []
    reply_matches: str | None = None
    heard: str | None = None
    heard_words_off: int = Field(3, ge=0)
    """Words by which what was heard of a reply that was cut short may be longer or shorter."""
    error_has: str | None = None
    tools: list[ExpectedTool] | None = None
    control: str | None = None
    events: list[str] = []
    no_events: list[str] = []
    turns: int | None = Field(None, ge=0)
    """How many turns came of it; the beginning of a sentence that went on counts as none."""
    silent: bool | None = None
    """Whether nothing is heard of the loudspeaker."""
    within_ms: dict[str, float] = {}

    @field_validator("events", "no_events")
    @classmethod
    def _known_events(cls, names: list[str]) -> list[str]:
        for name in names:
            if name not in EVENTS:
                raise ValueError(f"there is no event {name}; there are {', '.join(sorted(EVENTS))}")
        return names

    @field_validator("within_ms")
    @classmethod
    def _known_stages(cls, budgets: dict[str, float]) -> dict[str, float]:
        for stage, ms in budgets.items():
            if stage not in _STAGES:
                raise ValueError(f"there is no stage {stage}; there are {', '.join(_STAGES)}")
            if not 0 < ms < LONGEST_S * 1000:
                raise ValueError(f"{ms:g} ms is no time for {stage}")
        return budgets

    @field_validator("reply_matches")
    @classmethod
    def _is_pattern(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"it is no regular expression: {error}") from error
        return pattern


Noise = Literal["cough", "click", "noise", "silence"]


class Sounding(_Form):
    """Something that the microphone hears."""

    say: str | None = Field(None, min_length=1, max_length=1000)
    """A text to synthesise; `[0.6]` in it is a pause of so many seconds."""
    audio: str | None = Field(None, min_length=1)
    """A sound file, seen from the scenario."""
    sound: Noise | None = None
    seconds: float = Field(0.5, gt=0, le=60)
    """Length of `sound`."""
    rate: float = Field(1.0, ge=0.5, le=2.0)
    """Speaking rate of `say`, in times the usual."""
    gain_db: float = Field(0.0, ge=-60, le=12)

    @property
    def kinds(self) -> list[str]:
        """Which of the ways to make a sound are given."""
        return [name for name in ("say", "audio", "sound") if getattr(self, name) is not None]


class During(Sounding):
    """What is heard while Sotto speaks, and should not keep it from speaking."""

    at_s: float = Field(ge=0, le=60)
    """From the reply's first sound on."""

    @model_validator(mode="after")
    def _is_one_sound(self) -> During:
        if len(self.kinds) != 1:
            raise ValueError("give one of say, audio or sound")
        return self


class Turn(Sounding):
    """One step of the user's part."""

    number: int | None = None
    """Of the turn in the conversation that it was taken from."""
    speaker: str = ""
    """Who answered it there; only told."""
    text: str | None = Field(None, min_length=1, max_length=4000)
    """Typed."""
    key: bool | None = None
    """Whether it is said with the key; left out, as the scenario says."""
    pause_s: float = Field(0.3, ge=0, le=LONGEST_S)
    """From the end of the turn before."""
    interrupt_after_s: float | None = Field(None, ge=0, le=60)
    """How much of the reply is heard before the next turn begins; without a next one the reply is cancelled."""
    during: list[During] = []
    consent: Literal["yes", "no", "always", "none"] | None = None
    """The answer to each tool that asks; left out, or none, nobody answers before the turn is cut short."""
    consent_after_s: float = Field(0.3, ge=0, le=60)
    new_session: bool = False
    """Whether another conversation begins before it."""
    lose: Literal["microphone"] | None = None
    restore: Literal["microphone"] | None = None
    """The device is unplugged, or plugged in again, before it."""
    now: datetime | None = None
    """What the clock says when it begins; it goes on from there. Left out in all turns: the time of the run."""
    wait_s: float = Field(20.0, gt=0, le=LONGEST_S)
    """How long the end of the turn is waited for."""
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _is_one_step(self) -> Turn:
        kinds = self.kinds + (["text"] if self.text is not None else [])
        if len(kinds) > 1:
            raise ValueError(f"give one of say, audio, sound and text, not {' and '.join(kinds)}")
        if not kinds and self.lose is None and self.restore is None:
            raise ValueError("nothing happens in it: give one of say, audio, sound, text, lose and restore")
        if self.key and self.text is not None:
            raise ValueError("what is typed needs no key")
        if self.during and self.interrupt_after_s is not None:
            raise ValueError("a reply is either cut short or listened to: give interrupt_after_s or during")
        return self


class Room(_Form):
    """What the microphone hears besides the user."""

    echo_db: float | None = Field(None, ge=-60, le=0)
    """Sotto's own voice against what is played; left out: headphones."""
    snr_db: float = Field(60.0, ge=-10, le=90)
    """The user's voice against the noise of the room."""
    noise: Literal["white", "pink"] = "pink"
    known: bool = True
    """Whether Sotto has spoken there before: until it has for some seconds, it is harder to interrupt."""


class Scenario(_Form):
    """A conversation and what must come of it."""

    form: Literal["sotto.scenario/1"] = Field(alias="schema")
    title: str = Field(min_length=1, max_length=200)
    description: str = ""
    tags: list[str] = []
    session: str = ""
    models: dict[str, str] = {}
    """Where it comes from; only told."""
    persona: str = ""
    key: bool = False
    """Whether what is said is said with the key, where the turn does not tell."""
    room: Room = Room()
    settings: dict[str, dict[str, Any]] = {}
    """Tables of settings.toml that are other than usual."""
    turns: list[Turn] = Field(min_length=1, max_length=500)

    @field_validator("settings")
    @classmethod
    def _known_sections(cls, settings: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        for section in settings:
            if section not in (*SECTIONS, "tools"):
                raise ValueError(f"there is no table {section} here; there are {', '.join((*SECTIONS, 'tools'))}")
        return settings
