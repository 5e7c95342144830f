"""Answers given again by the real assistant: what is the same, what is another one, and what is left behind."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.adapters.shelf import with_adapter
from desktop.assistant import Assistant
from desktop.engine.protocols import Samples
from desktop.events import ReplyAudible, ReplyDelta, StageFailed, TurnFinished
from desktop.observability.collector import FiguresCollector
from desktop.observability.prices import Prices
from desktop.paths import Paths
from desktop.personas import with_personas
from desktop.recall import look, put
from desktop.settings import CacheSettings, Settings
from desktop.settings.personas import Persona
from desktop.storage.answer_file import AnswerFile
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.terms import CacheUse, Outcome
from tests.fakes import Events, RecordingSpeaker

FRANCE, AGAIN = "What is the capital of France?", "Tell me the capital of France, please."
PARIS = "The capital of France is Paris."
BLOCK = 480
"""Samples that a loudspeaker takes at once, at the least."""
ON = Settings(cache=CacheSettings(answers=True))


class Talk:
    """An assistant with a loudspeaker, and what it did."""

    def __init__(self, home: Path, settings: Settings = ON) -> None:
        self.paths, self.events, self.speaker = Paths(home), Events(), RecordingSpeaker()
        self.assistant = Assistant(settings, self.paths, self.events, microphone=None, speaker=self.speaker)

    def ask(self, text: str, *, anew: bool = True) -> TurnFinished:
        before = len(self.events.of(TurnFinished))
        if anew:
            self.assistant.new_session()
        self.assistant.send_text(text)
        return self.events.wait_for(TurnFinished, before + 1)

    def settle(self) -> None:
        """Wait until what is to be kept is kept."""
        answers = self.assistant._engine._parts.answers
        assert answers is not None
        answers._shelf.flush()  # type: ignore[attr-defined]


@pytest.fixture
def talk(sotto_home: Path) -> Iterator[Talk]:
    talk = Talk(sotto_home)
    yield talk
    talk.assistant.close()


def shortest_alike(said: Samples, heard: Samples) -> int:
    """Samples of the shortest stretch, but for the last, in which `heard` is `said`, moved by two samples at most.

    Between two stretches up to two samples of `said` may be missing.
    """
    at, stretches, end = 2, [len(said)], min(len(said), len(heard)) - 50
    while at < end:
        runs = {at + skipped: run_from(said, heard, at + skipped, end) for skipped in (0, 1, 2)}
        start = max(runs, key=lambda place: runs[place])
        if start + runs[start] < end:
            stretches.append(runs[start])
        at = start + runs[start] + (not runs[start])
    return min(stretches)


def run_from(said: Samples, heard: Samples, at: int, end: int) -> int:
    """Samples from `at` on that are the same, however they are moved."""
    apart = (np.abs(heard[at + by : end + by] - said[at:end]) >= 2e-3 for by in (0, -1, 1, -2, 2))
    return max(int(np.argmax(other)) if other.any() else end - at for other in apart)


def test_a_question_in_other_words_gets_the_same_answer_with_the_same_sound(talk: Talk) -> None:
    first = talk.ask(FRANCE)
    assert (first.generated, first.cache) == (PARIS, CacheUse.MISS)
    talk.settle()
    said = np.concatenate(talk.speaker.blocks)
    again = talk.ask(AGAIN)
    assert (again.generated, again.spoken, again.heard) == (PARIS, PARIS, PARIS)
    assert (again.cache, again.outcome) == (CacheUse.HIT, Outcome.COMPLETED)
    assert (again.likeness or 0) > 0.9
    assert (again.seen, again.prompt_tokens, again.models.llm) == ((), None, "starter.gguf")
    assert len(talk.events.of(ReplyAudible)) == 2
    heard = np.concatenate(talk.speaker.blocks)[len(said) :]
    assert abs(len(said) - len(heard)) <= 2, "where blocks meet a sample may be more or fewer"
    assert shortest_alike(said, heard) >= BLOCK, "in between they are the same, sample by sample"


def test_the_record_log_and_figures_say_so_without_words(talk: Talk) -> None:
    talk.ask(FRANCE)
    talk.settle()
    talk.ask(AGAIN)
    talk.assistant.flush()
    with Database.open(talk.paths.database) as database:
        (turn,) = Conversations(database).turns(talk.assistant.session)
    assert turn.details["cache"]["use"] == "hit"
    assert (turn.transcript, turn.generated) == (AGAIN, PARIS)
    families = {
        (sample.name, *sample.labels.values()): sample.value
        for family in FiguresCollector(talk.assistant.metrics, Prices()).collect()
        for sample in family.samples
    }
    assert families["sotto_answer_cache_total", "hit"] == 1
    assert families["sotto_answer_cache_total", "miss"] == 1
    assert families["sotto_window_answer_cache_hit_ratio", "60"] == 0.5
    talk.assistant.close()
    lines = [json.loads(line) for line in talk.paths.event_log.read_text("utf-8").splitlines()]
    told = [line["counts"] for line in lines if line["type"] == "cache.answer"]
    assert [counts["hit"] for counts in told] == [0, 1]
    assert "France" not in talk.paths.event_log.read_text("utf-8")


def test_another_question_tool_or_scope_is_no_hit(talk: Talk) -> None:
    talk.ask(FRANCE)
    talk.settle()
    assert talk.ask("What is the capital of Spain?").cache is CacheUse.MISS
    assert talk.ask("What time is it?").cache is CacheUse.NONE
    assert talk.ask("What is seven plus five?").tools == ("calculate",)
    talk.settle()
    assert talk.ask("What's 7 plus 5?").tools == ("calculate",), "what a tool returned is never kept"
    talk.assistant.alter(lambda settings: with_adapter(settings, "pirate", 1.0))
    assert talk.ask(FRANCE).generated == "The capital of France is Paris, matey."
    jack = Persona(name="Jack", prompt="You are Sotto. Be brief.")
    talk.assistant.alter(lambda settings: with_personas(settings, [jack], "Jack"))
    assert talk.ask(FRANCE).cache is CacheUse.MISS


def test_in_a_conversation_nothing_is_kept_and_only_what_names_its_matter_is_given(talk: Talk) -> None:
    talk.ask("Good morning to you.")
    assert talk.ask(FRANCE, anew=False).cache is CacheUse.NONE
    talk.settle()
    assert talk.ask(FRANCE).cache is CacheUse.MISS
    talk.settle()
    assert talk.ask(AGAIN, anew=False).cache is CacheUse.HIT
    assert talk.ask("And of Italy?", anew=False).cache is CacheUse.NONE


def test_an_answer_that_was_interrupted_is_not_kept(sotto_home: Path) -> None:
    talk = Talk(sotto_home)
    talk.assistant.new_session()
    talk.assistant.send_text(FRANCE)
    talk.events.wait_for(ReplyDelta)
    talk.assistant.cancel()
    talk.events.wait_for(TurnFinished)
    talk.settle()
    talk.assistant.close()
    kept = AnswerFile(talk.paths.answers)
    found = [answer.question for answer, *_ in kept.all()]
    kept.close()
    interrupted = [turn for turn in talk.events.of(TurnFinished) if turn.outcome is Outcome.INTERRUPTED]
    assert found == ([] if interrupted else [FRANCE])


def test_another_pace_speaks_the_known_answer_anew(talk: Talk) -> None:
    talk.ask(FRANCE)
    talk.settle()
    talk.ask("slower")
    again = talk.ask(AGAIN, anew=False)
    assert (again.cache, again.heard) == (CacheUse.HIT, PARIS)


def test_an_answer_put_in_by_hand_is_spoken_and_then_kept_with_its_sound(sotto_home: Path) -> None:
    paths = Paths(sotto_home)
    put(ON, paths, "Who founded the company?", "Two sisters from Graz founded the company.")
    talk = Talk(sotto_home)
    for _ in range(2):
        turn = talk.ask("Tell me who founded the company.")
        assert (turn.cache, turn.heard) == (CacheUse.HIT, "Two sisters from Graz founded the company.")
        talk.settle()
    talk.assistant.close()
    known = look(ON, paths, "Who founded the company?").known
    assert known is not None
    assert (known.answer.uses, known.answer.bytes > 10_000) == (2, True)


def test_a_file_that_is_damaged_while_it_runs_costs_nothing_but_the_hit(
    talk: Talk, expected_logs: list[logging.LogRecord]
) -> None:
    talk.paths.answers.write_bytes(b"nothing that SQLite knows" * 400)
    assert talk.ask(FRANCE).generated == PARIS
    assert talk.events.of(StageFailed)
    talk.settle()
    assert talk.ask(FRANCE).cache in (CacheUse.HIT, CacheUse.MISS)
    assert talk.ask(FRANCE).generated == PARIS


def test_it_is_off_unless_chosen(sotto_home: Path) -> None:
    talk = Talk(sotto_home, Settings())
    assert talk.ask(FRANCE).cache is CacheUse.NONE
    talk.assistant.close()
    assert not talk.paths.answers.exists()


def test_an_embedder_that_cannot_be_used_is_told_of(sotto_home: Path, expected_logs: list[logging.LogRecord]) -> None:
    talk = Talk(sotto_home, Settings(cache=CacheSettings(answers=True, embedder="gone.gguf")))
    assert talk.ask(FRANCE).generated == PARIS
    talk.assistant.close()
    assert "gone.gguf" in talk.events.of(StageFailed)[0].message
