"""`sotto documents` and `sotto facts` where something is wrong, and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.settings import load_settings
from tests.cli.conftest import Result

Sotto = Callable[..., Result]


def test_documents_in_json_and_what_is_refused(sotto: Sotto, sotto_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "manuals"
    folder.mkdir()
    (folder / "boiler.md").write_text("The pressure is one bar.")
    (folder / "photo.txt").write_bytes(b"\0\1\2" * 100)
    done = sotto("documents", "add", folder, "--json")
    assert (done.code, done.json["read"], list(done.json["failed"])) == (
        0,
        [str(folder / "boiler.md")],
        [str(folder / "photo.txt")],
    )
    assert sotto("documents", "add", folder).out.startswith("0 read, 1 unchanged, 0 gone, 1 not readable\n")
    assert load_settings(sotto_home / "settings.toml").documents.folders == (str(folder),)
    listed = sotto("documents", "list", "--json")
    assert listed.code == 1
    assert [one["document"] for one in listed.json["documents"] if one["problem"]] == ["photo.txt"]
    found = sotto("documents", "search", "which pressure", "--json")
    assert (found.code, [one["document"] for one in found.json["found"]]) == (0, ["boiler.md"])
    nothing = sotto("documents", "search", "otters")
    assert (nothing.code, nothing.out) == (1, "nothing was found\n")
    for command in ("add", "remove"):
        refused = sotto("documents", command, tmp_path / "nowhere")
        assert (refused.code, "nowhere" in refused.err) == (2, True)
    folder.rename(tmp_path / "away")
    assert "is not there; what was read of it is kept" in sotto("documents", "index").out
    assert "is not there; what was read of it is kept" in sotto("documents", "list").out
    assert len(sotto("documents", "remove", folder, "--json").json["removed"]) == 2
    assert sotto("documents", "list").out == "no folder is named: `sotto documents add FOLDER`\n"


def test_facts_in_json_and_what_is_refused(sotto: Sotto, monkeypatch: pytest.MonkeyPatch) -> None:
    added = sotto("facts", "add", "my sister is called Anna.", "--json").json
    assert (added["new"], added["fact"]["text"]) == (True, "my sister is called Anna")
    assert sotto("facts", "add", "My sister is called Anna").out.startswith("known already, number 1")
    assert [one["id"] for one in sotto("facts", "list", "--json").json["facts"]] == [1]
    assert sotto("facts", "search", "otters").code == 1
    for wrong in (("add", " . "), ("edit", "1", ""), ("edit", "7", "x"), ("forget",), ("forget", "1", "--all")):
        refused = sotto("facts", *wrong)
        assert (refused.code, refused.err.startswith("sotto: ")) == (2, True), wrong
    assert sotto("facts", "forget", "--all", "--yes", "--json").json["forgotten"][0]["id"] == 1
    assert sotto("facts", "list").out == "nothing is remembered yet\n"
