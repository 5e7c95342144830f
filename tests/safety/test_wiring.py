"""What the attempts take for granted holds in the assistant that users have."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.events import ConsentAsked, ToolRan, TurnFinished
from desktop.paths import Paths
from desktop.personas import answering
from desktop.settings import LanguageModelSettings, PackSettings, Settings
from desktop.terms import Answer
from tests.fakes import Events


@pytest.mark.parametrize("persona", ["Sophie", "Sotto"])
def test_a_persona_that_is_told_of_customers_asks_from_the_beginning(sotto_home: Path, persona: str) -> None:
    model = LanguageModelSettings(persona=persona)
    settings, events = Settings(packs=PackSettings(enabled=("service_desk",)), language_model=model), Events()
    running = Assistant(settings, Paths(sotto_home), events, microphone=None, speaker=None)
    try:
        assert running._consent._foreign is (persona == "Sophie")
        running.alter(lambda now: answering(now, "Sophie"))
        running.send_text("Good morning.")
        events.wait_for(TurnFinished)
        assert running._consent._foreign
    finally:
        running.close()


def test_a_conversation_that_is_continued_asks_before_it_writes(sotto_home: Path) -> None:
    events = Events()
    running = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    try:
        running.send_text("Add milk to my shopping list.")
        first = events.wait_for(TurnFinished)
        assert events.of(ConsentAsked) == []
        running.new_session()
        running.resume(first.session)
        running.send_text("Add bread to my shopping list.")
        running.answer(events.wait_for(ConsentAsked).number, Answer.NO)
        done = events.wait_for(TurnFinished, 2)
        assert done.generated == "I did not do that, since you did not allow it."
        assert "did not allow" in events.of(ToolRan)[-1].result
    finally:
        running.close()
