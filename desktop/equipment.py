"""What an assistant works with: the models, the tools built in, and those of the enabled packs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktop.catalog import find_models
from desktop.engine.backends.assemble import gather_tools, load_parts
from desktop.engine.tools import history
from desktop.packs.enabled import EnabledPacks, open_packs
from desktop.past import exchange_of, read_history
from desktop.paths import Paths
from desktop.settings import Settings

if TYPE_CHECKING:
    from desktop.engine.parts import Parts
    from desktop.engine.protocols import Microphone, SoundSystem, Speaker
    from desktop.engine.tools.registry import Registry


def load_equipped(
    settings: Settings,
    paths: Paths,
    microphone: Microphone | None,
    speaker: Speaker | None,
    sound: SoundSystem | None,
    search: history.Search,
    *,
    ring: bool,
) -> tuple[Parts, EnabledPacks]:
    """Open the packs and load the parts of an engine, see `load_parts`, with their tools and instructions.

    Raises ModelError; a pack that cannot be opened is left out.
    """
    models, packs = find_models(settings, paths), open_packs(settings, paths)
    try:
        home, more = paths.home, packs.tools
        parts = load_parts(
            models, settings, home, microphone, speaker, sound=sound, search=search, more=more, ring=ring
        )
    except BaseException:
        packs.close()
        raise
    return replace(parts, instructions=partial(packs.instructions, settings.language_model)), packs


@contextmanager
def open_tools(settings: Settings, paths: Paths) -> Iterator[tuple[Registry, EnabledPacks]]:
    """All tools, without a conversation: no model is loaded, and no timer rings here."""
    packs = open_packs(settings, paths)
    registry, _ = gather_tools(paths.home, lambda query, limit: _search(paths, query, limit), packs.tools)
    try:
        yield registry, packs
    finally:
        try:
            registry.close()
        finally:
            packs.close()


def _search(paths: Paths, query: str, limit: int) -> list[history.Found]:
    turns = read_history(paths, lambda store: store.search(query, limit, session="", tool=history.NAME))
    return [history.Found(turn.started_at, turn.transcript, exchange_of(turn).reply) for turn in turns]
