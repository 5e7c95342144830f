"""`router`: 200 questions to small model, larger one or rules: how often as a person would, how fast, how many each.

The small model is the starter's, the larger one has the shape of 0.5B and random weights (the starter's again with
`--starter-only`): its answers say nothing, its speed does.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import desktop
from desktop.answers import SpokenText
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import Plan, Run, abba, model_sets, times_faster
from desktop.casting import routing
from desktop.engine.adapting import Adapting
from desktop.engine.backends.assemble import gather_tools
from desktop.engine.backends.llama import LlamaModel
from desktop.engine.bay import Bay
from desktop.engine.consent import Consent
from desktop.engine.controls import Controls
from desktop.engine.forethought import Forethought
from desktop.engine.parts import SystemClock
from desktop.engine.prompting import Conversation
from desktop.engine.protocols import LanguageModel
from desktop.engine.recalling import Recalling
from desktop.engine.reporting import Reporter
from desktop.engine.router import Router
from desktop.engine.routing import Routing, choose
from desktop.engine.turn import Turn
from desktop.engine.turn_runner import TurnRunner
from desktop.errors import Cancelled, UserFacingError
from desktop.settings import SYSTEM_PROMPT, LanguageModelSettings, Settings
from desktop.terms import Route, RouteReason, Source

LEAST_AGREEMENT = 85.0
"""Percent of the questions that go as a person would send them."""
MOST_CHOOSING_US = 1000.0
LEAST_RATIO = 1.5
_MOST_TOKENS = 40
_FILE = Path(desktop.__file__).parent.parent / "tests" / "data" / "router_questions.json"


@dataclass(frozen=True, slots=True)
class Question:
    """One of them."""

    text: str
    route: Route
    """The way that a person would choose."""


def questions() -> Sequence[Question]:
    """The questions. Raises UserFacingError outside of a checkout, where they are not."""
    if not _FILE.is_file():
        raise UserFacingError("the 200 questions are not here", advice="measure the router in a checkout of Sotto")
    return [Question(one["text"], Route(one["route"])) for one in json.loads(_FILE.read_text("utf-8"))]


def measure(plan: Plan) -> Iterator[Row]:
    """Yield agreement and speed of the choice, then shares and time to the first clause of every question asked."""
    run, asked = Run("router", plan), questions()
    chosen = routing(Settings(language_model=LanguageModelSettings(larger="any.gguf")))
    assert chosen is not None
    yield from _choosing(run, asked, chosen)
    step = max(1, len(asked) // max(1, plan.count))
    with _runners(plan, chosen) as (routed, alone):
        run.quiet_from_here()
        yield from _answering(run, asked[::step], routed, alone)


def _choosing(run: Run, asked: Sequence[Question], chosen: Routing) -> Iterator[Row]:
    took, as_wanted, wrong = list[float](), 0, 0
    for one in asked:
        begun = time.perf_counter()
        way = choose(one.text, "en", chosen.bounds)
        took.append((time.perf_counter() - begun) * 1_000_000)
        as_wanted += way.route is one.route
        wrong += way.route is Route.RULES is not one.route
        run.keep(row="router.agreement", text=one.text, wanted=one.route, route=way.route, reason=way.reason)
    share = 100 * as_wanted / len(asked)
    always = 100 * sum(one.route is Route.LARGER for one in asked) / len(asked)
    notes = [f"{as_wanted} of {len(asked)} questions; peer: the larger model for all", f"{wrong} wrongly by rules"]
    target, met = f">= {LEAST_AGREEMENT:.0f} %, none wrongly by rules", share >= LEAST_AGREEMENT and not wrong
    yield run.row("router.agreement", [share], [always], target=target, met=met, notes=notes, unit="%", n=len(asked))
    target, met = f"p95 <= {MOST_CHOOSING_US:.0f} us", percentile(took, 95) <= MOST_CHOOSING_US
    yield run.row("router.choose", took, [], target=target, met=met, notes=["no peer"], unit="us")


def _answering(run: Run, asked: Sequence[Question], routed: TurnRunner, alone: TurnRunner) -> Iterator[Row]:
    took: dict[str, list[float]] = {"sotto": [], "peer": []}
    by_way: dict[Route, list[float]] = {route: [] for route in Route if route}
    reasons: Counter[RouteReason] = Counter()
    for number, arm in abba(("sotto", "peer"), len(asked)):
        turn = Turn(number + 1, Source.TEXT, 0.0, text=asked[number].text)
        took[arm].append(_first_clause(routed if arm == "sotto" else alone, turn))
        run.keep(
            row="router.clause", arm=arm, text=turn.text, ms=took[arm][-1], route=turn.route, reason=turn.route_reason
        )
        if arm == "sotto":
            by_way[turn.route].append(took[arm][-1])
            reasons[turn.route_reason] += 1
    told = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    met, target = times_faster(took["sotto"], took["peer"], LEAST_RATIO), f"ratio >= {LEAST_RATIO}"
    notes = ["peer: the larger model for all", f"reasons: {told}"]
    yield run.row("router.clause", took["sotto"], took["peer"], target=target, met=met, notes=notes)
    for route, times in by_way.items():
        notes = ["text to the first clause", f"{100 * len(times) / len(asked):.0f} % of the questions", "no peer"]
        yield run.row(f"router.clause.{route}", times, [], target="told, not judged", met=True, notes=notes)


def _first_clause(runner: TurnRunner, turn: Turn) -> float:
    """Milliseconds from the text to the first clause for the voice; then the turn is cancelled."""
    begun, heard = time.perf_counter(), list[float]()

    def say(_turn: Turn, _clause: str, _spoken: SpokenText | None) -> None:
        heard.append((time.perf_counter() - begun) * 1000)

    with suppress(Cancelled):
        replace(runner, say=say).run(turn, Conversation(SYSTEM_PROMPT), lambda: bool(heard))
    return heard[0] if heard else (time.perf_counter() - begun) * 1000


@contextmanager
def _runners(plan: Plan, chosen: Routing) -> Iterator[tuple[TurnRunner, TurnRunner]]:
    """One with both models, and one with the larger alone, each with models of its own."""
    small, *others = [models.files.llm for models in model_sets(plan)]
    larger = others[0] if others else small
    with tempfile.TemporaryDirectory() as folder:
        models = [LlamaModel(path, context=2048) for path in (small, larger, larger)]
        try:
            alone = _runner(Path(folder), models[2])
            thoughts = Forethought(Bay[LanguageModel](models[0])), Forethought(Bay[LanguageModel](models[1]))
            router = Router(*thoughts, lambda: chosen, lambda: None)
            yield replace(_runner(Path(folder), models[0]), thoughts=thoughts[0], router=router), alone
        finally:
            for model in models:
                model.close()


def _runner(folder: Path, model: LlamaModel) -> TurnRunner:
    tools, _ = gather_tools(folder, None)
    model.tell(tools.schemas())
    report = Reporter("bench", lambda _event: None, SystemClock())
    return TurnRunner(
        thoughts=Forethought(Bay[LanguageModel](model)),
        adapting=Adapting(None, report),
        recalling=Recalling(None, "Sotto", str, tools.schemas),
        tools=tools,
        consent=Consent("Sotto", [f"*:{name}" for name in tools.names], patience_s=0.0),
        controls=Controls(),
        report=report,
        say=lambda _turn, _clause, _spoken: None,
        max_tokens=_MOST_TOKENS,
    )
