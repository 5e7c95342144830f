"""The settings as a list of what can be chosen, read off their records: the window shows what stands here."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from desktop.errors import SettingsError, words_of
from desktop.paths import translations
from desktop.settings import Settings
from desktop.settings.marks import Mark, Titles
from desktop.wording import languages, marked, tr

Value = bool | int | float | str | tuple[str, ...]
"""What a setting holds."""

_DEFAULTS = Settings()
_FAR = 1_000_000.0
"""Bound of a number that has none."""
_UNITS = {"ms": "ms", "s": "s", "db": "dB", "days": marked("days"), "minutes": marked("minutes"), "percent": "%"}
_BY_SYSTEM = marked("Follow the system")
"""The last word of a number's name is its unit."""


_REASONS = {
    "greater_than": marked("Input should be greater than {gt:g}"),
    "greater_than_equal": marked("Input should be greater than or equal to {ge:g}"),
    "less_than": marked("Input should be less than {lt:g}"),
    "less_than_equal": marked("Input should be less than or equal to {le:g}"),
    "string_too_long": marked("String should have at most {max_length} characters"),
}
"""Pydantic's own sentences, by its names for what is wrong, so that they can be translated."""


class Kind(enum.Enum):
    """How a setting is chosen."""

    SWITCH = enum.auto()
    CHOICE = enum.auto()
    WHOLE = enum.auto()
    NUMBER = enum.auto()
    LINE = enum.auto()
    TEXT = enum.auto()
    LINES = enum.auto()
    """Any number of texts of one line."""
    FILE = enum.auto()
    FOLDER = enum.auto()
    MICROPHONE = enum.auto()
    SPEAKER = enum.auto()


_BY_MARK = {
    Mark.FILE: Kind.FILE,
    Mark.FOLDER: Kind.FOLDER,
    Mark.LONG_TEXT: Kind.TEXT,
    Mark.MICROPHONE: Kind.MICROPHONE,
    Mark.SPEAKER: Kind.SPEAKER,
    Mark.LANGUAGE: Kind.CHOICE,
}


@dataclass(frozen=True, slots=True)
class SettingField:
    """One setting."""

    record: str
    """Name of its record in `Settings`, which is its table in the file."""
    name: str
    title: str
    description: str
    kind: Kind
    default: Value
    options: tuple[tuple[Value, str], ...] = ()
    """Values of a `Kind.CHOICE` with their words."""
    low: float = 0.0
    """The least a number may be; of one that must be more than a bound, a step more."""
    high: float = _FAR
    unit: str = ""
    live: bool = False
    """Whether a change acts at once, and not from the next start."""
    advanced: bool = False

    @property
    def path(self) -> str:
        """Its name among all settings."""
        return f"{self.record}.{self.name}"

    @property
    def step(self) -> float:
        """By how much a number is sensibly changed."""
        return 1.0 if self.kind is Kind.WHOLE or self.high - self.low > 20 else 0.05

    def value_in(self, settings: Settings) -> Value:
        """Return what is chosen."""
        value: Value = getattr(getattr(settings, self.record), self.name)
        return value

    def changed(self, settings: Settings, value: Value) -> Settings:
        """Return settings in which this one is `value`. Raises SettingsError with the reason where it may not be."""
        record: BaseModel = getattr(settings, self.record)
        try:
            new = type(record).model_validate(record.model_dump() | {self.name: value})
        except ValidationError as error:
            raise SettingsError(_reason(error), advice=marked("choose another value")) from error
        return settings.model_copy(update={self.record: new})


@dataclass(frozen=True, slots=True)
class SettingGroup:
    """The settings of one record."""

    name: str
    title: str
    description: str
    fields: tuple[SettingField, ...]


def setting_groups() -> tuple[SettingGroup, ...]:
    """Return all settings that people choose, in the order of the records and the language spoken."""
    groups = (_group(name, record) for name, record in _records())
    return tuple(group for group in groups if group.fields)


def _records() -> Iterator[tuple[str, BaseModel]]:
    for name in type(_DEFAULTS).model_fields:
        record = getattr(_DEFAULTS, name)
        if isinstance(record, BaseModel):
            yield name, record


def _group(name: str, record: BaseModel) -> SettingGroup:
    kind = type(record)
    fields = tuple(
        _field(name, field, info, getattr(record, field))
        for field, info in kind.model_fields.items()
        if Mark.HIDDEN not in info.metadata
    )
    title = kind.model_config.get("title") or _words(name)
    return SettingGroup(name, tr(title), tr(_first_line(kind)), fields)


def _first_line(kind: type[BaseModel]) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _field(record: str, name: str, info: FieldInfo, default: Value) -> SettingField:
    kind = _kind(info, f"{record}.{name}")
    low, high = _bounds(info, kind)
    description, (_, beside, last) = info.description or "", name.rpartition("_")
    unit = _UNITS.get(last, "") if beside else ""
    return SettingField(
        record=record,
        name=name,
        title=tr(info.title or _words(name)),
        description=tr(description),
        kind=kind,
        default=default,
        options=_options(info) if kind is Kind.CHOICE else (),
        low=low,
        high=high,
        unit=tr(unit),
        live=Mark.LIVE in info.metadata,
        advanced=Mark.ADVANCED in info.metadata,
    )


def _kind(info: FieldInfo, path: str) -> Kind:
    told = [kind for mark, kind in _BY_MARK.items() if mark in info.metadata]
    if told:
        return told[0]
    if get_origin(info.annotation) is Literal or _is_enum(info.annotation):
        return Kind.CHOICE
    plain = {bool: Kind.SWITCH, int: Kind.WHOLE, float: Kind.NUMBER, str: Kind.LINE, tuple[str, ...]: Kind.LINES}
    try:
        return plain[info.annotation]  # type: ignore[index] # what is not among them is told of
    except KeyError:
        raise TypeError(f"nothing is known that chooses {path}, a {info.annotation}") from None


def _is_enum(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, enum.StrEnum)


def _options(info: FieldInfo) -> tuple[tuple[Value, str], ...]:
    if Mark.LANGUAGE in info.metadata:
        return (("", tr(_BY_SYSTEM)), *languages(translations()).items())
    values = list(info.annotation) if _is_enum(info.annotation) else get_args(info.annotation)  # type: ignore[call-overload]
    titles = next((mark.words for mark in info.metadata if isinstance(mark, Titles)), ())
    words = titles or [_title(value) for value in values]
    return tuple(zip(values, map(tr, words), strict=True))


def _title(value: Value) -> str:
    return value.capitalize() if isinstance(value, str) else f"{value:g}"


def _bounds(info: FieldInfo, kind: Kind) -> tuple[float, float]:
    low, high = -_FAR, _FAR
    step = 1.0 if kind is Kind.WHOLE else 0.01
    for bound in info.metadata:
        match bound:
            case Ge(ge=least):
                low = float(least)  # type: ignore[arg-type] # of a number it is one
            case Gt(gt=least):
                low = float(least) + step  # type: ignore[arg-type]
            case Le(le=most):
                high = float(most)  # type: ignore[arg-type]
            case Lt(lt=most):
                high = float(most) - step  # type: ignore[arg-type]
            case _:
                pass  # a mark, or what only the record itself can check
    return low, high


def _reason(error: ValidationError) -> str:
    """Return the sentence of the validator that refused: one of ours, one of `_REASONS`, or else pydantic's."""
    first = error.errors()[0]
    context = first.get("ctx", {})
    if "error" in context:
        return words_of(context["error"])
    template = _REASONS.get(first["type"])
    return marked(template, **context) if template else first["msg"]
