"""Slots whose words a reply repeats: things, names, tasks, statements, words to spell."""

from __future__ import annotations

import random

from models.recipes.common import lexicon, words
from models.recipes.common.invented import invented_word, spliced_word
from models.recipes.common.knowledge_words import OPPOSITES
from models.recipes.common.numbers import ONES, in_words

_COMMON = [*words.ITEMS, *words.LABELS]
_NAMES = [*words.NAMES, *lexicon.FIRST_NAMES]
_SURNAMES = [*words.SURNAMES, *lexicon.SURNAMES]
_LONGEST_NAME = 8


class Copied:
    """Slots whose words a reply repeats; a share of them is invented."""

    def __init__(self, invented: float) -> None:
        self._invented = invented

    def new(self, rng: random.Random) -> str:
        """A word that is in no list."""
        return invented_word(rng) if rng.random() < 0.6 else spliced_word(rng, _COMMON)

    def _new_name(self, rng: random.Random) -> str:
        while len(name := self.new(rng)) > _LONGEST_NAME:
            pass
        return name.capitalize()

    def item(self, rng: random.Random) -> str:
        """Something to buy."""
        if rng.random() < self._invented:
            kind = rng.random()
            other = self.new(rng) if kind < 0.3 else rng.choice(words.ITEMS)
            return self.new(rng) if kind < 0.7 else f"{self.new(rng)} {other}"
        kind = rng.random()
        chosen = rng.choice(words.ITEMS)
        if kind < 0.04:
            return f"{in_words(rng.randint(2, 12))} {chosen}"
        return (
            f"{rng.choice(['a bag of', 'a bottle of', 'a box of', 'some', 'more', 'two packs of'])} {chosen}"
            if kind < 0.08
            else chosen
        )

    def name(self, rng: random.Random) -> str:
        """A first name."""
        return self._new_name(rng) if rng.random() < self._invented * 1.2 else rng.choice(_NAMES)

    def full_name(self, rng: random.Random) -> str:
        """Of a customer."""
        last = self._new_name(rng) if rng.random() < self._invented * 1.2 else rng.choice(_SURNAMES)
        return f"{rng.choice(['Mr', 'Mrs', 'Ms'])} {last}" if rng.random() < 0.12 else f"{self.name(rng)} {last}"

    def items(self, rng: random.Random) -> str:
        """One to four things."""
        chosen = list(dict.fromkeys(self.item(rng) for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 4]))))
        return chosen[0] if len(chosen) == 1 else ", ".join(chosen[:-1]) + " and " + chosen[-1]

    def task(self, rng: random.Random) -> str:
        """Something to do."""
        chosen = rng.choice(words.TASKS)
        if rng.random() < self._invented * 0.6:
            chosen = rng.choice(
                [
                    "{new} the {item}",
                    "call {new}",
                    "{new} {item}",
                    "buy {new}",
                    "fix the {new}",
                    "see {new} about {item}",
                ]
            )
        return chosen.format(
            name=self.name(rng), item=rng.choice(words.ITEMS), person=rng.choice(words.PEOPLE), new=self.new(rng)
        )

    def statement(self, rng: random.Random) -> str:
        """Something to remember that is no task."""
        thing = self.new(rng) if rng.random() < self._invented else rng.choice([*words.THINGS, *words.LABELS])
        day, hour = rng.choice([*words.WEEKDAYS]), in_words(rng.randint(1, 12))
        when = rng.choice([f"on {day}", "tomorrow", f"at {hour}", f"at {hour} on {day}", f"on {day} at {hour}"])
        code = rng.choice([str(rng.randint(100, 99_999)), " ".join(rng.choice(ONES[:10]) for _ in range(4))])
        happens = rng.choice(["comes", "arrives", "starts", "opens", "closes", "is due", "ends"])
        return rng.choice(
            [
                f"the {thing} {happens} {when}",
                f"{self.name(rng)} {rng.choice(['likes', 'wants', 'needs', 'hates', 'prefers'])} {self.item(rng)}",
                f"{self.name(rng)} {rng.choice(['comes', 'is away', 'arrives', 'is at home', 'calls'])} {when}",
                f"the {thing} {rng.choice(['code', 'number', 'key', 'size', 'bill'])} is {code}",
                f"the {thing} is in the {rng.choice(words.ROOMS)}",
                f"{rng.choice([thing, *words.PEOPLE, *words.SERVICES])} {when}",
                f"{rng.choice(['buy', 'order', 'bring'])} {self.item(rng)}",
                f"{rng.choice(['return', 'renew', 'collect', 'fix', 'pay', 'post', 'clean'])} "
                f"{rng.choice(['the', 'my'])} {rng.choice([self.new(rng), *words.ITEMS])} {thing}",
            ]
        )

    def label(self, rng: random.Random) -> str:
        """What a timer is for, in one word."""
        return self.new(rng) if rng.random() < self._invented else rng.choice(words.LABELS)

    def listed(self, rng: random.Random) -> str:
        """Something that may stand on the list."""
        return self.item(rng) if rng.random() < 0.65 else self.task(rng)

    def spelled(self, rng: random.Random) -> str:
        """A word to spell."""
        if rng.random() < self._invented:
            return self.new(rng)
        return rng.choice(SPELLED)

    def query(self, rng: random.Random) -> tuple[str, object]:
        """What to look for in the past: as said, and without article."""
        kind = rng.random()
        if kind < 0.3:
            said = rng.choice(words.PEOPLE)
        elif kind < 0.5:
            said = rng.choice([self.name(rng), rng.choice(words.PLACES), rng.choice(list(words.CAPITALS))])
        elif kind < 0.7:
            said = rng.choice(
                [f"the {rng.choice(words.THINGS)}", f"the {rng.choice(words.LABELS)}", rng.choice(words.TOPICS)]
            )
        else:
            said = rng.choice(
                [f"the {self.item(rng)}" if rng.random() < 0.3 else self.item(rng), rng.choice(words.SERVICES)]
            )
        return said, said.removeprefix("the ").removeprefix("my ").removeprefix("a ")


def _spelled_words() -> list[str]:
    sources = [*words.ITEMS, *words.LABELS, *words.NAMES, *words.SURNAMES, *words.CAPITALS, *words.CAPITALS.values()]
    sources += [
        *words.TOPICS,
        *words.ADJECTIVES,
        *words.THINGS,
        *words.ROOMS,
        *words.PLACES,
        *words.WEEKDAYS,
        *words.MONTHS,
    ]
    sources += [
        *words.TASKS,
        *words.SERVICES,
        *words.PEOPLE,
        *words.HARD,
        *(one for pair in OPPOSITES for one in pair),
        *ONES,
    ]
    pieces = {piece for text in sources for piece in text.split() if piece.isalpha() and len(piece) > 2}
    return sorted(pieces)


SPELLED = _spelled_words()
"""Words that people may want to have spelled."""
