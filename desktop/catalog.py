"""Which models to use, and where they lie on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.errors import ModelError
from desktop.formats import Kind, check_model, kind_of
from desktop.paths import Paths, starter_models
from desktop.settings import NO_TURN_MODEL, Settings
from desktop.wording import marked

__all__ = ["ModelFiles", "children", "find_models", "kind_of", "model_path", "unreadable"]

_STARTER: dict[Kind, str] = {
    "stt": "stt",
    "llm": "llm/starter.gguf",
    "tts": "tts/starter.onnx",
    "turn": "turn/starter.onnx",
    "wake": "wake/starter.onnx",
}


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The models of one engine."""

    stt: Path
    """Folder of a CTranslate2 Whisper model."""
    llm: Path
    """GGUF file."""
    tts: Path
    """Piper ONNX file; its JSON lies beside it."""
    turn: Path | None = None
    """ONNX file of smart-turn's form; None when the words alone tell the end of a turn."""
    wake: Path | None = None
    """ONNX file of a wake word, its JSON beside it; None when speech without a key counts at once."""


def find_models(settings: Settings, paths: Paths) -> ModelFiles:
    """The models the settings name: an absolute path, a name below `paths.models`, or empty: the starter's.

    The end-of-turn model and the wake word may be none.

    Raises ModelError when one is missing, damaged or of another kind.
    """
    turn = settings.conversation.turn_model
    return ModelFiles(
        stt=_find(settings.transcription.model, "stt", paths),
        llm=_find(settings.language_model.model, "llm", paths),
        tts=_find(settings.voice.model, "tts", paths),
        turn=None if turn == NO_TURN_MODEL else _find(turn, "turn", paths),
        wake=_find(settings.wake.model, "wake", paths) if settings.wake.on else None,
    )


def model_path(name: str, kind: Kind, paths: Paths) -> Path:
    """Where the model lies that a setting names; it need not be there."""
    return paths.models / Path(name).expanduser() if name else starter_models() / _STARTER[kind]


def children(folder: Path) -> list[Path]:
    """What lies in a folder of models or adapters, by name; nothing where there is none. Raises ModelError."""
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise unreadable(folder, error) from error


def unreadable(path: Path, error: OSError) -> ModelError:
    """What is raised where a folder of models or adapters, or something in it, cannot be read."""
    return ModelError(
        marked("{path} cannot be read: {reason}", path=error.filename or path, reason=error.strerror),
        advice=marked("make sure that you may read it and the folder that it is in"),
    )


def _find(name: str, kind: Kind, paths: Paths) -> Path:
    path = model_path(name, kind, paths)
    check_model(path, kind)
    return path
