"""“What do my documents say about the boiler?”: asking by name for what documents say, and the answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from desktop.engine.knowledge.fact_requests import without_courtesy
from desktop.engine.phrases import plain, read_phrases

LONGEST_SPOKEN = 320
"""Characters of a passage that are spoken: what goes on after them stands in the window and in the document."""
_WHAT = "what"
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_SAID = {
    "en": ("From {document}: {text}", "I found nothing about that in your documents.", ", page {page}"),
    "de": ("Aus {document}: {text}", "Darüber habe ich in deinen Dokumenten nichts gefunden.", ", Seite {page}"),
    "es": ("De {document}: {text}", "No he encontrado nada de eso en tus documentos.", ", página {page}"),
}
_FAILED = {
    "en": "I cannot search your documents right now.",
    "de": "Ich kann deine Dokumente gerade nicht durchsuchen.",
    "es": "Ahora mismo no puedo buscar en tus documentos.",
}


def document_request(text: str, language: str) -> str:
    """Return what an utterance looks for in the user's documents; empty where it does not ask for them.

    `language` is an ISO 639-1 code; typed text has none and is read as English.
    """
    lists = read_phrases("document_words").get(language or "en")
    if lists is None:
        return ""
    said = plain(without_courtesy(text, language))
    found = [what for phrase in lists["asks"] if (what := _between(said, phrase))]
    return min(found, key=len, default="")


def _between(said: str, phrase: str) -> str:
    """What stands in the place of the last `what` of a phrase that an utterance is."""
    before, _, after = f" {phrase} ".rpartition(f" {_WHAT} ")
    begin, end = before.strip(), after.strip()
    if begin and not said.startswith(f"{begin} "):
        return ""
    if end and not said.endswith(f" {end}"):
        return ""
    return said[len(begin) : len(said) - len(end)].strip()


def document_answer(result: Mapping[str, Any], question: str, language: str) -> str:
    """What is said of the result of the tool: the document's name, and the sentences that bear on the question."""
    if "error" in result:
        return _FAILED[language or "en"]
    said, nothing, page = _SAID[language or "en"]
    if not result["found"]:
        return nothing
    best = result["found"][0]
    document = _spoken_name(best["document"]) + (page.format(page=best["page"]) if "page" in best else "")
    return said.format(document=document, text=_telling(best["text"], question))


def _spoken_name(document: str) -> str:
    """`manuals/gas_boiler.md` as “gas boiler”."""
    name = document.rpartition("/")[2]
    stem, dot, _ = name.rpartition(".")
    return " ".join(re.sub(r"[_\-]+", " ", stem if dot else name).split()) or name


def _telling(text: str, question: str) -> str:
    """The sentences from the one on that shares most words with the question, as many as are spoken."""
    sentences, asked = _SENTENCE.split(text), {_stem(word) for word in plain(question).split()}
    shared = [len(asked & {_stem(word) for word in plain(sentence).split()}) for sentence in sentences]
    start = shared.index(max(shared))
    told = sentences[start]
    for sentence in sentences[start + 1 :]:
        if len(told) + 1 + len(sentence) > LONGEST_SPOKEN:
            break
        told += f" {sentence}"
    return told if len(told) <= LONGEST_SPOKEN * 2 else told[: LONGEST_SPOKEN * 2].rpartition(" ")[0] + " …"


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
