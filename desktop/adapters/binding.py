"""An adapter in the settings: of all answers, or of one persona's. Pure."""

from __future__ import annotations

from desktop.adapters.shelf import with_adapter
from desktop.errors import UsageError
from desktop.settings import Settings
from desktop.settings.personas import PersonaSettings
from desktop.wording import marked


def bound(settings: Settings, name: str, scale: float, persona: str) -> Settings:
    """Settings in which answers, or those of one of the user's own personas, have this adapter.

    An empty `name` means none; for a persona that is the one of the settings, and `NO_ADAPTER` means none.
    Raises UsageError when there is no such persona.
    """
    if not persona:
        return with_adapter(settings, name, scale)
    own = settings.personas.own
    if persona not in {one.name for one in own}:
        listed = ", ".join(one.name for one in own) or marked("none")
        message = marked("there is no persona {persona} of your own", persona=persona)
        raise UsageError(
            message, advice=marked("there are: {listed}; the window's settings make others", listed=listed)
        )
    changed = tuple(
        one.model_copy(update={"adapter": name, "adapter_scale": scale}) if one.name == persona else one
        for one in own
    )
    return settings.model_copy(update={"personas": PersonaSettings(own=changed, chosen=settings.personas.chosen)})
