from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.controls import (
    ALONE,
    LONGEST,
    MOST_PACE_STEPS,
    MOST_STEPS_LOUDER,
    MOST_STEPS_QUIETER,
    NOTHING_TO_REPEAT,
    SHORTEST,
    Controls,
    Delivery,
    control_word,
)
from desktop.engine.phrases import plain, read_phrases
from desktop.terms import Control

LISTS = read_phrases("control_words")
controls = st.lists(st.sampled_from(Control), max_size=40)


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("Stop.", Control.STOP),
        ("STOP!!", Control.STOP),
        ("stop stop stop", Control.STOP),
        ("Please stop.", Control.STOP),
        ("Okay, stop talking now, please.", Control.STOP),
        ("That’s enough", Control.STOP),  # noqa: RUF001 - a typographic apostrophe is meant
        ("Wait.", Control.WAIT),
        ("Hold on a second, please", Control.WAIT),
        ("Repeat.", Control.REPEAT),
        ("Can you say that again, please?", Control.REPEAT),
        ("Sorry, say that again?", Control.REPEAT),
        ("Slower", Control.SLOWER),
        ("a bit slower", Control.SLOWER),
        ("Not so fast!", Control.SLOWER),
        ("Faster, please.", Control.FASTER),
        ("louder", Control.LOUDER),
        ("Could you please speak a little bit louder?", Control.LOUDER),
        ("Speak up!", Control.LOUDER),
        ("quieter please sotto", Control.QUIETER),
        ("Turn it down a bit.", Control.QUIETER),
    ],
)
def test_control_words_are_known_with_and_without_courtesy(text: str, control: Control) -> None:
    assert control_word(text, "en") is control
    assert control_word(text, "") is control


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "?!",
        "please",
        "please please",
        "a bit",
        "thank you",
        "Stop the timer.",
        "Wait, what is the time?",
        "How do I stop?",
        "What does louder mean?",
        "Repeat after me",
        "Say stop",
        "unstoppable",
        "nonstop",
        "please " * 30 + "stop",
        "stop " * 30,
        "\x00",
        "\ud800",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert control_word(text, "en") is None


@pytest.mark.parametrize(
    ("text", "language", "control"),
    [
        ("Stopp!", "de", Control.STOP),
        ("Sprich bitte etwas lauter.", "de", Control.LOUDER),
        ("Répète, s'il te plaît.", "fr", Control.REPEAT),
        ("Parle un peu plus lentement", "fr", Control.SLOWER),
        ("¡Espera!", "es", Control.WAIT),
        ("Más rápido, por favor", "es", Control.FASTER),
        ("louder", "de", None),
        ("Stop", "xx", None),
    ],
)
def test_each_language_has_its_own(text: str, language: str, control: Control | None) -> None:
    assert control_word(text, language) is control


@pytest.mark.parametrize("language", LISTS)
def test_a_list_is_whole_and_gives_each_phrase_one_meaning(language: str) -> None:
    uses = LISTS[language]
    assert set(uses) == {"courtesy", "degree", *Control}
    meanings = [phrase for control in Control for phrase in uses[control]]
    assert len(meanings) == len(set(meanings))
    assert "" not in meanings
    assert not uses["courtesy"] & set(meanings)


@given(st.data())
def test_every_listed_phrase_is_found_between_courtesies(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(sorted(LISTS)))
    uses = LISTS[language]
    control = data.draw(st.sampled_from(ALONE))
    core = data.draw(st.sampled_from(sorted(uses[control])))
    before, after = (data.draw(st.sampled_from(["", *sorted(uses["courtesy"])])) for _ in range(2))
    assert control_word(f"{before} {core}, {after}!".upper(), language) is control


@given(st.text(alphabet="abc stopwai!.", max_size=40), st.sampled_from(["en", "de", "", "zz"]))
def test_only_words_of_the_list_make_a_control_word(text: str, language: str) -> None:
    found = control_word(text, language)
    if found is not None:
        listed = {
            word for phrases in LISTS[language or "en"].values() for phrase in phrases for word in phrase.split()
        }
        assert set(plain(text).split()) <= listed


@given(st.floats(SHORTEST, LONGEST), controls)
def test_pace_and_level_stay_within_their_bounds(own: float, said: list[Control]) -> None:
    delivery = Delivery(own)
    for control in said:
        before, delivery = delivery, delivery.changed(control)
        assert abs(delivery.pace_steps - before.pace_steps) + abs(delivery.gain_steps - before.gain_steps) <= 1
    assert SHORTEST <= delivery.own_length * delivery.slowness <= LONGEST
    assert abs(delivery.pace_steps) <= MOST_PACE_STEPS
    assert -MOST_STEPS_QUIETER <= delivery.gain_steps <= MOST_STEPS_LOUDER


@given(controls)
def test_a_step_and_its_opposite_lead_back(said: list[Control]) -> None:
    delivery = Delivery()
    for control in said:
        delivery = delivery.changed(control)
    for one, other in ((Control.SLOWER, Control.FASTER), (Control.LOUDER, Control.QUIETER)):
        changed = delivery.changed(one)
        assert changed == delivery or changed.changed(other) == delivery


def test_slower_is_longer_and_louder_has_more_gain() -> None:
    assert Delivery().changed(Control.SLOWER).slowness > 1 > Delivery().changed(Control.FASTER).slowness
    assert Delivery().changed(Control.LOUDER).gain > 1 > Delivery().changed(Control.QUIETER).gain
    assert Delivery().gain == Delivery().slowness == 1


@pytest.mark.parametrize("control", [Control.SLOWER, Control.FASTER, Control.LOUDER, Control.QUIETER])
def test_at_the_bound_it_says_so_and_goes_no_further(control: Control) -> None:
    manner = Controls()
    said = [manner.obey(control) for _ in range(10)]
    assert said[0] == f"{control.capitalize()}."
    assert said[-1].startswith("I cannot speak any ")
    bound = manner.delivery
    manner.obey(control)
    assert manner.delivery == bound


def test_a_setting_at_the_bound_leaves_one_direction() -> None:
    manner = Controls(LONGEST)
    assert manner.obey(Control.SLOWER) == "I cannot speak any slower."
    assert manner.obey(Control.FASTER) == "Faster."
    assert manner.obey(Control.LOUDER) == "Louder."


def test_repeat_gives_the_last_reply() -> None:
    manner = Controls()
    assert manner.obey(Control.REPEAT) == NOTHING_TO_REPEAT
    manner.replied(" It is noon. ")
    manner.replied("  ")
    assert manner.obey(Control.REPEAT) == manner.obey(Control.REPEAT) == "It is noon."


def test_stop_and_wait_say_nothing() -> None:
    manner = Controls()
    assert (manner.obey(Control.STOP), manner.obey(Control.WAIT)) == ("", "")
    assert manner.delivery == Delivery()


def test_a_session_begins_as_the_settings_say() -> None:
    manner = Controls(1.5)
    manner.obey(Control.SLOWER)
    manner.replied("Old.")
    manner.begin_session("")
    assert manner.delivery == Delivery(1.5)
    assert manner.obey(Control.REPEAT) == NOTHING_TO_REPEAT
    manner.begin_session("From before. ")
    assert manner.obey(Control.REPEAT) == "From before."
