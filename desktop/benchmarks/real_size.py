"""Models of real shape with random weights, built in seconds and kept: speed at real size without a download.

What costs time is real: the shapes, the quantisation, every step. The words are planted (see the builders), so that
recogniser and language model end by themselves after a sentence of ordinary length, for both arms alike.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from desktop.catalog import ModelFiles
from desktop.errors import UserFacingError

TRANSCRIPT = "When does the library open on Saturday?"
"""What the recogniser always understands."""

REPLY = (
    "The library opens at nine on weekdays, and closes before six. "
    "Every Saturday, visitors can stay an hour longer than usual."
)
"""What the language model always says, a word a token; no word twice."""

SEED = 20


def build_models(folder: Path) -> ModelFiles:
    """The models in `folder`, built if they are not there: a minute and 600 MB the first time.

    Raises UserFacingError when the packages that write such files are not installed.
    """
    try:
        from desktop.benchmarks.llama_shape import write_llama
        from desktop.benchmarks.piper_shape import write_piper
        from desktop.benchmarks.whisper_shape import write_whisper
    except ModuleNotFoundError as error:
        raise UserFacingError(
            f"models of real size cannot be built without the package {error.name}",
            advice="./test sets it up; or leave them out with --starter-only",
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    files = ModelFiles(folder / "whisper-base", folder / "llama-0.5b-q4_0.gguf", folder / "piper-medium-whole.onnx")
    _build(files.stt, lambda path: write_whisper(path, TRANSCRIPT, SEED))
    _build(files.llm, lambda path: write_llama(path, REPLY, TRANSCRIPT, SEED))
    _build(files.tts, lambda path: write_piper(path, SEED))
    return files


def _build(path: Path, write: Callable[[Path], None]) -> None:
    """Write under another name first, so that a build cut short is never taken for a model."""
    if path.exists():
        return
    part = path.with_name("part-" + path.name)
    shutil.rmtree(part, ignore_errors=True)
    write(part)
    beside = part.with_name(part.name + ".json")
    if beside.exists():
        beside.replace(path.with_name(path.name + ".json"))
    part.replace(path)
