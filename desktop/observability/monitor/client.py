"""Watching a running Sotto: the lines of its stream, one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from desktop.errors import UserFacingError
from desktop.observability.address import read_address
from desktop.observability.monitor.access import offered, read_token
from desktop.observability.monitor.wanted import Wanted
from desktop.paths import Paths

SNAPSHOT, METRICS, MISSED, REFUSED = (f"monitor.{kind}" for kind in ("snapshot", "metrics", "missed", "refused"))
_NONE_RUNS = "no running Sotto can be watched"
_ADVICE = "start Sotto with `server = true` under [monitor] in settings.toml"
_OPEN_S = 5.0
_LARGEST = 1 << 26
"""Bytes of a message: a snapshot comes with a hundred lines of the past."""


def page_address(paths: Paths) -> str:
    """Return the address of the web page, with the key behind the #, which no browser sends anywhere.

    Raises UserFacingError when no running Sotto can be watched: it is asked, for the address of one that was killed
    stays behind.
    """
    url, key = _found(paths)
    with watching(paths, Wanted(metrics=False)):
        pass
    return f"{url.replace('ws://', 'http://', 1).removesuffix('stream')}#{key}"


@contextmanager
def watching(paths: Paths, wanted: Wanted) -> Iterator[Iterator[str]]:
    """Give the lines of the stream, the snapshot first; they end when Sotto does.

    Raises UserFacingError when no running Sotto can be watched, or when it sends this client away.
    """
    url, key = _found(paths)
    protocols = [Subprotocol(one) for one in offered(key)]
    try:
        connection = connect(
            url, subprotocols=protocols, proxy=None, compression=None, open_timeout=_OPEN_S, max_size=_LARGEST
        )
    except InvalidStatus as error:
        message = (
            f"the running Sotto refuses to be watched: {error.response.status_code} {error.response.reason_phrase}"
        )
        raise UserFacingError(message, advice="wait until fewer programs watch it, or start it again") from error
    except (OSError, InvalidHandshake) as error:
        raise UserFacingError(_NONE_RUNS, advice=_ADVICE) from error
    with connection:
        connection.send(wanted.model_dump_json())
        yield _lines(connection)


def _found(paths: Paths) -> tuple[str, str]:
    url, key = read_address(paths.monitor_address, "ws"), read_token(paths.monitor_key)
    if url is None or key is None:
        raise UserFacingError(_NONE_RUNS, advice=_ADVICE)
    return url, key


def _lines(connection: ClientConnection) -> Iterator[str]:
    while True:
        try:
            message = connection.recv(decode=True)
        except ConnectionClosed as end:
            if end.rcvd is not None and end.rcvd.code == 1001:  # Sotto ends
                return
            reason = end.rcvd.reason if end.rcvd is not None else ""
            told = (
                f"the running Sotto sent this monitor away: {reason}" if reason else "the connection to Sotto broke"
            )
            raise UserFacingError(told, advice="start `sotto monitor` again") from end
        yield from message.splitlines()


def parse(line: str) -> dict[str, Any]:
    """What a line tells; nothing for one that is none."""
    try:
        fields = json.loads(line)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
