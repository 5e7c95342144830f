"""What is said to learn the wake word from: the phrase, what follows it, what sounds like it, and everything else."""

from __future__ import annotations

import random

from models.recipes.common import english, plain
from models.recipes.common.held_out import held_out
from models.recipes.common.sentences import sample

PHRASE = "hey Sotto"
WAYS = ("hey sotto", "hey sotto", "hey, sotto", "hey sotto!", "hey sotto?")
"""How it is written for a synthesiser."""
FOREIGN = ("it", "es", "de", "fr", "nl", "pt", "pl")
"""Voices of other languages that say it as their speakers would."""
_NEAR = (
    "hey otto", "hey auto", "hey motto", "hey lotto", "hey scott", "hey soda", "hey sofa", "hey so", "hey sock",
    "hey so too", "hey so to speak", "hey so tell me", "hey sort of", "hey sorry", "hey sally", "hey sarah",
    "hey siri", "hey santa", "hey sutton", "hey tomato", "hey potato", "hey photo", "hey pronto", "hey toto",
    "hey there", "hey you", "hey", "hey hey", "hello", "hello otto", "hello there", "sotto", "sotto voce",
    "say sotto", "a motto", "a lotto ticket", "the auto show", "they sought to leave", "they thought so",
    "he saw two", "pay so two", "they sorted it", "may so too", "okay so to begin", "day so tall", "hey what",
    "hey stop", "hey sam", "hey salt", "hey sunday", "hey seventeen", "hey sat on it", "he sat on it",
    "they saw tom", "hey solo", "hey soft", "heavy sotto", "grey auto", "hey sue", "hey toe", "hey tow truck",
    "hey saw tooth", "stay sought after", "hey total", "hey softly", "hey google", "hey alexa", "hey jarvis",
    "hey cortana", "okay google", "play lotto", "pay the auto shop",
)  # fmt: skip
_REST = ("", "", " please", " and then", " what time is it", " over there", " i said", " today", " come here")
_LISTENING = ("hmm", "yes", "no", "okay", "all right", "thank you", "stop", "what", "sure", "well")
_ALONE = (
    "zero", "zero", "sotto", "otto", "auto", "motto", "lotto", "photo", "solo", "total", "also", "so", "hello",
    "hey", "hi", "say", "day", "sorry", "sort", "soda", "sofa", "tomato", "potato", "pronto", "hero", "halo", "seven",
    "six", "so so", "saw", "thought", "sought", "stop", "top", "toe", "two", "too", "hot", "shot", "Scott",
)  # fmt: skip
_COMMON = 3000
_AWAY = held_out()


def near(rng: random.Random) -> str:
    """Something that sounds like the phrase, or shares a word with it."""
    return rng.choice(_NEAR) + rng.choice(_REST)


def single(rng: random.Random) -> str:
    """A word on its own, as half of the phrase is."""
    return rng.choice(_ALONE) if rng.random() < 0.5 else rng.choice(english.common_words(_COMMON))


def other(rng: random.Random) -> str:
    """Any text without the phrase."""
    kind = rng.random()
    if kind < 0.3:
        return sample(rng, _AWAY).text
    if kind < 0.5:
        return plain.sample(rng)
    if kind < 0.8:
        return english.sentence(rng)
    return english.words(rng) if kind < 0.95 else rng.choice(_LISTENING)


def request(rng: random.Random) -> str:
    """What may follow the phrase."""
    return sample(rng, _AWAY).text if rng.random() < 0.7 else english.sentence(rng)
