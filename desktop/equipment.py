"""What an assistant works with: the models, the tools built in, and those of packs and tool servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from desktop.adapters.shelf import chosen_adapter
from desktop.catalog import ModelFiles, find_models
from desktop.engine.adapting import Adapter
from desktop.engine.backends.assemble import gather_tools, load_parts, make_recipes
from desktop.engine.character import Character
from desktop.engine.recipes import Recipe
from desktop.engine.tools import history
from desktop.errors import ModelError
from desktop.events import EngineEvent, ModelChanged
from desktop.extensions import Extensions, open_extensions
from desktop.formats import Kind
from desktop.job import Job
from desktop.models.choosing import KINDS, chosen_path, loaded_as, same_model
from desktop.past import exchange_of, read_history
from desktop.paths import Paths
from desktop.personas import as_chosen, manner
from desktop.settings import Settings
from desktop.terms import ModelChange, Stage

if TYPE_CHECKING:
    from desktop.engine.model_keeper import ModelKeeper
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
    job: Job | None = None,
    now: Callable[[], datetime] = datetime.now,
) -> tuple[Parts, Extensions]:
    """Open packs and tool servers and load an engine's parts, see `load_parts`, with their tools and instructions.

    Raises ModelError, Cancelled; a pack or a server that cannot be used is left out.
    """
    chosen = as_chosen(settings)
    models, trouble = _find(settings, paths)
    extensions = open_extensions(settings, paths)
    extensions.note(trouble)
    try:
        if ring:
            extensions.servers.start()  # they come up while the models are loaded; elsewhere when one is called
        load = partial(load_parts, sound=sound, search=search, ring=ring, job=job, now=now)
        parts = load(models, chosen, paths.home, microphone, speaker, more=extensions.tools)
    except BaseException:
        extensions.close()
        raise
    character = manner(settings)
    parts.tools.restrict(character.tools)
    parts.model.tell(parts.tools.schemas())
    parts.transcriber.prefer(character.language)
    told, adapter = instructions(settings, extensions), adapter_of(chosen, paths)
    return replace(parts, instructions=told, language=character.language, adapter=adapter), extensions


def adapter_of(chosen: Settings, paths: Paths) -> Adapter | None:
    """The adapter that the settings name, in which the persona's choice already stands."""
    found = chosen_adapter(chosen, paths)
    return Adapter(*found) if found is not None else None


def _find(settings: Settings, paths: Paths) -> tuple[ModelFiles, list[ModelError]]:
    """The models, with the persona's voice; where only that is wrong, the settings' voice, and what is wrong."""
    try:
        return find_models(as_chosen(settings), paths), []
    except ModelError as error:
        return find_models(settings, paths), [error]


def instructions(settings: Settings, extensions: Extensions) -> Callable[[], str]:
    """What tells the model about itself: one of the user's own personas does so in its own words, also where a pack
    has one of that name."""
    chosen = as_chosen(settings).language_model
    if settings.personas.mine is not None:
        return lambda: chosen.system_prompt
    return partial(extensions.instructions, chosen)


def other_character(before: Settings, settings: Settings, extensions: Extensions, paths: Paths) -> Character | None:
    """Who is to answer by these settings, if that is another persona than before, or other than it was.

    Its voice comes as that of the settings does, see `ChosenModels`.
    """
    old, now = manner(before), manner(settings)
    if now == old:
        return None
    return Character(
        name=now.name,
        instructions=instructions(settings, extensions),
        tools=now.tools,
        allowed=settings.tools.allowed,
        language=now.language,
        length_scale=now.length_scale,
        adapter=adapter_of(as_chosen(settings), paths),
    )


@contextmanager
def open_tools(settings: Settings, paths: Paths) -> Iterator[tuple[Registry, Extensions]]:
    """All tools, without a conversation: no model is loaded, no timer rings, no server runs before it is called."""
    extensions = open_extensions(settings, paths)
    registry, _ = gather_tools(paths.home, lambda query, limit: _search(paths, query, limit), extensions.tools)
    try:
        yield registry, extensions
    finally:
        try:
            extensions.servers.close()  # what a call waits for ends with them
            registry.close()
        finally:
            extensions.close()


def _search(paths: Paths, query: str, limit: int) -> list[history.Found]:
    turns = read_history(paths, lambda store: store.search(query, limit, session="", tool=history.NAME))
    return [history.Found(turn.started_at, turn.transcript, exchange_of(turn).reply) for turn in turns]


def recipes_for(settings: Settings, paths: Paths, tools: Registry) -> Mapping[Stage, Recipe]:
    """How the models that the settings name are loaded; whether they are there is seen when they are."""
    files = {kind: chosen_path(settings, kind, paths) for kind in KINDS}
    stt, llm, tts = files["stt"], files["llm"], files["tts"]
    assert stt is not None
    assert llm is not None
    assert tts is not None
    return make_recipes(ModelFiles(stt, llm, tts, files["turn"]), settings, tools)


class ChosenModels:
    """Keeps an engine's models to what the settings name, and the settings to what could be loaded."""

    def __init__(
        self,
        settings: Settings,
        paths: Paths,
        tools: Registry,
        alter: Callable[[Callable[[Settings], Settings]], None],
    ) -> None:
        """`settings` name what is loaded already; `alter` writes what becomes of them."""
        self._wanted = self._proven = as_chosen(settings)
        self._paths, self._tools, self._alter = paths, tools, alter

    def follow(self, settings: Settings, keeper: ModelKeeper) -> None:
        """Have what the settings name loaded, and unloaded when they say so. Returns at once."""
        keeper.unload_after(settings.desktop.unload_minutes * 60)
        chosen = as_chosen(settings)
        if not all(same_model(chosen, self._wanted, kind) for kind in KINDS):
            self._wanted = chosen
            keeper.use(recipes_for(chosen, self._paths, self._tools))

    def note(self, event: EngineEvent) -> None:
        """Learn what became of it; what could not be loaded goes out of the settings. Raises SettingsError."""
        if not isinstance(event, ModelChanged):
            return
        kind = next(kind for kind in KINDS if kind == event.stage.value)
        wanted = chosen_path(self._wanted, kind, self._paths)
        name = wanted.name if wanted is not None else ""
        if event.change is ModelChange.READY and event.name == name:
            self._proven = loaded_as(self._proven, kind, self._wanted)
        elif event.change is ModelChange.KEPT and event.other == name:
            self._alter(lambda settings: self._without(settings, kind))

    def _without(self, settings: Settings, kind: Kind) -> Settings:
        """Settings that name what is proven again; a persona keeps the voice that it names."""
        by_persona = not same_model(settings, self._wanted, kind)
        return settings if by_persona else loaded_as(settings, kind, self._proven)
