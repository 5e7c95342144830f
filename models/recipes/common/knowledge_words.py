# ruff: noqa: E501 (a table)
"""Opposites, and units of measure."""

from __future__ import annotations

_PAIRS = """
    hot-cold big-small tall-short high-low long-short fast-slow good-bad happy-sad light-dark day-night
    young-old rich-poor hard-soft wet-dry full-empty open-closed loud-quiet early-late strong-weak heavy-light
    clean-dirty thick-thin wide-narrow deep-shallow near-far left-right up-down in-out on-off yes-no
    black-white north-south east-west new-old right-wrong true-false love-hate friend-enemy war-peace begin-end
    start-stop first-last always-never all-none everything-nothing win-lose buy-sell give-take push-pull
    come-go laugh-cry live-die alive-dead top-bottom front-back inside-outside above-below before-after
    more-less many-few easy-difficult simple-complicated cheap-expensive brave-afraid calm-nervous kind-cruel
    polite-rude clever-stupid beautiful-ugly sweet-sour sharp-blunt smooth-rough tight-loose straight-crooked
    asleep-awake busy-free dangerous-safe healthy-sick lazy-hardworking modern-ancient public-private
    noisy-silent summer-winter morning-evening man-woman boy-girl king-queen brother-sister mother-father
    husband-wife heaven-hell success-failure question-answer entrance-exit arrive-leave remember-forget
    find-lose increase-decrease accept-refuse allow-forbid build-destroy agree-disagree appear-disappear
    possible-impossible legal-illegal patient-impatient honest-dishonest lucky-unlucky known-unknown
    visible-invisible add-subtract multiply-divide float-sink freeze-melt raise-lower expand-shrink
    export-import attack-defend borrow-lend guilty-innocent major-minor maximum-minimum positive-negative
    plural-singular victory-defeat pleasure-pain tame-wild fresh-stale generous-mean humble-proud
    horizontal-vertical internal-external junior-senior natural-artificial optimist-pessimist
    permanent-temporary quick-slow rare-common solid-liquid tiny-huge urban-rural warm-cool yesterday-tomorrow
    raw-cooked single-married male-female past-future bright-dim truth-lie wise-foolish sunrise-sunset
    upstairs-downstairs hello-goodbye giant-dwarf teacher-student spend-save hurry-wait stay-leave ask-answer
    whisper-shout ceiling-floor
"""
OPPOSITES: tuple[tuple[str, str], ...] = tuple(
    (first, second) for first, _, second in (pair.partition("-") for pair in _PAIRS.split())
)
"""Pairs; each word is asked for, the first pair with a word counts."""

UNITS: tuple[tuple[str, str, str, float], ...] = (
    ("kilometre", "kilometres", "length", 1000), ("metre", "metres", "length", 1), ("centimetre", "centimetres", "length", 0.01),
    ("millimetre", "millimetres", "length", 0.001), ("mile", "miles", "length", 1609.344), ("yard", "yards", "length", 0.9144),
    ("foot", "feet", "length", 0.3048), ("inch", "inches", "length", 0.0254),
    ("kilogram", "kilograms", "weight", 1000), ("gram", "grams", "weight", 1), ("milligram", "milligrams", "weight", 0.001),
    ("pound", "pounds", "weight", 453.59237), ("ounce", "ounces", "weight", 28.349523125), ("tonne", "tonnes", "weight", 1e6),
    ("stone", "stone", "weight", 6350.29318),
    ("litre", "litres", "volume", 1), ("millilitre", "millilitres", "volume", 0.001), ("gallon", "gallons", "volume", 3.785411784),
    ("pint", "pints", "volume", 0.473176473), ("cup", "cups", "volume", 0.2365882365), ("quart", "quarts", "volume", 0.946352946),
    ("tablespoon", "tablespoons", "volume", 0.01478676478125), ("teaspoon", "teaspoons", "volume", 0.00492892159375),
    ("degree celsius", "degrees celsius", "temperature", 0), ("degree fahrenheit", "degrees fahrenheit", "temperature", 0),
    ("kilometre per hour", "kilometres per hour", "speed", 1 / 3.6), ("mile per hour", "miles per hour", "speed", 0.44704),
    ("metre per second", "metres per second", "speed", 1), ("knot", "knots", "speed", 1852 / 3600),
    ("second", "seconds", "time", 1), ("minute", "minutes", "time", 60), ("hour", "hours", "time", 3600), ("day", "days", "time", 86400),
    ("week", "weeks", "time", 604800),
    ("kilobyte", "kilobytes", "data", 1e3), ("megabyte", "megabytes", "data", 1e6), ("gigabyte", "gigabytes", "data", 1e9),
    ("terabyte", "terabytes", "data", 1e12),
    ("square metre", "square metres", "area", 1), ("square foot", "square feet", "area", 0.09290304), ("hectare", "hectares", "area", 10000),
    ("acre", "acres", "area", 4046.8564224), ("square kilometre", "square kilometres", "area", 1e6), ("square mile", "square miles", "area", 2589988.11),
)  # fmt: skip
"""Singular, plural, kind, size in the kind's base unit (temperatures apart)."""
