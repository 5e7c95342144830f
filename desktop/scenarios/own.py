"""Settings for scenarios, which run in a home of their own and on a device of their own."""

from __future__ import annotations

from desktop.adapters.shelf import adapter_path
from desktop.catalog import model_path
from desktop.models.choosing import KINDS, chosen_name, with_model
from desktop.paths import Paths
from desktop.settings import NO_TURN_MODEL, Settings, with_devices
from desktop.settings.personas import Persona


def away_from_home(settings: Settings, paths: Paths) -> Settings:
    """The same models and manners, without the user's devices, without the record of the user's team, without
    answers that are given again, and without a wake word, which their recordings do not say.

    Models and adapters that the settings name below the home are named by their whole path.
    """
    for kind in KINDS:
        name = chosen_name(settings, kind)
        if name and not (kind == "turn" and name == NO_TURN_MODEL):
            settings = with_model(settings, kind, str(model_path(name, kind, paths)))
    own = tuple(_persona_away(one, paths) for one in settings.personas.own)
    thinking = settings.language_model
    changed = {
        "language_model": thinking.model_copy(update={"adapter": _whole(thinking.adapter, paths)}),
        "cache": settings.cache.model_copy(update={"answers": False}),
        "personas": settings.personas.model_copy(update={"own": own}),
        "wake": settings.wake.model_copy(update={"on": False}),
        "record": settings.record.model_copy(update={"database_url": ""}),
    }
    return with_devices(settings.model_copy(update=changed), "", "")


def _persona_away(persona: Persona, paths: Paths) -> Persona:
    voice = str(model_path(persona.voice, "tts", paths)) if persona.voice else ""
    return persona.model_copy(update={"voice": voice, "adapter": _whole(persona.adapter, paths)})


def _whole(adapter: str, paths: Paths) -> str:
    """An adapter by its whole path; none stays none."""
    path = adapter_path(adapter, paths)
    return adapter if path is None else str(path)
