"""`cache`: an answer given again to its first sound, beside the same answer when the model has to think of it."""

from __future__ import annotations

import queue
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from desktop import log
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import ModelSet, Plan, Run, model_sets, times_faster
from desktop.engine.answer_cache import AnswerCache
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.assemble import load_parts
from desktop.engine.backends.embed_words import WordEmbedder
from desktop.engine.backends.wavfile import WavSpeaker
from desktop.engine.worker import Engine
from desktop.events import EngineEvent, TurnFinished
from desktop.paths import starter_models
from desktop.settings import Settings
from desktop.storage.answer_file import AnswerFile
from desktop.storage.answer_shelf import AnswerShelf, Limits
from desktop.terms import CacheUse

MOST_MS = 150.0
"""From the text of a question to the first sound of its answer."""
_PLACES = (
    "France", "Spain", "Italy", "Germany", "Poland", "Portugal", "Greece", "Norway", "Sweden", "Finland", "Denmark",
    "Austria", "Hungary", "Ireland", "Belgium", "Egypt", "Kenya", "Japan", "China", "India", "Canada", "Mexico",
    "Brazil", "Peru", "Chile", "Cuba", "Turkey", "Iran", "Iraq", "Thailand", "Vietnam", "Nepal", "Ghana", "Senegal",
    "Morocco",
)  # fmt: skip
_FIRST, _AGAIN = "What is the capital of {}?", "Tell me the capital of {}, please."
_LIMIT_S = 60.0


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row for each set of models: up to 35 answers, each thought of, then given again. Raises ModelError."""
    run = Run("cache", plan)
    for models in model_sets(plan):
        with tempfile.TemporaryDirectory(prefix="sotto-bench-") as folder:
            waits = _ask_all(models, Path(folder), _PLACES[: plan.count], run)
        hits, misses = waits[CacheUse.HIT], waits[CacheUse.MISS]
        yield run.row(
            f"cache.{models.llm}",
            hits,
            misses,
            target=f"p95 <= {MOST_MS:.0f} ms, ratio >= 1",
            met=times_faster(hits, misses, 1.0) and max(sorted(hits)[: -(len(hits) // 20) or None]) <= MOST_MS,
            notes=[
                "text of a question to the first sample handed to the loudspeaker",
                f"asked for in other words, {len(hits)} of {len(misses)} were given again, with their sound",
                "peer: the same answers when they are thought of and spoken",
            ],
        )


def _ask_all(models: ModelSet, folder: Path, places: Sequence[str], run: Run) -> Mapping[CacheUse, list[float]]:
    inbox: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
    engine, shelf = _engine(models, folder, inbox)
    waits: dict[CacheUse, list[float]] = {use: [] for use in CacheUse}
    engine.start()
    try:
        _ask(engine, inbox, "Good morning, how are you?")
        run.quiet_from_here()
        for place in places:
            for words in (_FIRST, _AGAIN):
                turn = _ask(engine, inbox, words.format(place))
                shelf.flush()
                run.keep(models=models.llm, said=words, use=turn.cache.value, ms=turn.timings.turn)
                if turn.timings.turn is not None:
                    waits[turn.cache].append(turn.timings.turn)
    finally:
        engine.close()
    return waits


def _engine(models: ModelSet, folder: Path, inbox: queue.SimpleQueue[EngineEvent]) -> tuple[Engine, AnswerShelf]:
    embedder = WordEmbedder(starter_models() / "embedding" / "starter.npz")
    limits = Limits(1 << 30, timedelta(days=1))
    shelf = AnswerShelf(AnswerFile(folder / "answers.db"), limits, log.engine.warning)
    speaker = WavSpeaker(None, SAMPLE_RATE)
    parts = load_parts(models.files, Settings(), folder, None, speaker)
    parts = replace(parts, answers=AnswerCache(embedder, shelf, log.engine.warning))
    return Engine(parts, Settings(), inbox.put, session=uuid.uuid4().hex), shelf


def _ask(engine: Engine, inbox: queue.SimpleQueue[EngineEvent], text: str) -> TurnFinished:
    """A typed turn in a conversation of its own."""
    engine.begin_session(uuid.uuid4().hex)
    engine.send_text(text)
    while not isinstance(event := inbox.get(timeout=_LIMIT_S), TurnFinished):
        pass
    return event
