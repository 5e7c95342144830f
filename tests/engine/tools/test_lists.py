"""Timers and notes, and the file both are kept in."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.engine.backends.assemble import gather_tools
from desktop.engine.tools.notes import note_tools
from desktop.engine.tools.registry import Registry
from desktop.engine.tools.store import JsonList
from desktop.engine.tools.timers import Timer, Timers, timer_tools
from desktop.errors import ListError
from tests.fakes import HandClock

Call = Callable[..., Any]


def caller(registry: Registry) -> Call:
    return lambda name, **arguments: json.loads(
        registry.call(json.dumps({"name": name, "arguments": arguments})).result
    )


def timers(path: Path | None, clock: HandClock) -> Timers:
    return Timers(JsonList(path, Timer), clock.monotonic)


def test_timers_ring_in_order_and_once() -> None:
    clock = HandClock()
    made = timers(None, clock)
    made.set(20, "late")
    made.set(10, "early")
    assert made.next_in() == 10
    assert made.take_due() == []
    clock.now += 30
    assert [timer.label for timer in made.take_due()] == ["early", "late"]
    assert (made.take_due(), made.next_in()) == ([], None)


def test_timers_survive_a_restart(tmp_path: Path) -> None:
    clock, path = HandClock(), tmp_path / "data" / "timers.json"
    timers(path, clock).set(10, "Tee für Zoë")
    clock.now += 60
    after = timers(path, clock)
    assert [timer.label for timer in after.take_due()] == ["Tee für Zoë"]
    assert timers(path, clock).next_in() is None


def test_timers_that_another_process_sets_are_seen(tmp_path: Path) -> None:
    clock, path = HandClock(), tmp_path / "timers.json"
    resident, visitor = timers(path, clock), timers(path, clock)
    resident.set(20, "mine")
    visitor.set(10, "yours")
    assert resident.next_in() == 10
    assert resident.cancel() == 2
    assert visitor.next_in() is None


def test_how_late_a_timer_is() -> None:
    clock = HandClock()
    made = timers(None, clock)
    made.set(10, "tea")
    clock.now += 70
    (due,) = made.take_due()
    assert made.late_s(due) == 60


def test_a_timer_rings_even_when_the_disk_refuses(tmp_path: Path, expected_logs: list[logging.LogRecord]) -> None:
    clock, path = HandClock(), tmp_path / "timers.json"
    made = timers(path, clock)
    made.set(10, "tea")
    path.with_suffix(".part").mkdir()
    clock.now += 10
    assert [timer.label for timer in made.take_due()] == ["tea"]
    assert (made.take_due(), made.next_in()) == ([], None)
    path.with_suffix(".part").rmdir()
    made.set(10, "eggs")
    assert [timer.label for timer in timers(path, clock)._store.items] == ["eggs"]
    assert len(expected_logs) == 1


def test_timer_tools() -> None:
    clock = HandClock()
    call = caller(Registry(timer_tools(timers(None, clock))))
    assert call("timer_left") == call("cancel_timer") == {"error": "no timer is running"}
    assert call("set_timer", seconds=90, label="eggs") == {"ok": True}
    assert call("timer_left") == {"left": "1:30"}
    assert call("cancel_timer") == {"ok": True}
    assert "error" in call("timer_left")
    for seconds in (0, -1, 1e9, "soon"):
        assert "error" in call("set_timer", seconds=seconds)


def test_note_tools(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    call = caller(Registry(note_tools(JsonList(path, str))))
    for text in ("Milk", "Eggs"):
        assert call("add_note", text=text) == {"ok": True}
    assert call("remove_note", text="milk") == {"ok": True}
    assert call("remove_note", text="bread") == {"error": "bread is not on the list"}
    again = caller(Registry(note_tools(JsonList(path, str))))
    assert again("list_notes") == {"notes": ["Eggs"]}
    assert "error" in call("add_note", text="")
    assert call("clear_notes") == call("clear_notes") == {"ok": True}
    assert call("list_notes") == {"notes": []}
    assert JsonList(path, str).items == []


@pytest.mark.parametrize("content", [b"{", b"{}", b"\xff\xfe", b"", b"[1, 2]", b'[{"when": 3}]', b"null"])
@pytest.mark.parametrize("kind", [str, Timer])
def test_a_damaged_file_is_told_once_and_kept_aside(tmp_path: Path, content: bytes, kind: type) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(content)
    kept = JsonList(path, kind)
    with pytest.raises(ListError, match=r"list\.json is damaged") as told:
        kept.replace([])
    assert "list.damaged" in told.value.advice
    assert kept.items == []
    assert (tmp_path / "list.damaged").read_bytes() == content
    assert not path.exists()


def test_each_damage_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    notes = JsonList(path, str)
    for number in range(3):
        path.write_text(f"{{bad {number}")
        with pytest.raises(ListError):
            _ = notes.items
    kept = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert kept == {"notes.damaged": "{bad 0", "notes.damaged-2": "{bad 1", "notes.damaged-3": "{bad 2"}


def test_a_list_that_cannot_be_read_is_neither_empty_nor_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.mkdir()
    call = caller(Registry(note_tools(JsonList(path, str))))
    for name, arguments in (("list_notes", {}), ("add_note", {"text": "Milk"}), ("clear_notes", {})):
        assert call(name, **arguments) == {"error": "the tool could not read its data"}
    ran = Registry(note_tools(JsonList(path, str))).call('{"name": "list_notes", "arguments": {}}')
    assert isinstance(ran.cause, ListError)
    assert path.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="has no such modes")
def test_only_the_user_may_read_a_list(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    notes = JsonList(path, str)
    path.with_suffix(".part").touch(0o644)
    notes.replace(["my words"])
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    path.write_text('["written by another"]')
    assert notes.items == ["written by another"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_the_old_list(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    notes = JsonList(path, str)
    notes.replace(["old"])
    path.with_suffix(".part").mkdir()
    with pytest.raises(OSError, match="part"):
        notes.replace(["new"])
    assert notes.items == JsonList(path, str).items == ["old"]


def test_each_built_in_tool_that_asks_says_what_it_is_about_to_do(tmp_path: Path) -> None:
    registry, _timers = gather_tools(tmp_path, None)
    asking = {tool.name: tool.asks for tool in registry.tools if tool.effect != "read"}
    assert asking.keys() >= {"add_note", "remove_note", "clear_notes", "set_timer", "cancel_timer"}
    assert all(asking.values())
