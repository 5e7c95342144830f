"""The engine's models in the window: the one in use, those that are being loaded, what they cost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.engine.model_keeper import Standing
from desktop.engine.recipes import Cost, Recipe
from desktop.events import ModelChanged, TurnFinished
from desktop.observability.model_speed import ModelSpeeds
from desktop.terms import ModelChange, ModelNames, Outcome, Source, Stage, Timings
from desktop.ui.models.model_work import costs
from desktop.ui.models.models_dialog import ModelsDialog
from tests.ui.conftest import Desk, by_tab

MIND = Path("models") / "qwen2.5-0.5b-instruct-q4_k_m.gguf"


def standing(stage: Stage, path: Path, *, loaded: bool = True) -> Standing:
    return Standing(stage, Recipe(stage, "", path), loaded, Cost(1234.0, 468_000_000))


@pytest.fixture
def desk_with_model(desk: Desk) -> Desk:
    desk.assistant.models.shown = [standing(Stage.LANGUAGE_MODEL, MIND)]
    tell(desk, ModelChange.READY, MIND.name)
    desk.until(lambda: "qwen" in desk.window.header.models.accessibleName())
    return desk


def tell(desk: Desk, change: ModelChange, name: str, other: str = "") -> None:
    desk.assistant.emit(ModelChanged, 0, stage=Stage.LANGUAGE_MODEL, change=change, name=name, other=other)


def test_the_header_names_the_model_in_use_and_opens_the_page(desk_with_model: Desk) -> None:
    desk = desk_with_model
    button = desk.window.header.models
    assert "qwen2.5" in button.text()
    assert "qwen2.5-0.5b-instruct-q4_k_m answers" in button.accessibleName()
    by_tab(desk, button)
    desk.bot.keyClick(button, Qt.Key.Key_Return)
    assert desk.window.findChild(ModelsDialog) is not None
    desk.window.findChild(ModelsDialog).accept()


@pytest.mark.parametrize("width", [400, 900])
def test_the_header_fits(desk_with_model: Desk, width: int) -> None:
    desk = desk_with_model
    desk.window.resize(width, 560)
    header = desk.window.header
    buttons = (header.models, header.settings, header.history, header.new)
    desk.until(lambda: all(button.width() >= button.sizeHint().width() for button in buttons))
    assert desk.window.width() == width
    assert all(button.mapTo(desk.window, button.rect().bottomRight()).x() <= width for button in buttons)
    assert header.state.width() >= header.state.minimumSizeHint().width()


def test_loading_is_shown_and_can_be_cancelled(desk_with_model: Desk) -> None:
    desk = desk_with_model
    tell(desk, ModelChange.LOADING, "other.gguf", MIND.name)
    desk.until(lambda: bool(desk.window.work.rows))
    (row,) = desk.window.work.rows.values()
    desk.until(row.isVisible)
    assert row.text == ("Loading the language model", "other.gguf")
    by_tab(desk, row.cancel)
    desk.bot.keyClick(row.cancel, Qt.Key.Key_Return)
    assert desk.assistant.models.cancelled == [Stage.LANGUAGE_MODEL]
    tell(desk, ModelChange.KEPT, MIND.name, "other.gguf")
    desk.until(lambda: not desk.window.work.rows)


def test_a_model_that_comes_back_is_cancelled_with_the_turn_that_waits_for_it(desk_with_model: Desk) -> None:
    desk = desk_with_model
    away = [standing(stage, MIND, loaded=False) for stage in (Stage.TRANSCRIPTION, Stage.LANGUAGE_MODEL)]
    desk.assistant.models.shown = [*away, standing(Stage.VOICE, Path("joe.onnx"))]
    tell(desk, ModelChange.LOADING, MIND.name)
    desk.until(lambda: bool(desk.window.work.rows))
    (row,) = desk.window.work.rows.values()
    desk.until(row.isVisible)
    by_tab(desk, row.cancel)
    desk.bot.keyClick(row.cancel, Qt.Key.Key_Return)
    assert desk.assistant.asked == ["cancel"]
    assert set(desk.assistant.models.cancelled) == {Stage.TRANSCRIPTION, Stage.LANGUAGE_MODEL}
    tell(desk, ModelChange.KEPT, MIND.name, MIND.name)
    desk.until(lambda: not desk.window.work.rows)


def test_an_unloaded_model_is_named_all_the_same(desk_with_model: Desk) -> None:
    desk = desk_with_model
    desk.assistant.models.shown = [standing(Stage.LANGUAGE_MODEL, MIND, loaded=False)]
    tell(desk, ModelChange.UNLOADED, MIND.name)
    desk.until(lambda: "not in the memory now" in desk.window.header.models.accessibleName())


def test_what_the_models_cost(desk: Desk) -> None:
    desk.assistant.models.shown = [
        standing(Stage.LANGUAGE_MODEL, MIND),
        standing(Stage.VOICE, Path("joe.onnx"), loaded=False),
    ]
    speeds = ModelSpeeds()
    speeds.take(
        TurnFinished(
            session="a" * 32,
            turn=1,
            at=0,
            outcome=Outcome.COMPLETED,
            source=Source.VOICE,
            **dict.fromkeys(("transcript", "generated", "spoken", "heard"), ""),
            language="en",
            confidence=1,
            audio_s=2,
            reply_tokens=42,
            timings=Timings(stt=300, llm=2000, tts_first_audio=80),
            models=ModelNames("base", MIND.name, "joe.onnx"),
        )
    )
    desk.assistant.metrics.speeds = speeds
    told = costs(desk.assistant)
    assert told[MIND] == "Takes 468 MB of memory, loaded in 1.2 s; last time 16 words a second."
    assert told[Path("joe.onnx")] == "Not in the memory now; the next word brings it back."
    assert speeds.newest()[Stage.TRANSCRIPTION, "base"] == pytest.approx(0.15)
    assert speeds.newest()[Stage.VOICE, "joe.onnx"] == 80
