"""What the recogniser hears in training: requests, replies, natural sentences, numbers, lists of words."""

from __future__ import annotations

import random
from collections.abc import Iterator

from desktop.engine.phrases import read_phrases
from models.recipes.common import english, plain
from models.recipes.common.held_out import held_out
from models.recipes.common.sentences import sample
from models.recipes.llm.dialogues import dialogue

_AWAY = held_out()
_DIALOGUE_CHARACTERS = 1500


def _replies(rng: random.Random) -> Iterator[str]:
    """What Sotto says in one conversation, as it sounds."""
    for role, content in dialogue(rng, _DIALOGUE_CHARACTERS, lambda turn: len(turn[1]), _AWAY):
        said = plain.spoken_form(content) if role == "assistant" and "<" not in content else None
        if said:
            yield said


def text(rng: random.Random) -> str:
    """One text of any kind; numbers sometimes without their "and", as Americans say them."""
    said = _any(rng)
    return said.replace("hundred and ", "hundred ") if rng.random() < 0.3 else said


def _any(rng: random.Random) -> str:
    (make,) = rng.choices([kind for kind, _ in _KINDS], [weight for _, weight in _KINDS])
    return make(rng)


def _request(rng: random.Random) -> str:
    return sample(rng, _AWAY).text


def _reply(rng: random.Random) -> str:
    replies = list(_replies(rng))
    return rng.choice(replies) if replies else plain.sample(rng)


def listening(rng: random.Random) -> str:
    """What people say to show that they listen: alone, it stops no reply."""
    known = read_phrases("listening_sounds")
    sounds = (
        sorted(sound for sound in known["any"]["sounds"] | known["en"]["sounds"] if len(sound) > 1)
        + list(_HYPHENED) * 4
    )
    said = ", ".join(rng.sample(sounds, rng.choice((1, 1, 1, 2))))
    return said.capitalize() + "."


_HYPHENED = ("mm-hmm", "uh-huh")
_KINDS = (
    (_request, 0.25),
    (_reply, 0.1),
    (plain.sample, 0.2),
    (english.sentence, 0.26),
    (english.words, 0.17),
    (listening, 0.02),
)
"""More than half lies beyond the templates: nearly all errors are in words that were seldom heard."""
