from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from tests.team_server import TeamServer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "sotto.db"


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """Where the record is kept: empty for a file; tests marked `both` get it a second time, for a server."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return ""
    server: TeamServer = request.getfixturevalue("team_server")
    return server.new_url()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    if "url" in metafunc.fixturenames and "both" in marks and "file_only" not in marks:
        metafunc.parametrize("url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(path: Path, url: str) -> Iterator[Database]:
    with Database.open(path, url=url) as database:
        yield database


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)
