"""The scenarios that ship, with the real engine and the starter models, as fast as Sotto keeps up."""

from __future__ import annotations

import pytest

from desktop.paths import Paths
from desktop.scenarios.result import ScenarioResult, Verdict
from desktop.scenarios.shelf import shipped
from desktop.scenarios.suite import Suite

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ScenarioResult]:
    suite = Suite(shipped(), paths=Paths(tmp_path_factory.mktemp("home")))
    return {one.name: one for one in suite.run()}


@pytest.mark.parametrize("name", [script.name for script in shipped()])
def test_a_scenario_that_ships_passes(results: dict[str, ScenarioResult], name: str) -> None:
    result = results[name]
    told = [(turn.number, turn.words, check.name, check.wanted, check.got) for turn, check in result.failures]
    assert (result.verdict, told, result.error) == (Verdict.PASSED, [], ""), str(told)
    assert result.sound_s > 1
