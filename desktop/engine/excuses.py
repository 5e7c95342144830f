"""What is said when a tool is at fault, in the language of the question: no model may tell it otherwise. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.engine.tools.outcome import Fault
from desktop.engine.tools.registry import Effect

_WHAT: Mapping[str, Mapping[Fault, str]] = {
    "en": {
        Fault.SLOW: "{tool} did not answer in time",
        Fault.BUSY: "{tool} is still busy with the last request",
        Fault.BROKEN: "{tool} broke down",
        Fault.UNSAVED: "{tool} could not save its data",
        Fault.UNREAD: "{tool} could not read its data",
        Fault.GONE: "{tool} cannot be reached",
        Fault.NONSENSE: "{tool} gave an answer that makes no sense",
        Fault.FLOOD: "{tool} gave back far too much",
    },
    "de": {
        Fault.SLOW: "{tool} hat nicht rechtzeitig geantwortet",
        Fault.BUSY: "{tool} ist noch mit der letzten Anfrage beschäftigt",
        Fault.BROKEN: "{tool} ist abgestürzt",
        Fault.UNSAVED: "{tool} konnte seine Daten nicht speichern",
        Fault.UNREAD: "{tool} konnte seine Daten nicht lesen",
        Fault.GONE: "{tool} ist nicht zu erreichen",
        Fault.NONSENSE: "{tool} hat etwas Unsinniges geantwortet",
        Fault.FLOOD: "{tool} hat viel zu viel zurückgegeben",
    },
    "es": {
        Fault.SLOW: "{tool} no ha respondido a tiempo",
        Fault.BUSY: "{tool} sigue ocupada con la petición anterior",
        Fault.BROKEN: "{tool} ha fallado",
        Fault.UNSAVED: "{tool} no ha podido guardar sus datos",
        Fault.UNREAD: "{tool} no ha podido leer sus datos",
        Fault.GONE: "no se puede llegar a {tool}",
        Fault.NONSENSE: "{tool} ha dado una respuesta sin sentido",
        Fault.FLOOD: "{tool} ha devuelto demasiado",
    },
}
_FRAMES: Mapping[str, tuple[str, str, str, str, str]] = {
    "en": (
        "That did not work: {what}.",
        "the tool {name}",
        "Whether it was done, I do not know.",
        "I have no answer to that.",
        "I did not do that, since you did not allow it.",
    ),
    "de": (
        "Das hat nicht geklappt: {what}.",
        "das Werkzeug {name}",
        "Ob es getan wurde, weiß ich nicht.",
        "Darauf habe ich keine Antwort.",
        "Das habe ich nicht getan, denn du hast es nicht erlaubt.",
    ),
    "es": (
        "No ha funcionado: {what}.",
        "la herramienta {name}",
        "No sé si se ha hecho.",
        "No tengo respuesta a eso.",
        "No lo he hecho, porque no lo has permitido.",
    ),
}
_NOTHING_WAS_BEGUN = frozenset({Fault.BUSY, Fault.UNREAD})


def excuse(name: str, fault: Fault, effect: Effect, language: str) -> str:
    """The answer to a question whose tool of that name is at fault. `language` is an ISO 639-1 code."""
    spoken = language if language in _FRAMES else "en"
    frame, tool, unknown, _, _ = _FRAMES[spoken]
    what = _WHAT[spoken][fault].format(tool=tool.format(name=name.replace("_", " ")))
    said = frame.format(what=what)
    uncertain = effect in ("write", "external") and fault not in _NOTHING_WAS_BEGUN
    return f"{said} {unknown}" if uncertain else said


def speechless(language: str) -> str:
    """The answer where tools were used and the model has no words."""
    return _FRAMES.get(language, _FRAMES["en"])[3]


def not_done(language: str) -> str:
    """The answer where the user did not allow what a tool was to do."""
    return _FRAMES.get(language, _FRAMES["en"])[4]
