"""Several personas in one session: what each of them sees of it, whatever happens in which order."""

from __future__ import annotations

import re

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop.engine.agents import MOST_LINES, Agents
from desktop.engine.prompting import Exchange, Message, Recap

NAMES = ("Sotto", "Cook", "Sophie")


def said(number: int, persona: str) -> Exchange:
    return Exchange(f"question {number}", f"answer {number} of {persona}", turn=number, persona=persona)


def seen(agents: Agents) -> list[str]:
    return [message.content for message in agents.now.opening()]


def test_one_alone_sees_what_a_conversation_shows() -> None:
    agents = Agents("Sotto", "Be brief.")
    agents.remember([said(1, "Sotto")])
    assert seen(agents) == ["Be brief.", "question 1", "answer 1 of Sotto"]
    assert not agents.several


def test_another_one_is_told_in_a_line_and_the_first_goes_on_where_it_was() -> None:
    agents = Agents("Sotto", "Be brief.", [said(1, "Sotto")])
    before = seen(agents)
    agents.turn_to("Cook", "You cook.")
    told = "(Meanwhile the user talked with Sotto. User: “question 1” Sotto: “answer 1 of Sotto”)"
    assert seen(agents) == ["You cook.", told]
    agents.remember([said(2, "Cook")])
    assert seen(agents) == ["You cook.", f"{told}\nquestion 2", "answer 2 of Cook"]
    agents.turn_to("Sotto", "Be brief.")
    told = "(Meanwhile the user talked with Cook. User: “question 2” Cook: “answer 2 of Cook”)"
    assert seen(agents) == [*before, told]
    agents.turn_to("Sotto", "Be brief.")
    assert seen(agents) == [*before, told], "nothing is told twice"


def test_who_takes_over_in_the_middle_of_a_turn_is_told_by_whom() -> None:
    agents = Agents("Sotto", "Be brief.")
    agents.turn_to("Cook", "You cook.", handed_over=True)
    assert seen(agents) == ["You cook.", "(Sotto hands over to you.)"]
    agents.remember(
        [Exchange("Soup?", "", turn=1, persona="Sotto"), Exchange("Soup?", "Leek.", turn=1, persona="Cook")]
    )
    assert seen(agents)[-1] == "Leek."
    agents.turn_to("Sotto", "Be brief.")
    assert seen(agents) == ["Be brief.", "Soup?"], "it was its own turn, too"


def test_of_many_turns_only_the_last_are_told_and_each_in_short() -> None:
    agents = Agents("Sotto", "")
    agents.turn_to("Cook", "")
    for number in range(1, 21):
        agents.remember([Exchange("x" * 500, "y" * 500, turn=number, persona="Cook")])
    agents.turn_to("Sotto", "")
    (told,) = seen(agents)
    assert f"{20 - MOST_LINES} turns are left out." in told
    assert told.count("User:") == MOST_LINES
    assert len(told) < MOST_LINES * 200 + 100


def test_a_stored_session_is_sorted_out_again() -> None:
    history = [said(1, "Sotto"), said(2, "Cook"), said(3, "Cook"), said(4, "Sotto"), said(5, "Cook")]
    agents = Agents("Cook", "You cook.", history)
    contents = seen(agents)
    assert contents[0] == "You cook."
    assert [one for one in contents if one.startswith("answer")] == [f"answer {n} of Cook" for n in (2, 3, 5)]
    assert sum("Meanwhile" in one for one in contents) == 2
    agents.turn_to("Sotto", "Be brief.")
    assert [one for one in seen(agents) if one.startswith("answer")] == ["answer 1 of Sotto", "answer 4 of Sotto"]


def test_turns_of_nobody_are_those_of_whoever_answers_now() -> None:
    agents = Agents("Cook", "You cook.", [Exchange("a", "b", turn=1), Exchange("c", "d", turn=2)])
    assert seen(agents) == ["You cook.", "a", "b", "c", "d"]


def test_a_summary_is_told_to_the_one_whose_turns_it_covers() -> None:
    history = [said(number, "Sotto") for number in range(1, 10)] + [said(10, "Cook")]
    agents = Agents("Cook", "You cook.", history, Recap("It was about soup.", 9))
    assert "soup" not in " ".join(seen(agents))
    agents.turn_to("Sotto", "Be brief.")
    assert seen(agents)[0] == "Be brief.\n\nEarlier in this conversation: It was about soup."


class Session(RuleBasedStateMachine):
    """Turns, switches and hand-overs in any order."""

    @initialize(first=st.sampled_from(NAMES))
    def begin(self, first: str) -> None:
        self.agents, self.number = Agents(first, first), 0
        self.own: dict[str, list[int]] = {name: [] for name in NAMES}
        self.left: dict[str, list[Message]] = {}

    @rule()
    def answer(self) -> None:
        self.number += 1
        self.own[self.agents.name].append(self.number)
        self.agents.remember([said(self.number, self.agents.name)])

    @rule(to=st.sampled_from(NAMES))
    def switch(self, to: str) -> None:
        self.left[self.agents.name] = self.agents.now.opening()
        self.agents.turn_to(to, to)

    @rule(to=st.sampled_from(NAMES))
    def hand_over(self, to: str) -> None:
        if to == self.agents.name:
            return
        self.number += 1
        before = self.agents.name
        self.left[before] = self.agents.now.opening()
        self.agents.turn_to(to, to, handed_over=True)
        self.agents.remember([said(self.number, before), said(self.number, to)])
        self.own[before].append(self.number)
        self.own[to].append(self.number)
        self.left.pop(before)

    @invariant()
    def each_has_said_only_what_it_said(self) -> None:
        name = self.agents.name
        answers = [one.content for one in self.agents.now.opening() if one.role == "assistant"]
        assert answers == [f"answer {number} of {name}" for number in self.own[name]]

    @invariant()
    def it_goes_on_where_it_was(self) -> None:
        before = self.left.get(self.agents.name)
        if before:
            now = self.agents.now.opening()
            assert now[: len(before) - 1] == before[:-1]
            assert now[len(before) - 1].content.startswith(before[-1].content)

    @invariant()
    def what_others_did_is_told_by_the_user_and_never_twice(self) -> None:
        opening = self.agents.now.opening()
        told = " ".join(one.content for one in opening if one.role == "user")
        for number in range(1, self.number + 1):
            times = len(re.findall(rf"question {number}\b", told))
            assert times <= 1, "its own turn, or one that it is told of"


TestSession = Session.TestCase
