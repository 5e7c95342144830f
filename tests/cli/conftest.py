"""Running the command line inside the test process."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.app import run
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.wavfile import write_wav
from desktop.paths import starter_models


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def _log_as_before(logging_restored: None) -> None:
    """Each command sets it up."""


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell's background commands ignore Ctrl+C, and hand that on to theirs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def sotto(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run a command and return what it printed."""

    def call(*arguments: str | Path) -> Result:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return call


@pytest.fixture(scope="session")
def question(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A question spoken by the starter voice: what is seven plus five?"""
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    path = tmp_path_factory.mktemp("spoken") / "question.wav"
    import numpy as np

    samples = np.concatenate(list(voice.synthesize("What is seven plus five?", lambda: False)))
    write_wav(path, samples, voice.sample_rate)
    return path
