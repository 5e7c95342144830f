"""What may a tool do, and who is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.engine.consent import NO_ANSWER, NOT_ALLOWED, TOO_LONG, TOO_MANY, Budget, Consent
from desktop.engine.reporting import Reporter
from desktop.engine.tools.registry import Arguments, Effect, Quotes, Tool
from desktop.errors import Cancelled
from desktop.events import ConsentAsked, ConsentGiven, EngineEvent, ToolRan, TurnFinished
from desktop.terms import Answer, Outcome
from tests.fakes import HandClock, Rig

MakeEngine = Callable[..., Rig]


class NoteText(Arguments):
    text: str


def tool(name: str = "send", effect: Effect = "write") -> Tool:
    return Tool(name, "", Arguments, lambda _: {"ok": True}, "Done", "Could not", effect=effect)


class Office:
    """Consent whose questions are answered as they come."""

    def __init__(
        self, *answers: Answer, allowed: tuple[str, ...] = (), patience_s: float = 0.2, calls: int = 8
    ) -> None:
        self.answers, self.events = list(answers), list[EngineEvent]()
        self.report = Reporter("a" * 32, self.take, HandClock())
        self.consent = Consent("Sotto", allowed, patience_s=patience_s, budget=Budget(calls, 20))

    def take(self, event: EngineEvent) -> None:
        self.events.append(event)
        if isinstance(event, ConsentAsked) and self.answers:
            self.consent.answer(event.number, self.answers.pop(0))

    def ask(
        self,
        about: Tool,
        arguments: str = "{}",
        *,
        turn: int = 1,
        calls: int = 0,
        spent_s: float = 0,
        stale: bool = False,
        said: str = "",
    ) -> str:
        return self.consent.refusal(
            about, arguments, turn, self.report, lambda: stale, calls=calls, spent_s=spent_s, said=said
        )

    @property
    def asked(self) -> list[str]:
        return [event.arguments for event in self.events if isinstance(event, ConsentAsked)]

    @property
    def given(self) -> list[Answer]:
        return [event.answer for event in self.events if isinstance(event, ConsentGiven)]


def test_looking_up_is_free() -> None:
    office = Office()
    assert office.ask(tool(effect="read")) == ""
    assert office.events == []


@pytest.mark.parametrize("effect", ["write", "external"])
def test_what_changes_or_leaves_is_asked_for_with_its_exact_arguments(effect: Effect) -> None:
    office = Office(Answer.YES, Answer.NO)
    assert office.ask(tool(effect=effect), '{"text": "milk"}') == ""
    assert office.ask(tool(effect=effect)) == NOT_ALLOWED
    assert office.asked == ['{"text": "milk"}', "{}"]
    assert office.given == [Answer.YES, Answer.NO]


def test_no_answer_is_a_no() -> None:
    office = Office(patience_s=0.1)
    assert office.ask(tool()) == NO_ANSWER
    assert office.given == [Answer.NONE]


def test_an_answer_to_another_question_does_not_count() -> None:
    office = Office(patience_s=0.2)
    office.consent.answer(99, Answer.YES)
    assert office.ask(tool()) == NO_ANSWER


def test_what_others_wrote_ends_what_is_always_allowed_even_if_it_was_only_looked_up() -> None:
    office = Office(Answer.NO, allowed=("Sotto:send",))
    assert office.ask(tool("send")) == ""
    assert office.ask(Tool("look", "", Arguments, lambda _: {}, "Done", "Could not", foreign=True)) == ""
    assert office.ask(tool("send")) == NOT_ALLOWED


def test_always_holds_for_that_tool_alone() -> None:
    office = Office(Answer.ALWAYS, Answer.NO)
    assert office.ask(tool("send")) == office.ask(tool("send")) == ""
    assert office.ask(tool("erase")) == NOT_ALLOWED
    assert len(office.asked) == 2
    assert office.consent.entry("send") == "Sotto:send"


@pytest.mark.parametrize(("entry", "free"), [("Sotto:send", True), ("*:send", True), ("Sophie:send", False)])
def test_what_is_always_allowed_belongs_to_a_persona(entry: str, free: bool) -> None:
    office = Office(Answer.NO, allowed=(entry,))
    assert office.ask(tool()) == ("" if free else NOT_ALLOWED)


def test_after_something_from_outside_every_change_is_asked_for() -> None:
    office = Office(Answer.NO, allowed=("*:send", "*:fetch"))
    assert office.ask(tool("fetch", "external")) == office.ask(tool("look", "read")) == ""
    assert office.ask(tool()) == NOT_ALLOWED
    office.consent.begin_session()
    assert office.ask(tool()) == ""


def looking(quotes: Quotes = "others", *, foreign: bool = False) -> Tool:
    return Tool("look", "", Arguments, lambda _: {}, "Done", "Could not", quotes=quotes, foreign=foreign)


def test_after_words_of_others_every_change_is_asked_for_until_another_conversation() -> None:
    """A customer's name, a past conversation: who wrote them may want something."""
    office = Office(Answer.NO, allowed=("*:send",))
    assert office.ask(looking()) == office.ask(looking()) == ""
    assert office.ask(tool()) == NOT_ALLOWED
    office.consent.begin_session()
    assert office.ask(tool()) == ""


def test_after_the_users_own_words_changes_are_asked_for_in_the_same_answer_only() -> None:
    office = Office(Answer.NO, allowed=("*:send",))
    assert office.ask(looking("user")) == ""
    assert office.ask(tool()) == NOT_ALLOWED
    assert office.ask(tool(), turn=2) == ""


@pytest.mark.parametrize("begin", ["continued", "told"])
def test_a_conversation_that_begins_with_words_of_others_asks_from_its_beginning(begin: str) -> None:
    office = Office(Answer.NO, allowed=("*:send",))
    if begin == "told":
        office.consent.adopt("Sophie", ("*:send",), quotes=True)
    office.consent.begin_session(continued=begin == "continued")
    assert office.ask(tool()) == NOT_ALLOWED
    office.consent.adopt("Sotto", ("*:send",))
    assert office.ask(tool(), turn=2) == NO_ANSWER, "another persona does not make it unsaid"
    office.consent.begin_session()
    assert office.ask(tool(), turn=3) == ""


def test_what_belongs_to_others_is_told_no_more_without_a_yes() -> None:
    """What a server that only reads is asked with leaves Sotto: a page of it may ask for what is secret."""
    office = Office(Answer.NO)
    server = looking(foreign=True)
    assert office.ask(server, '{"query": "harbour"}') == ""
    assert office.ask(looking("user")) == "", "what stays on this machine is free"
    assert office.ask(server, '{"query": "the code is 4711"}') == NOT_ALLOWED
    assert office.asked == ['{"query": "the code is 4711"}']


def test_who_said_no_is_not_asked_again_for_the_same_answer() -> None:
    office = Office(Answer.NO, Answer.NO, Answer.YES)
    assert [office.ask(tool(name)) for name in ("send", "send", "erase", "burn")] == [NOT_ALLOWED] * 4
    assert len(office.asked) == 2
    assert office.ask(tool("send"), turn=2) == ""


@pytest.mark.parametrize(
    ("arguments", "free"),
    [
        ('{"text": "two Eggs"}', True),
        ('{"text": "ggs"}', False),
        ('{"text": "eggs, and pay 900"}', False),
        ("{}", True),
    ],
)
def test_some_tools_are_free_only_with_words_that_were_said(arguments: str, free: bool) -> None:
    office = Office(Answer.NO, allowed=("*:send",))
    own = replace(tool(), own_words=True)
    assert office.ask(own, arguments, said="Put two eggs on my list.") == ("" if free else NOT_ALLOWED)


def test_what_cannot_be_read_is_not_asked_for() -> None:
    office = Office(Answer.YES)
    assert office.ask(tool(), json.dumps({"text": "x" * 5000})) == TOO_LONG
    assert office.asked == []


def test_an_answer_has_a_budget_of_calls_and_of_time() -> None:
    office = Office(calls=2)
    look = tool(effect="read")
    assert office.ask(look, calls=1) == ""
    assert office.ask(look, calls=2) == office.ask(look, spent_s=20) == TOO_MANY


def test_an_interrupted_turn_asks_no_more() -> None:
    office = Office()
    with pytest.raises(Cancelled):
        office.ask(tool(), stale=True)
    assert office.given == [Answer.NONE]


def saving() -> tuple[Tool, list[str]]:
    saved: list[str] = []

    def save(arguments: NoteText) -> dict[str, bool]:
        saved.append(arguments.text)
        return {"ok": True}

    return Tool("save", "", NoteText, save, "Saved {text}", "Could not save", "save it", effect="write"), saved


@pytest.fixture
def answered_rig(make_engine: MakeEngine) -> tuple[Rig, list[str]]:
    writer, saved = saving()
    return make_engine(further_tools=[writer]), saved


CALL = '<tool_call>{"name": "save", "arguments": {"text": "milk"}}</tool_call>'


@pytest.mark.parametrize(("answer", "kept"), [(Answer.YES, ["milk"]), (Answer.NO, [])])
def test_a_turn_waits_for_the_answer_and_tells_the_model(
    answered_rig: tuple[Rig, list[str]], answer: Answer, kept: list[str]
) -> None:
    rig, saved = answered_rig
    rig.model.enqueue(CALL, "So it is.")
    rig.engine.send_text("Save milk.")
    question = rig.events.wait_for(ConsentAsked)
    assert (question.name, question.effect, json.loads(question.arguments)) == ("save", "write", {"text": "milk"})
    assert question.asks == "save it"
    assert saved == []
    rig.consent.answer(question.number, answer)
    ran, done = rig.events.wait_for(ToolRan), rig.events.wait_for(TurnFinished)
    assert saved == kept
    assert ("error" in json.loads(ran.result)) is (not kept)
    said = "So it is." if kept else "I did not do that, since you did not allow it."
    assert (done.outcome, done.generated) == (Outcome.COMPLETED, said)


def test_speech_is_no_consent_it_ends_the_question(answered_rig: tuple[Rig, list[str]]) -> None:
    rig, saved = answered_rig
    rig.model.enqueue(CALL, "Never said.", "Yes what?")
    rig.engine.send_text("Save milk.")
    rig.events.wait_for(ConsentAsked)
    rig.speak("Yes, do it.")
    assert rig.events.wait_for(ConsentGiven).answer is Answer.NONE
    rig.events.wait_for(TurnFinished, 2)
    assert saved == []
