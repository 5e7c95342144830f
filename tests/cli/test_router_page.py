"""docs/router.md is that of the program: its settings load, and it names every reason, way and usual value."""

from __future__ import annotations

import fnmatch
import re
import shlex
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

from desktop.engine.router import WATCHED
from desktop.paths import starter_models
from desktop.settings import Settings
from desktop.settings.answering import RouterSettings
from desktop.terms import Route, RouteReason
from tests.cli.conftest import Result
from tests.cli.test_pack_docs import BLOCK, commands

PAGE = (Path(__file__).parents[2] / "docs" / "router.md").read_text("utf-8")


def test_the_example_can_be_loaded() -> None:
    (text,) = re.findall(r"^```toml settings.toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    settings = Settings.model_validate(tomllib.loads(text))
    assert settings.language_model.larger
    assert settings.router.topics


def test_the_example_goes_these_ways(sotto: Callable[..., Result], sotto_home: Path) -> None:
    """The starter model has the larger one's name: which way a question goes does not depend on who answers."""
    ran, session = 0, ""
    for language, file, text in BLOCK.findall(PAGE):
        if file:
            larger = tomllib.loads(text)["language_model"]["larger"]
            (sotto_home / "models").mkdir(parents=True)
            (sotto_home / file).write_text(text)
            shutil.copy(starter_models() / "llm" / "starter.gguf", sotto_home / "models" / larger)
        for command, output in commands(text) if language == "console" else ():
            result = sotto(*shlex.split(command.replace("SESSION", session))[1:])
            pattern = output.replace("[", "[[]").replace("…", "*")
            assert fnmatch.fnmatchcase(result.out + result.err, pattern), (command, result, output)
            session = sotto("sessions", "list", "--json").json[0]["id"]
            ran += 1
    assert ran == 6


def test_every_setting_has_its_usual_value() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", PAGE, re.MULTILINE))
    usual = RouterSettings().model_dump()
    assert {name for name in told if name in usual} == set(usual)
    for name in ("long_words", "least_sure", "idle_minutes"):
        assert float(told[name]) == usual[name]


def test_every_reason_and_way_is_explained() -> None:
    rows = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \| (\w+) \|", PAGE, re.MULTILINE)
    reasons = {reason: way for cells, way in rows for reason in re.findall(r"`([^`]+)`", cells)}
    assert {reason for reason in RouteReason if reason} <= set(reasons)
    assert {Route(reasons[reason]) for reason in RouteReason if reason} == {way for way in Route if way}
    assert f"first {WATCHED} tokens" in PAGE
