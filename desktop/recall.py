"""The cache of answers as the settings want it: which embedder, which file, which scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desktop import log
from desktop.answers import Freshness, KeptAnswer, Known, NewAnswer, Scope
from desktop.casting import adapter_of, instructions
from desktop.embedder import load_embedder
from desktop.engine.agreement import agree, plainly
from desktop.engine.answer_cache import AnswerCache
from desktop.engine.freshness import freshness_of, may_be_kept
from desktop.engine.recalling import scope_of
from desktop.equipment import open_tools
from desktop.errors import ModelError, UsageError
from desktop.models.choosing import chosen_path
from desktop.paths import Paths
from desktop.personas import as_chosen, manner
from desktop.settings import Settings
from desktop.settings.operating import CacheSettings
from desktop.storage.answer_file import AnswerFile
from desktop.storage.answer_shelf import AnswerShelf, Limits

_MB = 1_000_000
NEVER = "it depends on the moment, on who asks, on chance or on what was said before, or is not in English"


def limits_of(settings: CacheSettings) -> Limits:
    """What may be kept."""
    return Limits(settings.most_mb * _MB, timedelta(days=settings.most_days))


def open_answers(settings: Settings, paths: Paths, on_problem: Callable[[str, str], None]) -> AnswerCache | None:
    """The cache, if the settings want one; None also where its embedder cannot be used, and then that is told."""
    if not settings.cache.answers:
        return None
    try:
        embedder = load_embedder(settings.cache.embedder, paths)
    except ModelError as error:
        on_problem(error.message, error.advice)
        return None
    shelf = AnswerShelf(AnswerFile(paths.answers), limits_of(settings.cache), on_problem)
    return AnswerCache(embedder, shelf, on_problem)


def current_scope(settings: Settings, paths: Paths) -> Scope:
    """The scope of what would be answered now, without loading a model."""
    chosen, now = as_chosen(settings), manner(settings)
    model = chosen_path(chosen, "llm", paths)
    with open_tools(settings, paths) as (tools, packs):
        tools.restrict(now.tools)
        told, schemas = instructions(settings, packs)(), tools.schemas()
    return scope_of(now.name, model.name if model is not None else "", adapter_of(chosen, paths), told, schemas)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the cache has for a question."""

    freshness: Freshness
    known: Known | None
    """The answer that would be given."""
    nearest: KeptAnswer | None = None
    """The likest question of those that were answered, whether its answer would be given or not."""
    likeness: float = 0.0


def look(settings: Settings, paths: Paths, question: str) -> Looked:
    """Look as a turn does, without counting it. Raises DatabaseError, ModelError."""
    freshness, scope = freshness_of(question), current_scope(settings, paths)
    embedder = load_embedder(settings.cache.embedder, paths)
    shelf = AnswerShelf(AnswerFile(paths.answers), limits_of(settings.cache), _untold)
    try:
        near = shelf.near(scope, embedder.name, embedder.embed([plainly(question)])[0], least=-1.0)
    finally:
        shelf.close()
        embedder.close()
    if not near:
        return Looked(freshness, None)
    fits = freshness is not Freshness.NEVER
    same = [one for one in near if fits and one[1] >= embedder.least and agree(question, one[0].question)]
    known = Known(*same[0]) if same else None
    return Looked(freshness, known, *near[0])


def put(settings: Settings, paths: Paths, question: str, reply: str) -> Freshness:
    """Keep an answer written by hand; its sound is made when it is first spoken. Returns how long it stays right.

    Raises UsageError when answers to this question, or this answer, are never kept, DatabaseError, ModelError.
    """
    freshness = freshness_of(question)
    if freshness is Freshness.NEVER or not may_be_kept(reply):
        what = "answers to this question" if freshness is Freshness.NEVER else "such answers"
        raise UsageError(f"{what} are never kept", advice=f"{NEVER}; `docs/cache.md` has the rules")
    embedder = load_embedder(settings.cache.embedder, paths)
    try:
        vector = embedder.embed([plainly(question)])[0]
    finally:
        embedder.close()
    file = AnswerFile(paths.answers)
    try:
        answer = NewAnswer(current_scope(settings, paths), question, vector, reply, freshness)
        file.put(answer, embedder.name, datetime.now(UTC))
    finally:
        file.close()
    return freshness


def _untold(message: str, advice: str) -> None:
    log.storage.debug("%s; %s", message, advice)
