"""Long work told of on a terminal, and stopped with Ctrl+C."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from desktop.errors import Cancelled
from desktop.job import Job

INTERRUPTED = 130
"""Exit code of work that Ctrl+C stopped."""


@contextmanager
def terminal_job(stopped: str = "stopped; nothing was changed") -> Iterator[Job]:
    """Yield work that is told of on standard error, if that is a terminal; Ctrl+C stops it, which `stopped` says,
    and the command ends."""
    terminal = sys.stderr.isatty()

    def tell(words: str, share: float | None) -> None:
        if terminal:
            far = f" {share:.0%}" if share is not None else "…"
            print(f"\r\033[K{words}{far}", end="", file=sys.stderr, flush=True)

    job = Job(tell)
    before = signal.signal(signal.SIGINT, lambda *_: job.stop())
    try:
        yield job
    except Cancelled:
        print("\r\033[K" * terminal + stopped, file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGINT, before)
        if terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
