from __future__ import annotations

import io
import sys

import pytest

from desktop.cli.model_progress import ProgressLine, described
from desktop.models.progress import Progress, Step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(Step.ASKING), "asking"),
        (Progress(Step.DOWNLOADING, 0, 145_000_000), "downloading   0%  0.0 MB of 145 MB"),
        (
            Progress(Step.DOWNLOADING, 72_500_000, 145_000_000, 1_000_000),
            "downloading  50%  72 MB of 145 MB  1.0 MB/s  1 min 12 s left",
        ),
        (
            Progress(Step.DOWNLOADING, 0, 7_200_000_000, 1_000_000),
            "downloading   0%  0.0 MB of 7.2 GB  1.0 MB/s  2 h 0 min left",
        ),
        (Progress(Step.CHECKING, 100, 100, 5e8), "checking 100%  0.0 MB of 0.0 MB  500 MB/s"),
    ],
)
def test_how_far_it_is_in_words(progress: Progress, words: str) -> None:
    assert described(progress) == words


def test_the_line_writes_over_itself_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with ProgressLine("ears") as line:
        line.tell(Progress(Step.ASKING))
        line.tell(Progress(Step.CHECKING, 1_000_000, 4_000_000))
    assert terminal.getvalue() == "\r\033[Kears  asking\r\033[Kears  checking  25%  1.0 MB of 4.0 MB\n"


def test_elsewhere_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressLine("ears") as line:
        line.tell(Progress(Step.ASKING))
    assert capsys.readouterr().err == ""
