"""Writes the Chainlit application into a folder, and says what Chainlit has to be told before it is imported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import tomli_w

from desktop.errors import UsageError
from desktop.scenarios.reading import Script
from desktop.storage.new_file import write_new

HOST = "127.0.0.1"
APP = "app.py"
WITHOUT = "the browser's page needs Chainlit, which is not installed"
ADVICE = "install Sotto's extra `web`, or run `make scenarios-web`, which gives it an environment of its own"

_APP = '''"""Sotto's scenarios by hand, written by `sotto scenarios web`; `chainlit run` takes it."""

from desktop.scenarios.web.chat import serve

serve(
    {scenarios},
    settings={settings},
    port={port},
)
'''
RATE = 24_000
"""Samples a second that the browser sends and takes."""
_CONFIG = {
    "meta": {"generated_by": "2.12.0"},
    "project": {"allow_origins": [], "cache": False, "session_timeout": 3600},
    "features": {
        "unsafe_allow_html": False,
        "edit_message": False,
        "spontaneous_file_upload": {"enabled": False},
        "audio": {"enabled": True, "sample_rate": RATE},
    },
    "UI": {"name": "Sotto", "cot": "full", "confirm_new_chat": False, "language": "en-US"},
}
_README = "# Sotto's scenarios by hand\n\nChoose a scenario, or just type or talk.\n"


def chainlit_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("chainlit") is not None


def generate(folder: Path, scripts: Sequence[Script], settings: str, port: int) -> Path:
    """Write the application for these scenarios and settings (as JSON), and return its file.

    Raises UsageError when the folder cannot be written.
    """
    files = [str(script.path.resolve()) for script in scripts]
    try:
        (folder / ".chainlit").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}", advice="choose another folder") from error
    listed = json.dumps(files, indent=8)[:-1] + "    ]"
    app = _APP.format(scenarios=listed, settings=repr(settings), port=port)
    write_new(folder / APP, [app], replace=True)
    write_new(folder / ".chainlit" / "config.toml", [tomli_w.dumps(_CONFIG)], replace=True)
    write_new(folder / "chainlit.md", [_README], replace=True)
    return folder / APP


def environment(folder: Path, port: int) -> dict[str, str]:
    """What Chainlit reads when it is imported; nothing of it, or of what comes with it, may call home."""
    return {
        "CHAINLIT_APP_ROOT": str(folder),
        "CHAINLIT_HOST": HOST,
        "CHAINLIT_PORT": str(port),
        "OTEL_SDK_DISABLED": "true",
        "TRACELOOP_TELEMETRY": "false",
        "DO_NOT_TRACK": "1",
    }
