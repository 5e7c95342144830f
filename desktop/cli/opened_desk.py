"""The service desk of this home, for the commands about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop.errors import UsageError

if TYPE_CHECKING:
    from desktop.packs.personas import Prompt
    from desktop.packs.service_desk.desk import Desk

PACK = "service_desk"


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """The desk of this home. Raises UsageError when its pack is off, PackError when it cannot be used."""
    from desktop.packs.enabled import open_pack, pack_home
    from desktop.packs.finding import find_pack, require_enabled
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    require_enabled(PACK, load_settings(paths.settings))
    pack = open_pack(PACK, paths)
    pack.opened.close()

    from desktop.packs.service_desk.entry import open_desk

    with open_desk(pack_home(pack.manifest, find_pack(PACK, paths), paths.pack_data / PACK)) as desk:
        yield desk


def call_prompt(persona: str, circumstances: Mapping[str, str]) -> tuple[Prompt, str]:
    """Which of a persona's prompts a call begins with, and its text.

    Raises UsageError when none fits, UserFacingError when the circumstances are none.
    """
    from desktop.packs.enabled import open_packs
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    packs = open_packs(load_settings(paths.settings), paths)
    try:
        found = packs.prompt(persona, circumstances)
    finally:
        packs.close()
    if found is None:
        advice = "choose another persona, or somebody with an appointment or work done these days"
        phone = circumstances.get("phone", "")
        raise UsageError(f"{persona} has no reason to speak with {phone or 'somebody unknown'}", advice=advice)
    return found
