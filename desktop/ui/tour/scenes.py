"""What the tour goes through, in order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt

from desktop.events import PartialTranscript, ReplyHeard
from desktop.terms import State
from desktop.ui.first.microphone import HEARS
from desktop.ui.first.packs import PackStep
from desktop.ui.look.shortcuts import ShortcutsDialog
from desktop.ui.models.models_dialog import ModelsDialog
from desktop.ui.past.statistics_dialog import StatisticsDialog
from desktop.ui.past.story_dialog import StoryDialog
from desktop.ui.settings.personas_dialog import PersonasDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.tools.tools_dialog import ToolsDialog
from desktop.ui.tour.made_up import SEARCHED, SEARCHED_SETTING, STATISTICS_TITLE
from desktop.ui.tour.stage import Stage
from desktop.wording import tr

Scene = Callable[[Stage], Awaitable[None]]


async def first_start(stage: Stage) -> None:
    """Four steps, the third with a real turn."""
    guide = stage.controller.first_start
    guide.open()
    await stage.load()
    page = guide.page
    assert page is not None
    stage.user.ask()
    await stage.until(lambda: page.step.said.text() == tr(HEARS), "the microphone is heard")
    for _ in range(4):  # the waveform fills
        await stage.settle()
    stage.shoot("first-microphone")
    await stage.until(lambda: not stage.user.speaking, "the question is asked")
    page.go_on()
    await stage.shoot_settled("first-speaker")
    page.go_on()
    await stage.settle()
    await _speak(stage)
    await stage.turns(1)
    await stage.shoot_settled("first-hello")
    page.go_on()
    step = page.step
    assert isinstance(step, PackStep)
    await stage.until(lambda: bool(step.machine.text()), "the machine is looked at")
    await stage.shoot_settled("first-pack")
    page.go_on()
    await stage.until(lambda: guide.page is None, "the first start ends")
    stage.spoken_in = stage.session
    stage.window.header.new.click()
    await stage.until(lambda: stage.window.inviting, "a new conversation begins")
    await stage.shoot_settled("idle")


async def turn(stage: Stage) -> None:
    """A spoken question and its answer."""
    stage.on(State.THINKING, "thinking")
    await _speak(stage, shot="listening")
    await _heard(stage)
    stage.shoot("speaking")
    await stage.turns(2)
    await stage.shoot_settled("done")


async def interruption(stage: Stage) -> None:
    """A typed question; the key goes down while the answer is heard."""
    _type(stage, "What can you do?")
    await _heard(stage)
    stage.window.push_to_talk.hold()
    await stage.turns(3)
    await stage.shoot_settled("interrupted")
    stage.window.push_to_talk.let_go()
    stage.window.cancel()
    await stage.until(lambda: stage.window.header.state.state is State.IDLE, "the utterance is dropped")


async def history(stage: Stage) -> None:
    """The list, a search, and what was found."""
    window = stage.window
    stage.press(Qt.Key.Key_H)
    await stage.until(lambda: window.history.count > 3, "the conversations are listed")
    await stage.shoot_settled("history")
    window.history.search.setText(SEARCHED)
    await stage.until(lambda: 0 < window.history.count < 4, "the search finds something")
    await stage.shoot_settled("search")
    window.history.enter_list()
    session = window.history.marked
    window.history.opened.emit(session, 1)
    await stage.until(lambda: window.showing_past, "a past conversation opens")
    window.history.search.clear()
    await stage.until(lambda: window.history.count > 3, "all conversations are listed again")
    await stage.settle()  # the button that clears the search fades
    await stage.shoot_settled("past")
    window.history.opened.emit(stage.spoken_in, 1)
    await stage.until(lambda: SEARCHED not in window.past.toPlainText(), "another one opens")
    story = await stage.dialog(StoryDialog, window.past_turns.story.click)
    await stage.shoot_settled("story")
    await stage.close(story)
    window.back.click()
    stage.press(Qt.Key.Key_H)
    await stage.settle()


async def consent(stage: Stage) -> None:
    """A tool that changes something is asked for, and allowed."""
    before = stage.finished
    _type(stage, "Put milk on my list.")
    await stage.turns(before + 1)
    _type(stage, "Clear my list.")
    await stage.until(stage.window.consent.isVisible, "a tool asks for consent")
    await stage.shoot_settled("consent")
    stage.window.consent.allow.click()
    await stage.turns(before + 2)


async def dialogs(stage: Stage) -> None:
    """Models, settings, personas, tools."""
    window = stage.window
    models = await stage.dialog(ModelsDialog, lambda: stage.press(Qt.Key.Key_M))
    await stage.until(lambda: len(models.rows) > 5, "the models are listed")
    await stage.shoot_settled("models")
    await stage.close(models)
    settings = await stage.dialog(SettingsDialog, window.header.settings.click)
    await stage.shoot_settled("settings")
    settings.search.setText(SEARCHED_SETTING)
    await stage.shoot_settled("settings-search")
    settings.search.clear()
    await stage.settle()  # as who clears it and then goes on
    personas = await stage.dialog(PersonasDialog, settings.personas_wanted.emit)
    personas.list.setCurrentRow(1)
    await stage.shoot_settled("personas")
    await stage.close(personas)
    tools = await stage.dialog(ToolsDialog, settings.tools_wanted.emit)
    await stage.until(lambda: bool(tools.sections), "the packs are listed")
    await stage.shoot_settled("tools")
    await stage.close(tools)
    await stage.close(settings)


async def figures(stage: Stage) -> None:
    """Metrics, statistics, keys."""
    window = stage.window
    stage.press(Qt.Key.Key_I)
    await stage.until(lambda: window.metrics.trends.drawn, "the metrics are drawn")
    await stage.settle()
    await stage.shoot_settled("metrics")
    stage.press(Qt.Key.Key_I)
    stage.press(Qt.Key.Key_H)
    await stage.until(lambda: window.history.count > 3, "the conversations are listed")
    await stage.settle()  # as who looks for one of them
    session = next(row for row in window.history.model.sessions if window.history.title_of(row) == STATISTICS_TITLE)
    statistics = await stage.dialog(StatisticsDialog, lambda: window.history.measured.emit(session, STATISTICS_TITLE))
    await stage.until(lambda: bool(statistics.rows[0][1].text()), "the statistics are read")
    await stage.shoot_settled("statistics")
    await stage.close(statistics)
    keys = await stage.dialog(ShortcutsDialog, lambda: stage.press(Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier))
    await stage.until(lambda: keys.complete, "the keys are listed")
    await stage.shoot_settled("keys")
    await stage.close(keys)
    window.history.deleted.emit(session, STATISTICS_TITLE)
    await stage.until(window.banner.isVisible, "the bin offers to undo")
    await stage.shoot_settled("offer")
    window.banner.accept.click()
    stage.press(Qt.Key.Key_H)
    await stage.settle()


async def error(stage: Stage) -> None:
    """The microphone's cable is pulled."""
    stage.user.pull()
    await stage.until(lambda: "icrophone" in stage.window.banner.text[0], "the lost microphone is told of")
    await stage.shoot_settled("error")


SCENES: tuple[Scene, ...] = (first_start, turn, interruption, history, consent, dialogs, figures, error)


async def _speak(stage: Stage, shot: str = "") -> None:
    before = len(stage.seen)
    stage.window.push_to_talk.hold()
    stage.user.ask()
    if shot:
        await stage.until(lambda: stage.saw(PartialTranscript, before), "words are understood")
        stage.shoot(shot)
    await stage.until(lambda: not stage.user.speaking, "the question is asked")
    stage.window.push_to_talk.let_go()


async def _heard(stage: Stage) -> None:
    """Wait until some words of a reply have been heard."""
    before = len(stage.seen)

    def some() -> bool:
        return any(isinstance(event, ReplyHeard) and event.heard.count(" ") > 1 for event in stage.seen[before:])

    await stage.until(some, "a reply is heard")


def _type(stage: Stage, words: str) -> None:
    stage.window.dock.composer.line.setText(words)
    stage.window.dock.composer.button.click()
