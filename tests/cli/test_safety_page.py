"""docs/safety.md is what the attempts are, and docs/consent.md what the program asks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from desktop.engine.consent import LONGEST_SHOWN, MOST_REFUSALS, Budget
from desktop.engine.excuses import excuse
from desktop.engine.tools.outcome import LONGEST_RESULT, Fault
from desktop.settings import Settings
from tests.safety.attempts import load_attempts

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "safety.md").read_text("utf-8")
TOML = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_table_counts_the_attempts_there_are() -> None:
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| \d+ \| (\d+) \|$", PAGE, re.MULTILINE)
    *channels, (name, total, ran) = rows
    assert (name, int(total), int(ran)) == ("all", len(load_attempts()), 0)
    assert sum(int(count) for _, count, _ in channels) == len(load_attempts())
    assert f"has {len(load_attempts())} attempts" in PAGE


def test_the_example_is_one_of_them() -> None:
    (text,) = TOML.findall(PAGE)
    (shown,) = tomllib.loads(text)["attempt"]
    given = tomllib.loads((Path(__file__).parents[1] / "safety" / "attempts.toml").read_text("utf-8"))["attempt"]
    assert shown in given


def test_the_limits_are_those_of_the_program() -> None:
    assert (Budget().calls, Budget().seconds, MOST_REFUSALS) == (8, 20, 2)
    assert "eight calls and twenty seconds" in PAGE
    assert f"over {LONGEST_SHOWN:,} characters" in PAGE
    assert f"at most {LONGEST_RESULT:,} characters" in PAGE
    assert excuse("clock", Fault.BROKEN, "read", "en") in PAGE


def test_the_settings_of_the_page_about_consent_can_be_loaded() -> None:
    (text,) = TOML.findall((DOCS / "consent.md").read_text("utf-8"))
    assert Settings.model_validate(tomllib.loads(text)).tools.patience_s == 60
