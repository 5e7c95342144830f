"""The monitor's page in a real browser: Debian's chromium, headless."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desktop.observability.monitor.client import page_address
from desktop.observability.monitor.server import Monitor
from desktop.paths import Paths
from tests.observability.happenings import MODELS, everything
from tests.observability.monitor.watchers import open_monitor, started
from tests.storage.samples import SESSION

api = pytest.importorskip("playwright.sync_api", reason="needs playwright, which drives the browser")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield made
        made.close()


@pytest.fixture
def monitor(sotto_home: Path) -> Iterator[Monitor]:
    made = open_monitor(sotto_home)
    yield made
    made.close()


@dataclass
class Visit:
    """A page, what it complained of, and whom it asked."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def rows(self) -> list[str]:
        return list(self.page.locator("#stream .line .kind").all_inner_texts())


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1200, "height": 900}, color_scheme="light")
    made = Visit(context.new_page())
    made.page.set_default_timeout(10_000)
    made.page.on("console", lambda message: made.complaints.append(message.text))
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.page.on("request", lambda request: made.asked.append(request.url))
    yield made
    context.close()


def tell(monitor: Monitor, word: str = "xylophone") -> None:
    for event in everything(word)[:-2]:  # all but the end
        monitor.put(event)


def open_page(visit: Visit, home: Path) -> None:
    visit.page.goto(page_address(Paths(home)))
    api.expect(visit.page.locator("#link")).to_have_text("live")


def test_it_shows_how_things_stand_and_what_happens(visit: Visit, monitor: Monitor, sotto_home: Path) -> None:
    open_page(visit, sotto_home)
    tell(monitor)
    page = visit.page
    api.expect(page.locator("#state")).to_have_text("idle")
    api.expect(page.locator("#about")).to_have_text(f"{MODELS.stt} · {MODELS.llm} · joe.onnx")
    api.expect(page.locator("#stream .line").first).to_contain_text("turn.complete")
    api.expect(page.get_by_role("img", name="Wait of the last 2 turns")).to_be_visible()
    assert page.locator("#turns rect").count() > 0
    assert "tool.start" in visit.rows()
    assert "state" not in visit.rows()  # at least info
    api.expect(page.locator("#memory-now")).to_have_text("-")
    assert "xylophone" not in page.content()
    assert visit.complaints == []
    assert {url.split("/")[2] for url in visit.asked if not url.startswith("data:")} == {f"127.0.0.1:{monitor.port}"}


def test_the_key_is_taken_out_of_the_address(visit: Visit, monitor: Monitor, sotto_home: Path) -> None:
    open_page(visit, sotto_home)
    assert visit.page.url == f"http://127.0.0.1:{monitor.port}/"
    visit.page.reload()
    api.expect(visit.page.locator("#link")).to_have_text("live")


def test_without_the_key_it_says_where_there_is_one(visit: Visit, monitor: Monitor) -> None:
    visit.page.goto(f"http://127.0.0.1:{monitor.port}/")
    api.expect(visit.page.locator("#link")).to_contain_text("sotto monitor --web")


def test_the_filter_chooses_what_is_shown(visit: Visit, monitor: Monitor, sotto_home: Path) -> None:
    tell(monitor)
    open_page(visit, sotto_home)
    page = visit.page
    page.get_by_label("tool", exact=True).check(force=True)
    api.expect(page.locator("#stream .line")).to_have_count(3)
    assert {kind.partition(".")[0] for kind in visit.rows()} == {"tool"}
    page.get_by_label("tool", exact=True).uncheck(force=True)
    page.get_by_label("At least").select_option("error")
    api.expect(page.locator("#stream .line")).to_have_count(3)
    page.get_by_label("At least").select_option("debug")
    api.expect(page.locator("#stream")).to_contain_text("state")
    page.get_by_label("Stage").select_option("microphone")
    api.expect(page.locator("#stream .line")).to_have_count(3)
    page.get_by_label("Stage").select_option("")
    page.get_by_role("textbox", name="Session").fill("ffff")
    page.get_by_role("textbox", name="Session").press("Enter")
    api.expect(page.locator("#stream .line")).to_have_count(0)
    page.get_by_role("textbox", name="Session").fill(SESSION[:6])
    page.get_by_role("textbox", name="Session").press("Enter")
    api.expect(page.locator("#stream .line").first).to_be_visible()
    assert visit.complaints == []


def test_a_paused_stream_stands_still_and_loses_nothing(visit: Visit, monitor: Monitor, sotto_home: Path) -> None:
    open_page(visit, sotto_home)
    button = visit.page.get_by_role("button", name="Pause")
    button.click()
    for turn in range(1, 6):
        monitor.put(started(turn))
    api.expect(visit.page.get_by_role("button", name="Go on (5)")).to_be_visible()
    assert visit.rows() == []
    visit.page.get_by_role("button").click()
    api.expect(visit.page.locator("#stream .line")).to_have_count(5)


def test_words_that_travel_are_text_and_nothing_else(visit: Visit, sotto_home: Path) -> None:
    monitor = open_monitor(sotto_home, words=True)
    try:
        visit.page.goto(page_address(Paths(sotto_home)))
        api.expect(visit.page.locator("#link")).to_have_text("live, with what is said")
        tell(monitor, EVIL)
        api.expect(visit.page.locator("#stream")).to_contain_text(EVIL)
        assert visit.page.locator("img").count() == 0
        assert visit.complaints == []
    finally:
        monitor.close()


def test_it_comes_back_when_sotto_does(visit: Visit, sotto_home: Path) -> None:
    first = open_monitor(sotto_home)
    open_page(visit, sotto_home)
    first.close()
    api.expect(visit.page.locator("#link")).to_contain_text("Sotto ends")
    again = open_monitor(sotto_home, port=first.port)
    try:
        api.expect(visit.page.locator("#link")).to_have_text("live", timeout=20_000)
    finally:
        again.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_window_by_day_and_by_night(
    browser: Any, monitor: Monitor, sotto_home: Path, scheme: str
) -> None:
    tell(monitor)
    context = browser.new_context(viewport={"width": 360, "height": 640}, color_scheme=scheme)
    visit = Visit(context.new_page())
    try:
        open_page(visit, sotto_home)
        api.expect(visit.page.locator("#stream .line").first).to_be_visible()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
        ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (int(ground.removeprefix("rgb(").split(",")[0]) > 128) is (scheme == "light")
    finally:
        context.close()


def test_it_can_be_used_by_ear_and_keyboard(visit: Visit, monitor: Monitor, sotto_home: Path) -> None:
    open_page(visit, sotto_home)
    page = visit.page
    for role, name in (
        ("heading", "Sotto"), ("log", "What happens"), ("textbox", "Session"), ("combobox", "At least"),
        ("combobox", "Stage"), ("combobox", "over the last"), ("button", "Pause"), ("img", "Processor"),
    ):  # fmt: skip
        assert page.get_by_role(role, name=name).count() == 1, name
    page.get_by_role("button", name="Pause").focus()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.value || ''"))
    assert {"session", "level", "stage", "tool", "stream"} <= reached
