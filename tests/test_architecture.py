"""Rules about the code's shape that neither ruff nor import-linter checks."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "desktop").rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

HEAVY = {
    "PySide6",
    "caldav",
    "ctranslate2",
    "faster_whisper",
    "httpx2",
    "huggingface_hub",
    "llama_cpp",
    "mcp",
    "onnx",
    "onnxruntime",
    "piper",
    "pywebrtc_audio",
    "silero_vad",
    "sounddevice",
    "sqlalchemy",
    "sqlmodel",
    "torch",
}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("module", ["desktop.cli", "desktop.engine"])
def test_importing_the_command_line_or_the_engine_loads_no_runtime(module: str) -> None:
    program = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "desktop" in done.stdout.split()
    assert HEAVY.isdisjoint(done.stdout.split())


def test_no_file_is_too_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    too_long = {}
    for path in FILES:
        for function in functions(ast.parse(path.read_text("utf-8"))):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > LONGEST_FUNCTION:
                too_long[f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"] = lines
    assert too_long == {}


LOCKS = ["requirements.txt", "requirements-dev.txt", "packaging/build.txt", "packaging/uv.txt"]


def pins(lock: str) -> dict[str, str]:
    """Requirement -> what follows it on its line."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    return dict(line.split(" ", maxsplit=1) for line in lines if line and line[0].isalpha())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_neither_addresses_nor_torch(lock: str) -> None:
    assert pins(lock)
    assert [pin for pin, rest in pins(lock).items() if not rest.endswith("\\")] == []
    assert [pin for pin in pins(lock) if pin.startswith("torch")] == []
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "\n-" not in text


def test_the_tools_change_no_version_of_the_application() -> None:
    assert pins("requirements.txt").keys() <= pins("requirements-dev.txt").keys()
