"""What became of the middle of a long conversation."""

from __future__ import annotations

import pytest

from desktop.engine.prompting import Conversation, Exchange
from desktop.engine.summary import LEAST_TURNS, is_worth_it, sum_up
from desktop.errors import Cancelled
from tests.fakes import ScriptedModel


def shortened(turns: int) -> Conversation:
    history = [Exchange(f"my number is {n}", "noted", turn=n) for n in range(1, turns + 1)]
    conversation = Conversation("be brief", history)
    conversation.prompt("and now?", 60, lambda messages: sum(len(one.content.split()) for one in messages))
    return conversation


def scripted(reply: str) -> ScriptedModel:
    model = ScriptedModel()
    model.enqueue(reply)
    return model


def never() -> bool:
    return False


def test_it_is_worth_it_once_enough_is_gone_and_the_model_is_able() -> None:
    small, able = ScriptedModel(), ScriptedModel()
    able.context, small.context = 8192, 2048
    assert is_worth_it(shortened(20), able)
    assert not is_worth_it(shortened(20), small)
    assert not is_worth_it(shortened(LEAST_TURNS), able)


def test_the_model_is_given_what_is_gone_and_its_summary_is_kept() -> None:
    model = scripted("They gave many numbers. ")
    conversation = shortened(20)
    gone = list(conversation.gone)
    recap = sum_up(conversation, model, never)
    assert recap is not None
    assert recap.summary == "They gave many numbers."
    assert recap.through == gone[-1].turn == 19
    asked = model.prompts[-1][-1].content
    assert all(exchange.user in asked for exchange in gone)
    assert "Earlier in this conversation: They gave many numbers." in conversation.opening()[0].content


def test_the_summary_before_is_part_of_the_next() -> None:
    conversation = shortened(20)
    sum_up(conversation, scripted("They began."), never)
    for turn in range(21, 40):
        conversation.add(Exchange(f"my number is {turn}", "noted", turn=turn))
    conversation.prompt("and now?", 60, lambda messages: sum(len(one.content.split()) for one in messages))
    model = scripted("They went on.")
    sum_up(conversation, model, never)
    assert "They began." in model.prompts[-1][-1].content


def test_nothing_written_or_cut_short_leaves_everything_as_it_was() -> None:
    conversation = shortened(20)
    gone, opening = list(conversation.gone), conversation.opening()
    assert sum_up(conversation, scripted(" "), never) is None
    with pytest.raises(Cancelled):
        sum_up(conversation, scripted("late"), lambda: True)
    assert list(conversation.gone) == gone
    assert conversation.opening() == opening
