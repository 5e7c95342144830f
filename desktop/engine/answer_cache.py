"""Answers by meaning: finds one that was given before to a question that asks for the same, and keeps others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from desktop import log
from desktop.answers import Freshness, KeptAnswer, Known, NewAnswer, Scope, SpokenText, Vector
from desktop.engine.agreement import ENGLISH, agree, plainly
from desktop.engine.embedding import Embedder
from desktop.engine.freshness import freshness_of, is_english, may_be_kept
from desktop.errors import UserFacingError


class AnswerShelf(Protocol):
    """Keeps answers. Any thread; may raise UserFacingError, and then holds nothing for the moment."""

    def near(self, scope: Scope, embedder: str, vector: Vector, least: float) -> Sequence[tuple[KeptAnswer, float]]:
        """Answers of a scope whose questions are at least so alike, with the cosine, the likest first."""

    def spoken(self, answer: int, voice: str) -> tuple[SpokenText, ...]:
        """What was spoken of an answer with that voice; empty where it was not."""

    def keep(self, answer: NewAnswer, embedder: str) -> None:
        """Keep an answer, in place of one to the same words. Returns at once; what fails is told elsewhere."""

    def used(self, answer: int) -> None:
        """It was given again. Returns at once."""

    def close(self) -> None:
        """Write what waits, and let go."""


@dataclass(slots=True)
class Keepsake:
    """An answer under way that may be kept once it was heard to its end."""

    scope: Scope
    question: str
    vector: Vector
    freshness: Freshness
    language: str
    voice: str
    """With which voice, and how slowly, it is spoken."""
    spoken: list[SpokenText] = field(default_factory=list)
    since: datetime | None = None
    """When the model gave the answer, where it is only spoken anew."""


class AnswerCache:
    """`find` and `keepsake` on the turn thread, `keep` on any."""

    def __init__(self, embedder: Embedder, shelf: AnswerShelf, on_problem: Callable[[str, str], None]) -> None:
        """Owns both from now on. `on_problem(message, advice)` is told once for each time that something is wrong."""
        self._embedder, self._shelf, self._on_problem = embedder, shelf, on_problem
        self._told = ""
        self._last: tuple[str, Vector] | None = None
        self._closing = threading.Lock()

    def find(self, scope: Scope, question: str, voice: str, language: str = "") -> Known | None:
        """The answer to the same question in this scope, with its sound if it was spoken with that voice.

        None where there is none, where the question's answers are not kept, and where something is wrong.
        """
        if freshness_of(question) is Freshness.NEVER or not _understood(question, language):
            return None
        try:
            vector = self._vector(question)
            for answer, likeness in self._shelf.near(scope, self._embedder.name, vector, self._embedder.least):
                if agree(question, answer.question, language or ENGLISH):
                    self._shelf.used(answer.id)
                    return Known(answer, likeness, self._shelf.spoken(answer.id, voice))
        except UserFacingError as error:
            self._problem(error)
        return None

    def keepsake(self, scope: Scope, question: str, voice: str, language: str = "") -> Keepsake | None:
        """What an answer to this question begins with that is to be kept; None where it may not be."""
        freshness = freshness_of(question)
        if freshness is Freshness.NEVER or not _understood(question, language):
            return None
        try:
            return Keepsake(scope, question, self._vector(question), freshness, language, voice)
        except UserFacingError as error:
            self._problem(error)
            return None

    def keep(self, keepsake: Keepsake, reply: str) -> bool:
        """Keep a whole reply with what was spoken of it; returns whether it may be kept."""
        if not may_be_kept(reply):
            return False
        whole = "".join(one.text for one in keepsake.spoken).strip() == reply.strip()
        answer = NewAnswer(
            scope=keepsake.scope,
            question=keepsake.question,
            vector=keepsake.vector,
            reply=reply,
            freshness=keepsake.freshness,
            language=keepsake.language,
            voice=keepsake.voice if whole else "",
            spoken=tuple(keepsake.spoken) if whole else (),
            since=keepsake.since,
        )
        self._shelf.keep(answer, self._embedder.name)
        return True

    def close(self) -> None:
        """Let go of embedder and shelf. Harmless the second time."""
        with self._closing:
            self._embedder.close()
            self._shelf.close()

    def _vector(self, question: str) -> Vector:
        if self._last is None or self._last[0] != question:
            self._last = (question, self._embedder.embed([plainly(question)])[0])
        return self._last[1]

    def _problem(self, error: UserFacingError) -> None:
        log.engine.debug("the answer cache: %s", error)
        if error.message != self._told:
            self._told = error.message
            self._on_problem(error.message, error.advice)


def _understood(question: str, language: str) -> bool:
    """Whether the rules that compare questions are made for its language."""
    return language in ("", ENGLISH) and is_english(question)
