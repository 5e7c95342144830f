"""Settings for scenarios, which run in a home of their own and on a device of their own."""

from __future__ import annotations

from desktop.catalog import model_path
from desktop.models.choosing import KINDS, chosen_name, with_model
from desktop.paths import Paths
from desktop.settings import NO_TURN_MODEL, Settings, with_devices


def away_from_home(settings: Settings, paths: Paths) -> Settings:
    """The same models and manners, without the user's devices and without the record of the user's team.

    Models that the settings name below `paths.models` are named by their whole path.
    """
    for kind in KINDS:
        name = chosen_name(settings, kind)
        if name and not (kind == "turn" and name == NO_TURN_MODEL):
            settings = with_model(settings, kind, str(model_path(name, kind, paths)))
    own = tuple(
        one.model_copy(update={"voice": str(model_path(one.voice, "tts", paths))}) if one.voice else one
        for one in settings.personas.own
    )
    changed = {
        "personas": settings.personas.model_copy(update={"own": own}),
        "record": settings.record.model_copy(update={"database_url": ""}),
    }
    return with_devices(settings.model_copy(update=changed), "", "")
