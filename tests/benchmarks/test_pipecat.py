"""The Pipecat arm: left out with a word where Pipecat is not installed, and a real pipeline where it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.pipecat_extra import WITHOUT_PIPECAT, pipecat_installed, silence_pipecat
from desktop.benchmarks.questions import speak
from desktop.benchmarks.report import Outcome, write_report
from desktop.benchmarks.run import Plan, model_sets
from desktop.benchmarks.turn import measure
from desktop.benchmarks.wer import word_errors
from desktop.engine.audio import SAMPLE_RATE
from desktop.paths import Paths
from desktop.settings import Settings

needs_pipecat = pytest.mark.skipif(not pipecat_installed(), reason="pipecat-ai is not installed: make bench-pipecat")
# its imports and those of its dependencies warn of what they will change themselves
foreign_warnings = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def device() -> Iterator[SampleClockDevice]:
    device = SampleClockDevice()
    device.start()
    yield device
    device.stop()


def report_text(folder: Path) -> str:
    return write_report([Outcome("turn", [], 1.0)], folder)[0].read_text("utf-8")


def test_without_pipecat_the_report_says_in_one_line_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pipecat", None)
    assert not pipecat_installed()
    assert report_text(tmp_path).splitlines().count(f"- {WITHOUT_PIPECAT}") == 1


@pytest.mark.parametrize("package", ["pipecat", "piper", "requests"])
def test_every_package_that_the_arm_imports_must_be_there(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert not pipecat_installed()


def test_how_to_get_it_names_a_chore_that_exists() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
    assert "make bench-pipecat" in WITHOUT_PIPECAT
    assert "\nbench-pipecat:" in makefile


@needs_pipecat
@foreign_warnings
def test_a_spoken_question_is_answered_by_a_real_pipeline(
    tmp_path: Path, device: SampleClockDevice, capfd: pytest.CaptureFixture[str]
) -> None:
    silence_pipecat()
    from desktop.benchmarks.pipecat_arm import PipecatArm

    models = next(model_sets(Plan(1, real_size=False, paths=Paths(tmp_path))))
    questions = speak(models.files.tts, ["What can you do?", "Thank you."])
    arm = PipecatArm(models.files, Settings(), models.context, device)
    try:
        turns = [arm.ask(question) for question in questions]
    finally:
        arm.close()
    for turn in turns:
        assert turn.errors == ""
        assert word_errors(turn.said, turn.transcript)[0] == 0
        assert turn.latency_ms is not None
        assert turn.latency_ms > turn.models_ms > 0
        assert all(took > 0 for took in turn.stages_ms.values())
    assert turns[0].reply != turns[1].reply
    assert "You are welcome" in turns[1].reply
    assert capfd.readouterr().err == ""


@needs_pipecat
@foreign_warnings
def test_a_reply_cut_short_does_not_sound_in_another_arms_turn(tmp_path: Path, device: SampleClockDevice) -> None:
    silence_pipecat()
    from desktop.benchmarks.pipecat_arm import PipecatArm

    models = next(model_sets(Plan(1, real_size=False, paths=Paths(tmp_path))))
    long, short = speak(models.files.tts, ["What can you do?", "Thank you."])
    arm = PipecatArm(models.files, Settings(), models.context, device)
    try:
        arm.limit_s = 4.0  # the reply alone takes ten seconds
        arm.ask(long)
        assert device.wait_until(device.position + 2 * SAMPLE_RATE, 10.0)
        assert device.past.nothing
        arm.limit_s = PipecatArm.limit_s
        after = arm.ask(short)
    finally:
        arm.close()
    assert (after.transcript, after.reply.strip(), after.errors) == ("Thank you.", "You are welcome.", "")


@needs_pipecat
@foreign_warnings
@pytest.mark.long
def test_it_takes_its_turns_among_the_other_arms_and_has_a_row(tmp_path: Path) -> None:
    rows = {row.name: row for row in measure(Plan(2, real_size=False, paths=Paths(tmp_path)))}
    (file,) = (tmp_path / "cache" / "bench").glob("turn-*.jsonl")
    turns = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [turn["arm"] for turn in turns] == ["sotto", "peer", "pipecat", "pipecat", "peer", "sotto"]
    row = rows["turn.starter.pipecat"]
    taken = [turn["latency_ms"] for turn in turns if turn["arm"] == "pipecat"]
    assert row.peer == pytest.approx(sum(taken) / 2)
    assert row.sotto == rows["turn.starter"].sotto
    assert "smart-turn" in row.guard
    assert WITHOUT_PIPECAT not in rows["turn.starter"].guard
    assert WITHOUT_PIPECAT not in report_text(tmp_path / "report")
