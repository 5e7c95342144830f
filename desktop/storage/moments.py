"""When what happened within a turn, as its details keep it: the axis on which it is told again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from desktop.events import EngineEvent, PartialTranscript, ReplyAudible, ReplyDelta, SpeechEnded, Transcribed
from desktop.terms import CacheUse, Endpoint

T = TypeVar("T")

MOST_PARTIALS = 40
MOST_PIECES = 600
_MOMENTS, _ENDPOINT = "moments", "endpoint"


@dataclass(slots=True)
class Moments:
    """Times in milliseconds since the turn began: the key went down, speech was noticed, or text came."""

    ended: int | None = None
    """The utterance was complete."""
    text: int | None = None
    """Its words were known."""
    audible: int | None = None
    """The first sample of the reply was handed to the loudspeaker."""
    partials: list[tuple[int, str]] = field(default_factory=list)
    """What was recognised meanwhile, the first ones of very many."""
    pieces: list[tuple[int, int]] = field(default_factory=list)
    """When each piece of the reply came, and of how many characters it was; the first ones of very many."""

    def note(self, event: EngineEvent, began: float) -> None:
        """Take the time of an event of a turn that began at `began`, in seconds of the monotonic clock."""
        at = round((event.at - began) * 1000)
        match event:
            case SpeechEnded():
                self.ended = at
            case Transcribed():
                self.text = at
            case ReplyAudible():
                self.audible = at
            case PartialTranscript(text=text) if len(self.partials) < MOST_PARTIALS:
                self.partials.append((at, text))
            case ReplyDelta(text=text) if len(self.pieces) < MOST_PIECES:
                self.pieces.append((at, len(text)))


def details_of(moments: Moments, endpoint: Endpoint | None) -> dict[str, Any]:
    """Return what a turn's details keep of both; of what there was not, nothing."""
    known = {name: value for name, value in asdict(moments).items() if value not in (None, [])}
    return ({_MOMENTS: known} if known else {}) | ({_ENDPOINT: asdict(endpoint)} if endpoint is not None else {})


def cache_of(use: CacheUse, likeness: float | None) -> dict[str, Any]:
    """Return what a turn's details keep of the answer cache; nothing where it was not asked."""
    if use is CacheUse.NONE:
        return {}
    return {"cache": {"use": use.value} | ({"likeness": round(likeness, 4)} if likeness is not None else {})}


def moments_in(details: Mapping[str, Any]) -> Moments | None:
    """Return the moments that a turn's details keep, or None: it is from before they were kept, or not ours."""
    return _read(Moments, details.get(_MOMENTS))


def endpoint_in(details: Mapping[str, Any]) -> Endpoint | None:
    """Return the endpoint that a turn's details keep, or None: it is from before it was kept, or not ours."""
    return _read(Endpoint, details.get(_ENDPOINT))


def _read(kind: type[T], known: Any) -> T | None:
    try:
        return TypeAdapter(kind).validate_python(known)
    except ValidationError:  # an import may have brought anything
        return None
