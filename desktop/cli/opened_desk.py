"""The service desk of this home, for the commands about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.packs.service_desk.desk import Desk

PACK = "service_desk"


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """The desk of this home. Raises UsageError when its pack is off, PackError when it cannot be used."""
    from desktop.packs.enabled import open_pack, pack_home
    from desktop.packs.finding import require_enabled
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    require_enabled(PACK, load_settings(paths.settings))
    pack = open_pack(PACK, paths)
    pack.opened.close()

    from desktop.packs.service_desk.entry import open_desk

    with open_desk(pack_home(pack.manifest, paths)) as desk:
        yield desk
