"""What Sotto must know of a wake word model: a JSON file beside the network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desktop.errors import ModelError
from desktop.wording import marked

TYPE = "wake-word"
_ADVICE = marked("a wake word model's files stay together; get or import both again")


class WakeCard(BaseModel):
    """How a wake word's network is used. Its input is float sound from -1 to 1, its output a probability."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    type: Literal["wake-word"]
    phrase: str = Field(min_length=2, max_length=60, pattern=r"^\S(.*\S)?$")
    """What is said, as people write it."""
    language: str = ""
    """ISO 639 code; empty when unknown."""
    sample_rate: Literal[16000]
    window: int = Field(ge=1600, le=80000)
    """Samples that the network takes."""
    hop: int = Field(ge=160, le=16000)
    """Samples from one look to the next."""
    threshold: float = Field(gt=0, lt=1)
    """Probability from which the phrase was said."""


def card_path(path: Path) -> Path:
    """Where the card of a network lies."""
    return path.with_name(path.name + ".json")


def is_card(path: Path) -> bool:
    """Whether a JSON file says that it belongs to a wake word's network."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("type") == TYPE


def read_card(path: Path) -> WakeCard:
    """The card of the network at `path`. Raises ModelError that names the first fault."""
    card = card_path(path)
    try:
        return WakeCard.model_validate_json(card.read_bytes())
    except FileNotFoundError as error:
        raise ModelError(marked("{path} is missing", path=card), advice=_ADVICE) from error
    except OSError as error:
        raise ModelError(
            marked("{path} cannot be read: {strerror}", path=card, strerror=error.strerror), advice=_ADVICE
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ModelError(
            marked(
                "{path} has a fault at {place}: {message}",
                path=card,
                place=".".join(map(str, first["loc"])) or "its beginning",
                message=first["msg"],
            ),
            advice=_ADVICE,
        ) from error
