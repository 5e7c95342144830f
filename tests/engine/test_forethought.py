"""A reply begun in a pause: gone on with for the same prompt, dropped for any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.bay import Bay
from desktop.engine.forethought import MOST_PIECES, Forethought
from desktop.engine.protocols import LanguageModel, Message, StaleCheck
from desktop.errors import Cancelled
from tests.fakes import ScriptedModel

PARIS = [Message("user", "What is the capital of France?")]
ROME = [Message("user", "And of Italy?")]
REPLY = "The capital of France is Paris. It lies on the Seine, and it is old."


def never() -> bool:
    return False


class Counting(ScriptedModel):
    """Counts the pieces it wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces = 0

    def _pieces(self, reply: str, stale: StaleCheck) -> Iterator[str]:
        for piece in super()._pieces(reply, stale):
            self.pieces += 1
            yield piece


def answer(messages: Sequence[Message]) -> str:
    return f"You said: {messages[-1].content} That is all, and no more."


class Echoing(ScriptedModel):
    """Answers each prompt in its own way."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> Iterator[str]:
        self.script.clear()
        self.enqueue(answer(messages))
        return super().generate(messages, max_tokens=max_tokens, stale=stale)


@pytest.fixture
def model() -> Counting:
    return Counting()


@pytest.fixture
def thoughts(model: Counting) -> Forethought:
    return Forethought(Bay(model))


def begin(thoughts: Forethought, messages: list[Message], stale: StaleCheck = never) -> None:
    thoughts.begin(messages, max_tokens=256, stale=stale)


def said(thoughts: Forethought, messages: list[Message]) -> str:
    return "".join(thoughts.reply(messages, max_tokens=256, stale=never))


def test_it_stops_at_the_first_clause_and_goes_on_when_asked(thoughts: Forethought, model: Counting) -> None:
    model.enqueue(REPLY)
    begin(thoughts, PARIS)
    assert model.pieces == len(["The", "capital", "of", "France", "is", "Paris.", "It"]), "a space ends the sentence"
    assert said(thoughts, PARIS) == REPLY
    assert len(model.prompts) == 1


def test_asked_twice_it_does_not_begin_again(thoughts: Forethought, model: Counting) -> None:
    model.enqueue(REPLY)
    begin(thoughts, PARIS)
    before = model.pieces
    begin(thoughts, PARIS)
    assert (model.pieces, len(model.prompts)) == (before, 1)
    assert said(thoughts, PARIS) == REPLY


def test_another_question_drops_what_was_begun() -> None:
    thoughts = Forethought(Bay(Echoing()))
    begin(thoughts, PARIS)
    assert said(thoughts, ROME) == answer(ROME)
    assert said(thoughts, PARIS) == answer(PARIS), "nothing of the first is left"


def test_reading_drops_what_was_begun() -> None:
    thoughts = Forethought(Bay(Echoing()))
    begin(thoughts, PARIS)
    thoughts.read(ROME, never)
    assert said(thoughts, PARIS) == answer(PARIS)


def test_cut_short_between_pieces_it_keeps_what_is_there(thoughts: Forethought, model: Counting) -> None:
    model.enqueue(REPLY)
    begin(thoughts, PARIS, lambda: model.pieces >= 2)
    assert model.pieces == 2
    assert said(thoughts, PARIS) == REPLY


def test_cut_short_before_the_first_piece_nothing_is_kept(thoughts: Forethought, model: Counting) -> None:
    looks = iter([False, True])
    with pytest.raises(Cancelled):
        begin(thoughts, PARIS, lambda: next(looks))
    model.enqueue(REPLY)
    assert said(thoughts, PARIS) == REPLY


def test_a_tool_call_is_thought_of_and_not_said(thoughts: Forethought, model: Counting) -> None:
    call = '<tool_call> {"name": "clock", "arguments": {}} </tool_call> Then more.'
    model.enqueue(call)
    begin(thoughts, PARIS)
    assert model.pieces <= call.index("Then")
    assert said(thoughts, PARIS) == call


def test_a_short_reply_is_thought_of_whole(thoughts: Forethought, model: Counting) -> None:
    model.enqueue("Yes")
    begin(thoughts, PARIS)
    assert said(thoughts, PARIS) == "Yes"


def test_words_without_a_clause_end_are_bounded(thoughts: Forethought, model: Counting) -> None:
    model.enqueue("x " * 200)
    begin(thoughts, PARIS)
    assert model.pieces == MOST_PIECES


def test_a_failure_ahead_of_time_is_no_failure_of_the_turn(thoughts: Forethought, model: Counting) -> None:
    model.enqueue(RuntimeError("once"), REPLY)
    with pytest.raises(RuntimeError):
        begin(thoughts, PARIS)
    assert said(thoughts, PARIS) == REPLY


def test_a_stale_turn_is_cancelled_in_the_middle_of_what_was_thought(thoughts: Forethought, model: Counting) -> None:
    model.enqueue(REPLY)
    begin(thoughts, PARIS)
    looks = iter([False, False])
    with pytest.raises(Cancelled):
        list(thoughts.reply(PARIS, max_tokens=256, stale=lambda: next(looks, True)))
    model.script.clear()
    model.enqueue("Anew.")
    assert said(thoughts, PARIS) == "Anew."


@given(st.lists(st.tuples(st.sampled_from(["begin", "read", "reply", "cut"]), st.sampled_from([0, 1])), max_size=12))
def test_whatever_was_begun_every_reply_is_its_own_prompts(steps: list[tuple[str, int]]) -> None:
    model = Echoing()
    thoughts = Forethought(Bay(model))
    for step, which in steps:
        prompt = (PARIS, ROME)[which]
        match step:
            case "begin":
                begin(thoughts, prompt)
            case "cut":
                looks = iter([False] * 4)
                begin(thoughts, prompt, lambda looks=looks: next(looks, True))  # type: ignore[misc]
            case "read":
                thoughts.read(prompt, never)
            case "reply":
                assert said(thoughts, prompt) == answer(prompt)
    thoughts.drop()
    model.close()


def test_a_model_that_comes_later_has_the_temperature_too(thoughts: Forethought, model: ScriptedModel) -> None:
    bay: Bay[LanguageModel] = Bay(None)
    later = Forethought(bay)
    later.set_temperature(0.4)
    for one in (model, ScriptedModel()):
        bay.offer(one)
        assert later.renew()
        assert one.temperature == 0.4
