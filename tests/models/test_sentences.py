from __future__ import annotations

import random
from datetime import datetime
from itertools import chain

from desktop.rehearsal.form import read_calls, shipped
from models.evaluation.cases import PHRASINGS, WHOLE_TURNS, load_cases, load_conversations
from models.recipes.common.grammar import normalise
from models.recipes.common.held_out import SHORTEST, held_out
from models.recipes.common.sentences import sample
from tests.models.sentences import Sentence, check_reply, load


def test_there_are_sixty_different_sentences() -> None:
    assert len({normalise(sentence.text) for sentence in load()}) == 60


def test_no_training_draws_a_test_sentence() -> None:
    away, rng = held_out(), random.Random(11)
    cases = [*load_cases(PHRASINGS), *load_cases(WHOLE_TURNS), *chain(*load_conversations())]
    measured = {normalise(text) for case in cases for text in (case.text, case.meant)}
    measured |= {normalise(sentence.text) for sentence in load()}
    measured |= {normalise(turn.say) for call in read_calls(shipped()).dialogues for turn in call.turns}
    assert away == {text for text in measured if len(text.split()) > SHORTEST}
    assert away.isdisjoint(normalise(sample(rng, away).text) for _ in range(5000))


def test_rules_accept_right_replies_and_refuse_wrong_ones() -> None:
    now = datetime(2026, 3, 7, 14, 5)
    time, date = Sentence("", "{time}"), Sentence("", "{date}")
    assert check_reply(time, "It is 14:05.", now)
    assert not check_reply(time, "It is 14:25.", now)
    assert check_reply(date, "Today is Saturday 7 March.", now)
    assert not check_reply(date, "Today is Sunday 7 March.", now)
    total = next(sentence for sentence in load() if sentence.kind == "sum")
    assert check_reply(total, "14 plus 33 is 47.", now)
    assert not check_reply(total, "14 plus 33 is 147.", now)
