"""Qt widgets: they receive plain values and emit intentions."""

from __future__ import annotations

import builtins


def _load_qt() -> None:
    """Load Qt with Python's own import in force afterwards.

    PySide (6.11) puts another in its place, for `from __feature__ import`, which nobody here asks for: it reads the
    source of every module that is loaded from then on, keeps each line of it, and makes each `import` take ten times
    as long.
    """
    own = builtins.__import__
    import PySide6.QtCore

    builtins.__import__ = own
    del PySide6


_load_qt()
