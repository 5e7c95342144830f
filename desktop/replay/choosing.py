"""What a replay runs with: the settings of this home, less what makes replies vary, and what is to be other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from desktop.errors import UsageError
from desktop.settings import Settings
from desktop.wording import marked

MODELS = {
    "stt": "transcription.model",
    "llm": "language_model.model",
    "tts": "voice.model",
    "turn": "conversation.turn_model",
}
"""Short names of settings."""
SECTIONS = ("audio", "transcription", "language_model", "voice", "conversation")
"""Of the settings, those by which a replay may differ."""
LISTENING = ("audio.", "transcription.", "conversation.")
"""Settings that may move where an utterance begins or ends."""
_NEXT = re.compile(r",\s*(?=(?:set\s+)?[a-z_.]+\s*=)")
_LONGEST = 4000


def wanted_in(options: Sequence[str]) -> dict[str, str]:
    """Return settings and their values as `stt=…,llm=…,set key=value` names them, in any number of options.

    Raises UsageError for what is no such list.
    """
    found: dict[str, str] = {}
    for part in _parts(options):
        key, equals, value = part.removeprefix("set ").partition("=")
        key = MODELS.get(key.strip(), key.strip())
        if not equals or len(part) > _LONGEST or key.partition(".")[0] not in SECTIONS or "." not in key:
            raise UsageError(
                marked("a replay cannot run with {part!r}", part=part[:80]),
                advice=marked(
                    "write it like {example}", example="--with 'llm=other.gguf,set voice.length_scale=1.2'"
                ),
            )
        found[key] = value.strip()
    return found


def changed(settings: Settings, wanted: dict[str, str]) -> Settings:
    """Return settings for a replay: temperature 0 unless `wanted` has another one, and what else it has.

    Raises UsageError for a setting or value that there is not.
    """
    whole = settings.model_dump()
    whole["language_model"]["temperature"] = 0.0
    for persona in whole["personas"]["own"]:
        persona["temperature"] = None
    for key, value in wanted.items():
        section, _, name = key.partition(".")
        whole[section][name] = _read(value, whole[section].get(name))
    if voice := wanted.get(MODELS["tts"]):
        for persona in whole["personas"]["own"]:  # one of the user's own would bring its own
            persona["voice"] = voice
    try:
        return Settings.model_validate(whole)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = marked("a replay cannot run with {where}: {reason}", where=where, reason=first["msg"])
        raise UsageError(message, advice=marked("take a setting and a value that settings.toml may have")) from error


def with_persona(settings: Settings, persona: str) -> Settings:
    """Return settings in which the persona of a stored conversation answers, where it is known by its name."""
    if persona in ("", settings.language_model.persona):
        return settings.model_copy(update={"personas": settings.personas.model_copy(update={"chosen": ""})})
    return settings.model_copy(update={"personas": settings.personas.model_copy(update={"chosen": persona})})


def listens_anew(wanted: dict[str, str]) -> bool:
    """Whether such settings may move where an utterance begins or ends."""
    return any(key.startswith(LISTENING) and key != "transcription.threads" for key in wanted)


def _parts(options: Sequence[str]) -> Iterator[str]:
    for option in options:
        yield from (part.strip() for part in _NEXT.split(option) if part.strip())


def _read(value: str, before: Any) -> Any:
    """The value as TOML has it; bare text where a text is wanted."""
    if isinstance(before, str):
        return value.strip("\"'")
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return value
