"""What an assistant works with: the models, the tools built in, and those of packs and tool servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from desktop.casting import adapter_of, instructions
from desktop.catalog import ModelFiles, find_models, model_path
from desktop.documents.library import Library
from desktop.engine.backends.assemble import gather_tools, larger_model, load_parts, make_recipes
from desktop.engine.recipes import Recipe
from desktop.engine.tools import history
from desktop.engine.tools.documents import documents_tool
from desktop.engine.tools.facts import Said, fact_tools
from desktop.errors import ModelError, PackError
from desktop.events import EngineEvent, EngineReady, ModelChanged
from desktop.extensions import Extensions, open_extensions
from desktop.formats import Kind
from desktop.job import Job
from desktop.memory import FactsOfHome
from desktop.models.choosing import KINDS, chosen_path, loaded_as, same_model
from desktop.past import exchange_of, read_history
from desktop.paths import Paths
from desktop.personas import answering, as_chosen, manner
from desktop.settings import Settings
from desktop.terms import ModelChange, Stage
from desktop.wording import marked

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
    extensions = open_extensions(settings, paths, now)
    extensions.note([*trouble, *_without_persona(settings, extensions)])
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
    told, adapter = instructions(settings, extensions), adapter_of(chosen, extensions, paths)
    return replace(parts, instructions=told, language=character.language, adapter=adapter), extensions


def _without_persona(settings: Settings, extensions: Extensions) -> list[PackError]:
    """What is to be told where the chosen persona is neither the user's own nor that of a pack that is on."""
    name = settings.personas.chosen
    if name in ("", settings.language_model.persona, *extensions.personas) or settings.personas.mine is not None:
        return []
    message = marked("the chosen persona {name} is not there: the usual instructions answer in its place", name=name)
    advice = marked("switch its pack on (`sotto packs list`), or choose another one: `sotto personas use`")
    return [PackError(message, advice=advice)]


def _find(settings: Settings, paths: Paths) -> tuple[ModelFiles, list[ModelError]]:
    """The models, with the persona's voice; where only that is wrong, the settings' voice, and what is wrong."""
    try:
        return find_models(as_chosen(settings), paths), []
    except ModelError as error:
        return find_models(settings, paths), [error]


@contextmanager
def open_tools(settings: Settings, paths: Paths) -> Iterator[tuple[Registry, Extensions]]:
    """All tools, without a conversation: no model is loaded, no timer rings, no server runs before it is called."""
    extensions = open_extensions(settings, paths)
    library = Library(lambda: settings.documents, paths)
    documents = [documents_tool(library.find)] if library.on else []
    more = [*fact_tools(FactsOfHome(paths), Said()), *documents, *extensions.tools]
    registry, _ = gather_tools(paths.home, lambda query, limit: _search(paths, query, limit), more)
    try:
        yield registry, extensions
    finally:
        try:
            extensions.servers.close()  # what a call waits for ends with them
            registry.close()
        finally:
            library.close()
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
    return make_recipes(ModelFiles(stt, llm, tts, files["turn"], files["wake"]), settings, tools)


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
        self._settings, self._keeper, self._who = settings, cast("ModelKeeper | None", None), ""

    def follow(self, settings: Settings, keeper: ModelKeeper) -> None:
        """Have what the settings name loaded, and unloaded when they say so. Returns at once."""
        self._settings, self._keeper = settings, keeper
        keeper.unload_after(settings.desktop.unload_minutes * 60)
        keeper.lend(Stage.LARGER_MODEL, self._larger(settings), settings.router.idle_minutes * 60)
        chosen = as_chosen(answering(settings, self._who))
        if not all(same_model(chosen, self._wanted, kind) for kind in KINDS):
            self._wanted = chosen
            keeper.use(recipes_for(chosen, self._paths, self._tools))

    def _larger(self, settings: Settings) -> Recipe | None:
        name = settings.language_model.larger
        return larger_model(model_path(name, "llm", self._paths), as_chosen(settings), self._tools) if name else None

    def note(self, event: EngineEvent) -> None:
        """Learn what became of it; what could not be loaded goes out of the settings. Raises SettingsError."""
        if isinstance(event, EngineReady) and event.persona != self._who:
            self._who = event.persona  # its voice is to speak, also where it answers in this session only
            if self._keeper is not None:
                self.follow(self._settings, self._keeper)
        if not isinstance(event, ModelChanged) or event.stage is Stage.LARGER_MODEL:
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
