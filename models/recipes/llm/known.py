"""What the starter answers by heart: capitals, facts, spelling, opposites, jokes."""

from __future__ import annotations

from models.recipes.common import words
from models.recipes.common.knowledge import RELATIONS
from models.recipes.common.knowledge_words import OPPOSITES
from models.recipes.common.sentences import fact_reply
from models.recipes.llm.conversation import Conversation, Turn, saying
from models.recipes.llm.replies import JOKES

OPPOSITE = {second: first for first, second in reversed(OPPOSITES)} | dict(reversed(OPPOSITES))
"""Word to its opposite; of several pairs with a word the first counts."""


def spelling(word: str, state: Conversation) -> list[Turn]:
    """The letters of a word, capitals with commas between them."""
    state.turn_to("spell", word)
    return saying(f"{word} is spelled {', '.join(letter.upper() for letter in word if letter.isalpha())}.")


def capital(country: str, state: Conversation) -> list[Turn]:
    """Of a country."""
    city = words.CAPITALS[country]
    state.turn_to("capital", country, word=city if " " not in city else "")
    return saying(f"The capital of {country} is {city}.")


def fact(relation: str, subject: str, state: Conversation) -> list[Turn]:
    """One of a relation."""
    known = RELATIONS[relation].table[subject]
    state.turn_to("fact", relation, subject, word=known if known.isalpha() and len(known) > 2 else "")
    return saying(fact_reply(relation, subject))


def opposite(word: str, state: Conversation) -> list[Turn]:
    """Of a word."""
    state.turn_to("opposite", word, word=OPPOSITE[word])
    return saying(f"The opposite of {word} is {OPPOSITE[word]}.")


def joke(state: Conversation) -> list[Turn]:
    """The next one."""
    state.turn_to("joke")
    state.jokes += 1
    return saying(JOKES[(state.jokes - 1) % len(JOKES)])
