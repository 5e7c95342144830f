"""The starter models as repositories on a hub, and as entries of a catalogue."""

from __future__ import annotations

from pathlib import Path

from desktop.models.catalogue import CatalogueModel
from desktop.models.pulling import Patience
from desktop.paths import starter_models
from tests.hub_server import HubServer

AT_ONCE = Patience(tries=3, pause_s=0.0, silence_s=10.0)

EARS = CatalogueModel(
    id="ears", kind="stt", title="Ears", repo="test/ears", size_mb=4, licence="MIT", languages=("en",)
)
MIND = CatalogueModel(
    id="mind-0.1", kind="llm", title="Mind", repo="test/mind", files=("mind-q4.gguf",), size_mb=4, licence="MIT"
)
MOUTH = CatalogueModel(
    id="mouth",
    kind="tts",
    title="Mouth",
    repo="test/mouth",
    files=("en/mouth.onnx", "en/mouth.onnx.json", "en/MODEL_CARD?"),
    size_mb=5,
    licence="MIT",
)
TURN = CatalogueModel(
    id="ending", kind="turn", title="Ending", repo="test/ending", files=("ending.onnx",), size_mb=1, licence="MIT"
)


def ears() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (starter_models() / "stt").iterdir()} | {"README.md": b"hello"}


def mind() -> dict[str, bytes]:
    return {"mind-q4.gguf": _starter("llm/starter.gguf"), "mind-q8.gguf": b"GGUF"}


def mouth() -> dict[str, bytes]:
    return {
        "en/mouth.onnx": _starter("tts/starter.onnx"),
        "en/mouth.onnx.json": _starter("tts/starter.onnx.json"),
        "de/other.onnx": b"other",
    }


def _starter(name: str) -> bytes:
    return (starter_models() / Path(name)).read_bytes()


def fill(hub: HubServer) -> None:
    hub.put("test/ears", ears())
    hub.put("test/mind", mind())
    hub.put("test/mouth", mouth())
    hub.put("test/ending", {"ending.onnx": _starter("turn/starter.onnx")})
