"""What watches a real conversation, with the starter models: the log, the figures, who may ask."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from desktop.assistant import Assistant
from desktop.events import StageFailed, TurnFinished
from desktop.metering import RECORD, RUNNING, read_metrics
from desktop.observability.log_entry import Logged
from desktop.observability.log_reading import LogFilter, Tail
from desktop.observability.series import Series
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.settings.operating import LogSettings, MetricsSettings
from desktop.terms import Outcome
from tests.fakes import Events
from tests.observability.test_observer import until

CANARY = "lasagna"
QUESTION = f"My {CANARY} is old. What is two plus two?"


@contextmanager
def running(
    home: Path, events: Events, settings: Settings | None = None, *, resident: bool = False
) -> Iterator[Assistant]:
    made = Assistant(settings or Settings(), Paths(home), events, microphone=None, speaker=None, resident=resident)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def events() -> Events:
    return Events()


def logged(home: Path) -> list[Logged]:
    tail = Tail(Paths(home).event_log)
    found = list(LogFilter().of(tail.lines()))
    tail.close()
    return found


def test_a_conversation_is_in_the_log_but_none_of_its_words(sotto_home: Path, events: Events) -> None:
    with running(sotto_home, events) as assistant:
        assistant.send_text(QUESTION)
        turn = events.wait_for(TurnFinished)
        assistant.send_text(f"Set a timer for one hour called {CANARY}.")
        events.wait_for(TurnFinished, 2)
    lines = logged(sotto_home)
    types = [line.type for line in lines]
    assert (types[0], types[-1]) == ("session.start", "session.end")
    for expected in ("model.load", "recognise.complete", "reply.start", "reply.complete", "cache", "turn.complete"):
        assert expected in types
    assert types.count("turn.complete") == 2
    (reply, *_) = [line for line in lines if line.type == "reply.complete"]
    assert reply.fields["counts"]["reply_tokens"] == turn.reply_tokens
    assert (reply.session, reply.turn) == (assistant.session, 1)
    everything = "".join(path.read_text() for path in Paths(sotto_home).logs.iterdir())
    assert CANARY not in everything.lower()
    assert '"words":{' not in everything


def test_words_are_in_the_log_when_that_is_switched_on(sotto_home: Path, events: Events) -> None:
    with running(sotto_home, events, Settings(log=LogSettings(words=True))) as assistant:
        assistant.send_text(QUESTION)
        events.wait_for(TurnFinished)
    assert CANARY in Paths(sotto_home).event_log.read_text()


def test_the_log_can_be_switched_off(sotto_home: Path, events: Events) -> None:
    with running(sotto_home, events, Settings(log=LogSettings(events=False))):
        pass
    assert not Paths(sotto_home).logs.exists()


@pytest.mark.parametrize("trouble", ["full", "no folder"])
def test_a_log_that_cannot_be_written_harms_no_conversation_and_is_told(
    sotto_home: Path, events: Events, trouble: str
) -> None:
    paths = Paths(sotto_home)
    sotto_home.mkdir()
    if trouble == "full":
        if not Path("/dev/full").exists():
            pytest.skip("only Linux has a disk that is always full")
        paths.logs.mkdir()
        paths.event_log.symlink_to("/dev/full")
    else:
        paths.logs.write_text("a file in the folder's place")
    with running(sotto_home, events) as assistant:
        assistant.send_text(QUESTION)
        assert events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
        told = events.wait_for(StageFailed)
        until(lambda: assistant.metrics.snapshot(60).totals[Series.DROPPED].total > 0)
    assert "the event log cannot be written" in told.message
    assert "switch the event log off" in told.advice
    assert len(events.of(StageFailed)) == 1


def test_a_storage_that_fails_is_in_the_log(sotto_home: Path, events: Events) -> None:
    with running(sotto_home, events) as assistant:
        assistant._failed("the disk is full", "make room")
    (line,) = [line for line in logged(sotto_home) if line.type == "error"]
    assert (line.fields["stage"], line.fields["facts"]["message"]) == ("storage", "the disk is full")
    assert assistant.metrics.snapshot(60).totals[Series.ERRORS].count == 1


def test_the_resident_can_be_asked_and_a_visitor_cannot(sotto_home: Path, events: Events) -> None:
    paths, settings = Paths(sotto_home), Settings(metrics=MetricsSettings(endpoint=True, port=0))
    with running(sotto_home, events, settings, resident=True) as assistant:
        assistant.send_text(QUESTION)
        events.wait_for(TurnFinished)
        until(lambda: assistant.metrics.snapshot(60).totals[Series.TURNS].count == 1)
        with running(sotto_home, Events(), settings):
            found = read_metrics(settings, paths)
    assert (found.source, found.note) == (RUNNING, "")
    assert 'sotto_turns_total{outcome="completed"} 1.0' in found.text
    assert CANARY not in found.text
    later = read_metrics(settings, paths)
    assert later.source == RECORD
    assert "record of conversations" in later.note


def test_hundreds_of_rude_clients_harm_no_conversation(sotto_home: Path, events: Events) -> None:
    settings = Settings(metrics=MetricsSettings(endpoint=True, port=0))
    with running(sotto_home, events, settings, resident=True) as assistant, ExitStack() as clients:
        endpoint = assistant._observer._endpoint
        assert endpoint is not None
        threads = threading.active_count()
        for _ in range(300):
            client = clients.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", endpoint.port))
        assistant.send_text(QUESTION)
        assert events.wait_for(TurnFinished).outcome is Outcome.COMPLETED
        assert threading.active_count() < threads + 10  # one for all clients, and one that ends the slow
    assert not events.of(StageFailed)


def test_a_port_that_is_taken_is_told_and_no_more(sotto_home: Path, events: Events) -> None:
    settings = Settings(metrics=MetricsSettings(endpoint=True, port=0))
    with running(sotto_home / "a", events, settings, resident=True) as assistant:
        endpoint = assistant._observer._endpoint
        assert endpoint is not None
        taken = Settings(metrics=MetricsSettings(endpoint=True, port=endpoint.port))
        later = Events()
        with running(sotto_home / "b", later, taken, resident=True):
            assert f"port {endpoint.port}" in later.wait_for(StageFailed).message


def test_nothing_can_be_asked_unless_that_is_switched_on(sotto_home: Path, events: Events) -> None:
    with running(sotto_home, events, resident=True):
        assert not Paths(sotto_home).metrics_address.exists()
