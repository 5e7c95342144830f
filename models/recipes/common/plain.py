"""What is not a request: ordinary sentences, lists of words, numbers, dates, times, and what Sotto itself says."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from desktop.engine.sentences import speakable
from models.recipes.common import lexicon
from models.recipes.common.grammar import expand, fill, punctuate
from models.recipes.common.numbers import ONES, in_words
from models.recipes.common.words import MONTHS, WEEKDAYS

_NOUN = "(the|a|my|your|his|her|our|their|this|that|every|some|no) [{adj} ]{noun}"
_WHERE = f"{{prep}} {_NOUN}"
PATTERNS = (
    f"{_NOUN} {{past}} {_WHERE}",
    f"{_NOUN} {{past}} [{{adverb}}]",
    f"{{name}} {{past}} {_NOUN}[ {_WHERE}]",
    f"{{name}} and {{name}} {{past}} {_WHERE}",
    f"(i|you|we|they|he|she) {{past}} {_NOUN}[ {_WHERE}| {{adverb}}]",
    f"(i|you|we|they) (want to|have to|like to|used to|will|can|should|must|would) {{verb}} {_NOUN}[ {{adverb}}]",
    f"(there is|there was|here is|i see|we have|this is) {_NOUN} {_WHERE}",
    f"(is|was) {_NOUN} {{adj}}",
    f"(do|did|will|can|should|would) (you|we|they|i) {{verb}} {_NOUN}[ {_WHERE}]",
    f"(where|when|why|how) (did|do|will|can) (you|we|they|i|{{name}}) {{verb}} {_NOUN}",
    f"(what|who) {{past}} {_NOUN}[ {_WHERE}]",
    "{adverb} (he|she|they|{name}) {past} {adverb}",
    f"if it is {{adj}}, (i|we|you) will {{verb}} {_NOUN}",
    f"(don't|please|always|never) {{verb}} {_NOUN}[ {_WHERE}]",
    "{name} {surname} (lives|works|was born|stayed) in {place}",
    "(the|a) {noun} and (the|a) {noun} (are|were) {adj} and {adj}",
    "it was (a|the) {adj} {noun}, (but|and|so) {name} {past} {adverb}",
    "(how many|how much|which|whose) {noun} (do you|does {name}|did they) {verb}",
    "(i think|i know|she said|he thought|they told me|we hope) that (the|a) {noun} is {adj}",
)


def _pick(words: Sequence[str]) -> Callable[[random.Random], tuple[str, object]]:
    return lambda rng: ((word := rng.choice(words)), word)


_WORDS = {
    "noun": _pick(lexicon.NOUNS),
    "adj": _pick(lexicon.ADJECTIVES),
    "adverb": _pick(lexicon.ADVERBS),
    "prep": _pick(lexicon.PREPOSITIONS),
    "verb": _pick(list(lexicon.VERBS)),
    "past": _pick(list(lexicon.VERBS.values())),
    "name": _pick(lexicon.FIRST_NAMES),
    "surname": _pick(lexicon.SURNAMES),
    "place": _pick(lexicon.PLACES),
}
_ALL = lexicon.everything()


def sentence(rng: random.Random) -> str:
    """An ordinary sentence; grammatical mostly, sensible rarely."""
    text, _ = fill(expand(rng.choice(PATTERNS), rng), _WORDS, rng)
    text = re.sub(r"\ba (?=[aeiou])", "an ", text)
    return punctuate(text)


def _words(rng: random.Random) -> str:
    return punctuate(" ".join(rng.choice(_ALL) for _ in range(rng.randint(1, 6))))


def _digits(rng: random.Random) -> str:
    zero = rng.choice(("zero", "zero", "oh"))
    digits = [rng.randint(0, 9) for _ in range(rng.randint(1, 8))]
    return " ".join(zero if digit == 0 else ONES[digit] for digit in digits).capitalize() + "."


def _number(rng: random.Random) -> str:
    return in_words(rng.choice([rng.randint(0, 99), rng.randint(0, 999), rng.randint(1000, 9999)]))


def _numbers(rng: random.Random) -> str:
    sign = rng.choice((" plus ", " minus ", " times ", " divided by ", " and ", ", ", " or ", " point ", " to "))
    return punctuate(sign.join(_number(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))))


def _letters(rng: random.Random) -> str:
    return ", ".join(rng.choice(lexicon.LETTERS).upper() for _ in range(rng.randint(2, 8))) + "."


def _moment(rng: random.Random) -> str:
    hour, minute = ONES[rng.randint(1, 12)], in_words(rng.randint(1, 59))
    day = f"the {rng.choice(lexicon.ORDINALS)} of {rng.choice(MONTHS)}"
    choices = (
        f"(at|it is|until|from|after|before) {hour} (o'clock|{minute}|thirty|forty-five)[ in the (morning|evening)]",
        f"(half past|quarter to|quarter past|{minute} minutes (to|past)) {hour}",
        f"(on|it is|until|since) {rng.choice(WEEKDAYS)}[, {day}| morning| evening| afternoon]",
        f"[on ]{day}[ (nineteen|twenty) {minute}]",
        f"(next|last|this|every) ({rng.choice(WEEKDAYS)}|{rng.choice(MONTHS)}|week|month|year|weekend)",
    )
    return punctuate(expand(rng.choice(choices), rng))


_COMMANDS = (
    "[please ](stop|wait|repeat|slower|faster|louder|quieter|quiet|enough|again|cancel|silence|hush)[ please]",
    "(speak|talk|go)[ a bit| a little] (slower|faster|louder|quieter|more slowly)[ please]",
    "[please ](stop it|stop talking|wait a moment|hold on|be quiet|repeat that|say that again|once more)",
    "[can you |could you ](say that again|repeat that|speak up|slow down|speed up)[ please]",
    "(hello|hi|hey|thanks|thank you|yes|no|okay|right|sorry|goodbye|bye|good morning|good night)[ sotto]",
)


def _command(rng: random.Random) -> str:
    return punctuate(expand(rng.choice(_COMMANDS), rng))


KINDS: Sequence[tuple[Callable[[random.Random], str], float]] = (
    (sentence, 10), (_words, 4), (_digits, 1.5), (_numbers, 3), (_letters, 0.7), (_moment, 2),
    (_command, 1.5),
)  # fmt: skip


def sample(rng: random.Random) -> str:
    """One text that is no request: capitalised, with an end mark, numbers in words."""
    make = rng.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
    return make(rng)


_DECIMAL = re.compile(r"\b(\d+)\.(\d+)\b")
_WHOLE = re.compile(r"(?<![\d.])(\d{1,4})(?![\d]|\.\d)")


def spoken_form(text: str) -> str | None:
    """A written reply as it is said, numbers in words; None when it holds what has no simple spoken form."""
    text = _DECIMAL.sub(lambda m: f"{m[1]} point " + " ".join(ONES[int(d)] for d in m[2]), speakable(text))
    text = _WHOLE.sub(lambda m: in_words(int(m[1])), text)
    return None if re.search(r"[^A-Za-z' ,.?!;:-]", text) else text[:1].upper() + text[1:]
