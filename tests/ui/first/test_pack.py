"""The last step over a hub on loopback: a pack is got and used, by keyboard."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import tomli_w
from PySide6.QtCore import Qt

from desktop.models import fitting
from desktop.models.fitting import Powers
from desktop.models.shelf import Shelf
from desktop.models.staging import unfinished
from desktop.paths import Paths
from desktop.terms import State
from desktop.ui.first import packs
from desktop.ui.first.packs import PackStep
from desktop.ui.models.models_dialog import ModelsDialog
from tests.hub_server import HubServer
from tests.models.hub_content import EARS, MIND, MOUTH, fill
from tests.models.known_speed import running_at
from tests.ui.conftest import Desk

SPEAKING = MOUTH.model_copy(update={"languages": ("en",)})


@pytest.fixture
def step(hub: HubServer, sotto_home: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> PackStep:
    """On show, on a machine that only the test's own pack fits."""
    import_module("desktop.models.getting")  # so that no test waits for the hub's client to load
    fill(hub)
    paths = Paths(sotto_home)
    paths.home.mkdir(exist_ok=True)
    models = [model.model_dump(mode="json") for model in (EARS, MIND, SPEAKING)]
    pack = {"id": "all", "title": "All", "memory_gb": 1, "models": ["ears", "mind-0.1", "mouth"]}
    paths.catalogue.write_text(tomli_w.dumps({"schema_version": 1, "models": models, "packs": [pack]}))
    monkeypatch.setattr(fitting, "measure", lambda _paths: Powers(2 << 30, 10**11, running_at()))
    assert fitting.SLOWEST > 0
    first = desk.controller.first_start
    first._online = lambda: True
    desk.until(lambda: first._reported is State.IDLE)
    first.open()
    assert first.page is not None
    first.page.show_step(3)
    step = first.page.step
    assert isinstance(step, PackStep)
    desk.until(lambda: step.entry is not None)
    return step


def test_what_fits_is_offered_with_size_and_time(step: PackStep) -> None:
    assert step.get.hasFocus()
    assert step.pack.text() == "All pack"
    assert step.facts.text().startswith("13 MB · about 1 minute at 50 Mbit/s · answers at about ")
    assert "Ears, Mind, Mouth" in step.facts.text()
    assert step.machine.text().startswith("This machine: 2 GB of memory, 2 cores")


def test_the_pack_is_got_and_used(step: PackStep, desk: Desk, sotto_home: Path) -> None:
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    assert not step.get.isVisible()
    assert step.pause.hasFocus()
    desk.until(lambda: step.said.text() == packs.HERE)
    assert not step.get.isEnabled()
    used = {one.id for one in Shelf(Paths(sotto_home)).all() if one.in_use}
    desk.until(lambda: desk.assistant.settings.language_model.model == "mind-0.1/mind-q4.gguf")
    desk.until(lambda: desk.assistant.settings.voice.model == "mouth/mouth.onnx")
    assert used <= {"ears", "mind-0.1", "mouth", "starter-turn", "starter-stt", "starter-llm", "starter-tts"}


def test_a_pack_that_is_here_is_not_offered_again(step: PackStep, desk: Desk) -> None:
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    desk.until(lambda: desk.assistant.settings.voice.model == "mouth/mouth.onnx")
    first = desk.controller.first_start
    assert first.page is not None
    first.page.show_step(2)
    first.page.show_step(3)
    desk.until(lambda: step.said.text() == packs.IN_USE.format(title="All"))
    assert step.entry is None


def test_a_hub_that_refuses_is_told_and_can_be_asked_again(step: PackStep, desk: Desk, hub: HubServer) -> None:
    del hub.repos["test/mouth"]
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    desk.until(lambda: "test/mouth does not hold" in step.said.text().lower() or "Test/mouth" in step.said.text())
    assert step.get.isEnabled()
    assert desk.controller.first_start.page is not None
    assert desk.controller.first_start.page.on.isEnabled()


def test_the_download_goes_on_when_the_first_start_is_over(step: PackStep, desk: Desk) -> None:
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    first = desk.controller.first_start
    assert first.page is not None
    desk.bot.keyClick(first.page.on, Qt.Key.Key_Return)
    assert first.page is None
    desk.until(lambda: desk.assistant.settings.language_model.model == "mind-0.1/mind-q4.gguf")
    desk.until(lambda: "is here" in desk.window.banner.text[0])


def test_all_models_are_one_key_away(step: PackStep, desk: Desk) -> None:
    desk.bot.keyClick(step.all, Qt.Key.Key_Return)
    dialog = desk.window.findChild(ModelsDialog)
    assert dialog is not None
    dialog.accept()


def test_the_pack_is_paused_gone_on_with_and_cancelled_by_keyboard(
    step: PackStep, desk: Desk, hub: HubServer, sotto_home: Path
) -> None:
    paths = Paths(sotto_home)
    hub.trouble.holds_after = 1_000_000
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    desk.until(lambda: "Downloading" in step.facts.text() and bool(unfinished(paths)))
    assert step.pause.hasFocus()
    assert step.pause.accessibleName() == "Pause: All"
    desk.bot.keyClick(step.pause, Qt.Key.Key_Return)
    assert step.said.text() == packs.PAUSED
    assert step.bar.isVisible()
    assert step.get.hasFocus()
    assert step.get.text() == "Go on"
    desk.until(lambda: not desk.window.work.rows)
    assert unfinished(paths), "what has come is kept"
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    desk.until(lambda: len(desk.window.work.rows) == 3)
    desk.bot.keyClick(step.pause, Qt.Key.Key_Tab)
    assert step.cancel.hasFocus()
    desk.bot.keyClick(step.cancel, Qt.Key.Key_Return)
    assert not step.bar.isVisible()
    assert step.get.hasFocus()
    assert step.facts.text().startswith("13 MB · about 1 minute")
    desk.until(lambda: not desk.window.work.rows and not unfinished(paths))
    hub.trouble.holds_after = None
    hub.trouble.go_on.set()
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    desk.until(lambda: step.said.text() == packs.HERE)


def test_one_that_thinks_better_of_it_at_once_gets_nothing(step: PackStep, desk: Desk, sotto_home: Path) -> None:
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    desk.bot.keyClick(step.cancel, Qt.Key.Key_Return)
    looked = list[bool]()
    desk.controller._models._do(lambda: True, looked.append)  # behind all that was asked for
    desk.until(lambda: bool(looked))
    assert not desk.window.work.rows
    assert not unfinished(Paths(sotto_home))


def test_a_paused_pack_is_cancelled(step: PackStep, desk: Desk, hub: HubServer, sotto_home: Path) -> None:
    hub.trouble.holds_after = 1_000_000
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    desk.until(lambda: bool(unfinished(Paths(sotto_home))))
    desk.bot.keyClick(step.pause, Qt.Key.Key_Return)
    desk.until(lambda: not desk.window.work.rows)
    desk.bot.keyClick(step.cancel, Qt.Key.Key_Return)
    desk.until(lambda: not unfinished(Paths(sotto_home)))
    assert step.get.text() == "Get it"


def test_what_the_step_tells_of_itself_stands_there_once(step: PackStep, desk: Desk, hub: HubServer) -> None:
    hub.trouble.holds_after = 1_000_000
    desk.bot.keyClick(step.get, Qt.Key.Key_Return)
    desk.until(lambda: not desk.window.work.isHidden())
    assert not desk.window.work.isVisible()
    first = desk.controller.first_start
    assert first.page is not None
    first.page.show_step(1)
    desk.until(desk.window.work.isVisible)
    assert first.page.isAncestorOf(desk.window.work)
