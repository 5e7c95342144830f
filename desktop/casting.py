"""The personas of the settings and of the packs, ready for the engine to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktop.adapters.fitting import fits
from desktop.adapters.shelf import adapter_path, chosen_adapter
from desktop.documents.library import Library
from desktop.engine.adapting import Adapter
from desktop.engine.character import Character
from desktop.engine.knowledge.documents import DocumentSource
from desktop.engine.knowledge.facts import FactSource
from desktop.engine.routing import Bounds, Routing
from desktop.engine.tools.facts import FactKeeper, Said, fact_tools
from desktop.extensions import Extensions
from desktop.models.choosing import chosen_path
from desktop.paths import Paths
from desktop.personas import answering, as_chosen, manner
from desktop.settings import NO_ADAPTER, Settings
from desktop.settings.kept import KeptSettings

if TYPE_CHECKING:
    from desktop.engine.answer_cache import AnswerCache
    from desktop.engine.parts import Parts
    from desktop.engine.tape import Tape


def instructions(settings: Settings, extensions: Extensions) -> Callable[[], str]:
    """What tells the model about itself: one of the user's own personas does so in its own words, also where a pack
    has one of that name."""
    chosen = as_chosen(settings).language_model
    if settings.personas.mine is not None:
        return lambda: chosen.system_prompt
    return partial(extensions.instructions, chosen)


def other_character(before: Settings, settings: Settings, extensions: Extensions, paths: Paths) -> Character | None:
    """Who is to answer by these settings, if that is another persona than before, or other than it was.

    Its voice comes as that of the settings does, see `equipment.ChosenModels`.
    """
    return _character(settings, extensions, paths) if manner(settings) != manner(before) else None


def _character(settings: Settings, extensions: Extensions, paths: Paths) -> Character:
    now = manner(settings)
    return Character(
        name=now.name,
        instructions=instructions(settings, extensions),
        tools=now.tools,
        allowed=settings.tools.allowed,
        language=now.language,
        length_scale=now.length_scale,
        temperature=now.temperature,
        adapter=adapter_of(as_chosen(settings), extensions, paths),
        quotes=_quotes(settings, extensions),
    )


def _quotes(settings: Settings, extensions: Extensions) -> bool:
    """Whether words of others stand in what the persona is told about itself."""
    return settings.personas.mine is None and extensions.packs.tells_of_others(manner(settings).name)


def adapter_of(chosen: Settings, extensions: Extensions, paths: Paths) -> Adapter | None:
    """The adapter that the settings name, in which the persona's choice already stands; where they name none, the one
    of the pack whose persona answers, if it fits the language model."""
    found = chosen_adapter(chosen, paths)
    if found is not None:
        return Adapter(*found)
    name = chosen.language_model.persona
    own = chosen.personas.mine is not None or chosen.language_model.adapter == NO_ADAPTER
    path = adapter_path("" if own else extensions.packs.adapter(name), paths)
    model = chosen_path(chosen, "llm", paths)
    return Adapter(path) if path is not None and model is not None and fits(path, model) else None


class SettingsCast:
    """Those that there are now, by the settings as they stand: see `engine.company.Cast`."""

    def __init__(self, kept: KeptSettings, extensions: Extensions, paths: Paths) -> None:
        self._kept, self._extensions, self._paths = kept, extensions, paths

    @property
    def names(self) -> Sequence[str]:
        """The one of the settings, the user's own, those of packs; of two of one name the first."""
        settings = self._kept.now
        own = [persona.name for persona in settings.personas.own]
        return list(dict.fromkeys([settings.language_model.persona, *own, *self._extensions.personas]))

    @property
    def hands_over(self) -> bool:
        """As the settings have it."""
        return self._kept.now.personas.hand_over

    def character(self, name: str) -> Character | None:
        """One of them, as it is now."""
        known = name in self.names
        return _character(answering(self._kept.now, name), self._extensions, self._paths) if known else None


def equipped(
    parts: Parts,
    kept: KeptSettings,
    extensions: Extensions,
    tape: Tape | None,
    paths: Paths,
    answers: AnswerCache | None,
    facts: FactKeeper,
) -> Parts:
    """Parts of an engine that follows the settings as they stand: its personas, and which model answers what.

    The model is told of the tools over `facts`, too, and where a folder is named of the one over documents.
    """
    quotes = _quotes(kept.now, extensions)
    parts.consent.adopt(manner(kept.now).name, kept.now.tools.allowed, quotes=quotes)
    said, documents = Said(), DocumentSource(Library(lambda: kept.now.documents, paths))
    for tool in [*fact_tools(facts, said), *([documents.tool] if kept.now.documents.folders else [])]:
        parts.tools.put(tool)
    parts.model.tell(parts.tools.schemas())
    return replace(
        parts,
        sources=(FactSource(facts, said), documents),
        tape=tape,
        answers=answers,
        cast=SettingsCast(kept, extensions, paths),
        routing=lambda: routing(kept.now),
    )


def routing(settings: Settings) -> Routing | None:
    """Which questions go to the larger model; None where there is none."""
    if not settings.language_model.larger:
        return None
    chosen = settings.router
    return Routing(Bounds(chosen.long_words, chosen.topics), chosen.least_sure)
