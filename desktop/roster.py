"""Who can answer: the persona of the settings, the user's own, and those of the packs that are switched on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop.errors import PackError, UsageError
from desktop.packs.finding import find_pack
from desktop.packs.manifest import read_manifest
from desktop.paths import Paths
from desktop.personas import as_chosen
from desktop.settings import NO_ADAPTER, Settings
from desktop.wording import marked


class Origin(StrEnum):
    """Where a persona comes from."""

    SETTINGS = "settings"
    OWN = "own"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Listed:
    """One persona, with what it would answer as."""

    name: str
    origin: Origin
    pack: str
    """Name of its pack; empty for another's."""
    answers: bool
    """Whether it is the chosen one."""
    prompts: tuple[str, ...]
    """What the model is told about itself; of a pack one for each kind of conversation, the most demanding first."""
    prompt_names: tuple[str, ...]
    """Of a pack what each of them is called; empty for another's."""
    voice: str
    """As the settings name one; empty for the starter's."""
    length_scale: float
    language: str
    """ISO 639 code; empty for what the recogniser expects by itself."""
    temperature: float
    adapter: str
    """What the language model wears for it, where that fits; empty for nothing."""
    tools: tuple[str, ...] | None = field(default=None)
    """None for all."""


def roster(settings: Settings, paths: Paths) -> Sequence[Listed]:
    """Every persona, as the window lists them. A pack that cannot be read brings none; nothing of one is imported."""
    base = _listed(settings, settings.language_model.persona, "", Origin.SETTINGS)
    own = [_listed(settings, one.name, one.name, Origin.OWN) for one in settings.personas.own]
    names = {one.name for one in own}
    brought = [one for pack in settings.packs.enabled for one in _of_pack(settings, pack, paths)]
    listed = [base, *own, *(one for one in brought if one.name not in names)]
    chosen = settings.personas.chosen
    answering = next((one for one in listed[1:] if one.name == chosen), base)
    return [replace(one, answers=one is answering) for one in listed]


def find_persona(name: str, listed: Sequence[Listed]) -> Listed:
    """The persona of that name, whatever its case. Raises UsageError."""
    found = [one for one in listed if one.name == name] or [
        one for one in listed if one.name.casefold() == name.strip().casefold()
    ]
    if not found:
        names = ", ".join(one.name for one in listed)
        raise UsageError(
            marked("there is no persona {name}", name=name), advice=marked("choose one of {names}", names=names)
        )
    return found[0]


def choosing(settings: Settings, persona: Listed) -> Settings:
    """Settings in which that persona answers."""
    name = "" if persona.origin is Origin.SETTINGS else persona.name
    return settings.model_copy(update={"personas": settings.personas.model_copy(update={"chosen": name})})


def _listed(settings: Settings, name: str, chosen: str, origin: Origin, pack: str = "") -> Listed:
    alone = settings.model_copy(update={"personas": settings.personas.model_copy(update={"chosen": chosen})})
    mine, heard = alone.personas.mine, as_chosen(alone)
    return Listed(
        name=name,
        origin=origin,
        pack=pack,
        answers=False,
        prompts=(heard.language_model.system_prompt,),
        prompt_names=(),
        voice=heard.voice.model,
        length_scale=heard.voice.length_scale,
        language=mine.language if mine else "",
        temperature=heard.language_model.temperature,
        adapter="" if heard.language_model.adapter == NO_ADAPTER else heard.language_model.adapter,
        tools=mine.tools if mine and not mine.every_tool else None,
    )


def _of_pack(settings: Settings, pack: str, paths: Paths) -> Sequence[Listed]:
    try:
        manifest = read_manifest(find_pack(pack, paths))
    except PackError:  # `sotto packs list` says what is wrong with it
        return []
    return [
        replace(
            _listed(settings, one.name, one.name, Origin.PACK, pack),
            prompts=tuple(each.text for each in one.prompts),
            prompt_names=tuple(each.name for each in one.prompts),
            adapter=_adapter(settings, one.adapter),
        )
        for one in manifest.personas
    ]


def _adapter(settings: Settings, own: str) -> str:
    """The adapter of a pack's persona: its own where the settings name none, and want one at all."""
    chosen = settings.language_model.adapter
    return "" if chosen == NO_ADAPTER else chosen or own
