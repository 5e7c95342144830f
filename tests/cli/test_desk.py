"""`sotto desk` in a home of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result

Sotto = Callable[..., Result]


@pytest.fixture
def home(sotto: Sotto, sotto_home: Path) -> Path:
    """A home with the pack switched on."""
    assert sotto("packs", "enable", "service_desk").code == 0
    return sotto_home


@pytest.mark.parametrize("command", ["generate", "stats", "prompt"])
def test_a_pack_that_is_off_is_not_used(sotto: Sotto, sotto_home: Path, command: str) -> None:
    result = sotto("desk", command)
    assert result.code == 2
    assert "`sotto packs enable service_desk` switches it on" in result.err
    assert not sotto_home.exists()


def test_a_desk_is_filled_and_counted(sotto: Sotto, home: Path) -> None:
    made = sotto("desk", "generate", "--seed", "7", "--customers", "100", "--json").json
    assert {name: made[name] for name in ("customers", "vehicles", "appointments", "seed")} == {
        "customers": 100,
        "vehicles": 160,
        "appointments": 80,
        "seed": 7,
    }
    counts = sotto("desk", "stats", "--json")
    assert counts.code == 0
    assert sum(counts.json["appointments"].values()) == 80
    assert (counts.json["customers"], counts.json["double_booked"]) == (100, 0)
    assert float(counts.json["earned"]) > 1000
    assert "vehicles         160\n" in sotto("desk", "stats").out
    assert (home / "pack-data" / "service_desk" / "desk.db").stat().st_mode & 0o777 == 0o600


def test_a_full_desk_is_replaced_only_with_force(sotto: Sotto, home: Path) -> None:
    assert sotto("desk", "generate", "--customers", "20").out.startswith("20 customers, 32 vehicles")
    refused = sotto("desk", "generate", "--customers", "30")
    assert (refused.code, refused.out) == (2, "")
    assert "`--force`" in refused.err
    assert sotto("desk", "generate", "--customers", "30", "--force").code == 0
    assert sotto("desk", "stats", "--json").json["customers"] == 30
    assert sotto("desk", "generate", "--customers", "999999", "--force").code == 2


def test_the_desks_tools_are_among_the_tools(sotto: Sotto, home: Path) -> None:
    sotto("desk", "generate", "--customers", "20")
    found = {tool["name"]: tool["pack"] for tool in sotto("tools", "list", "--json").json}
    assert (found["find_customer"], found["clock"]) == ("service_desk", "")
    free = sotto("tools", "run", "free_slots", '{"service": "oil change"}', "--json").json["result"]["slots"]
    customer = _anybody(sotto)
    wish = f'{{"customer": {customer}, "vehicle": {customer}, "service": "oil change", "starts_at": "{free[-1]}"}}'
    booked = sotto("tools", "run", "book_appointment", wish)
    assert (booked.code, booked.out[:11]) == (0, "Booked for ")


def _anybody(sotto: Sotto) -> int:
    for name in ("Smith", "A", "B", "C", "M", "S"):
        found = sotto("tools", "run", "find_customer", f'{{"name": "{name}"}}', "--json").json["result"]["customers"]
        if found:
            return int(found[0]["customer"])
    raise AssertionError("nobody is known")


def test_the_prompt_of_a_call(sotto: Sotto, home: Path) -> None:
    shown = sotto("desk", "prompt", "--json").json
    assert (shown["persona"], shown["prompt"]) == ("Sophie", "incoming call")
    assert sotto("desk", "prompt").out.startswith("[incoming call]\nYou are Sophie")
    assert sotto("desk", "prompt", "12").code == 1
    nobody = sotto("desk", "prompt", "--persona", "Nobody")
    assert nobody.code == 2
    assert "Nobody has no reason to speak" in nobody.err


def test_sophie_answers_with_her_own_instructions(sotto: Sotto, home: Path) -> None:
    settings = home / "settings.toml"
    settings.write_text('[packs]\nenabled = ["service_desk"]\n\n[language_model]\npersona = "Sophie"\n')
    session = sotto("chat", "Hello.", "--json").json["session"]
    seen = sotto("sessions", "context", session, "1", "--json").json["messages"]
    assert "You are Sophie, at the service desk of Harbour Auto Service." in seen[0]["content"]
    assert "system_prompt" not in settings.read_text()


def test_backups_hold_the_desk_and_bring_it_back(sotto: Sotto, home: Path) -> None:
    sotto("desk", "generate", "--customers", "20")
    assert sotto("sessions", "list").code == 0  # which makes the database of conversations
    made = sotto("db", "backup", "--json").json
    (copy,) = made["packs"]
    assert copy["pack"] == "service_desk"
    name = Path(copy["path"]).name
    assert Path(copy["path"]).parent == home / "backups" / "packs" / "service_desk" / "desk"
    assert Path(copy["path"]).stat().st_mode & 0o777 == 0o600
    assert name in sotto("db", "stats").out
    (home / "pack-data" / "service_desk" / "desk.db").write_bytes(b"no longer a database" * 400)
    assert sotto("desk", "stats").code == 1
    restored = sotto("db", "restore", name, "--yes")
    assert restored.code == 0, restored.err
    assert "what the pack service_desk keeps is that of" in restored.out
    assert sotto("desk", "stats", "--json").json["customers"] == 20


def test_cleaning_up_makes_the_desks_backup_that_is_due(sotto: Sotto, home: Path) -> None:
    sotto("desk", "generate", "--customers", "20")
    sotto("sessions", "list")
    (copy,) = sotto("db", "cleanup", "--json").json["packs"]
    assert "desk-" in copy["path"]
    assert sotto("db", "cleanup", "--json").json["packs"] == []


def test_everything_means_the_customers_too(sotto: Sotto, home: Path) -> None:
    sotto("desk", "generate", "--customers", "20")
    sotto("db", "backup")
    folder = home / "pack-data" / "service_desk"
    (folder / "calendar.ics").write_text("mine")
    (folder / "other.db").write_text("damaged, but with names in it")
    gone = sotto("db", "cleanup", "--everything", "--yes")
    assert gone.code == 0
    assert "desk.db" in gone.out
    assert [path.name for path in folder.iterdir()] == ["calendar.ics"]
    assert not (home / "backups").exists()
