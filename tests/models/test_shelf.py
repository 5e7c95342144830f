"""What is on this machine: listed, chosen, checked, removed, imported."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.catalog import find_models
from desktop.errors import Cancelled, DownloadError, ModelError, UsageError
from desktop.models.choosing import KINDS
from desktop.models.importing import NameNeededError, import_model
from desktop.models.manifest import NAME, read_manifest
from desktop.models.progress import Progress, Step
from desktop.models.shelf import Shelf
from desktop.models.staging import Staging, unfinished
from desktop.models.stopping import Stop
from desktop.models.strange_files import KindNeededError
from desktop.paths import Paths, starter_models
from desktop.settings import load_settings

MIND = starter_models() / "llm" / "starter.gguf"
MOUTH = starter_models() / "tts" / "starter.onnx"
TURN = starter_models() / "turn" / "starter.onnx"
EARS = starter_models() / "stt"


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    return Paths(sotto_home)


@pytest.fixture
def shelf(paths: Paths) -> Shelf:
    return Shelf(paths)


def test_the_starter_pack_is_there_and_in_use(shelf: Shelf) -> None:
    there = shelf.all()
    assert [one.id for one in there] == [f"starter-{kind}" for kind in KINDS]
    assert all(one.starter and one.size > 100_000 for one in there)
    assert [one.kind for one in there if not one.in_use] == ["wake"], "it is switched off at first"
    assert [shelf.verify(one.id) for one in there] == [[]] * len(KINDS)


@pytest.mark.parametrize(
    ("source", "kind", "files"),
    [
        (MIND, "llm", {"starter.gguf"}),
        (MOUTH, "tts", {"starter.onnx", "starter.onnx.json"}),
        (MOUTH.parent, "tts", {"starter.onnx", "starter.onnx.json"}),
        (EARS, "stt", {path.name for path in EARS.iterdir()}),
        (EARS / "model.bin", "stt", {path.name for path in EARS.iterdir()}),
    ],
    ids=["file", "voice", "folder", "recogniser", "model.bin"],
)
def test_an_import_tells_the_kind_and_copies_what_belongs_together(
    paths: Paths, shelf: Shelf, source: Path, kind: str, files: set[str]
) -> None:
    model = import_model(source, paths, model_id="mine")
    assert (model.kind, model.source, model.in_use) == (kind, "imported", False)
    assert {path.name for path in (paths.models / "mine").iterdir()} == files | {NAME}
    assert shelf.verify("mine") == []
    shelf.use("mine")
    find_models(load_settings(paths.settings), paths)
    assert [one.id for one in shelf.all() if one.kind == kind and one.in_use] == ["mine"]


def test_an_end_of_turn_model_is_told_by_its_kind(paths: Paths, shelf: Shelf) -> None:
    with pytest.raises(KindNeededError, match="does not say what it is for") as caught:
        import_model(TURN, paths)
    assert "--kind turn" in caught.value.advice
    import_model(TURN, paths, kind="turn", model_id="ending")
    shelf.use("ending")
    assert find_models(load_settings(paths.settings), paths).turn == paths.models / "ending" / "starter.onnx"


def test_the_name_of_an_import_is_made_from_its_file(paths: Paths, tmp_path: Path) -> None:
    odd = tmp_path / "My Model (Q4).gguf"
    shutil.copy(MIND, odd)
    assert import_model(odd, paths).id == "my-model-q4"
    with pytest.raises(NameNeededError, match="already"):
        import_model(odd, paths)
    with pytest.raises(NameNeededError, match="cannot be a model's name"):
        import_model(odd, paths, model_id="../up")
    with pytest.raises(NameNeededError, match="cannot be a model's name"):
        import_model(MIND, paths)


def test_what_is_damaged_is_not_imported(paths: Paths, tmp_path: Path) -> None:
    half = tmp_path / "half.gguf"
    half.write_bytes(MIND.read_bytes()[:10_000])
    with pytest.raises(ModelError, match="not a whole language model") as caught:
        import_model(half, paths)
    assert caught.value.advice == "get the file again: what is here did not come whole"
    with pytest.raises(UsageError, match="does not exist"):
        import_model(tmp_path / "gone.gguf", paths)
    with pytest.raises(ModelError, match="is a language model, not a voice"):
        import_model(MIND, paths, kind="tts", model_id="mine")
    assert not paths.models.exists()


def test_a_stopped_import_leaves_nothing(paths: Paths) -> None:
    stop = Stop()
    stop.ask()
    with pytest.raises(Cancelled):
        import_model(MIND, paths, model_id="mine", stop=stop)
    assert unfinished(paths) == {}
    assert not (paths.models / "mine").exists()


def test_an_import_does_not_touch_one_under_way(paths: Paths) -> None:
    staging = Staging(paths, "mine")
    with staging.held():
        (staging.folder / "some.part").write_bytes(b"some")
        with pytest.raises(DownloadError, match="already"):
            import_model(MIND, paths, model_id="mine")
        assert unfinished(paths) == {"mine": 4}


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("flip", "the content of starter.gguf has changed"),
        ("cut", "has 100 bytes instead of"),
        ("lose", "is missing"),
    ],
)
def test_damage_is_found(paths: Paths, shelf: Shelf, harm: str, told: str) -> None:
    import_model(MIND, paths, model_id="mine")
    file = paths.models / "mine" / "starter.gguf"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    if harm == "lose":
        file.unlink()
    else:
        file.write_bytes(content if harm == "flip" else content[:100])
    seen: list[Progress] = []
    faults = shelf.verify("mine", tell=seen.append)
    assert len(faults) == 1
    assert told in faults[0]
    assert all(one.step is Step.CHECKING for one in seen)


def test_a_model_in_use_stays_unless_the_starter_steps_in(paths: Paths, shelf: Shelf) -> None:
    import_model(MIND, paths, model_id="mine")
    shelf.use("mine")
    with pytest.raises(UsageError, match="in use") as caught:
        shelf.remove("mine")
    assert "--use-starter" in caught.value.advice
    shelf.remove("mine", fall_back=True)
    assert find_models(load_settings(paths.settings), paths).llm == MIND
    assert list(paths.models.iterdir()) == [paths.models / ".downloads"]


def test_the_starter_pack_cannot_be_removed_but_chosen_again(paths: Paths, shelf: Shelf) -> None:
    with pytest.raises(UsageError, match="ships with Sotto"):
        shelf.remove("starter-llm", fall_back=True)
    import_model(MIND, paths, model_id="mine")
    shelf.use("mine")
    shelf.use("starter-llm")
    assert load_settings(paths.settings).language_model.model == ""
    shelf.remove("mine")
    with pytest.raises(UsageError, match="mine is not installed"):
        shelf.find("mine")


def test_a_damaged_model_cannot_be_chosen(paths: Paths, shelf: Shelf) -> None:
    import_model(MIND, paths, model_id="mine")
    (paths.models / "mine" / "starter.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelError, match="not a whole language model"):
        shelf.use("mine")
    assert not paths.settings.exists()


def test_what_the_user_put_there_by_hand_is_found(paths: Paths, shelf: Shelf) -> None:
    shutil.copytree(EARS, paths.models / "whisper")
    shutil.copy(MIND, paths.models / "mind.gguf")
    shutil.copy(MOUTH, paths.models / "mouth.onnx")
    shutil.copy(MOUTH.with_name("starter.onnx.json"), paths.models / "mouth.onnx.json")
    (paths.models / "notes.txt").write_text("hello")
    found = {one.id: one.kind for one in shelf.all() if one.source == "found"}
    assert found == {"mind.gguf": "llm", "mouth.onnx": "tts", "whisper": "stt"}
    for name in found:
        assert shelf.verify(name) == []
        assert shelf.use(name).in_use
        shelf.remove(name, fall_back=True)
    assert [path.name for path in paths.models.iterdir()] == ["notes.txt"]


def test_a_broken_manifest_does_not_hide_the_model(paths: Paths, shelf: Shelf) -> None:
    import_model(MIND, paths, model_id="mine")
    (paths.models / "mine" / NAME).write_text("{")
    assert shelf.find("mine").source == "found"
    assert "damaged" in shelf.verify("mine")[0]
    with pytest.raises(ModelError, match="damaged"):
        read_manifest(paths.models / "mine")
