"""A clock that does not wait for time to pass: the engine hears what was recorded when it is asked to."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from desktop.scenarios.form import Room
from desktop.scenarios.scene import Scene, open_scene
from desktop.settings import Settings

BLOCKS = 400


def test_what_was_recorded_is_heard_before_the_next_block(tmp_path: Path) -> None:
    with open_scene(Settings()) as (scene, _):
        scene.begin(Room(), hands_free=True)
        for _ in range(BLOCKS):
            scene.step()
            assert behind(scene) < 0.05, "no more than what the echo remover holds back"
        assert scene.clock.position / 16_000 > BLOCKS / 100


def behind(scene: Scene) -> float:
    """Seconds that were recorded and have not been heard."""
    engine = scene.assistant._engine
    return (engine._near.written - engine._ring.written) / 16_000


def test_a_recognition_that_is_under_way_is_waited_for() -> None:
    with open_scene(Settings()) as (scene, _):
        scene.begin(Room(), hands_free=True)
        engine, done, order = scene.assistant._engine, threading.Event(), list[str]()
        noise = np.random.default_rng(0).standard_normal(32_000).astype(np.float32) * 0.1
        recognition = engine._recogniser.submit(noise, bool, lambda _: order.append("recognised"))
        engine.catch_up(lambda: (order.append("caught up"), done.set()))
        assert done.wait(30)
        assert recognition.future.done()
        assert order == ["recognised", "caught up"]
