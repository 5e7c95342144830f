"""What the window needs of the past conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from desktop.job import Job
from desktop.storage.exported import Exported, Format, Scope
from desktop.storage.filters import Filters

if TYPE_CHECKING:
    from desktop.storage.database import Database
    from desktop.storage.recordings import Recordings

T = TypeVar("T")


class SessionLike(Protocol):
    """A past session, as storage hands it over."""

    @property
    def id(self) -> str:
        """32 hexadecimal digits."""

    @property
    def title(self) -> str:
        """What it was about; may be empty."""

    @property
    def last_at(self) -> datetime:
        """When its newest turn began; UTC."""

    @property
    def turns(self) -> int:
        """Number of turns."""

    @property
    def pinned(self) -> bool:
        """Whether it stays at the top."""

    @property
    def parent(self) -> str:
        """Id of the session it branched from; empty for none."""


class HitLike(Protocol):
    """A turn or a title that was found, as storage hands it over."""

    @property
    def session(self) -> str:
        """Id of its session."""

    @property
    def title(self) -> str:
        """Title of its session; may be empty."""

    @property
    def turn(self) -> int:
        """Its number, from 1; 0 when the title was found."""

    @property
    def started_at(self) -> datetime:
        """UTC."""

    @property
    def snippet(self) -> str:
        """What stands around the words; each is between the characters 2 and 3."""

    @property
    def position(self) -> int:
        """Where the next page begins."""


class LatencyLike(Protocol):
    """Percentiles of one stage, in milliseconds."""

    @property
    def p50(self) -> float:
        """The median."""

    @property
    def p95(self) -> float:
        """Of 100 turns, 95 took no longer."""


class StatisticsLike(Protocol):
    """What a conversation, or a period, comes to; `storage.statistics` says what the numbers mean."""

    sessions: int
    turns: int
    seconds: float
    spoken_seconds: float
    words_asked: int
    words_answered: int
    words_heard: int
    interruption_rate: float | None
    error_rate: float | None

    @property
    def outcomes(self) -> Mapping[str, int]:
        """Turns by how they ended."""

    @property
    def models(self) -> Mapping[str, int]:
        """Turns by language model."""

    @property
    def tools(self) -> Mapping[str, int]:
        """Calls by tool."""

    @property
    def personas(self) -> Mapping[str, int]:
        """Sessions by persona."""

    @property
    def end_reasons(self) -> Mapping[str, int]:
        """Sessions by why they ended."""

    @property
    def latencies(self) -> Mapping[str, LatencyLike]:
        """Percentiles by stage."""


class ContextLike(Protocol):
    """What the model was shown for a turn."""

    @property
    def messages(self) -> Sequence[tuple[str, str]]:
        """Roles and contents."""

    @property
    def tokens(self) -> int | None:
        """As the model counts them."""


class ImportedLike(Protocol):
    """What an import came to."""

    @property
    def sessions(self) -> Sequence[str]:
        """Ids of those that were stored."""

    @property
    def skipped(self) -> Sequence[str]:
        """Ids of those that were there already."""


class PastLike(Protocol):
    """The past conversations. Every method may wait for the disk and raise a UserFacingError."""

    def browse(self, filters: Filters, limit: int, before: Any = None) -> Sequence[SessionLike]:
        """Return up to `limit` sessions, newest first; the page after the session `before`."""

    def find(
        self, query: str, filters: Filters, limit: int, *, before: int | None, stale: Callable[[], bool]
    ) -> Sequence[HitLike]:
        """Return up to `limit` turns, newest first; may return fewer once `stale()` is true."""

    def choices(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the personas and the language models there are."""

    def statistics(self, session: str | None, since: datetime | None) -> StatisticsLike:
        """Return the numbers of a session, or of all turns outside of the bin since an aware time."""

    def context(self, session: str, turn: int) -> ContextLike | None:
        """Return what the model was shown for a turn; None where that is not known."""

    def read(self, query: Callable[[Database, Recordings], T]) -> T:
        """Return what `query` reads from database and recordings."""

    def export(self, scope: Scope, form: Format, file: Path, job: Job, *, bom: bool = False) -> Exported:
        """Write conversations to a file, which may be replaced. Raises Cancelled too."""

    def take_in(self, file: Path, job: Job) -> ImportedLike:
        """Store the conversations that an exported file holds, all of them or none. Raises Cancelled too."""

    def rename(self, session: str, title: str) -> None:
        """Give a session another title."""

    def pin(self, session: str, *, pinned: bool) -> None:
        """Keep a session at the top, or no longer."""

    def delete(self, session: str) -> None:
        """Put a session into the bin."""

    def restore(self, session: str) -> None:
        """Take a session out of the bin."""
