"""Clients that may not come in, and some that may and misbehave."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from desktop.observability.address import HOST
from desktop.observability.monitor.server import Monitor
from desktop.observability.monitor.visits import MOST_SUBSCRIBERS
from tests.observability.monitor.watchers import (
    WAIT_S,
    answers,
    client,
    key_of,
    lines,
    many,
    open_monitor,
    started,
    status,
    until_type,
)
from tests.observability.test_observer import until


@pytest.fixture
def monitor(sotto_home: Path) -> Iterator[Monitor]:
    made = open_monitor(sotto_home)
    yield made
    made.close()


@pytest.fixture
def key(monitor: Monitor, sotto_home: Path) -> str:
    return key_of(sotto_home)


def refusal(port: int, key: str, **options: str) -> int:
    with pytest.raises(InvalidStatus) as refused, client(port, key, **options):
        pass
    return refused.value.response.status_code


def send_all(made: ClientConnection, *messages: str | bytes) -> None:
    """Send, and read until the end. Raises ConnectionClosed."""
    for message in messages:
        made.send(message)
    while True:
        made.recv(WAIT_S)


def close_of(port: int, key: str, *messages: str | bytes) -> tuple[int, str]:
    """How a connection that sends this ends."""
    with client(port, key) as made, pytest.raises(ConnectionClosed) as end:
        send_all(made, *messages)
    assert end.value.rcvd is not None
    return end.value.rcvd.code, end.value.rcvd.reason


def test_without_the_key_nobody_comes_in(monitor: Monitor, key: str) -> None:
    assert refusal(monitor.port, "x" * len(key)) == 401
    assert refusal(monitor.port, key[:-1]) == 401
    assert status(monitor.port, f"/stream?token={key}") == 401


def test_web_pages_of_others_do_not_come_in(monitor: Monitor, key: str) -> None:
    for origin in ("http://evil.example", "null", "https://127.0.0.1", f"http://127.0.0.1:{monitor.port + 1}"):
        assert refusal(monitor.port, key, origin=origin) == 403
    with client(monitor.port, key, origin=f"http://127.0.0.1:{monitor.port}"):
        pass


def test_another_name_for_this_host_is_refused(monitor: Monitor) -> None:
    port = monitor.port
    assert status(port) == status(port, Host=f"localhost:{port}") == 200
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1.evil.example:{port}", ""):
        assert status(port, Host=host) == 403
    assert status(port, Origin="http://evil.example") == 403


def test_there_is_nothing_but_the_page(monitor: Monitor) -> None:
    for path in ("/index.html", "/../access.py", "/page/index.html", "//", "/monitor.js/", "/%2e%2e/key"):
        assert status(monitor.port, path) == 404
    assert status(monitor.port, "/monitor.js?x=1") == 200
    for method in ("POST", "DELETE", "HEAD"):
        assert status(monitor.port, "/", method) == 405


def test_nobody_outside_of_this_machine_can_look_on(monitor: Monitor) -> None:
    assert monitor._socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("", "JSON"),
        ("hello", "JSON"),
        ("[" * 4000, "JSON"),
        ("[]", "object"),
        ("null", "object"),
        ('{"types": "tool"}', "types"),
        ('{"types": ["nothing"]}', "there is no type nothing"),
        ('{"level": "loud"}', "level"),
        ('{"stages": ["engine"]}', "stages"),
        ('{"session": "../../etc"}', "session"),
        ('{"session": "' + "a" * 33 + '"}', "session"),
        ('{"words": true}', "words: Extra inputs"),
        (json.dumps({"types": ["tool"] * 51}), "types"),
        (b"{}", "text message"),
        ('{"level": "debug", "level": 7}', "level"),
    ],
)
def test_a_malformed_filter_is_refused_with_a_reason(
    monitor: Monitor, key: str, message: str | bytes, reason: str
) -> None:
    with client(monitor.port, key) as made:
        made.send(message)
        stream = lines(made)
        told = next(stream)
        assert told["type"] == "monitor.refused"
        assert reason in told["reason"]
        made.send('{"types": ["tool"]}')
        assert until_type(stream, "monitor.snapshot")["filter"]["types"] == ["tool"]


def test_giant_messages_floods_and_silence_end_the_connection(
    monitor: Monitor, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert close_of(monitor.port, key, " " * 5000)[0] == 1009
    assert close_of(monitor.port, key, b"\x00" * 1_000_000)[0] == 1009
    assert close_of(monitor.port, key, *["{}"] * 50) == (1008, "too many messages")
    monkeypatch.setattr("desktop.observability.monitor.visits._FIRST_S", 0.1)
    assert close_of(monitor.port, key) == (1008, "no filter came; an empty one is {}")


def test_a_frame_that_only_claims_to_be_giant_is_not_waited_for(monitor: Monitor, key: str) -> None:
    with client(monitor.port, key) as made:
        made.socket.sendall(b"\x81\xff" + (1 << 62).to_bytes(8, "big") + b"\x00" * 4)
        with pytest.raises(ConnectionClosed):
            made.recv(5)


def test_what_is_no_request_at_all_is_dropped(monitor: Monitor, key: str) -> None:
    for rubbish in (b"\x00\xff" * 40_000, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1000, b"GET " + b"a" * 100_000):
        with socket.create_connection((HOST, monitor.port), timeout=10) as made:
            try:
                made.sendall(rubbish)
                while made.recv(65_536):
                    pass
            except ConnectionError:
                pass
    assert answers(monitor.port, key)()


def test_one_that_does_not_read_is_sent_away_and_the_others_lose_nothing(
    monitor: Monitor, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.observability.monitor.subscriber.PATIENCE_S", 0.5)
    with client(monitor.port, key) as brisk, socket.create_connection((HOST, monitor.port), timeout=10) as slow:
        shake_hands(slow, key, monitor.port)
        until(lambda: monitor._hub.watching == 1)
        (idle,) = monitor._hub._subscribers
        brisk.send('{"metrics": false}')
        stream = lines(brisk)
        next(stream)
        turn = 0
        while not idle.leaving:
            for _ in range(500):
                monitor.put(started(turn := turn + 1))
            seen = [(line["type"], line["turn"]) for line in islice(stream, 500)]
            assert seen == [("speech.start", each) for each in range(turn - 499, turn + 1)]
        assert b"too slow: you missed " in everything_left(slow)
        until(lambda: monitor._hub.watching == 1)
        assert monitor.dropped == 0


def test_one_that_answers_no_ping_is_gone(sotto_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.observability.monitor.visits._PING_S", 0.1)
    monitor = open_monitor(sotto_home)
    try:
        with socket.create_connection((HOST, monitor.port), timeout=10) as deaf:
            shake_hands(deaf, key_of(sotto_home), monitor.port)
            until(lambda: monitor._hub.watching == 1)
            until(lambda: monitor._hub.watching == 0)
    finally:
        monitor.close()


def test_one_that_asks_much_and_is_gone_leaves_nothing_in_the_terminal(
    monitor: Monitor, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        with socket.create_connection((HOST, monitor.port), timeout=10) as rude:
            shake_hands(rude, key, monitor.port)
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # hangs up at once
            rude.sendall(b"\x89\x80\x00\x00\x00\x00" * 5000)
    until(lambda: not connections_of(monitor))
    assert [record.getMessage() for record in caplog.records] == []


def test_one_that_catches_up_is_told_and_stays(monitor: Monitor, key: str) -> None:
    with client(monitor.port, key, max_queue=1) as watcher:
        watcher.send('{"metrics": false}')
        stream = lines(watcher)
        next(stream)
        for turn in range(1, 9001):
            monitor.put(started(turn))
        seen = missed = 0
        while seen + missed < 9000:
            line = next(stream)
            seen += line["type"] == "speech.start"
            missed += line.get("events", 0)
        monitor.put(started(9001))
        assert until_type(stream, "speech.start")["turn"] == 9001
        assert missed > 0


def test_a_thousand_connections_do_not_use_up_the_file_handles(monitor: Monitor, key: str) -> None:
    silent = many(400, monitor.port)
    try:
        until(lambda: len(connections_of(monitor)) <= MOST_SUBSCRIBERS + 40)
        assert len(connections_of(monitor)) <= MOST_SUBSCRIBERS + 40
    finally:
        for one in silent:
            one.close()
    until(answers(monitor.port, key))


def test_there_is_a_most_of_subscribers(monitor: Monitor, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.observability.monitor.visits.MOST_SUBSCRIBERS", 2)
    with client(monitor.port, key), client(monitor.port, key):
        assert refusal(monitor.port, key) == 503
    until(answers(monitor.port, key))


def shake_hands(slow: socket.socket, key: str, port: int) -> None:
    """A WebSocket by hand, whose owner never reads on."""
    slow.sendall(
        f"GET /stream HTTP/1.1\r\nHost: {HOST}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: sotto.monitor.1, sotto.token.{key}\r\n\r\n".encode()
    )
    assert b"101" in slow.recv(1024)
    slow.sendall(b"\x81\x82\x00\x00\x00\x00{}")


def everything_left(slow: socket.socket) -> bytes:
    found = b""
    try:
        while part := slow.recv(65_536):
            found += part
    except OSError:
        pass
    return found


def connections_of(monitor: Monitor) -> list[object]:
    """The sockets that the loop serves."""
    server = monitor._visits.server
    return [] if server is None else list(server.handler_tasks)
