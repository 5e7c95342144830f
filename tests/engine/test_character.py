"""Another persona takes over between two turns: its prompt, tools, voice, pace and language."""

from __future__ import annotations

import json

from desktop.engine.character import Character
from desktop.engine.tools.registry import Registry
from desktop.events import ConsentAsked, EngineReady, StageFailed, ToolRan, TurnFinished
from desktop.terms import Answer, Outcome
from tests.engine.conftest import MakeEngine
from tests.fakes import Rig, SilentVoice

COOK = Character("Cook", lambda: "You cook.")


def ask(rig: Rig, text: str, count: int) -> TurnFinished:
    rig.engine.send_text(text)
    return rig.events.wait_for(TurnFinished, count)


def call(name: str, **arguments: object) -> str:
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"


def system(rig: Rig) -> str:
    return rig.model.prompts[-1][0].content


def test_the_prompt_changes_from_the_next_turn_on_and_the_conversation_stays(rig: Rig) -> None:
    ask(rig, "Hello", 1)
    assert system(rig) == "Be brief."
    rig.engine.adopt(COOK)
    ask(rig, "And now?", 2)
    assert system(rig) == "You cook."
    assert [message.content for message in rig.model.prompts[-1][1:]] == ["Hello", "Hi.", "And now?"]
    rig.engine.begin_session("b" * 32)
    ask(rig, "Hello again", 3)
    assert [message.content for message in rig.model.prompts[-1]] == ["You cook.", "Hello again"]


def test_the_record_is_told_who_answers(rig: Rig) -> None:
    rig.engine.adopt(COOK)
    assert [event.persona for event in rig.events.of(EngineReady)] == ["Sotto", "Cook"]


def test_the_temperature_changes_from_the_next_turn_on(rig: Rig) -> None:
    rig.engine.adopt(Character("Cook", lambda: "You cook.", temperature=0.7))
    ask(rig, "Hello", 1)
    assert rig.model.temperature == 0.7


def test_a_reply_under_way_is_finished_as_it_was_begun(rig: Rig) -> None:
    rig.model.enqueue("This is the start. And this is the end of it.")
    rig.model.gate.close()
    rig.engine.send_text("Tell me")
    rig.model.gate.wait_reached()
    voice = SilentVoice()
    rig.engine.adopt(Character("Cook", lambda: "You cook.", voice=voice))
    rig.model.gate.open()
    done = rig.events.wait_for(TurnFinished)
    assert done.heard == "This is the start. And this is the end of it."
    assert voice.clauses == []
    ask(rig, "And now?", 2)
    assert voice.clauses == ["Hi."]
    assert rig.voice.closed


def test_a_voice_that_never_spoke_is_freed_with_the_engine(make_engine: MakeEngine) -> None:
    rig, voice = make_engine(), SilentVoice()
    rig.engine.adopt(Character("Cook", lambda: "You cook.", voice=voice))
    rig.engine.close()
    assert rig.voice.closed
    assert voice.closed


def test_a_tool_that_it_lacks_is_neither_told_of_nor_called(rig: Rig) -> None:
    rig.engine.adopt(Character("Cook", lambda: "You cook.", tools=frozenset({"set_timer"})))
    rig.model.enqueue(call("calculate", expression="6*7"), "I cannot.")
    ask(rig, "Six times seven?", 1)
    assert rig.model.told == ["set_timer"]
    assert "there is no tool called calculate" in rig.events.of(ToolRan)[0].result
    rig.engine.adopt(Character("Sotto", lambda: "Be brief."))
    rig.model.enqueue(call("calculate", expression="6*7"), "Forty two.")
    ask(rig, "Six times seven?", 2)
    assert "calculate" in rig.model.told
    assert json.loads(rig.events.of(ToolRan)[1].result) == {"result": "42"}


def test_what_one_may_do_unasked_another_asks_for(rig: Rig) -> None:
    rig.engine.adopt(Character("Cook", lambda: "You cook.", allowed=("Sotto:set_timer",)))
    rig.model.enqueue(call("set_timer", seconds=60), "Done.")
    rig.engine.send_text("Set a timer")
    question = rig.events.wait_for(ConsentAsked)
    rig.consent.answer(question.number, Answer.NO)
    rig.events.wait_for(TurnFinished)
    assert rig.consent.entry("set_timer") == "Cook:set_timer"


def test_the_language_that_is_spoken_to_it(rig: Rig) -> None:
    rig.engine.adopt(Character("Koch", lambda: "Du kochst.", language="de"))
    assert rig.transcriber.language == "de"
    rig.engine.adopt(COOK)
    assert rig.transcriber.language == ""


def test_a_registry_that_is_restricted_to_nothing() -> None:
    registry = Registry([])
    registry.restrict(frozenset())
    assert registry.schemas() == []


def test_one_whose_words_cannot_be_had_is_told_and_the_turns_go_on(rig: Rig, expected_logs: list[object]) -> None:
    def broken() -> str:
        raise RuntimeError("the pack broke")

    rig.engine.adopt(Character("Cook", broken))
    assert rig.events.wait_for(StageFailed).message == "RuntimeError: the pack broke"
    assert ask(rig, "Hello", 1).outcome is Outcome.COMPLETED
    assert expected_logs


def test_a_closed_engine_takes_nobody(make_engine: MakeEngine) -> None:
    rig = make_engine()
    rig.engine.close()
    rig.engine.adopt(COOK)
    assert rig.events.of(EngineReady)[-1].persona == "Sotto"
