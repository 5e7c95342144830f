"""One file from the hub into a part file, going on where an earlier try ended."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx2
from huggingface_hub.errors import HfHubHTTPError

from desktop import log
from desktop.errors import DownloadError
from desktop.models.hub import Hub, RemoteFile
from desktop.models.progress import Meter
from desktop.models.stopping import Stop
from desktop.wording import marked

_ENOUGH = 1 << 16
"""Bytes that a try must bring to count as none that failed."""
_PASSING = (408, 425, 429)
"""Refusals that pass by themselves, besides those of 500 and above."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When to try again, and when to give up."""

    tries: int = 6
    """In a row, that bring next to nothing."""
    pause_s: float = 1.0
    """Before the second of them; doubles from one to the next."""
    silence_s: float = 20.0
    """A line that brings nothing for so long is cut and tried again."""
    slowest: float = 1000.0
    """Bytes a second over `silence_s`; a slower line is cut and tried again."""


class _SlowError(httpx2.ReadTimeout):
    """Bytes come, but hardly."""


class _CutError(httpx2.ReadError):
    """The hub ended before the file did, without saying so, or sent another part of it."""


class Pull:
    """Brings one file. What came stays in the part file, whatever happens."""

    def __init__(
        self,
        hub: Hub,
        repo: str,
        commit: str,
        remote: RemoteFile,
        part: Path,
        *,
        stop: Stop,
        meter: Meter,
        patience: Patience,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hub, self._repo, self._commit, self._remote, self._part = hub, repo, commit, remote, part
        self._stop, self._meter, self._patience, self._clock = stop, meter, patience, clock

    def run(self) -> None:
        """Bring what is missing. Raises DownloadError, Cancelled; OSError when the disk does not take it."""
        failed = 0
        while (have := self._have()) < self._remote.size or not self._part.exists():
            try:
                self._try(have)
            except httpx2.HTTPError as error:
                self._stop.check()  # the cut may be our own
                self._meter.lose()
                failed = 1 if self._have() - have >= _ENOUGH else failed + 1
                if failed >= self._patience.tries or not _passing(error):
                    with self._hub.told(self._repo):
                        raise
                log.models.info("%s: %s; trying again", self._remote.path, error)
                self._stop.pause(self._patience.pause_s * 2 ** (failed - 1))

    def _have(self) -> int:
        """Bytes in the part file; one that is too long is of no use."""
        size = self._part.stat().st_size if self._part.exists() else 0
        if size > self._remote.size:
            self._part.unlink()
            self._meter.count(-size)
            return 0
        return size

    def _try(self, have: int) -> None:
        with (
            self._hub.stream(
                self._repo, self._commit, self._remote.path, offset=have, patience_s=self._patience.silence_s
            ) as response,
            self._stop.ends(response.extensions["network_stream"].get_extra_info("socket")),
        ):
            whole = response.status_code != httpx2.codes.PARTIAL_CONTENT
            if not whole and not response.headers.get("content-range", "").startswith(f"bytes {have}-"):
                raise _CutError("the hub sent another part of the file than was asked for")
            if whole:
                self._meter.count(-have)
            with self._part.open("wb" if whole else "ab") as out:
                self._copy(response, out, 0 if whole else have)

    def _copy(self, response: httpx2.Response, out: BinaryIO, have: int) -> None:
        since, before = self._clock(), have
        for block in response.iter_bytes():
            self._stop.check()
            have += len(block)
            if have > self._remote.size:
                raise DownloadError(
                    marked("{path} is longer than the hub says", path=self._remote.path),
                    advice=marked("try again later, or report it"),
                )
            out.write(block)
            self._meter.count(len(block))
            now = self._clock()
            if now - since >= self._patience.silence_s:
                if have - before < self._patience.slowest * (now - since):
                    raise _SlowError(f"only {have - before:,} bytes came in {now - since:.0f} seconds")
                since, before = now, have
        out.flush()
        os.fsync(out.fileno())
        if have < self._remote.size:
            raise _CutError("the file ended early")


def _passing(error: httpx2.HTTPError) -> bool:
    if isinstance(error, HfHubHTTPError):
        return error.response.status_code in _PASSING or error.response.status_code >= 500
    return isinstance(error, httpx2.TransportError)
