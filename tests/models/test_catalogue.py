from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.errors import CatalogueError, UsageError
from desktop.models.catalogue import load_catalogue, read_catalogue
from desktop.paths import Paths, catalogue_file

MODEL = """
[[models]]
id = "ears"
kind = "stt"
title = "Ears"
repo = "test/ears"
size_mb = 4
licence = "MIT"
"""
PACK = """
[[packs]]
id = "all"
title = "All"
memory_gb = 4
models = ["ears"]
"""


def test_the_shipped_catalogue_is_in_order() -> None:
    catalogue = read_catalogue(catalogue_file())
    assert {model.kind for model in catalogue.models} == {"stt", "llm", "tts", "turn"}
    for model in catalogue.models:
        assert len(model.note) < 100, model.id
        if re.fullmatch("[0-9a-f]{40}", model.revision):
            assert model.sha256, f"{model.id} names a commit and no hash of what that holds"
    for pack in catalogue.packs:
        kinds = [model.kind for model in catalogue.chosen(pack.id)]
        assert sorted(kinds) == ["llm", "stt", "tts", "turn"], pack.id


def test_a_pack_fits_into_the_memory_it_asks_for() -> None:
    catalogue = read_catalogue(catalogue_file())
    for pack in catalogue.packs:
        assert sum(model.size_mb for model in catalogue.chosen(pack.id)) < pack.memory_gb * 1000 / 2, pack.id


def test_a_name_is_a_model_or_a_pack(tmp_path: Path) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text("schema_version = 1\n" + MODEL + PACK)
    catalogue = read_catalogue(path)
    assert [model.id for model in catalogue.chosen("ears")] == ["ears"]
    assert catalogue.chosen("all") == catalogue.chosen("ears")
    assert catalogue.model("mind") is None
    with pytest.raises(UsageError, match="no model mind"):
        catalogue.chosen("mind")


def test_the_users_own_list_adds_and_replaces(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    paths.catalogue.write_text("schema_version = 1\n" + MODEL + MODEL.replace('"ears"', '"whisper-base"') + PACK)
    catalogue = load_catalogue(paths)
    ours, theirs = catalogue.model("whisper-base"), catalogue.model("ears")
    assert theirs is not None
    assert ours is not None
    assert ours.repo == "test/ears"
    assert catalogue.model("whisper-small") is not None
    assert len(catalogue.chosen("all")) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (MODEL.replace("stt", "ears"), "model ears, kind"),
        (MODEL.replace('"test/ears"', '"ears"'), "model ears, repo"),
        (MODEL.replace("licence", "license"), "model ears, licen"),
        (MODEL.replace("size_mb = 4", "size_mb = 0"), "model ears, size_mb"),
        (MODEL.replace('id = "ears"', 'id = "../ears"'), "model ../ears, id"),
        (MODEL.replace('id = "ears"', 'id = "starter-x"'), "taken by what ships"),
        (MODEL.replace('kind = "stt"', 'kind = "llm"'), "files are missing"),
        (MODEL + 'files = ["../model.bin"]', "lies outside the repository"),
        (MODEL + 'languages = ["english"]', "'english' is not a language's code"),
        (MODEL + '[models.sha256]\n"model.bin" = "123"', "model ears, sha256, model.bin"),
        (MODEL + f'[models.sha256]\n"modle.bin" = "{"0" * 64}"', "'modle.bin', which is none of the files"),
        (MODEL + MODEL, "the id 'ears' is there twice"),
        (MODEL + PACK.replace('["ears"]', '["eyes"]'), "names 'eyes', which is no model"),
        (MODEL + MODEL.replace('"ears"', '"ears2"') + PACK.replace('["ears"]', '["ears", "ears2"]'), "two models of"),
        (MODEL + PACK.replace('["ears"]', "[]"), "pack all, models"),
        ("models = 3", "at models"),
        ("[[models]", "not valid TOML"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text("schema_version = 1\n" + text)
    with pytest.raises(CatalogueError, match=re.escape(told)) as caught:
        read_catalogue(path)
    assert "catalog.toml" in str(caught.value)
    assert caught.value.advice


def test_a_fault_in_the_users_list_is_told_of_that_file(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    paths.catalogue.write_text("schema_version = 1\n" + MODEL.replace("stt", "eyes"))
    with pytest.raises(CatalogueError, match=f"{re.escape(str(paths.catalogue))}.*model ears, kind"):
        load_catalogue(paths)


def test_a_newer_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text("schema_version = 2\n")
    with pytest.raises(CatalogueError, match="schema_version"):
        read_catalogue(path)
