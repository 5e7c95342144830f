"""What the engine does with utterances that were hardly speech."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.protocols import Message, Samples
from desktop.events import TurnFinished, UtteranceIgnored
from desktop.terms import Outcome
from tests.fakes import PAUSE, SPEECH, Rig


def speak(rig: Rig, text: str, *blocks: Samples) -> TurnFinished:
    """The end of a turn in which `blocks` were recorded and understood as `text`."""
    rig.transcriber.enqueue(text)
    rig.engine.press()
    for block in blocks:
        rig.microphone.say(block)
    rig.engine.release()
    return rig.events.wait_for(TurnFinished, len(rig.events.of(TurnFinished)) + 1)


SCRAP = np.concatenate([SPEECH[:1600], PAUSE])


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ((SCRAP, SCRAP, SCRAP), "recognisers often hear these words in noise"),
        ((SCRAP, *[PAUSE] * 12, SCRAP), "hardly any of it was speech"),
    ],
)
def test_thanks_among_scraps_of_sound_are_ignored_with_the_reason(
    rig: Rig, blocks: tuple[Samples, ...], reason: str
) -> None:
    done = speak(rig, "Thank you.", *blocks)
    assert (done.outcome, done.error, done.transcript) == (Outcome.IGNORED, reason, "Thank you.")
    assert (done.generated, rig.model.prompts) == ("", [])
    (ignored,) = rig.events.of(UtteranceIgnored)
    assert (ignored.reason, ignored.text, ignored.turn) == (reason, "Thank you.", done.turn)


def test_who_says_thank_you_is_answered(rig: Rig) -> None:
    rig.model.enqueue("You are welcome.")
    assert speak(rig, "Thank you.", PAUSE, SPEECH, PAUSE).generated == "You are welcome."


def test_a_question_with_long_pauses_is_answered(rig: Rig) -> None:
    done = speak(rig, "What is, let me think, two and two?", SPEECH, PAUSE, PAUSE, SPEECH, PAUSE, SPEECH)
    assert done.outcome is Outcome.COMPLETED


def test_the_model_does_not_remember_what_was_ignored_unless_it_is_sent_after_all(rig: Rig) -> None:
    ignored = speak(rig, "Thank you.", SCRAP, SCRAP, SCRAP)
    rig.engine.send_text("Hello")
    rig.events.wait_for(TurnFinished, 2)
    assert rig.model.prompts[-1] == [Message("system", "Be brief."), Message("user", "Hello")]
    rig.engine.send_text(ignored.transcript)
    done = rig.events.wait_for(TurnFinished, 3)
    assert (done.outcome, done.transcript, done.generated) == (Outcome.COMPLETED, "Thank you.", "Hi.")
