"""`sotto models` over a hub on loopback and a home of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from desktop.models.machine_speed import known_speed
from desktop.models.staging import unfinished
from desktop.paths import Paths, starter_models
from desktop.running import address
from tests.cli.conftest import Result
from tests.hub_server import HubServer
from tests.models.hub_content import EARS, MIND, MOUTH, TURN, fill
from tests.models.known_speed import keep

Sotto = Callable[..., Result]
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _own_catalogue(hub: HubServer, sotto_home: Path) -> None:
    """The home has a list of its own that names what the hub on loopback holds."""
    import tomli_w

    fill(hub)
    sotto_home.mkdir()
    keep(Paths(sotto_home))
    models = [model.model_dump(mode="json") for model in (EARS, MIND, MOUTH, TURN)]
    pack = {"id": "tiny", "title": "Tiny", "memory_gb": 1, "models": [model["id"] for model in models]}
    content = {"schema_version": 1, "models": models, "packs": [pack]}
    (sotto_home / "catalog.toml").write_text(tomli_w.dumps(content))


def test_the_list_shows_what_is_here_and_what_can_be_had(sotto: Sotto) -> None:
    out = sotto("models", "list").out
    assert "* starter-stt" in out
    assert "+ ears" in out
    assert "+ whisper-base" in out
    assert "pack tiny: Tiny" in out
    listed = sotto("models", "list", "--json").json
    assert [one["id"] for one in listed["installed"]] == [
        f"starter-{kind}" for kind in ("stt", "llm", "tts", "turn", "wake")
    ]
    assert [one["id"] for one in listed["installed"] if not one["in_use"]] == ["starter-wake"]
    assert {"ears", "mind-0.1"} < {one["id"] for one in listed["available"]}


def test_the_list_tells_how_fast_models_would_be_here(sotto: Sotto, sotto_home: Path) -> None:
    out = sotto("models", "list").out
    lines = {line.split()[1].rstrip(":"): line for line in out.splitlines()}
    assert lines["whisper-base"].endswith("MIT, about 11 times as fast as speech here")
    assert lines["qwen2.5-0.5b"].endswith("Apache-2.0, about 15 words a second here")
    assert "de, MIT + Apache-2.0 + CC0-1.0 + BSD-2-Clause, answers at about 7 words a second here" in lines["german"]
    listed = sotto("models", "list", "--json").json
    assert listed["machine"] == known_speed(Paths(sotto_home)).model_dump(mode="json")  # type: ignore[union-attr]
    available = {one["id"]: one for one in listed["available"]}
    assert available["qwen2.5-0.5b"]["expected_words_per_s"] == 15
    assert available["qwen2.5-0.5b"]["expected_times_as_fast_as_speech"] is None
    assert available["whisper-base"]["expected_times_as_fast_as_speech"] == 11
    assert available["smart-turn"]["expected_times_as_fast_as_speech"] is None
    assert {"expected_words_per_s", "expected_times_as_fast_as_speech"} < listed["installed"][0].keys()
    german = next(one for one in listed["packs"] if one["id"] == "german")
    assert (german["languages"], german["expected_words_per_s"]) == (["de"], 7)


def test_the_list_by_kind_language_and_place(sotto: Sotto) -> None:
    german = sotto("models", "list", "--kind", "tts", "--language", "de", "--json").json
    assert "thorsten" in [one["id"] for one in german["available"]]
    assert "joe" not in [one["id"] for one in german["available"]]
    assert {one["kind"] for one in german["available"]} == {"tts"}
    packs = sotto("models", "list", "--language", "de", "--json").json["packs"]
    assert [one["id"] for one in packs] == ["german", "tiny"]
    here = sotto("models", "list", "--installed", "--json").json
    assert here["available"] == here["packs"] == []
    assert sotto("models", "list", "--kind", "ears").code == 2


def test_a_pack_is_got_checked_and_used(sotto: Sotto, sotto_home: Path) -> None:
    result = sotto("models", "get", "tiny", "--use", "--json")
    assert result.code == 0
    assert [one["id"] for one in result.json["models"]] == ["ears", "mind-0.1", "mouth", "ending"]
    assert sotto("models", "verify", "--json").json == {
        "ok": True,
        "faults": {
            **{f"starter-{kind}": [] for kind in ("stt", "llm", "tts", "turn", "wake")},
            **{name: [] for name in ("ears", "ending", "mind-0.1", "mouth")},
        },
    }
    in_use = [one["id"] for one in sotto("models", "list", "--json").json["installed"] if one["in_use"]]
    assert in_use == ["ears", "ending", "mind-0.1", "mouth"]
    answer = sotto("chat", "What is seven plus five?", "--json").json
    assert "12" in answer["reply"], "the downloaded models work"


def test_damage_has_an_exit_code_and_is_mended(sotto: Sotto, sotto_home: Path) -> None:
    assert sotto("models", "get", "mind-0.1").code == 0
    file = sotto_home / "models" / "mind-0.1" / "mind-q4.gguf"
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"\xff")
    result = sotto("models", "verify", "mind-0.1")
    assert result.code == 1
    assert "content of mind-q4.gguf has changed" in result.out
    assert sotto("models", "get", "mind-0.1", "--again").code == 0
    assert sotto("models", "verify", "mind-0.1").code == 0


def test_what_cannot_be_had_is_told(sotto: Sotto, hub: HubServer) -> None:
    unknown = sotto("models", "get", "gone")
    assert unknown.code == 2
    assert "no model gone" in unknown.err
    hub.repos.clear()
    refused = sotto("models", "get", "ears")
    assert refused.code == 1
    assert "does not hold on the hub" in refused.err


def test_import_use_and_remove(sotto: Sotto, tmp_path: Path) -> None:
    shutil.copy(starter_models() / "llm" / "starter.gguf", tmp_path / "mine.gguf")
    imported = sotto("models", "import", tmp_path / "mine.gguf", "--use")
    assert imported.code == 0
    assert "acts when Sotto starts next" in imported.out
    refused = sotto("models", "remove", "mine", "--yes")
    assert refused.code == 2
    assert "in use" in refused.err
    assert sotto("models", "use", "starter-llm").code == 0
    assert sotto("models", "remove", "mine", "--yes").code == 0
    assert sotto("models", "use", "mine").code == 2
    assert sotto("models", "remove", "starter-llm", "--yes").code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a socket of the file system")
def test_a_running_sotto_is_told_of_what_is_used(
    sotto: Sotto, sotto_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = TemporaryDirectory()  # a socket's path is short
    monkeypatch.setenv("XDG_RUNTIME_DIR", folder.name)
    asked: list[bytes] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as running:
        running.bind(address(sotto_home))
        running.listen()

        def answer() -> None:
            connection, _ = running.accept()
            with connection:
                asked.append(connection.recv(100))
                connection.sendall(b"done\n")

        thread = threading.Thread(target=answer)
        thread.start()
        used = sotto("models", "use", "starter-llm")
        thread.join(10)
    folder.cleanup()
    assert asked == [b"reread\n"]
    assert "Sotto is loading it now" in used.out


def test_the_kind_of_an_end_of_turn_model_is_said(sotto: Sotto) -> None:
    source = starter_models() / "turn" / "starter.onnx"
    assert sotto("models", "import", source).code == 2
    imported = sotto("models", "import", source, "--kind", "turn", "--id", "ending", "--json")
    assert imported.json["models"][0]["kind"] == "turn"


def test_a_pack_is_used_whole_or_not_at_all(sotto: Sotto, sotto_home: Path) -> None:
    assert sotto("models", "get", "ears").code == 0
    assert sotto("models", "use", "tiny").code == 2
    assert not (sotto_home / "settings.toml").exists()


def test_a_catalogue_with_a_fault_is_told(sotto: Sotto, sotto_home: Path) -> None:
    (sotto_home / "catalog.toml").write_text("schema_version = 1\nmodels = 3\n")
    result = sotto("models", "list")
    assert result.code == 1
    assert "catalog.toml has a fault at models" in result.err


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_stops_and_the_same_command_goes_on(sotto: Sotto, hub: HubServer, sotto_home: Path) -> None:
    hub.trouble.holds_after = 1_000_000
    command = [sys.executable, "-m", "desktop", "models", "get", "mind-0.1"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True) as process:
        assert hub.trouble.held.wait(60)
        while unfinished(Paths(sotto_home)).get("mind-0.1", 0) < 900_000:
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "`sotto models get mind-0.1` goes on" in err
    begun = {one["id"]: one["begun_bytes"] for one in sotto("models", "list", "--json").json["available"]}
    assert begun["mind-0.1"] > 0
    assert "of it here" in sotto("models", "list").out
    hub.trouble.holds_after = None
    hub.trouble.go_on.set()
    hub.requests.clear()
    assert sotto("models", "get", "mind-0.1").code == 0
    assert hub.asked("/storage/")[0].range.startswith("bytes=")


def test_a_download_that_was_begun_can_be_discarded(sotto: Sotto, hub: HubServer, sotto_home: Path) -> None:
    part = sotto_home / "models" / ".downloads" / "mind-0.1"
    part.mkdir(parents=True)
    (part / "mind-q4.gguf.part").write_bytes(b"some")
    assert sotto("models", "remove", "mind-0.1").code == 0
    assert not part.exists()
