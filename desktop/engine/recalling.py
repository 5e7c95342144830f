"""A turn's answer from the cache, and its answer into the cache. Owned by the turn thread; `finish` on any."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desktop.answers import Known, Scope
from desktop.engine.adapting import Adapter
from desktop.engine.answer_cache import AnswerCache
from desktop.engine.freshness import stands_alone
from desktop.engine.prompting import Conversation
from desktop.engine.turn import Turn
from desktop.terms import CacheUse, Outcome


class Recalling:
    """What a turn needs of the cache."""

    def __init__(
        self,
        cache: AnswerCache | None,
        persona: str,
        voice: Callable[[], str],
        tools: Callable[[], Sequence[Mapping[str, Any]]],
    ) -> None:
        """`voice` tells what the voice is and how it was loaded, `tools` what the model is told that it can call."""
        self._cache, self.persona = cache, persona
        self._voice, self._tools = voice, tools

    def recall(self, turn: Turn, conversation: Conversation, model: str, adapter: Adapter | None) -> Known | None:
        """The answer to give again; None where the model has to answer, and then the turn may be kept at its end."""
        if self._cache is None:
            return None
        fresh = not len(conversation) and not conversation.recap.summary
        if not fresh and not stands_alone(turn.text):
            return None
        scope = scope_of(self.persona, model, adapter, conversation.instructions, self._tools())
        voice = f"{self._voice()} x{turn.delivery.slowness:.3f}"
        known = self._cache.find(scope, turn.text, voice, turn.language)
        if known is not None:
            turn.cache, turn.likeness = CacheUse.HIT, known.likeness
        if known is None or not known.spoken:
            kept = known.answer.question if known is not None else turn.text
            turn.keepsake = self._cache.keepsake(scope, kept, voice, turn.language) if fresh or known else None
            if turn.keepsake is not None and known is not None:
                turn.keepsake.since = known.answer.made_at
            elif turn.keepsake is not None:
                turn.cache = CacheUse.MISS
        return known

    def finish(self, turn: Turn) -> None:
        """Keep what is worth it of a turn that has ended. Returns at once."""
        keepsake, turn.keepsake = turn.keepsake, None
        whole = turn.outcome is Outcome.COMPLETED and not turn.tools and not turn.error
        if self._cache is not None and keepsake is not None and whole and turn.generated.strip():
            self._cache.keep(keepsake, turn.generated)


def scope_of(
    persona: str, model: str, adapter: Adapter | None, instructions: str, tools: Sequence[Mapping[str, Any]]
) -> Scope:
    """The scope of answers that a model gives as it stands."""
    told = json.dumps([instructions, sorted(json.dumps(tool, sort_keys=True) for tool in tools)])
    name, scale = (adapter.path.name, adapter.scale) if adapter is not None else ("", None)
    return Scope(persona, model, name, scale, hashlib.sha256(told.encode("utf-8", "replace")).hexdigest())
