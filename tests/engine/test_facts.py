"""What asks for facts, and which facts a question is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.controls import control_word
from desktop.engine.knowledge.fact_matching import about, answering, fact_phrases, relevant
from desktop.engine.knowledge.fact_requests import Purpose, fact_request
from desktop.engine.knowledge.facts import FactSource
from desktop.engine.phrases import plain, read_phrases
from desktop.engine.tools.facts import Said, fact_tools
from desktop.engine.tools.registry import Registry
from desktop.errors import DatabaseError
from desktop.events import ToolRan, TurnFinished
from desktop.facts import Fact
from tests.fakes import Rig

FACTS = [
    Fact(number, text, datetime(2026, 3, 1, tzinfo=UTC))
    for number, text in enumerate(
        (
            "my sister is called Anna",
            "my parking space is B12",
            "the spare key is under the flower pot",
            "my brother lives in Paris",
            "my name is Robert",
            "my train leaves at 8:15",
            "I am allergic to nuts",
            "my sister works at the harbour",
        ),
        1,
    )
]


class Keeper:
    def __init__(self, *facts: Fact) -> None:
        self.facts = list(facts)

    def all(self) -> list[Fact]:
        return self.facts

    def add(self, text: str, session: str = "", turn: int = 0) -> tuple[Fact, bool]:
        raise AssertionError

    def forget(self, fact: int) -> Fact:
        raise AssertionError


@pytest.mark.parametrize(
    ("text", "language", "purpose", "rest"),
    [
        ("Remember that my sister is called Anna.", "", Purpose.REMEMBER, "my sister is called Anna."),
        ("Hey Sotto, please remember that the code is 4711, thanks", "en", Purpose.REMEMBER, "the code is 4711"),
        ("Could you remember that Lena likes tulips?", "en", Purpose.REMEMBER, "Lena likes tulips"),
        ("remember my parking space is B12", "", Purpose.REMEMBER, "my parking space is B12"),
        ("Don't forget that I'm away in May", "", Purpose.REMEMBER, "I'm away in May"),
        ("Merk dir bitte, dass meine Tante Sue heißt", "de", Purpose.REMEMBER, "meine Tante Sue heißt"),
        ("Recuerda que mi hermana se llama Ana", "es", Purpose.REMEMBER, "mi hermana se llama Ana"),
        ("What do you remember?", "", Purpose.LIST, ""),
        ("Was weißt du über mich?", "de", Purpose.LIST, ""),
        ("Forget my parking space.", "", Purpose.FORGET, "my parking space."),
        ("forget that my sister is called Anna", "", Purpose.FORGET, "my sister is called Anna"),
        ("forget everything you know about me", "", Purpose.FORGET_ALL, ""),
        ("what do you remember about my sister?", "", Purpose.ABOUT, "my sister?"),
        # notes, timers, talk and questions are a model's
        ("remember to buy milk", "", None, ""),
        ("remember my keys", "", None, ""),
        ("remember milk and eggs", "", None, ""),
        ("remember that time we went to Rome?", "", None, ""),
        ("i want to remember that lena likes tulips, note it", "", None, ""),
        ("what is the capital of France?", "", None, ""),
        ("Remember that my sister is called Anna", "fr", None, ""),
        ("", "", None, ""),
    ],
)
def test_what_is_asked_of_facts(text: str, language: str, purpose: Purpose | None, rest: str) -> None:
    request = fact_request(text, language)
    assert (request.purpose if request else None) == purpose
    assert (request.text if request else "") == rest


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What is my sister called?", {1}),
        ("What's my sister's name?", {1}),
        ("Who is Anna?", {1}),
        ("Where does my sister work?", {8}),
        ("Where did I park?", {2}),
        ("Where is the spare key?", {3}),
        ("What is my name?", {5}),
        ("When does my train leave?", {6}),
        ("What am I allergic to?", {7}),
        # what no fact holds whole is no question of facts
        ("What is my sister's telephone?", set()),
        ("How old is my sister?", set()),
        ("Where is Paris?", set()),
        ("What time is it?", set()),
        ("What is my brother's name?", set()),
        ("How are you?", set()),
        ("Who are you?", set()),
        ("my sister is ill", set()),
        ("", set()),
    ],
)
def test_only_a_fact_with_every_word_that_counts_answers(question: str, found: set[int]) -> None:
    assert {fact.id for fact in answering(question, FACTS, "")} == found


def test_relevance_is_shared_words_the_most_first() -> None:
    assert [fact.id for fact in relevant("Does my sister work in Paris?", FACTS, "", 5)] == [8, 1, 4]
    assert relevant("Why is the sky blue?", FACTS, "", 5) == []
    assert [fact.id for fact in about("my sister at the harbour", FACTS, "")] == [8]


@pytest.mark.parametrize("text", ["forget it", "forget the timer", "forget my timer please", "forget that"])
def test_what_is_no_fact_is_left_to_the_model(text: str) -> None:
    assert not FactSource(Keeper(*FACTS), Said()).knows(text, "")


def test_a_fact_about_a_list_can_be_forgotten_all_the_same() -> None:
    fact = Fact(1, "the guest list is on the fridge", datetime.now(UTC))
    assert FactSource(Keeper(fact), Said()).knows("forget the guest list", "")


def test_facts_that_cannot_be_read_leave_the_turn_to_the_model() -> None:
    class Broken(Keeper):
        def all(self) -> list[Fact]:
            raise DatabaseError("locked", advice="wait")

    assert not FactSource(Broken(), Said()).knows("What is my name?", "")


@pytest.mark.parametrize("language", read_phrases("fact_words"))
def test_no_phrase_is_a_control_word_or_a_rule_too(language: str) -> None:
    rules = {phrase for listed in read_phrases("rule_words")[language].values() for phrase in listed}
    lists = fact_phrases(language)
    phrases = {phrase for name in ("remember", "list", "about", "forget", "forget_all") for phrase in lists[name]}
    assert not phrases & rules
    assert not [phrase for phrase in phrases if control_word(phrase, language)]


@given(st.text(max_size=80), st.sampled_from(["", "en", "de", "es", "fr"]))
def test_any_text_goes_through(text: str, language: str) -> None:
    for said in (text, f"remember that {text}", f"what is my {text}?", f"forget {text}"):
        request = fact_request(said, language)
        assert request is None or request.text in " ".join(said.split())
        for fact in answering(said, FACTS, language):
            assert set(plain(said).split()) & set(plain(fact.text).split())


def told(rig: Rig, text: str) -> TurnFinished:
    before = len(rig.events.of(TurnFinished))
    rig.engine.send_text(text)
    return rig.events.wait_for(TurnFinished, before + 1)


@pytest.mark.parametrize("takes_tools", [True, False])
def test_a_model_that_takes_tools_sees_what_bears_on_a_question_behind_it(
    make_engine: Callable[..., Rig], takes_tools: bool
) -> None:
    keeper, said = Keeper(*FACTS), Said()

    def prepare(rig: Rig) -> None:
        rig.model.takes_tools = takes_tools
        rig.model.enqueue("Tulips.", "Yes.", "Because.")

    tools = fact_tools(keeper, said)
    rig = make_engine(prepare=prepare, further_tools=tools, sources=[FactSource(keeper, said)])
    turns = [told(rig, text) for text in ("Which tulips for my sister?", "Would my sister like them?", "Why?")]
    assert turns[0].tools == (("recall_facts",) if takes_tools else ())
    first, second, third = rig.model.prompts
    shown = [message.content for message in first if message.role == "tool"]
    assert len(shown) == takes_tools
    if takes_tools:
        assert [message.role for message in first] == ["system", "user", "assistant", "tool"]
        assert json.loads(shown[0])["the_user_said"] == ["my sister is called Anna", "my sister works at the harbour"]
    # what was shown stays where it was, and is not shown again
    assert second[: len(first)] == first
    assert third[: len(second)] == second
    assert len(third) == len(first) + 4


def test_a_model_can_keep_what_was_said_and_nothing_else(make_engine: Callable[..., Rig]) -> None:
    kept: list[str] = []

    class Notes(Keeper):
        def add(self, text: str, session: str = "", turn: int = 0) -> tuple[Fact, bool]:
            kept.append(text)
            return Fact(1, text, datetime.now(UTC), None, session, turn), True

    keeper, said = Notes(), Said()

    def call(fact: str) -> str:
        return f"<tool_call>{json.dumps({'name': 'remember_fact', 'arguments': {'fact': fact}})}</tool_call>"

    def prepare(rig: Rig) -> None:
        rig.consent.adopt("Sotto", ["*:remember_fact"])
        rig.model.enqueue(call("Ottilie likes tulips"), call("Ottilie likes roses"), "Done.")

    rig = make_engine(prepare=prepare, further_tools=fact_tools(keeper, said), sources=[FactSource(keeper, said)])
    turn = told(rig, "By the way, Ottilie likes tulips, keep that somewhere.")
    assert (turn.tools, kept) == (("remember_fact", "remember_fact"), ["Ottilie likes tulips"])
    assert "own words" in json.loads(rig.events.of(ToolRan)[-1].result)["error"]


def test_a_model_keeps_nothing_that_was_not_said() -> None:
    said = Said()
    told = Registry(fact_tools(Keeper(), said)).schemas()  # each takes room in its context
    assert [tool["function"]["name"] for tool in told] == ["remember_fact"]
    assert said.holds("anything")  # typed by hand, with no turn under way
    said.note("s", 1, "My sister Anna arrives at nine.", "en")
    said.note("s", 2, "Please keep that in mind", "en")
    assert said.holds("my sister Anna arrives at nine")
    assert not said.holds("my sister Anna arrives at ten")
    said.note("other", 3, "Hello", "en")
    assert not said.holds("my sister Anna arrives at nine")
