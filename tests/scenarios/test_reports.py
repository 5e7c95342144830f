"""JUnit XML that a reader of JUnit takes, and a page that a browser shows, of results of every kind."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped

from desktop.errors import UsageError
from desktop.scenarios.junit import junit
from desktop.scenarios.keeping import keep, read, write
from desktop.scenarios.page import page
from desktop.scenarios.result import Call, Check, ScenarioResult, SuiteResult, TurnResult, Verdict

EVIL = '<img src=x onerror=alert(1)>"]]>&\x00\ud800'
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def turn(*, met: bool, said: str = "What is the capital of France?") -> TurnResult:
    return TurnResult(
        number=1,
        asked=f"says: {said}",
        words=said,
        reply="The capital of France is Paris.",
        heard="The capital of",
        outcome="interrupted",
        tools=(Call(name="clock", arguments="{}", result='{"time": "14:26"}'),),
        timings_ms={"stt": 41.2, "llm": None, "turn": 364.0},
        events=((0.4, "SpeechStarted"), (2.5, "TurnFinished")),
        checks=(
            Check(name="words", met=met, wanted="a", got="b"),
            Check(name="outcome", met=True, wanted="x", got="x"),
        ),
    )


def everything(said: str = EVIL) -> SuiteResult:
    verdicts = {
        Verdict.PASSED: {"turns": (turn(met=True),)},
        Verdict.FAILED: {"turns": (turn(met=False, said=said),)},
        Verdict.ERROR: {"error": "a model is missing", "advice": "get it"},
        Verdict.NOT_RUN: {"turns": (turn(met=True),), "error": "it was broken off"},
    }
    scenarios = [
        ScenarioResult(
            name=f"{verdict.value.replace(' ', '-')}",
            title=f"Title {said}" if verdict is Verdict.FAILED else "A cough neither stops a reply nor begins a turn",
            file="a.toml",
            verdict=verdict,
            seconds=1.25,
            **more,  # type: ignore[arg-type]
        )
        for verdict, more in verdicts.items()
    ]
    return SuiteResult(
        began=datetime(2026, 11, 22, 12, tzinfo=UTC),
        realtime=False,
        models={"stt": "stt", "llm": "starter.gguf"},
        host="Linux",
        version="0.1.0",
        complete=False,
        scenarios=tuple(scenarios),
    )


def test_a_reader_of_junit_finds_each_case_with_what_was_wrong() -> None:
    read_back = JUnitXml.fromstring(junit(everything()).encode("utf-8", "replace"))
    (suite,) = read_back
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (4, 1, 1, 1)
    assert suite.time == pytest.approx(5.0)
    cases = {case.name: case for case in suite}
    assert cases["passed"].is_passed
    (failure,) = cases["failed"].result
    assert isinstance(failure, Failure)
    assert (failure.message, "wanted 'a', got 'b'" in failure.text) == ("turn 1: words", True)
    (error,) = cases["error"].result
    assert (type(error), error.message) == (Error, "a model is missing; get it")
    (skipped,) = cases["not-run"].result
    assert (type(skipped), skipped.message) == (Skipped, "it was broken off")
    assert "Paris" in cases["passed"].system_out
    assert {one.name: one.value for one in suite.properties()}["llm"] == "starter.gguf"


@settings(max_examples=25)
@given(st.text())
def test_any_text_makes_a_document_that_can_be_read(said: str) -> None:
    result = everything(said)
    text = junit(result)
    assert len(list(next(iter(JUnitXml.fromstring(text.encode("utf-8")))))) == 4
    assert page(result)


def test_a_page_asks_nobody_and_runs_nothing() -> None:
    text = page(everything())
    assert not re.search(r"<script|<img|<link|@import|url\(|https?://", text)
    assert "&lt;img src=x" in text


def test_results_go_through_their_file_unharmed(tmp_path: Path) -> None:
    result = everything("a ü ☃")
    keep(result, tmp_path / "deep" / "er" / "last.json")
    assert read(tmp_path / "deep" / "er" / "last.json") == result
    assert result.figures() == {"passed": 1, "failed": 1, "error": 1, "not_run": 1, "seconds": 5.0}
    assert not result.passed


def test_results_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are no results"):
        read(tmp_path / "none.json")
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(UsageError, match="holds no results"):
        read(tmp_path / "a.json")
    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path / "a.json" / "b.html", "x")


api = pytest.importorskip("playwright.sync_api", reason="needs playwright, which drives the browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("needs chromium: apt-get install chromium")
    with api.sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield made
        made.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_a_browser_shows_the_page(browser: Any, tmp_path: Path, scheme: str, width: int) -> None:
    path = tmp_path / "report.html"
    write(path, page(everything()))
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    shown, asked = context.new_page(), []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert shown.locator("details[open]").count() == 2, "what went wrong is open"
    assert "wanted “a”, got “b”" in shown.locator("details[open]").first.inner_text()
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    dark = shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 26)"
    assert dark is (scheme == "dark")
    context.close()
