"""What every test gets: a home of its own, and failure on anything it did not expect."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import hypothesis
import pytest

from tests.calendar_server import RadicaleServer
from tests.hub_server import HubServer
from tests.team_server import TeamServer
from tests.team_server import missing as missing_server
from tests.virtual_sound import VirtualSound, missing_programs

# before any Qt import: a test run opens no window on anybody's desk
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

THREAD_GRACE_S = 2.0

# how fast an example runs depends on what else does: speed is the benchmarks' matter; a fixture that many examples
# share is made to be shared
hypothesis.settings.register_profile(
    "sotto",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("sotto")


def pytest_collection_finish() -> None:
    """Look no more for garbage among thousands of collected tests: each full look would take a tenth of a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def sotto_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder that `SOTTO_HOME` names during the test; it does not exist yet."""
    home = tmp_path / "sotto-home"
    monkeypatch.setenv("SOTTO_HOME", str(home))
    return home


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _stray_logs(request: pytest.FixtureRequest) -> Iterator[list[logging.LogRecord]]:
    """Fail a test that made Sotto log a warning or worse, unless it asked for `expected_logs`."""
    handler = _Records()
    logger = logging.getLogger("sotto")
    logger.addHandler(handler)
    yield handler.records
    logger.removeHandler(handler)
    if handler.records and "expected_logs" not in request.fixturenames:
        pytest.fail("stray log records: " + "; ".join(f"{r.name}: {r.getMessage()}" for r in handler.records))


@pytest.fixture
def expected_logs(_stray_logs: list[logging.LogRecord]) -> list[logging.LogRecord]:
    """Records at WARNING and above from `sotto.*`, for tests that expect some: look at them."""
    return _stray_logs


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """The command line sets logging up for its own process."""
    root, sotto = logging.getLogger(), logging.getLogger("sotto")
    before = (root.handlers[:], root.level, sotto.level)
    yield
    root.handlers[:], root.level, sotto.level = before


def _may_stay(thread: threading.Thread) -> bool:
    # a dummy stands for a foreign thread (PortAudio's, Qt's) that once ran Python; Python cannot see its end;
    # tqdm, which faster-whisper imports, keeps one monitor for the whole process
    return isinstance(thread, threading._DummyThread) or type(thread).__name__ == "TMonitor"


def _join(threads: Sequence[threading.Thread]) -> None:
    deadline = time.monotonic() + THREAD_GRACE_S
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


@pytest.fixture(autouse=True)
def _stray_threads() -> Iterator[None]:
    """Fail a test that leaves a thread alive."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not _may_stay(thread)]
    _join(left)
    if alive := [thread.name for thread in left if thread.is_alive()]:
        pytest.fail(f"threads left alive: {alive}")


@pytest.fixture(scope="session")
def _virtual_sound_daemon() -> Iterator[VirtualSound]:
    if missing := missing_programs():
        pytest.skip(f"needs PulseAudio, its utilities and ALSA plug-in; not installed: {', '.join(missing)}")
    sound = VirtualSound()
    yield sound
    sound.close()


@pytest.fixture
def virtual_sound(_virtual_sound_daemon: VirtualSound, monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualSound]:
    """A virtual microphone and loudspeaker that are this process's default devices, for PortAudio too."""
    import sounddevice

    for name, value in _virtual_sound_daemon.environment.items():
        monkeypatch.setenv(name, value)
    # PortAudio lists the devices once, when it is initialised
    sounddevice._terminate()
    sounddevice._initialize()
    yield _virtual_sound_daemon
    monkeypatch.undo()
    sounddevice._terminate()
    sounddevice._initialize()


@pytest.fixture(scope="session")
def _running_server() -> Iterator[TeamServer]:
    if lacking := missing_server():
        pytest.skip(lacking)
    server = TeamServer()
    yield server
    server.close()


@pytest.fixture
def team_server(_running_server: TeamServer) -> TeamServer:
    """A running PostgreSQL server of the tests' own; a test that stops it starts it again."""
    return _running_server


@pytest.fixture(scope="session")
def radicale() -> Iterator[RadicaleServer]:
    """A calendar server of the tests' own; a test that stops it starts it again."""
    server = RadicaleServer()
    yield server
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub on loopback, empty, that HF_ENDPOINT names."""
    from huggingface_hub import close_session

    server = HubServer()
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    yield server
    server.trouble.go_on.set()
    # one that still asks would have its session closed under it, and leave the connection it was about to begin
    _join([thread for thread in threading.enumerate() if thread.name.startswith("sotto-")])
    close_session()  # its open connections would keep the server's threads waiting
    server.close()
