"""`sotto desk calendar` with a real server, as docs/desk-calendar.md shows it."""

from __future__ import annotations

import fnmatch
import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calendar_server import PASSWORD, USER, RadicaleServer
from tests.cli.conftest import Result
from tests.cli.test_pack_docs import BLOCK, DOCS, commands

Sotto = Callable[..., Result]
SHOWN = "https://calendar.example/workshop/bays/"


@pytest.fixture
def url(radicale: RadicaleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh calendar; the password lies in a file where the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (tmp_path / "password").write_text(f"{PASSWORD}\n", "utf-8")
    (tmp_path / "password").chmod(0o600)
    return f"http://127.0.0.1:{radicale.port}{radicale.calendar()}"


def test_the_page_shows_what_happens(sotto: Sotto, url: str, sotto_home: Path) -> None:
    ran, booked = 0, 0
    blocks = BLOCK.findall((DOCS / "desk-calendar.md").read_text("utf-8"))
    console = "".join(text for language, _, text in blocks if language == "console")
    for command, output in commands(console.replace(SHOWN, url)):
        if "FREE" in command:
            free = sotto("tools", "run", "free_slots", '{"service": "oil change"}', "--json").json["result"]["slots"]
            command = command.replace("FREE", free[-1])
        result = sotto(*shlex.split(command.replace("BOOKED", str(booked)))[1:])
        assert fnmatch.fnmatchcase(result.out + result.err, output.replace("[", "[[]").replace("…", "*")), (
            command,
            result,
        )
        if "book_appointment" in command:
            booked = max(each["appointment"] for each in _upcoming(sotto))
        ran += 1
    assert ran == 14
    kept = (sotto_home / "pack-data" / "service_desk").rglob("*")
    assert not any(PASSWORD.encode() in path.read_bytes() for path in kept if path.is_file())


def _upcoming(sotto: Sotto) -> list[dict[str, int]]:
    asked = sotto("tools", "run", "upcoming_appointments", '{"customer": 1}', "--json").json
    found: list[dict[str, int]] = asked["result"]["appointments"]
    return found


def test_what_differs_is_told_and_put_right(sotto: Sotto, url: str, radicale: RadicaleServer) -> None:
    sotto("packs", "enable", "service_desk")
    sotto("desk", "generate", "--customers", "20")
    sotto("desk", "calendar", "set", url, "--user", USER, "--password-file", "password")
    free = sotto("tools", "run", "free_slots", '{"service": "oil change"}', "--json").json["result"]["slots"]
    wish = {"customer": 1, "vehicle": 1, "service": "oil change", "starts_at": free[-1]}
    number = sotto("tools", "run", "book_appointment", json.dumps(wish), "--json").json["result"]["appointment"]
    radicale.stop()
    try:
        gone = sotto("tools", "run", "cancel_appointment", json.dumps({"appointment": number, "reason": "ill"}))
        assert "The workshop's calendar does not have it yet: the calendar's server cannot be reached." in gone.out
        assert "cannot be reached" in sotto("desk", "calendar").err
        left = sotto("desk", "calendar", "sync", "--json")
        assert (left.code, left.json["told"], left.json["left"][0]["appointment"]) == (1, 0, number)
    finally:
        radicale.start()
    shown = sotto("desk", "calendar", "--json")
    assert shown.code == 1
    assert [one["what"] for one in shown.json["differences"]] == ["in the calendar, not in the book"]
    assert sotto("desk", "calendar", "sync", "--json").json == {"told": 1, "left": []}
    assert sotto("desk", "calendar").code == 0


def test_a_calendar_that_cannot_be_read_is_not_set(sotto: Sotto, url: str, tmp_path: Path) -> None:
    sotto("packs", "enable", "service_desk")
    (tmp_path / "password").write_text("open barley\n")
    result = sotto("desk", "calendar", "set", url, "--user", USER, "--password-file", "password")
    assert (result.code, result.out) == (1, "")
    assert "the calendar does not let Sotto in" in result.err
    assert "barley" not in result.err
    (tmp_path / "password").chmod(0o644)
    assert "can be read by others" in sotto("desk", "calendar", "set", url, "--password-file", "password").err
    for address in ("http://cal.example/", "notaurl"):
        refused = sotto("desk", "calendar", "set", address)
        assert (refused.code, refused.out) == (2, "")
        assert "begins with https://" in refused.err
        assert "; `sotto desk calendar set --help` shows how" in refused.err
    assert sotto("desk", "calendar", "--json").json["url"] == ""
    assert sotto("desk", "calendar", "sync").code == 2


def test_a_local_file_is_written_only_where_the_user_said_so(sotto: Sotto, sotto_home: Path, tmp_path: Path) -> None:
    sotto("packs", "enable", "service_desk")
    sotto("desk", "generate", "--customers", "20")
    mine = sotto_home / "pack-data" / "service_desk" / "calendar.ics"
    mine.write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n")
    before = mine.read_bytes()
    free = sotto("tools", "run", "free_slots", '{"service": "oil change"}', "--json").json["result"]["slots"]
    wish = {"customer": 1, "vehicle": 1, "service": "oil change", "starts_at": free[-1]}
    assert sotto("tools", "run", "book_appointment", json.dumps(wish)).code == 0
    assert mine.read_bytes() == before
    assert sotto("desk", "calendar", "sync").code == 2
    for wrong in (tmp_path, tmp_path / "nowhere" / "a.ics"):
        assert sotto("desk", "calendar", "write", str(wrong)).code == 2
    assert sotto("desk", "calendar", "write", "--json").json == {"file": str(mine), "busy": 0}
    told = sotto("desk", "calendar", "write", str(tmp_path / "b.ics"))
    assert (told.code, "another calendar is set" in told.err) == (2, True)
    later = wish | {"customer": 2, "vehicle": 2, "starts_at": free[-2]}
    assert sotto("tools", "run", "book_appointment", json.dumps(later)).code == 0
    assert mine.read_bytes().count(b"BEGIN:VEVENT") == 1
    assert sotto("desk", "calendar", "--json").json == {"url": "", "file": str(mine), "due": [], "differences": []}
    assert sotto("desk", "calendar", "unset").out.endswith("taken out: 1\n")
    assert mine.read_bytes() == before
    mine.write_bytes(b"nonsense")
    assert sotto("desk", "calendar", "write").code == 1
