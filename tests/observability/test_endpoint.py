"""Asking over HTTP, by programs that may and by those that may not."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from desktop.observability.collector import FiguresCollector
from desktop.observability.endpoint import HOST, PATH, Endpoint, ask
from desktop.observability.families import from_text
from desktop.observability.metrics import Metrics
from desktop.observability.prices import Prices


def open_endpoint(address: Path, port: int = 0) -> Endpoint:
    return Endpoint(FiguresCollector(Metrics(), Prices()), port, address)


@pytest.fixture
def address(tmp_path: Path) -> Path:
    return tmp_path / "home" / "metrics-address.json"


@pytest.fixture
def endpoint(address: Path) -> Iterator[Endpoint]:
    made = open_endpoint(address)
    yield made
    made.close()
    made.close()


def status(endpoint: Endpoint, method: str = "GET", path: str = PATH, **headers: str) -> int:
    connection = HTTPConnection(HOST, endpoint.port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_running_sotto_is_found_and_asked(endpoint: Endpoint, address: Path) -> None:
    assert json.loads(address.read_text()) == {"url": endpoint.url, "pid": os.getpid()}
    text = ask(address)
    assert text is not None
    assert "sotto_turns" in {family.name for family in from_text(text)}


def test_nothing_is_found_where_there_is_none(address: Path, tmp_path: Path) -> None:
    assert ask(address) is None
    made = open_endpoint(address)
    left = address.read_text()
    made.close()
    assert not address.exists()
    address.write_text(left)  # as after a crash
    assert ask(address) is None
    for text in ("", "{}", "[]", "null", '{"url": 7}', '{"url": "http://203.0.113.9:80/metrics"}'):
        address.write_text(text)
        assert ask(address) is None


def test_a_proxy_is_not_asked(endpoint: Endpoint, address: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert ask(address) is not None


def test_web_pages_and_wrong_questions_are_refused(endpoint: Endpoint) -> None:
    assert status(endpoint) == 200
    assert status(endpoint, Host=f"localhost:{endpoint.port}") == 200
    assert status(endpoint, Host="evil.example") == 403
    assert status(endpoint, Host=f"evil.example:{endpoint.port}") == 403
    assert status(endpoint, Origin="http://evil.example") == 403
    assert status(endpoint, Origin="null") == 403
    assert status(endpoint, path="/") == 404
    assert status(endpoint, path="/metrics/../etc/passwd") == 404
    assert status(endpoint, method="POST") == 405
    assert status(endpoint, method="DELETE") == 405


def test_nobody_outside_of_this_machine_can_ask(endpoint: Endpoint) -> None:
    assert endpoint._server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_told(endpoint: Endpoint, address: Path) -> None:
    other = address.with_name("other.json")
    with pytest.raises(OSError, match="in use"):
        open_endpoint(other, endpoint.port)
    assert not other.exists()


def test_slow_silent_and_rude_clients_hold_nobody_up_for_long(endpoint: Endpoint, address: Path) -> None:
    clients = [socket.create_connection((HOST, endpoint.port), timeout=10) for _ in range(3)]
    clients[1].sendall(b"GET /metrics HTTP/1.1\r\nHo")
    clients[2].sendall(b"\x00\xff" * 40_000)
    began = time.monotonic()
    assert status(endpoint) == 200
    assert time.monotonic() - began < 9
    for client in clients:
        client.close()
    assert ask(address) is not None


def test_it_closes_while_a_client_keeps_it_busy(address: Path) -> None:
    made = open_endpoint(address)
    with socket.create_connection((HOST, made.port), timeout=10) as client:
        client.sendall(b"GET ")
        began = time.monotonic()
        made.close()
        assert time.monotonic() - began < 6


def test_its_thread_sleeps_until_somebody_comes_and_closing_wakes_it(address: Path) -> None:
    made = open_endpoint(address)
    assert made._server.timeout is None
    assert ask(address) is not None
    began = time.monotonic()
    made.close()
    assert time.monotonic() - began < 6
