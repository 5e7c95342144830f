"""What is said of facts, in the language in which it was asked, always in the stored words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

MOST_SPOKEN = 3
"""Facts that answer one question."""
MOST_LISTED = 8
"""Facts of a list that are spoken."""

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "remembered": "I will remember: {fact}.",
        "known": "I remember that already: {fact}.",
        "told": "You told me: {facts}.",
        "also": ". And before that: ",
        "none": "You have not asked me to remember anything yet.",
        "list": "You asked me to remember: {facts}.",
        "more": " And {count} more.",
        "forgotten": "I have forgotten: {fact}.",
        "nothing": "I remember nothing about that.",
        "several": "I remember more than one thing about that: {facts}. Say which, in its own words.",
        "all": "All of it goes with sotto facts forget, dash dash all. Or tell me which one to forget.",
        "failed": "I could not do that: what I remember cannot be used right now.",
        "refused": "I did not do that: it was not allowed.",
    },
    "de": {
        "remembered": "Ich merke mir: {fact}.",
        "known": "Das weiß ich schon: {fact}.",
        "told": "Du hast mir gesagt: {facts}.",
        "also": ". Und davor: ",
        "none": "Du hast mich noch nichts merken lassen.",
        "list": "Ich soll mir merken: {facts}.",
        "more": " Und {count} weitere.",
        "forgotten": "Ich habe vergessen: {fact}.",
        "nothing": "Darüber habe ich mir nichts gemerkt.",
        "several": "Darüber weiß ich mehreres: {facts}. Sag mir, welches, in seinen eigenen Worten.",
        "all": "Alles löscht sotto facts forget, Strich Strich all. Oder sag mir, was ich vergessen soll.",
        "failed": "Das ging nicht: an das Gemerkte komme ich gerade nicht heran.",
        "refused": "Das habe ich nicht getan: es wurde nicht erlaubt.",
    },
    "es": {
        "remembered": "Lo recordaré: {fact}.",
        "known": "Eso ya lo recuerdo: {fact}.",
        "told": "Me dijiste: {facts}.",
        "also": ". Y antes: ",
        "none": "Todavía no me has pedido que recuerde nada.",
        "list": "Me pediste que recordara: {facts}.",
        "more": " Y {count} más.",
        "forgotten": "He olvidado: {fact}.",
        "nothing": "No recuerdo nada de eso.",
        "several": "Recuerdo más de una cosa de eso: {facts}. Di cuál, con sus propias palabras.",
        "all": "Todo se borra con sotto facts forget, guion guion all. O dime qué debo olvidar.",
        "failed": "No he podido: ahora mismo no llego a lo que recuerdo.",
        "refused": "No lo he hecho: no se permitió.",
    },
}


def remembered(fact: str, language: str, *, new: bool) -> str:
    """Say that a fact is kept."""
    return _say("remembered" if new else "known", language, fact=fact)


def told(facts: Sequence[str], language: str) -> str:
    """Answer a question with the facts that do, the newest first."""
    words = _WORDS[language or "en"]
    return words["told"].format(facts=words["also"].join(facts[:MOST_SPOKEN]))


def listed(facts: Sequence[str], language: str) -> str:
    """Tell what is remembered."""
    if not facts:
        return _say("none", language)
    said = _say("list", language, facts="; ".join(facts[:MOST_LISTED]))
    more = len(facts) - MOST_LISTED
    return said + (_say("more", language, count=more) if more > 0 else "")


def forgotten(fact: str, language: str) -> str:
    """Say that a fact is gone."""
    return _say("forgotten", language, fact=fact)


def not_forgotten(found: Sequence[str], language: str) -> str:
    """Say why nothing was forgotten: nothing was meant, or it is not clear what."""
    if not found:
        return _say("nothing", language)
    return _say("several", language, facts="; ".join(found[:MOST_SPOKEN]))


def how_to_forget_all(facts: int, language: str) -> str:
    """Say how all of it is forgotten: a misheard word must not do that."""
    return _say("all" if facts else "none", language)


def failed(language: str, *, refused: bool) -> str:
    """Say that nothing was done: the user did not allow it, or something went wrong."""
    return _say("refused" if refused else "failed", language)


def _say(what: str, language: str, **values: object) -> str:
    return _WORDS[language or "en"][what].format(**values)
