"""Topic loggers: one per room, all under `sotto`."""

from __future__ import annotations

import logging

engine = logging.getLogger("sotto.engine")
audio = logging.getLogger("sotto.audio")
models = logging.getLogger("sotto.models")
storage = logging.getLogger("sotto.storage")
ui = logging.getLogger("sotto.ui")
