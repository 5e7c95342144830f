"""What kind of model a file is, and whether all of it is there, told from its bytes alone.

The native libraries are handed a file only after it passed here: some of them crash on a damaged one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal

from desktop.errors import ModelError
from desktop.gguf import DamagedError, read_metadata, size_of, skip, take, unpack
from desktop.wake_card import is_card, read_card
from desktop.wording import marked

Kind = Literal["stt", "llm", "tts", "turn", "wake"]

NAMES: dict[Kind, str] = {
    "stt": marked("speech recogniser"),
    "llm": marked("language model"),
    "tts": marked("voice"),
    "turn": marked("end-of-turn model"),
    "wake": marked("wake word model"),
}

ADVICE = marked("choose another model in the settings, or clear the setting to use the starter model")

_PIPER_KEYS = {"audio", "espeak", "phoneme_id_map", "num_symbols", "num_speakers"}


def kind_of(path: Path) -> Kind | None:
    """The kind of model at `path`, judged by its first bytes; None when it is none of ours.

    A recogniser is a folder with a CTranslate2 Whisper `model.bin` (or that file itself). An end-of-turn model
    bears no mark of its kind: it is None.
    """
    binary = path / "model.bin" if path.is_dir() else path
    if not binary.is_file():
        return None
    with binary.open("rb") as file:
        head = file.read(64)
    if head.startswith(b"GGUF"):
        return "llm"
    if head[4:18] == b"\x0c\x00WhisperSpec\x00":
        return "stt"
    if not looks_onnx(head) or not _voice_json(path).is_file():
        return None
    return "wake" if is_card(_voice_json(path)) else "tts"


def check_model(path: Path, kind: Kind, name: str = "") -> None:
    """Raise ModelError unless `path` is a whole model of that kind; `name` is what people call it, if otherwise."""
    name = name or NAMES[kind]
    try:
        if not path.exists():
            raise ModelError(marked("the {name} {path} does not exist", name=name, path=path), advice=ADVICE)
        found = kind_of(path)
        if found is not None and found != kind:
            raise ModelError(
                marked(
                    "{path} is a {found}, not {article} {wanted}",
                    path=path,
                    found=NAMES[found],
                    article="an" if name[0] in "aeiou" else "a",
                    wanted=name,
                ),
                advice=ADVICE,
            )
        _CHECKS[kind](path)
    except DamagedError as error:
        raise ModelError(
            marked("{path} is not a whole {name}: {error}", path=path, name=name, error=error), advice=ADVICE
        ) from error
    except OSError as error:
        raise ModelError(
            marked("the {name} {path} cannot be read: {strerror}", name=name, path=path, strerror=error.strerror),
            advice=ADVICE,
        ) from error


def gguf_metadata(path: Path) -> dict[str, Any]:
    """Scalars and strings of a GGUF file's header, without arrays. Raises ModelError when it is damaged."""
    try:
        with path.open("rb") as file:
            return read_metadata(file)
    except DamagedError as error:
        raise ModelError(
            marked("{path} is not a whole language model: {error}", path=path, error=error), advice=ADVICE
        ) from error


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file that belongs to a model. Raises ModelError when missing or broken."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            marked("{path} is missing", path=path),
            advice=marked("a model's files stay together; {advice}", advice=ADVICE),
        ) from error
    except (ValueError, RecursionError) as error:
        raise ModelError(
            marked("{path} is not valid JSON", path=path),
            advice=marked("get the model again, or {advice}", advice=ADVICE),
        ) from error
    if not isinstance(value, dict):
        raise ModelError(
            marked("{path} holds no JSON object", path=path),
            advice=marked("get the model again, or {advice}", advice=ADVICE),
        )
    return value


def _voice_json(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _check_gguf(path: Path) -> None:
    if path.is_dir():
        raise DamagedError("it is a folder, and a GGUF file was expected")
    with path.open("rb") as file:
        read_metadata(file)


def _check_whisper(path: Path) -> None:
    if not path.is_dir():
        raise DamagedError("it is a file, and a folder with model.bin was expected")
    for name in ("model.bin", "config.json", "tokenizer.json"):
        if not (path / name).is_file():
            raise DamagedError(f"{name} is missing from the folder")
    if not any(path.glob("vocabulary.*")):
        raise DamagedError("its vocabulary is missing from the folder")
    for name in ("config.json", "tokenizer.json"):
        read_json(path / name)
    with (path / "model.bin").open("rb") as file:
        _walk_ctranslate2(file)


def _walk_ctranslate2(file: BinaryIO) -> None:
    version = unpack(file, "I")
    if not 4 <= version <= 6:
        raise DamagedError("it is not a CTranslate2 model, or one of an old version")
    spec = take(file, unpack(file, "H")).rstrip(b"\0")
    if spec != b"WhisperSpec":
        raise DamagedError("it is not a Whisper model")
    unpack(file, "I")
    for _ in range(unpack(file, "I")):
        skip(file, unpack(file, "H"))
        skip(file, 4 * unpack(file, "B") + 1)
        skip(file, unpack(file, "I"))
    for _ in range(unpack(file, "I")):
        skip(file, unpack(file, "H"))
        skip(file, unpack(file, "H"))


def looks_onnx(head: bytes) -> bool:
    """Whether bytes are an ONNX file's first: its version (field 1, a small number), then another field of few."""
    return len(head) > 2 and head[0] == 0x08 and 0 < head[1] < 64 and head[2] in b"\x12\x1a\x22\x28\x32\x3a\x42"


def _check_onnx(path: Path) -> None:
    if path.is_dir():
        raise DamagedError("it is a folder, and an ONNX file was expected")
    with path.open("rb") as file:
        if not looks_onnx(file.read(64)):
            raise DamagedError("it does not begin as an ONNX file")
        file.seek(0)
        if 7 not in set(_protobuf_fields(file)):
            raise DamagedError("it holds no network")


def _check_piper(path: Path) -> None:
    _check_onnx(path)
    missing = _PIPER_KEYS - read_json(_voice_json(path)).keys()
    if missing:
        raise DamagedError(f"{_voice_json(path).name} lacks {', '.join(sorted(missing))}")


def _check_wake(path: Path) -> None:
    _check_onnx(path)
    read_card(path)


def _protobuf_fields(file: BinaryIO) -> Iterator[int]:
    """Numbers of the outermost fields; each must lie whole within the file."""
    end = size_of(file)
    while file.tell() < end:
        tag = _varint(file)
        yield tag >> 3
        if tag & 7 == 0:
            _varint(file)
        elif tag & 7 == 2:
            skip(file, _varint(file))
        elif tag & 7 in (1, 5):
            skip(file, 8 if tag & 7 == 1 else 4)
        else:
            raise DamagedError("its fields contradict themselves")


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 64, 7):
        byte = take(file, 1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
    raise DamagedError("its fields contradict themselves")


_CHECKS = {"stt": _check_whisper, "llm": _check_gguf, "tts": _check_piper, "turn": _check_onnx, "wake": _check_wake}
