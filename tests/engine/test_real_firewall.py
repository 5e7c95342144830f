"""What is speech and what is not, with the starter models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.catalog import find_models
from desktop.engine.protocols import Samples
from desktop.events import TurnFinished, UtteranceIgnored
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import Outcome
from tests.engine.recordings import coughs, spoken
from tests.engine.test_real_engine import Talk


@pytest.fixture
def hear(tmp_path: Path) -> Callable[[Samples], tuple[Talk, TurnFinished]]:
    """Plays one recording to an engine; returns the engine, closed, and the end of the turn."""

    def play(recording: Samples) -> tuple[Talk, TurnFinished]:
        talk = Talk(find_models(Settings(), Paths.from_environment()), recording, tmp_path)
        try:
            talk.engine.press()
            talk.microphone.speak()
            talk.engine.release()
            return talk, talk.events.wait_for(TurnFinished)
        finally:
            talk.engine.close()

    return play


Hear = Callable[[Samples], tuple[Talk, TurnFinished]]


@pytest.mark.parametrize("level", [1.0, 0.03])
def test_a_person_who_says_thank_you_is_answered(hear: Hear, level: float) -> None:
    """As a voice close by, and 30 dB below that."""
    _, done = hear((spoken("Thank you.") * level).astype(np.float32))
    assert (done.outcome, done.transcript) == (Outcome.COMPLETED, "Thank you."), done
    assert done.generated


def test_coughs_are_ignored_and_say_so(hear: Hear) -> None:
    talk, done = hear(coughs())
    assert done.outcome is Outcome.IGNORED, done
    (ignored,) = talk.events.of(UtteranceIgnored)
    assert (ignored.reason, done.generated) == (done.error, "")
    assert len(talk.speaker.recorded) == 0
