from __future__ import annotations

import json
import random

import pytest

from models.recipes.common.grammar import Request, fill
from models.recipes.common.sentences import WEIGHTS, request
from models.recipes.llm.dialogues import dialogue
from models.recipes.llm.slips import with_homophones, with_slips
from models.recipes.llm.spelling import as_typed


def test_a_slot_can_be_said_again() -> None:
    text, values = fill("{number} and {number}, {0} plus {1}", {"number": lambda rng: ("seven", 7)}, random.Random(1))
    assert (text, values) == ("seven and seven, seven plus seven", (7, 7))


def test_slips_keep_what_the_reply_repeats() -> None:
    rng = random.Random(2)
    drawn = Request("Please cancel the appointment of Vorrin Teck.", "cancel appointment", ("Vorrin Teck",))
    texts = {with_slips(drawn, rng) for _ in range(300)}
    assert all("Vorrin" in text and "Teck" in text for text in texts)
    assert any("cancel cancel" in text or "the the" in text for text in texts)
    assert len(texts) > 50


def test_a_word_to_spell_is_not_misheard_but_an_item_is() -> None:
    rng = random.Random(3)
    spell, buy = Request("Spell flour.", "spell", ("flour",)), Request("Add flour.", "add", ("flour",))
    assert {with_homophones(spell, spell.text, rng) for _ in range(50)} == {"Spell flour."}
    assert "Add flower" in {with_homophones(buy, buy.text, rng) for _ in range(50)}


def test_names_in_lower_case_are_copied_as_they_came() -> None:
    rng = random.Random(4)
    drawn = Request("Move Tom Lund to Friday at ten.", "reschedule", ("Tom Lund", "Friday", "10:00"))
    typed = [as_typed(drawn, rng) for _ in range(200)]
    lower = [one for one in typed if one.text == one.text.lower()]
    assert len(lower) > 50
    assert {one.values for one in lower} == {("tom lund", "Friday", "10:00")}
    assert {one.values for one in typed if "Tom Lund" in one.text} == {drawn.values}


def test_vehicle_numbers_keep_their_capitals() -> None:
    rng = random.Random(5)
    drawn = Request("Decode the VIN YV1RS592000012345.", "vin", ("YV1RS592000012345",))
    for _ in range(200):
        assert "YV1RS592000012345" in as_typed(drawn, rng).text


@pytest.mark.parametrize("seed", range(3))
def test_every_call_in_a_conversation_is_valid_json(seed: int) -> None:
    rng = random.Random(seed)
    turns = [turn for _ in range(60) for turn in dialogue(rng, 2000, lambda turn: len(turn[1]), frozenset())]
    calls = [text.split("\n")[1] for role, text in turns if role == "assistant" and text.startswith("<tool_call>")]
    assert len(calls) > 100
    assert all(set(json.loads(call)) == {"name", "arguments"} for call in calls)


@pytest.mark.parametrize("intent", WEIGHTS)
def test_every_intent_has_many_wordings(intent: str) -> None:
    rng = random.Random(6)
    texts = {request(rng, intents=[intent]).text for _ in range(60)}
    assert len(texts) >= 30
    assert not any(mark in text for text in texts for mark in "{}()[]|")
