"""What one machine tells another of its insights: one JSON object of figures, none of them a word that was said."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desktop.errors import UsageError
from desktop.observability.insights.facts import Figures, Insight
from desktop.observability.insights.period import Period

SCHEMA: Literal["sotto.insights/1"] = "sotto.insights/1"
MOST_BYTES = 4_000_000
_Name = Annotated[str, Field(max_length=200)]
_Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ExportedFigures(_Part):
    """See `Figures`."""

    turns: Annotated[int, Field(ge=0)]
    p50: dict[_Name, _Number]
    p95: dict[_Name, _Number]
    failed: _Share | None = None
    interrupted: _Share | None = None
    ignored: _Share | None = None
    reuse: _Share | None = None

    @classmethod
    def of(cls, figures: Figures) -> ExportedFigures:
        """The same."""
        return cls(**{name: getattr(figures, name) for name in cls.model_fields})

    @property
    def figures(self) -> Figures:
        """The same."""
        return Figures(**self.model_dump())


class ExportedInsight(_Part):
    """See `Insight`; without its evidence and advice, which may name a tool."""

    name: _Name
    what: _Name
    gain_ms: _Number | None = None


class ExportedSettings(_Part):
    """See `Ran`."""

    key: _Name
    values: dict[_Name, Any]
    figures: ExportedFigures


class ExportedDay(_Part):
    """See `Day`."""

    date: _Name
    turns: Annotated[int, Field(ge=0)]
    p50: _Number | None = None
    p95: _Number | None = None


class Exported(_Part):
    """Everything."""

    format: Literal["sotto.insights/1"]
    sotto: _Name
    """Version."""
    since: datetime
    until: datetime
    machine: dict[_Name, _Name | int]
    """`system`, `cores`, `memory_bytes`, `model_bytes`."""
    figures: ExportedFigures
    insights: tuple[ExportedInsight, ...]
    settings: tuple[ExportedSettings, ...]
    days: tuple[ExportedDay, ...]


def exported(period: Period, version: str, system: str) -> Exported:
    """Return what is told of a period of a machine."""
    facts = period.facts
    return Exported(
        format=SCHEMA,
        sotto=version,
        since=period.since,
        until=period.until,
        machine={
            "system": system,
            "cores": facts.cores,
            "memory_bytes": facts.memory_bytes,
            "model_bytes": facts.model_bytes,
        },
        figures=ExportedFigures.of(facts),
        insights=tuple(_insight(one) for one in period.found),
        settings=tuple(
            ExportedSettings(key=one.key, values=dict(one.values), figures=ExportedFigures.of(one.figures))
            for one in period.ran
        ),
        days=tuple(ExportedDay(date=one.date, turns=one.turns, p50=one.p50, p95=one.p95) for one in period.days),
    )


def _insight(one: Insight) -> ExportedInsight:
    return ExportedInsight(name=one.name, what=one.what, gain_ms=one.gain_ms)


def read_exported(text: bytes, name: str) -> Exported:
    """Read what another machine exported into a file of that name. Raises UsageError when it is something else."""
    advice = "`sotto insights export FILE` writes such files"
    if len(text) > MOST_BYTES:
        raise UsageError(f"{name} is too large for insights", advice=advice)
    try:
        return Exported.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = f"{where}: {first['msg']}" if where else first["msg"]
        raise UsageError(f"{name} holds no insights: {reason}", advice=advice) from error
