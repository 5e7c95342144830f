"""The live monitor over a real socket: what a subscriber gets."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from desktop import events
from desktop.observability.event_log import EventLog
from desktop.observability.log_entry import EventType
from desktop.observability.metrics import Metrics
from desktop.observability.monitor.client import page_address, watching
from desktop.observability.monitor.server import Monitor
from desktop.observability.monitor.wanted import Wanted
from desktop.observability.series import Series
from desktop.paths import Paths
from desktop.terms import State
from tests.observability.happenings import CANARY, everything, head
from tests.observability.monitor.watchers import client, key_of, lines, open_monitor, started, until_type
from tests.observability.test_metrics import finished
from tests.observability.test_observer import until
from tests.storage.samples import SESSION


@pytest.fixture
def home(sotto_home: Path) -> Path:
    return sotto_home


@pytest.fixture
def monitor(home: Path) -> Iterator[Monitor]:
    made = open_monitor(home)
    yield made
    made.close()
    made.close()


def tell(monitor: Monitor, *told: events.EngineEvent) -> None:
    for event in told:
        monitor.put(event)


def test_the_key_is_a_file_that_only_the_user_can_read(monitor: Monitor, home: Path) -> None:
    paths = Paths(home)
    assert paths.monitor_key.stat().st_mode & 0o777 == 0o600
    assert len(key_of(home)) >= 32
    assert json.loads(paths.monitor_address.read_text()) == {"url": monitor.url, "pid": os.getpid()}
    assert page_address(paths) == f"http://127.0.0.1:{monitor.port}/#{key_of(home)}"


def test_the_key_stays_unless_others_could_read_it(home: Path) -> None:
    open_monitor(home).close()
    first, path = key_of(home), Paths(home).monitor_key
    open_monitor(home).close()
    assert key_of(home) == first
    path.chmod(0o644)
    open_monitor(home).close()
    assert key_of(home) != first
    assert path.stat().st_mode & 0o777 == 0o600
    assert not Paths(home).monitor_address.exists()


def test_how_things_stand_comes_first_and_then_what_happens(monitor: Monitor, home: Path) -> None:
    told = everything()
    tell(monitor, *told[:5])
    with client(monitor.port, key_of(home)) as watcher:
        watcher.send("{}")
        stream = lines(watcher)
        snapshot = next(stream)
        assert (snapshot["session"], snapshot["state"]) == (SESSION, "idle")
        assert snapshot["models"]["llm"] == told[1].models.llm  # type: ignore[union-attr]
        assert set(snapshot["metrics"]["windows"]) == {"60", "300", "900", "3600"}
        assert snapshot["words"] is False
        recent = [next(stream)["type"] for _ in range(snapshot["recent"])]
        assert recent == ["session.start", "state", "model.load", "state", "speech.start"]
        tell(monitor, *told[5:])
        rest = []
        while "session.end" not in rest:
            rest.append(next(stream)["type"])
    assert {"recognise.complete", "tool.start", "error", "turn.complete"} <= set(rest)
    assert rest.count("reply.start") == 1


def test_the_lines_are_those_of_the_event_log(monitor: Monitor, home: Path) -> None:
    log = EventLog(Paths(home).event_log, lambda message, advice: None, tools=lambda: frozenset({"clock"}))
    with watching(Paths(home), Wanted(metrics=False)) as stream:
        next(stream)
        for event in everything():
            tell(monitor, event)
            log.put(event)
        log.close()
        logged = [json.loads(line) for line in Paths(home).event_log.read_text().splitlines()]
        watched = [json.loads(next(stream)) for _ in logged]
    for line in (*logged, *watched):
        line.pop("utc")  # made by each on its own, a microsecond apart
    assert watched == logged
    assert CANARY not in str(watched)


def test_words_travel_only_when_that_is_switched_on(home: Path) -> None:
    for words in (False, True):
        monitor = open_monitor(home, words=words)
        try:
            with watching(Paths(home), Wanted()) as stream:
                tell(monitor, *everything())
                told = [next(stream)]
                while '"session.end"' not in told[-1]:
                    told.append(next(stream))
        finally:
            monitor.close()
        assert (CANARY in "".join(told)) is words
        assert json.loads(told[0])["words"] is words


@pytest.mark.parametrize(
    ("wanted", "types"),
    [
        ({"types": ["tool"]}, {"tool.start", "tool.complete"}),
        ({"types": ["tool.start", "timer"]}, {"tool.start", "timer"}),
        ({"level": "error"}, {"error", "turn.complete"}),
        ({"stages": ["microphone"]}, {"speech.start", "error", "device"}),
        ({"session": SESSION[:4], "types": ["summary"]}, {"summary"}),
    ],
)
def test_each_subscriber_gets_what_it_asked_for(
    monitor: Monitor, home: Path, wanted: dict[str, object], types: set[str]
) -> None:
    with client(monitor.port, key_of(home)) as chosen, client(monitor.port, key_of(home)) as all_:
        chosen.send(json.dumps(wanted | {"metrics": False}))
        all_.send("{}")
        streams = lines(chosen), lines(all_)
        assert [next(stream)["type"] for stream in streams] == ["monitor.snapshot"] * 2
        tell(monitor, *everything())
        until_type(streams[1], "session.end")
        chosen.send(json.dumps({"types": ["session.end"]}))  # its answer comes after all that was wanted before
        seen = set()
        while (line := next(streams[0]))["type"] != "monitor.snapshot":
            seen.add(line["type"])
    assert seen == types


def test_another_session_is_none_of_ones_business(monitor: Monitor, home: Path) -> None:
    with watching(Paths(home), Wanted(session="f", metrics=False)) as stream:
        next(stream)
        tell(monitor, started(1), events.SpeechStarted(**head(2, session="f" * 32)))
        assert json.loads(next(stream))["turn"] == 2


def test_figures_come_now_and_then_and_all_of_them_when_something_happened(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.observability.monitor.hub._TICK_S", 0.02)
    monkeypatch.setattr("desktop.observability.monitor.picture._SOON_S", 0.1)
    metrics, paths = Metrics(), Paths(home)
    monitor = Monitor(metrics, 0, paths.monitor_address, paths.monitor_key)
    try:
        with watching(paths, Wanted()) as stream:
            assert set(json.loads(next(stream))["metrics"]) == {"latest", "totals", "windows"}
            metrics.record(Series.PROCESSOR, 12.5, time.monotonic())
            told = until_figures(stream, {"latest"})
            assert told["state"] == "loading"  # whatever the filter, it is known
            while told["metrics"]["latest"].get("processor") != 12.5:
                told = until_figures(stream, {"latest"})
            metrics.take(finished(1, at=time.monotonic()))
            told = until_figures(stream, {"latest", "totals", "windows"})
            assert told["metrics"]["totals"]["turns"] == 1
            assert told["metrics"]["windows"]["60"]["turns"]["count"] == 1
            until_figures(stream, {"latest"})
    finally:
        monitor.close()


def until_figures(stream: Iterator[str], kinds: set[str]) -> dict[str, Any]:
    told = (json.loads(line) for line in stream)
    return next(line for line in told if line["type"] == "monitor.metrics" and set(line["metrics"]) == kinds)


def test_what_found_the_queue_full_is_told(home: Path) -> None:
    monitor = open_monitor(home, capacity=5)
    try:
        with watching(Paths(home), Wanted(metrics=False)) as stream:
            next(stream)
            tell(monitor, *map(started, range(1, 101)))
            told = [json.loads(next(stream)) for _ in range(2)]
            until(lambda: monitor.dropped > 0)
        assert told[0]["type"] == "monitor.missed"
        assert told[0]["events"] == monitor.dropped
        assert told[1]["type"] == "speech.start"
    finally:
        monitor.close()


def test_the_end_is_told_and_everybody_is_let_go(home: Path) -> None:
    monitor = open_monitor(home)
    with client(monitor.port, key_of(home)) as watcher:
        watcher.send("{}")
        stream = lines(watcher)
        next(stream)
        tell(monitor, events.StateChanged(**head(0), state=State.IDLE))
        until_type(stream, EventType.STATE)
        tell(monitor, events.EngineClosed(**head(0)))
        monitor.close()
        until_type(stream, "session.end")
        with pytest.raises(ConnectionClosed) as end:
            next(stream)
    assert end.value.rcvd is not None
    assert end.value.rcvd.code == 1001
    tell(monitor, started(1))  # what comes late harms nothing


def test_a_port_that_is_taken_is_told(monitor: Monitor, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="in use"):
        open_monitor(tmp_path / "other", port=monitor.port)
    assert not Paths(tmp_path / "other").monitor_address.exists()


def test_an_event_costs_its_thread_next_to_nothing(monitor: Monitor) -> None:
    before = threading.active_count()
    start = time.thread_time()
    tell(monitor, *map(started, range(1000)))
    assert time.thread_time() - start < 0.1  # a tenth of a millisecond each, where microseconds are usual
    assert threading.active_count() == before
