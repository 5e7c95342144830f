"""What to tell of a file that is no model Sotto can use: what it is, and what to do instead."""

from __future__ import annotations

from pathlib import Path

from desktop.errors import ModelError, UsageError
from desktop.formats import NAMES, Kind, check_model, looks_onnx
from desktop.wording import marked

UNMARKED: tuple[Kind, ...] = tuple(kind for kind in NAMES if kind not in ("llm", "stt"))
"""Kinds whose files are ONNX networks, which do not say what they are for."""
_TRAINING = (".safetensors", ".pt", ".pth", ".ckpt", ".bin")


class KindNeededError(UsageError):
    """A network in a file that does not say what it is for: its kind has to be named, one of UNMARKED."""


def kind_needed(path: Path) -> KindNeededError:
    """Of an ONNX file alone."""
    options = " or ".join(f"--kind {kind}" for kind in UNMARKED if kind != "tts")
    return KindNeededError(
        marked("the file {name} does not say what it is for", name=path.name),
        advice=marked("a voice needs its .onnx.json beside it; of another model say {options}", options=options),
    )


def refused(source: Path) -> UsageError:
    """Why a file or folder cannot be imported, by what it is."""
    name = source.name
    if source.is_dir():
        return UsageError(
            marked("the folder {name} holds no model that Sotto knows", name=name),
            advice=marked(
                "a recogniser's folder has model.bin, config.json, tokenizer.json and a vocabulary; of other models "
                "choose the file itself"
            ),
        )
    if name == "model.bin":
        return UsageError(
            marked("the file {name} is no Whisper model in CTranslate2's format", name=name),
            advice=marked("get one that was converted for faster-whisper, or get a recogniser from the list"),
        )
    match source.suffix.lower():
        case ".gguf" | ".onnx" as suffix:
            return UsageError(
                marked("the file {name} is damaged: it does not begin as its format does", name=name),
                advice=marked("get the file again; a whole {suffix} file is needed", suffix=suffix),
            )
        case suffix if suffix in _TRAINING:
            return UsageError(
                marked("the file {name} holds weights for a training library, which Sotto does not run", name=name),
                advice=marked("look for the same model as a GGUF file, or for a recogniser in CTranslate2's format"),
            )
        case _:
            return UsageError(
                marked("the file {name} is no model that Sotto knows", name=name),
                advice=marked(
                    "choose a GGUF file, a Piper voice (.onnx with its .onnx.json beside it) "
                    "or a recogniser's model.bin"
                ),
            )


def is_network(path: Path) -> bool:
    """Whether a file is an ONNX network, as far as its first bytes tell."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return looks_onnx(file.read(64))


_WHOLE: dict[Kind, str] = {
    "llm": marked("get the file again: what is here did not come whole"),
    "stt": marked("its folder needs model.bin, config.json, tokenizer.json and a vocabulary, each whole"),
    "tts": marked("put the voice's .onnx.json beside it, and get both again if they did not come whole"),
}


def check_whole(path: Path, kind: Kind) -> None:
    """Look whether a file is a whole model of that kind. Raises ModelError that says how to import it after all."""
    try:
        check_model(path, kind)
    except ModelError as error:
        advice = _WHOLE.get(kind, marked("choose a model of that kind, or another kind for this file"))
        raise ModelError(error.message, advice=advice) from error
