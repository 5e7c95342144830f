from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.embedder import load_embedder
from desktop.engine.embedding import Embedder
from desktop.paths import Paths
from desktop.storage.document_index import DocumentIndex


@pytest.fixture(scope="session")
def embedder() -> Iterator[Embedder]:
    """The starter's."""
    with closing(load_embedder("", Paths(Path()))) as loaded:
        yield loaded


@pytest.fixture
def index(tmp_path: Path) -> Iterator[DocumentIndex]:
    with closing(DocumentIndex(tmp_path / "home" / "documents.db")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good document."""
    made = tmp_path / "manuals"
    made.mkdir()
    (made / "good.md").write_text("# Boiler\n\nThe pressure is one bar.\n")
    return made
