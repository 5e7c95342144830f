"""Whether there is a network, as the system tells it: nothing is sent to find out."""

from __future__ import annotations


def is_online() -> bool:
    """Return False only where the system knows that there is none."""
    from PySide6.QtNetwork import QNetworkInformation  # slow to load, and seldom asked

    if QNetworkInformation.instance() is None and not QNetworkInformation.loadDefaultBackend():
        return True
    known = QNetworkInformation.instance()
    return known is None or known.reachability() is not QNetworkInformation.Reachability.Disconnected
