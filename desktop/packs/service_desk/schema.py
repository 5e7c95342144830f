"""The steps of the desk's schema, in their order."""

from __future__ import annotations

from desktop.packs.service_desk.version1 import VERSION_1
from desktop.packs.service_desk.version2 import VERSION_2
from desktop.packs.service_desk.version3 import VERSION_3

DESK_MIGRATIONS = (VERSION_1, VERSION_2, VERSION_3)
