# ruff: noqa: E501 (a table)
"""The largest, the fastest and the like: what people ask for in many orders of words."""

from __future__ import annotations

from collections.abc import Mapping

_BEST = (
    ("largest|biggest", "planet", "in the solar system", "The largest planet is Jupiter."),
    ("smallest", "planet", "in the solar system", "The smallest planet is Mercury."),
    ("hottest", "planet", "", "The hottest planet is Venus."),
    ("coldest", "planet", "", "The coldest planet is Uranus."),
    ("largest|biggest", "animal", "in the world| on earth", "The largest animal is the blue whale."),
    ("largest|biggest", "land animal", "", "The largest land animal is the elephant."),
    (
        "fastest|quickest",
        "(animal|land animal|animal on land)",
        "in the world",
        "The fastest land animal is the cheetah.",
    ),
    ("tallest|highest", "animal", "in the world", "The tallest animal is the giraffe."),
    ("slowest", "animal", "", "The slowest animal is the sloth."),
    ("largest|biggest", "bird", "in the world", "The largest bird is the ostrich."),
    ("smallest", "bird", "in the world", "The smallest bird is the hummingbird."),
    ("largest|biggest", "fish", "in the world", "The largest fish is the whale shark."),
    ("largest|biggest", "cat", "in the world", "The largest cat is the tiger."),
    ("largest|biggest", "(ocean|sea)", "in the world| on earth", "The largest ocean is the Pacific."),
    ("smallest", "ocean", "in the world", "The smallest ocean is the Arctic Ocean."),
    ("deepest", "ocean", "in the world", "The deepest ocean is the Pacific."),
    ("largest|biggest", "country", "in the world| on earth", "The largest country is Russia."),
    ("smallest", "country", "in the world| on earth", "The smallest country is Vatican City."),
    ("largest|biggest", "continent", "in the world", "The largest continent is Asia."),
    ("smallest", "continent", "in the world", "The smallest continent is Australia."),
    (
        "highest|tallest|largest|biggest",
        "mountain",
        "in the world| on earth",
        "The highest mountain is Mount Everest.",
    ),
    ("highest|tallest", "mountain (in|of) (europe|the alps)", "", "The highest mountain of the Alps is Mont Blanc."),
    ("longest", "river", "in the world| on earth", "The longest river is the Nile."),
    ("longest", "river in europe", "", "The longest river in Europe is the Volga."),
    ("largest|biggest", "desert", "in the world", "The largest hot desert is the Sahara."),
    ("largest|biggest", "island", "in the world", "The largest island is Greenland."),
    ("largest|biggest", "lake", "in the world", "The largest lake is the Caspian Sea."),
    ("deepest", "lake", "in the world", "The deepest lake is Lake Baikal."),
    ("highest|tallest", "(building|tower)", "in the world", "The tallest building is the Burj Khalifa in Dubai."),
    ("tallest|highest", "waterfall", "", "The highest waterfall is Angel Falls in Venezuela."),
    ("hardest", "(material|stone|mineral|substance)", "", "The hardest natural material is diamond."),
    ("lightest", "(element|gas)", "", "The lightest element is hydrogen."),
    ("largest|biggest", "organ", "of the body| of the human body", "The largest organ is the skin."),
    ("largest|biggest|longest", "bone", "of the body| in the human body", "The longest bone is in the thigh."),
    (
        "largest|biggest",
        "(sea animal|animal in the sea|animal of the sea|mammal)",
        "in the world",
        "The largest sea animal is the blue whale.",
    ),
    ("largest|biggest", "(city|town)", "in the world", "The largest city is Tokyo."),
    ("fastest|quickest", "(bird|animal in the air)", "in the world", "The fastest bird is the peregrine falcon."),
    ("largest|biggest", "(state|state of america|american state)", "", "The largest state of America is Alaska."),
    ("most common|commonest", "gas in the air", "", "The most common gas in the air is nitrogen."),
    ("strongest|hardest", "muscle", "in the body|of the body", "The strongest muscle is in the jaw."),
)
"""Adjectives, what it is, places that may follow, reply."""

_ASKED = (
    "(what is|which is|what's|whats|tell me|name|can you name|do you know|which one is|say|give me|i want to know)"
)


def _pattern(adjectives: str, thing: str, places: str) -> str:
    """The question in its usual orders: "what is the largest bird", "which bird is the largest one"."""
    most, where = f"({adjectives})", f"( {places.replace('|', '| ')}||)" if places else ""
    return (
        f"({_ASKED} the {most} {thing}{where}|(which|what) {thing}{where} is (the {most}|the {most} one|{most}|the {most} of all)"
        f"|(the |){most} {thing}{where}[ please| is what]|(which|what) (is|was) the {most} {thing}{where}"
        f"|(what's|what is) the name of the {most} {thing}{where})"
    )


BEST: tuple[tuple[str, str], ...] = tuple(
    (_pattern(adjectives, thing, places), reply) for adjectives, thing, places, reply in _BEST
)
"""Question pattern and reply."""


def _others() -> dict[str, dict[str, str]]:
    kinds = [
        (adjectives, thing.strip("()").split("|")[0].split(" (")[0], reply) for adjectives, thing, _, reply in _BEST
    ]
    return {
        reply: {
            adjective: other
            for adjectives, same, other in kinds
            if same == thing and other != reply
            for adjective in adjectives.split("|")
        }
        for _, thing, reply in kinds
    }


OTHER_BEST: Mapping[str, Mapping[str, str]] = {reply: others for reply, others in _others().items() if others}
"""Reply, to what may be asked next about its kind: adjective to reply, such as "smallest" after the largest planet."""
