"""How long what comes bit by bit waits for the window, in milliseconds."""

from __future__ import annotations

BETWEEN_MS = 5
"""From some widgets to the next ones: what came meanwhile is painted and answered first."""
PAINTED_MS = 30
"""From a panel's or a page's showing until the window is arranged and painted around it."""
