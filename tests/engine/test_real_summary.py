"""The middle of a long conversation summed up by llama.cpp: a small model of random weights, a large context."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.benchmarks.llama_shape import Shape, write_llama
from desktop.engine.backends.llama import LlamaModel
from desktop.engine.prompting import Conversation, Exchange
from desktop.engine.summary import MOST_TOKENS, sum_up
from desktop.events import Summarised, TurnFinished
from desktop.paths import Paths
from desktop.settings import LanguageModelSettings, RecordSettings, Settings
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from tests.fakes import Events

REPLY = "they spoke of gardens"
SMALL = Shape(width=256, layers=2, heads=4, kv_heads=2, inner=512, tokens=4096, context=4096)
CONTEXT, LONGEST = 4096, 32


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Always answers `REPLY`; words it does not know are a token a letter."""
    path = tmp_path_factory.mktemp("model") / "small.gguf"
    write_llama(path, REPLY, "", 5, SMALL)
    return path


def question(number: int) -> str:
    return f"question {number}: " + "roses and tulips in the garden, " * 6


def ask_until_summarised(assistant: Assistant, events: Events) -> int:
    """Return how many turns it took; one that comes at once keeps the summary waiting."""
    before = 0
    for number in range(1, 50):
        assistant.send_text(question(number))
        tokens = events.wait_for(TurnFinished, number).prompt_tokens
        assert tokens is not None
        if tokens < before:
            events.wait_for(Summarised)
            return number
        before = tokens
    pytest.fail("the conversation never grew too long")


def test_a_long_conversation_is_summed_up_within_the_budget(sotto_home: Path, model: Path) -> None:
    events = Events()
    wanted = LanguageModelSettings(model=str(model), context=CONTEXT, max_tokens=LONGEST)
    settings = Settings(language_model=wanted, record=RecordSettings(keep_audio=False))
    assistant = Assistant(settings, Paths(sotto_home), events, microphone=None, speaker=None)
    try:
        turns = ask_until_summarised(assistant, events)
        told = events.of(Summarised)[0]
        assert told.summary == REPLY
        assert 5 < told.through < turns
        assistant.send_text("and now?")
        seen = events.wait_for(TurnFinished, turns + 1)
        assert f"Earlier in this conversation: {REPLY}" in seen.seen[0][1]
        assert question(1).strip() in seen.seen[1][1], "the first turns stay"
        assert all(question(told.through).strip() not in content for _, content in seen.seen)
    finally:
        assistant.close()
    finished = events.of(TurnFinished)
    assert {one.outcome for one in finished} == {"completed"}
    assert max(one.prompt_tokens or 0 for one in finished) <= CONTEXT - LONGEST
    assert max(one.prompt_tokens or 0 for one in finished) > CONTEXT / 2, "it never came near the limit"
    with Database.open(Paths(sotto_home).database) as database:
        stored = Conversations(database).session(assistant.session)
        assert (stored.summary, stored.summary_through) == (REPLY, told.through)


def test_what_is_summed_up_fits_where_each_letter_is_a_token(model: Path) -> None:
    """Six thousand characters would be more tokens than the model can see."""
    loaded = LlamaModel(model, context=CONTEXT)
    try:
        history = [Exchange(question(number), "noted", turn=number) for number in range(1, 60)]
        conversation = Conversation("be brief", history)
        conversation.prompt("and now?", 2000, loaded.count_tokens)
        assert sum(len(one.user) for one in conversation.gone) > 6000
        recap = sum_up(conversation, loaded, lambda: False)
        assert recap is not None
        assert recap.summary == REPLY
        assert CONTEXT / 2 < loaded.stats.prompt_tokens <= CONTEXT - MOST_TOKENS
    finally:
        loaded.close()
