"""What an assistant works with: the models, the tools built in, and those of the enabled packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktop.catalog import ModelFiles, find_models
from desktop.engine.backends.assemble import gather_tools, load_parts, make_recipes
from desktop.engine.recipes import Recipe
from desktop.engine.tools import history
from desktop.events import EngineEvent, ModelChanged
from desktop.job import Job
from desktop.models.choosing import KINDS, chosen_path, loaded_as, same_model
from desktop.packs.enabled import EnabledPacks, open_packs
from desktop.past import exchange_of, read_history
from desktop.paths import Paths
from desktop.recovering import recoverer
from desktop.settings import Settings
from desktop.storage.recorder import Recorder
from desktop.storage.recordings import Recordings
from desktop.storage.sound_keeper import SoundKeeper
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
) -> tuple[Parts, EnabledPacks]:
    """Open the packs and load the parts of an engine, see `load_parts`, with their tools and instructions.

    Raises ModelError, Cancelled; a pack that cannot be opened is left out.
    """
    models, packs = find_models(settings, paths), open_packs(settings, paths)
    try:
        home, more = paths.home, packs.tools
        parts = load_parts(
            models, settings, home, microphone, speaker, sound=sound, search=search, more=more, ring=ring, job=job
        )
    except BaseException:
        packs.close()
        raise
    return replace(parts, instructions=partial(packs.instructions, settings.language_model)), packs


def make_recorders(
    settings: Settings, paths: Paths, on_problem: Callable[[str, str], None], *, resident: bool
) -> tuple[Recorder, SoundKeeper | None]:
    """What keeps the conversations, and their sound if that is wanted; with `resident` the former examines sessions
    that broke off."""
    rescue = recoverer(settings, paths) if resident else None
    recorder = Recorder(paths.database, on_problem, rescue=rescue, url=settings.record.database_url)
    keep, place = settings.record.keep_audio, Recordings(paths.recordings)
    return recorder, SoundKeeper(place, recorder.put_audio, on_problem) if keep else None


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
        self._wanted = self._proven = settings
        self._paths, self._tools, self._alter = paths, tools, alter

    def follow(self, settings: Settings, keeper: ModelKeeper) -> None:
        """Have what the settings name loaded, and unloaded when they say so. Returns at once."""
        keeper.unload_after(settings.desktop.unload_minutes * 60)
        if not all(same_model(settings, self._wanted, kind) for kind in KINDS):
            self._wanted = settings
            keeper.use(recipes_for(settings, self._paths, self._tools))

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
            self._alter(lambda settings: loaded_as(settings, kind, self._proven))
