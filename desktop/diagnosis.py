"""All there is to know of an installation at once, without what was said unless that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.diagnostics import Check, diagnose
from desktop.errors import DatabaseError, UserFacingError
from desktop.machine import ModelFile, changed, installation, model_bytes, model_files, without_names
from desktop.observability.insights.facts import Facts, Insight
from desktop.observability.insights.rules import insights
from desktop.observability.log_facts import LogFacts, gather
from desktop.observability.log_reading import LogFilter, Tail
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.storage.backups import Backups
from desktop.storage.contents import read_contents
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.records import TurnRecord
from desktop.storage.repeats import repeats
from desktop.storage.statistics import Statistics, statistics
from desktop.terms import Outcome

PERIOD = timedelta(days=30)
"""What timings and advice are of."""
_PLAIN = (
    "index", "outcome", "progress", "source", "language", "confidence", "no_speech", "audio_s", "prompt_tokens",
    "reply_tokens", "message_type", "speakability",
)  # fmt: skip
"""Of a turn, what nobody said."""
_WORDS = ("transcript", "generated", "spoken", "heard", "error")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found; everything but `checks` and `advice` is as JSON takes it."""

    at: str
    """UTC."""
    installation: Mapping[str, str | int]
    settings: Mapping[str, Any]
    """Those that are not the usual ones."""
    checks: Sequence[Check]
    models: Sequence[ModelFile]
    database: Mapping[str, Any]
    """Counts and sizes; empty where it cannot be opened."""
    timings: Mapping[str, Mapping[str, float]]
    """Percentiles by stage, in milliseconds."""
    errors: Sequence[Mapping[str, Any]]
    """The newest warnings and errors of the event log."""
    advice: Sequence[Insight]
    """The largest gain first."""
    session: Mapping[str, Any] | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing needs mending."""
        return all(check.ok for check in self.checks)


def examine(settings: Settings, paths: Paths, session: str = "", *, words: bool = False) -> Diagnosis:
    """Look at everything, at one session more closely if its id or the beginning of it is given.

    Takes seconds with large models, which are read from end to end. With `words` what was said in that session is
    told. Raises UsageError when there is no such session.
    """
    numbers, database, story = _record(settings, paths, session, words=words)
    logged = _known(paths, LogFilter(session))
    machine, models = installation(paths), model_files(settings, paths)
    facts = _facts(settings, numbers, logged, machine, sum(model.bytes for model in models))
    if database and not session:
        facts = _with_repeats(facts, settings, paths, datetime.now(UTC) - PERIOD)
    return Diagnosis(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        installation=machine,
        settings=without_names(changed(settings), paths),
        checks=[Check(**without_names(asdict(check), paths)) for check in diagnose(paths)],
        models=models,
        database=without_names(database, paths),
        timings={stage: asdict(latency) for stage, latency in numbers.latencies.items()},
        errors=without_names(list(logged.problems), paths),
        advice=insights(facts),
        session=story,
    )


def period_facts(settings: Settings, paths: Paths, since: datetime, until: datetime | None = None) -> Facts:
    """Return the figures of a period, for insights; `until`, an aware time like `since`, is not in it.

    Raises DatabaseError, UserFacingError when the event log cannot be read.
    """
    with Database.open(paths.database, url=settings.record.database_url) as opened:
        numbers = statistics(opened, since=since, until=until)
    logged = _log(paths, LogFilter(since=since, until=until))
    facts = _facts(settings, numbers, logged, installation(paths), model_bytes(settings, paths))
    return _with_repeats(facts, settings, paths, since, until)


def _with_repeats(
    facts: Facts, settings: Settings, paths: Paths, since: datetime, until: datetime | None = None
) -> Facts:
    with Database.open(paths.database, url=settings.record.database_url) as opened:
        again = repeats(opened, since, until)
    return replace(facts, asked=again.asked, repeated=again.repeated)


def _record(
    settings: Settings, paths: Paths, session: str, *, words: bool
) -> tuple[Statistics, dict[str, Any], dict[str, Any] | None]:
    """Numbers of the period or of the session, contents of the database, and the session's story."""
    try:
        with Database.open(paths.database, url=settings.record.database_url) as opened:
            contents = _plain(asdict(read_contents(opened, Backups(paths.backups))))
            if not session:
                return statistics(opened, since=datetime.now(UTC) - PERIOD), contents, None
            store = Conversations(opened)
            only = store.session(session).id
            return statistics(opened, only), contents, _story(store, only, words=words)
    except DatabaseError:  # told by the check of the database
        return Statistics(), {}, None


def _plain(contents: dict[str, Any]) -> dict[str, Any]:
    backups = contents.pop("backups")
    times = {name: value.isoformat() for name, value in contents.items() if isinstance(value, datetime)}
    return contents | times | {"backups": len(backups)}


def _story(store: Conversations, session: str, *, words: bool) -> dict[str, Any]:
    record = store.session(session)
    story: dict[str, Any] = {
        "id": record.id,
        "started_at": record.started_at.isoformat(),
        "last_at": record.last_at.isoformat(),
        "state": record.state.value,
        "end_reason": record.end_reason.value,
        "recovery": record.recovery.value,
        "turns": [_turn(turn, words=words) for turn in store.turns(session)],
    }
    return story | ({"title": record.title, "summary": record.summary} if words else {})


def _turn(turn: TurnRecord, *, words: bool) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(turn, name) for name in _PLAIN}
    told |= {
        "started_at": turn.started_at.isoformat(),
        "timings": asdict(turn.timings),
        "models": asdict(turn.models),
    }
    told["words"] = {name: len(getattr(turn, name).split()) for name in ("transcript", "generated", "heard")}
    told["tool_runs"] = [{"status": run.status.value, "ms": run.ms} for run in turn.runs]
    if words:
        told |= {name: getattr(turn, name) for name in _WORDS}
        told["tool_calls"] = [
            {"name": run.name, "arguments": run.arguments, "result": run.result} for run in turn.runs
        ]
    return told


def _log(paths: Paths, wanted: LogFilter) -> LogFacts:
    tail = Tail(paths.event_log)
    try:
        return gather(wanted.of(tail.lines()))
    finally:
        tail.close()


def _known(paths: Paths, wanted: LogFilter) -> LogFacts:
    """The same; nothing where the log cannot be read, which its check tells."""
    try:
        return _log(paths, wanted)
    except UserFacingError:
        return gather(())


def _facts(
    settings: Settings, numbers: Statistics, logged: LogFacts, machine: Mapping[str, str | int], size: int
) -> Facts:
    ignored = numbers.outcomes.get(Outcome.IGNORED.value, 0)
    return Facts(
        settings=settings,
        turns=numbers.turns,
        p50={name.removesuffix("_ms"): latency.p50 for name, latency in numbers.latencies.items()},
        p95={name.removesuffix("_ms"): latency.p95 for name, latency in numbers.latencies.items()},
        prompt_tokens=numbers.prompt_tokens,
        reply_tokens=numbers.reply_tokens,
        failed=numbers.error_rate,
        interrupted=numbers.interruption_rate,
        ignored=ignored / numbers.turns if numbers.turns else None,
        reuse=logged.reuse,
        tool_p95={name: _p95(values) for name, values in logged.tool_ms.items()},
        dropped=logged.dropped,
        device_failures=logged.device_failures,
        fallbacks=logged.fallbacks,
        microphone_ms=logged.device("microphone_ms"),
        speaker_ms=logged.device("speaker_ms"),
        idle=logged.idle,
        cores=int(machine["cores"]),
        memory_bytes=int(machine["memory_bytes"]),
        model_bytes=size,
        disk_free_bytes=int(machine["disk_free_bytes"]),
    )


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[-1 - len(values) // 20]
