"""A small model and a larger one in the engine: who answers, why, and what happens when that fails."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from desktop.engine.character import Character
from desktop.engine.recipes import Recipe
from desktop.engine.router import WATCHED
from desktop.engine.routing import Bounds, Routing
from desktop.engine.tools.clock import clock_tool
from desktop.errors import ModelError
from desktop.events import ConsentAsked, ModelChanged, StageFailed, ToolRan, Transcribed, TurnFinished
from desktop.terms import Answer, MessageType, ModelChange, Outcome, Route, RouteReason, Stage
from tests.engine.conftest import MakeEngine
from tests.fakes import Rig, ScriptedModel, Troupe

ROUTING = Routing(Bounds(25, ("prove",)), -1.0)
IDLE_S = 60


class Larger:
    """The second model, and how often it was loaded."""

    def __init__(self) -> None:
        self.models: list[ScriptedModel] = []
        self.error: Exception | None = None
        self.replies: list[str] = []

    def recipe(self, name: str = "big.gguf") -> Recipe:
        def load() -> ScriptedModel:
            if self.error is not None:
                raise self.error
            model = ScriptedModel()
            model.name = name
            model.enqueue(*self.replies)
            self.models.append(model)
            return model

        return Recipe(Stage.LARGER_MODEL, name, Path(name), (), load)


@pytest.fixture
def larger() -> Larger:
    return Larger()


@pytest.fixture
def on() -> list[Routing | None]:
    return [ROUTING]


@pytest.fixture
def rig(make_engine: MakeEngine, larger: Larger, on: list[Routing | None]) -> Rig:
    clock = clock_tool(lambda: datetime(2026, 3, 2, 14, 5))
    rig = make_engine(routing=lambda: on[0], further_tools=[clock], cast=Troupe("Sotto", "Cook"))
    rig.engine.models.lend(Stage.LARGER_MODEL, larger.recipe(), IDLE_S)
    return rig


def ask(rig: Rig, text: str) -> TurnFinished:
    before = len(rig.events.of(TurnFinished))
    rig.engine.send_text(text)
    return rig.events.wait_for(TurnFinished, before + 1)


def way(done: TurnFinished) -> tuple[Route, RouteReason]:
    return done.route, done.route_reason


def test_the_small_model_answers_what_is_usual_and_the_larger_is_not_loaded(rig: Rig, larger: Larger) -> None:
    done = ask(rig, "Where is Rome?")
    assert way(done) == (Route.SMALL, RouteReason.USUAL)
    assert (done.generated, done.models.llm, larger.models) == ("Hi.", "scripted-llm", [])
    assert rig.model.watched == WATCHED


def test_the_larger_is_loaded_for_what_needs_it_and_sees_the_same_conversation(rig: Rig, larger: Larger) -> None:
    larger.replies = ["It follows."]
    rig.model.enqueue("In Italy.")
    ask(rig, "Where is Rome?")
    done = ask(rig, "Prove it.")
    assert way(done) == (Route.LARGER, RouteReason.TOPIC)
    assert (done.generated, done.models.llm) == ("It follows.", "big.gguf")
    (model,) = larger.models
    assert [message.content for message in model.prompts[-1]] == [
        "Be brief.",
        "Where is Rome?",
        "In Italy.",
        "Prove it.",
    ]
    assert "calculate" in model.told
    ask(rig, "Thanks.")
    assert [message.content for message in rig.model.prompts[-1]][-3:] == ["Prove it.", "It follows.", "Thanks."]
    assert len(rig.events.of(Transcribed)) == 3
    assert not model.closed


def test_rules_answer_without_a_model_and_their_tools_are_kept(rig: Rig) -> None:
    done = ask(rig, "What time is it?")
    assert way(done) == (Route.RULES, RouteReason.TIME)
    assert (done.generated, done.heard, done.tools) == ("It is 14:05.", "It is 14:05.", ("clock",))
    assert done.message_type is MessageType.TOOL_ANSWER
    assert rig.events.of(ToolRan)[0].name == "clock"
    assert rig.model.prompts == []
    assert ask(rig, "Good morning").generated == "Good morning!"
    assert ask(rig, "What is two plus two?").generated == "Two plus two is 4."
    ask(rig, "And in Rome?")
    contents = [message.content for message in rig.model.prompts[-1]]
    assert contents[1] == "What time is it?"
    assert json.loads(contents[3])["time"] == "14:05"
    assert contents[4] == "It is 14:05."


def test_what_a_rule_cannot_do_the_small_model_tells(rig: Rig) -> None:
    rig.model.enqueue("There is none.")
    done = ask(rig, "Cancel the timer")
    assert (way(done), done.generated) == ((Route.SMALL, RouteReason.USUAL), "There is none.")
    assert json.loads(rig.model.prompts[-1][-1].content) == {"error": "no timer is running"}


def test_a_rules_tool_asks_as_always(rig: Rig) -> None:
    rig.consent.adopt("Sotto", ())
    rig.timers.set(60, "")
    rig.model.enqueue("It is cancelled.")
    rig.engine.send_text("Cancel the timer")
    asked = rig.events.wait_for(ConsentAsked)
    rig.consent.answer(asked.number, Answer.NO)
    assert rig.events.wait_for(TurnFinished).generated == "I did not do that, since you did not allow it."
    assert rig.timers.next_in() is not None


def test_a_tool_that_the_persona_lacks_is_no_rule(rig: Rig) -> None:
    rig.engine.adopt(Character("Sotto", lambda: "Be brief.", tools=frozenset({"set_timer"})))
    assert way(ask(rig, "What time is it?")) == (Route.SMALL, RouteReason.USUAL)
    assert rig.events.of(ToolRan) == []


def test_a_model_in_doubt_gives_way_before_a_word_is_heard(rig: Rig, larger: Larger) -> None:
    larger.replies = ["Surely this."]
    rig.model.enqueue("Well it might be. Or not be.")
    rig.model.sureness = -1.5
    done = ask(rig, "Who was it?")
    assert way(done) == (Route.LARGER, RouteReason.DOUBT)
    assert done.generated == done.heard == "Surely this."
    rig.model.sureness = -0.5
    assert ask(rig, "Who was it then?").route is Route.SMALL


def test_after_a_tool_ran_the_small_model_goes_on(rig: Rig, larger: Larger) -> None:
    rig.model.enqueue('<tool_call>{"name":"calculate","arguments":{"expression":"6*7"}}</tool_call>', "It is 42.")
    rig.model.sureness = -0.5
    rig.engine.send_text("What do six of seven make?")
    assert rig.events.wait_for(TurnFinished).generated == "It is 42."
    assert larger.models == []


@pytest.mark.usefixtures("expected_logs")
def test_one_that_cannot_be_loaded_is_told_and_the_small_one_answers(rig: Rig, larger: Larger) -> None:
    larger.error = ModelError("big.gguf is damaged", advice="get it again")
    done = ask(rig, "Prove it.")
    assert way(done) == (Route.SMALL, RouteReason.MISSING)
    assert (done.outcome, done.generated, done.models.llm) == (Outcome.COMPLETED, "Hi.", "scripted-llm")
    failed = rig.events.of(StageFailed)[0]
    assert (failed.stage, failed.message) == (Stage.LARGER_MODEL, "big.gguf is damaged")
    larger.error = None
    assert ask(rig, "Prove it again.").route is Route.LARGER


def test_it_leaves_when_nobody_needs_it_and_comes_again(rig: Rig, larger: Larger) -> None:
    ask(rig, "Prove it.")
    rig.clock.now += IDLE_S - 1
    assert ask(rig, "Prove this.").route is Route.LARGER
    assert len(larger.models) == 1
    rig.clock.now += IDLE_S + 1
    rig.events.wait_for(ModelChanged, 1, lambda event: event.change is ModelChange.UNLOADED)
    assert larger.models[0].closed
    rig.engine.press()
    rig.engine.cancel()
    assert len(larger.models) == 1, "a key that goes down does not load it"
    assert ask(rig, "Prove that.").route is Route.LARGER
    assert len(larger.models) == 2
    assert not rig.model.closed


def test_another_one_takes_its_place_when_it_is_needed(rig: Rig, larger: Larger) -> None:
    ask(rig, "Prove it.")
    rig.engine.models.lend(Stage.LARGER_MODEL, larger.recipe("bigger.gguf"), IDLE_S)
    rig.events.wait_for(ModelChanged, 1, lambda event: event.change is ModelChange.UNLOADED)
    assert ask(rig, "Prove this.").models.llm == "bigger.gguf"


def test_without_a_larger_model_nothing_changes(rig: Rig, on: list[Routing | None], larger: Larger) -> None:
    on[0] = None
    for text in ("What time is it?", "Prove it.", "Good morning"):
        assert way(ask(rig, text)) == (Route.NONE, RouteReason.NONE)
    assert (len(rig.model.prompts), rig.model.watched, larger.models) == (3, 0, [])


def test_control_words_come_first(rig: Rig) -> None:
    assert way(ask(rig, "louder")) == (Route.NONE, RouteReason.NONE)
    assert way(ask(rig, "let me talk to Cook")) == (Route.NONE, RouteReason.NONE)


def test_a_persona_called_in_has_its_temperature_in_both_models(rig: Rig, larger: Larger) -> None:
    rig.engine.adopt(Character("Cook", lambda: "You cook.", temperature=0.7))
    ask(rig, "Prove it.")
    assert (larger.models[0].temperature, rig.model.temperature) == (0.7, 0.7)
    assert larger.models[0].prompts[-1][0].content == "You cook."


def test_interrupted_while_it_loads(rig: Rig, larger: Larger) -> None:
    larger.replies = ["It follows from this."]
    ask(rig, "Prove it.")
    larger.models[0].gate.close()
    larger.models[0].enqueue("One two three.")
    rig.engine.send_text("Prove this.")
    larger.models[0].gate.wait_reached()
    rig.engine.cancel()
    larger.models[0].gate.open()
    done = rig.events.wait_for(TurnFinished, 2)
    assert (done.outcome, way(done)) == (Outcome.INTERRUPTED, (Route.LARGER, RouteReason.TOPIC))
