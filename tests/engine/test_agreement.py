"""Whether one answer does for two questions: measured on pairs that were held out, and taken apart piece by piece."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.answers import Freshness
from desktop.engine.agreement import agree, form, plainly
from desktop.engine.backends.embed_words import WordEmbedder
from desktop.engine.freshness import freshness_of, may_be_kept, stands_alone
from desktop.engine.spoken_numbers import in_figures
from desktop.paths import starter_models
from models.recipes.common.numbers import in_words

PAIRS = json.loads((Path(__file__).parents[1] / "data" / "likeness.json").read_text("utf-8"))
LEAST_HITS = 0.65


def would_hit(embedder: WordEmbedder, one: str, other: str) -> bool:
    """As the cache decides it: both may be kept, they are near each other, and they agree."""
    fresh = Freshness.NEVER not in (freshness_of(one), freshness_of(other))
    near, far = embedder.embed([plainly(one), plainly(other)])
    return fresh and float(near @ far) >= embedder.least and agree(one, other)


@pytest.fixture(scope="module")
def embedder() -> WordEmbedder:
    return WordEmbedder(starter_models() / "embedding" / "starter.npz")


def test_there_are_enough_pairs() -> None:
    held = PAIRS["held_out"]
    assert min(len(held["same"]), len(held["other"])) >= 150
    tuning = {tuple(pair) for kind in PAIRS["tuning"].values() for pair in kind}
    assert not tuning & {tuple(pair) for kind in held.values() for pair in kind}


@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_no_near_miss_is_given_another_questions_answer(embedder: WordEmbedder, part: str) -> None:
    pairs = PAIRS[part]["other"]
    assert [pair for pair in pairs if would_hit(embedder, *pair) or would_hit(embedder, *reversed(pair))] == []
    assert [pair for pair in pairs if agree(*pair)] == [], "nor by the words alone, whatever the vectors say"


def test_most_paraphrases_are_known(embedder: WordEmbedder) -> None:
    pairs = PAIRS["held_out"]["same"]
    hits = sum(would_hit(embedder, *pair) for pair in pairs)
    assert hits >= LEAST_HITS * len(pairs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What does the appendix do?", "What is the appendix?"),
        ("Who was killed by Brutus?", "Who killed Brutus?"),
        ("What do snakes have?", "What are snakes?"),
        ("Who is the president of France?", "Who was the president of France?"),
        ("What is 1.5 times 4?", "What is 15 times 4?"),
        ("What is 3 + 4?", "What is 3 - 4?"),
        ("Is it -5 degrees cold?", "Is it 5 degrees cold?"),
        ("Can you swim in the sea?", "Can I swim in the sea?"),
        ("What is north of Paris?", "What is south of Paris?"),
        ("Are some snakes poisonous?", "Are all snakes poisonous?"),
        ("What is the opposite of big?", "What is the opposite of bigs?"),
        ("What is the plural of mouse?", "What is the plural of mice?"),
        ("How do I say cat in French?", "How do I say cats in French?"),
        ("Who succeeded Queen Anne?", "Who preceded Queen Anne?"),
        ("What is the meaning of life?", "What is life?"),
        ("Who invented arms?", "Who invented an arm?"),
        ("How do I turn on the oven?", "How do I turn the oven?"),
        ("How do I make salt water?", "How do I make salt and water?"),
        ("Which team did Brazil beat?", "Which team beat Brazil?"),
        ("What kills rats?", "What do rats kill?"),
        ("Does 5 equal 3 plus 2?", "Does 3 equal 5 plus 2?"),
    ],
)
def test_one_word_makes_another_question(one: str, other: str) -> None:
    assert not agree(one, other)


def test_other_languages_agree_in_the_same_words_only() -> None:
    assert agree("Wie hoch ist der Eiffelturm?", "wie hoch ist der Eiffelturm", "de")
    assert not agree("Wie hoch ist der Eiffelturm?", "Wie hoch ist denn der Eiffelturm?", "de")


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_another_number_is_another_question(one: int, other: int) -> None:
    asked, again = f"What is {one} times seven?", f"What's {in_words(other)} times 7?"
    assert agree(asked, again) == (one == other)


@given(st.integers(0, 9999))
def test_numbers_in_words_become_figures(number: int) -> None:
    assert in_figures(f"about {in_words(number).replace('-', ' ')} apples") == f"about {number} apples"


@given(st.text(max_size=80))
def test_any_text_has_a_form_and_agrees_with_itself(text: str) -> None:
    form(text)
    assert agree(text, text)


@pytest.mark.parametrize(
    "question",
    [
        "What time is it?", "What is the weather in Paris?", "What is my name?", "Tell me a joke.", "And of Italy?",
        "What about Spain?", "How old am I?", "Who won yesterday?", "Say it again.", "Where is it?", "Hello",
        "Thank you.", "Was ist die Hauptstadt von Frankreich?", "Do you remember what I said?", "What is next?",
        "", "Pick a number between one and ten.", "Is the bakery open?", "What did she write?", "word " * 50,
    ],
)  # fmt: skip
def test_what_depends_on_more_than_its_words_is_never_kept(question: str) -> None:
    assert freshness_of(question) is Freshness.NEVER


def test_what_changes_over_months_is_kept_for_a_day() -> None:
    assert freshness_of("Who is the president of France?") is Freshness.SLOW
    assert freshness_of("What is the capital of France?") is Freshness.LASTING


@pytest.mark.parametrize("reply", ["", "Which one do you mean?", "It is ten o'clock now.", "so " * 700])
def test_such_replies_are_not_kept(reply: str) -> None:
    assert not may_be_kept(reply)


def test_in_a_conversation_a_question_has_to_name_what_it_is_about() -> None:
    assert stands_alone("What is the capital of France?")
    assert stands_alone("how many minutes are in 3 days")
    assert not stands_alone("What is the main ingredient?")
    assert not stands_alone("what is the capital")
