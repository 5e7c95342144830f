"""What an assistant works with: the models, the tools built in, and those of the enabled packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktop.catalog import ModelFiles, find_models
from desktop.engine.backends.assemble import gather_tools, load_parts, load_voice
from desktop.engine.character import Character
from desktop.engine.tools import history
from desktop.errors import ModelError
from desktop.packs.enabled import EnabledPacks, open_packs
from desktop.past import exchange_of, read_history
from desktop.paths import Paths
from desktop.personas import as_chosen, manner
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
    chosen = as_chosen(settings)
    models, trouble = _find(settings, paths)
    packs = open_packs(settings, paths)
    packs.troubles.extend(trouble)
    try:
        home, more = paths.home, packs.tools
        parts = load_parts(
            models, chosen, home, microphone, speaker, sound=sound, search=search, more=more, ring=ring
        )
    except BaseException:
        packs.close()
        raise
    now = manner(settings)
    parts.tools.restrict(now.tools)
    parts.model.tell(parts.tools.schemas())
    parts.transcriber.prefer(now.language)
    return replace(parts, instructions=instructions(settings, packs)), packs


def _find(settings: Settings, paths: Paths) -> tuple[ModelFiles, list[ModelError]]:
    """The models, with the persona's voice; where only that is wrong, the settings' voice, and what is wrong."""
    try:
        return find_models(as_chosen(settings), paths), []
    except ModelError as error:
        return find_models(settings, paths), [error]


def instructions(settings: Settings, packs: EnabledPacks) -> Callable[[], str]:
    """What tells the model about itself: one of the user's own personas does so in its own words, also where a pack
    has one of that name."""
    chosen = as_chosen(settings).language_model
    if settings.personas.mine is not None:
        return lambda: chosen.system_prompt
    return partial(packs.instructions, chosen)


def other_character(before: Settings, settings: Settings, paths: Paths, packs: EnabledPacks) -> Character | None:
    """Who is to answer by these settings, if that is another persona than before, or other than it was; with a voice
    where that is another one. Raises ModelError."""
    old, now = manner(before), manner(settings)
    if now == old:
        return None
    other_voice = (now.voice, now.length_scale) != (old.voice, old.length_scale)
    return Character(
        name=now.name,
        instructions=instructions(settings, packs),
        tools=now.tools,
        allowed=settings.tools.allowed,
        language=now.language,
        length_scale=now.length_scale,
        voice=load_voice(find_models(as_chosen(settings), paths), now.length_scale) if other_voice else None,
    )


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
