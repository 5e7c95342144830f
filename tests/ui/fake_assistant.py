"""An assistant that records what the window asks of it and says what the test tells it to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from desktop.engine.adapting import Adapter
from desktop.engine.model_keeper import Standing
from desktop.engine.protocols import SoundDevice
from desktop.errors import DeviceError, UsageError
from desktop.events import EngineEvent, TurnFinished
from desktop.facts import Fact
from desktop.job import Job
from desktop.observability.metrics import Metrics
from desktop.paths import Paths
from desktop.settings import Settings, save_settings, with_devices
from desktop.storage.archive_reader import ArchiveError
from desktop.storage.contexts import ContextRecord
from desktop.storage.database import Database
from desktop.storage.exported import Exported, Format, Scope
from desktop.storage.filters import Filters
from desktop.storage.importing import Imported
from desktop.storage.recordings import Recordings
from desktop.storage.statistics import Statistics
from desktop.terms import Answer, ModelNames, Outcome, Source, Stage, Timings

T = TypeVar("T")

MODELS = ModelNames(stt="stt", llm="llm", tts="tts")
CURRENT = "c" * 32


@dataclass(frozen=True, slots=True)
class FakeSession:
    id: str
    title: str
    started_at: datetime = field(default_factory=lambda: datetime.now(tz=UTC))
    turns: int = 1
    recovery_note: str = ""
    last_at: datetime = field(default_factory=lambda: datetime.now(tz=UTC))
    pinned: bool = False
    parent: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class FakeRun:
    title: str


@dataclass(frozen=True, slots=True)
class FakeTurn:
    index: int
    transcript: str
    generated: str
    heard: str = ""
    spoken: str = ""
    outcome: Outcome = Outcome.COMPLETED
    error: str = ""
    timings: Timings = field(default_factory=Timings)
    runs: tuple[FakeRun, ...] = ()
    persona: str = ""


@dataclass(frozen=True, slots=True)
class FakeHit:
    session: str
    title: str
    turn: int
    started_at: datetime
    snippet: str
    position: int


class FakePast:
    """The sessions that a test stored, newest first; finds turns whose question has the words, and marks them."""

    def __init__(self, asked: list[Any]) -> None:
        self.asked = asked
        self.stored: dict[str, tuple[FakeSession, list[FakeTurn]]] = {}
        self.filters: list[Filters] = []
        self.home: Path | None = None

    def browse(self, filters: Filters, limit: int, before: FakeSession | None = None) -> list[FakeSession]:
        self.filters.append(filters)
        listed = [
            session
            for session, _turns in self.stored.values()
            if session.deleted == filters.deleted and filters.pinned in (None, session.pinned)
        ]
        start = listed.index(before) + 1 if before is not None else 0
        return listed[start : start + limit]

    def find(
        self, query: str, filters: Filters, limit: int, *, before: int | None, stale: Callable[[], bool]
    ) -> list[FakeHit]:
        self.asked.append(("find", query))
        hits = []
        for number, (session, turn) in enumerate((s, t) for s, turns in self.stored.values() for t in turns):
            if query in turn.transcript and not session.deleted:
                snippet = turn.transcript.replace(query, f"\x02{query}\x03")
                hits.append(FakeHit(session.id, session.title, turn.index, session.last_at, snippet, number))
        return hits[:limit]

    def choices(self) -> tuple[list[str], list[str]]:
        return ["cook"], ["llama"]

    def statistics(self, session: str | None, since: datetime | None) -> Statistics:
        self.asked.append(("statistics", session, since))
        chosen = [pair for one, pair in self.stored.items() if session in (None, one)]
        turns = sum(len(turns) for _, turns in chosen)
        return Statistics(sessions=len(chosen), turns=turns, personas=Counter(cook=len(chosen)))

    def context(self, session: str, turn: int) -> ContextRecord | None:
        return ContextRecord((("system", "Be brief."), ("user", "hello \x07")), 12) if turn == 2 else None

    def read(self, query: Callable[[Database, Recordings], T]) -> T:
        assert self.home is not None, "a test that reads says where"
        with Database.open(self.home / "sotto.db") as database:
            return query(database, Recordings(self.home / "recordings"))

    def export(self, scope: Scope, form: Format, file: Path, job: Job, *, bom: bool = False) -> Exported:
        job.tell("writing", 0.5)
        self.asked.append(("export", scope, form, file, bom))
        return Exported(len(self.stored), sum(len(turns) for _, turns in self.stored.values()))

    def take_in(self, file: Path, job: Job) -> Imported:
        self.asked.append(("import", file))
        if not file.exists() or not file.read_text():
            raise ArchiveError(f"{file} is not a file")
        job.tell("reading")
        return Imported(sessions=["a" * 32], turns=3, skipped=["b" * 32, "c" * 32])

    def rename(self, session: str, title: str) -> None:
        self._change(session, title=title)

    def pin(self, session: str, *, pinned: bool) -> None:
        self._change(session, pinned=pinned)

    def delete(self, session: str) -> None:
        self._change(session, deleted=True)

    def restore(self, session: str) -> None:
        self._change(session, deleted=False)

    def _change(self, session: str, **changes: Any) -> None:
        stored, turns = self.stored[session]
        self.stored[session] = (replace(stored, **changes), turns)


class FakeFacts:
    """Facts in memory; `error` is raised by what changes them."""

    def __init__(self) -> None:
        self.kept: list[Fact] = []
        self.error: UsageError | None = None

    def all(self) -> list[Fact]:
        return list(self.kept)

    def add(self, text: str, session: str = "", turn: int = 0) -> tuple[Fact, bool]:
        self._fail()
        at = datetime(2026, 3, 1, 12, tzinfo=UTC)
        fact = Fact(1 + max((one.id for one in self.kept), default=0), text, at, None, session, turn)
        self.kept.insert(0, fact)
        return fact, True

    def edit(self, fact: int, text: str) -> Fact:
        self._fail()
        at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        self.kept = [replace(one, text=text, changed_at=at) if one.id == fact else one for one in self.kept]
        return next(one for one in self.kept if one.id == fact)

    def forget(self, fact: int) -> Fact:
        self._fail()
        gone = next(one for one in self.kept if one.id == fact)
        self.kept.remove(gone)
        return gone

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


class FakeModels:
    """Models that stand as the test says."""

    def __init__(self) -> None:
        self.shown: list[Standing] = []
        self.cancelled: list[Stage] = []

    def standing(self) -> list[Standing]:
        return self.shown

    def cancel(self, stage: Stage) -> None:
        self.cancelled.append(stage)


class FakeAssistant:
    def __init__(self, post: Callable[[EngineEvent], None]) -> None:
        self._post = post
        self.session = CURRENT
        self.asked: list[Any] = []
        self.settings = Settings()
        self.metrics = Metrics()
        self.tools = {"calculate": "Works out a sum.", "set_timer": "Sets a timer."}
        self.pack_personas = ["Sophie"]
        self.hands_free = False
        self.models = FakeModels()
        self.connected: list[SoundDevice] = []
        self.device_error: DeviceError | None = None
        self.past, self.facts = FakePast(self.asked), FakeFacts()
        self.broken: FakeSession | None = None
        self.worn: Adapter | None = None

    def store(self, session: str, title: str, *turns: FakeTurn, days_ago: int = 0) -> None:
        started = datetime.now(tz=UTC) - timedelta(days=days_ago)
        self.past.stored[session] = (FakeSession(session, title, started, len(turns), last_at=started), list(turns))

    def emit(self, event: type[Any], turn: int = 1, at: float = 0.0, session: str = "", **facts: Any) -> None:
        self._post(event(session=session or self.session, turn=turn, at=at, **facts))

    def finish(self, turn: int = 1, outcome: Outcome = Outcome.COMPLETED, **facts: Any) -> None:
        texts = dict.fromkeys(("transcript", "generated", "spoken", "heard"), "")
        told = {**texts, "timings": Timings(), **facts}
        fixed = {
            "source": Source.VOICE,
            "language": "en",
            "confidence": 1.0,
            "audio_s": 1.0,
            "models": MODELS,
        }
        self.emit(TurnFinished, turn, outcome=outcome, **fixed, **told)

    def press(self) -> None:
        self.asked.append("press")

    def release(self) -> None:
        self.asked.append("release")

    def cancel(self) -> None:
        self.asked.append("cancel")

    def send_text(self, text: str) -> None:
        self.asked.append(("send_text", text))

    def answer(self, number: int, answer: Answer) -> None:
        self.asked.append(("answer", number, answer))

    @property
    def adapting(self) -> SimpleNamespace:
        return SimpleNamespace(worn=self.worn)

    def reread(self) -> None:
        self.asked.append("reread")

    def new_session(self) -> None:
        self.asked.append("new_session")
        self.session = f"{len(self.asked):032x}"

    def resume(self, session_id: str) -> list[FakeTurn]:
        self.asked.append(("resume", session_id))
        self.session = session_id
        return self.turns(session_id)

    def broken_off(self) -> FakeSession | None:
        return self.broken

    def go_on(self, session_id: str, job: Job | None = None) -> list[FakeTurn]:
        self.asked.append(("go_on", session_id))
        self.session = session_id
        return self.turns(session_id)

    def branch(self, session_id: str, through: int) -> list[FakeTurn]:
        self.asked.append(("branch", session_id, through))
        turns = [turn for turn in self.turns(session_id) if turn.index <= through]
        self.session = "d" * 32
        return turns

    def replay(self, session_id: str, turn: int) -> None:
        self.asked.append(("replay", session_id, turn))

    def play_chime(self) -> None:
        self.asked.append("play_chime")

    def turns(self, session_id: str) -> list[FakeTurn]:
        return self.past.stored[session_id][1] if session_id in self.past.stored else []

    def devices(self) -> list[SoundDevice]:
        if self.device_error is not None:
            raise self.device_error
        return self.connected

    def use_devices(self, *, microphone: str, speaker: str) -> None:
        self.settings = with_devices(self.settings, microphone, speaker)
        self.asked.append(("use_devices", microphone, speaker))

    def set_hands_free(self, on: bool) -> None:
        self.hands_free = on
        self.asked.append(("set_hands_free", on))

    def alter(self, how: Callable[[Settings], Settings]) -> None:
        self.settings = how(self.settings)
        save_settings(self.settings, Paths.from_environment().settings)
        self.asked.append("alter")

    def close(self) -> None:
        self.asked.append("close")
