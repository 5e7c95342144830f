"""How fast a model that is not loaded would be on this machine."""

from __future__ import annotations

from desktop.formats import Kind
from desktop.models.catalogue import Catalogue, Pack
from desktop.models.machine_speed import MachineSpeed

WORDS_A_TOKEN = 0.75
"""Of English text in the vocabularies of today's language models."""
_TOKEN_S, _SPEECH_S = 0.001, 0.003
"""What a token, and a second of speech, takes however small the model is."""
_OPERATIONS: dict[Kind, float] = {"stt": 68.0, "tts": 200.0}
"""Operations of one core for a second of speech, by byte of the model's files."""
_SHARED = 0.7
"""Twice as many cores are twice as fast to this power: they wait for each other."""


def expected_speed(kind: Kind, size: int, speed: MachineSpeed) -> float | None:
    """About how fast a model of `size` bytes is here; None for a kind whose speed nobody waits for.

    A language model's is in words a second: each token reads the whole model once, at the speed at which one core
    reads memory. A recogniser's and a voice's is how many times as fast as speech it is: their operations for a
    second of speech grow with the size of their files, and are done at the speed at which one core multiplies
    matrices; a recogniser shares them among all cores but one, as the engine does. The operations by byte are those
    that `sotto bench stt` and `ttfa` measured with models in the shapes of Whisper base (148 MB as downloaded, 12
    times as fast as speech) and of a medium Piper voice (63 MB, 9 times), on a core of 117 thousand million
    operations a second. Other shapes may be off by twice; what was measured of a loaded model is better.
    """
    if kind == "llm":
        return WORDS_A_TOKEN / (_TOKEN_S + size / speed.bytes_per_s)
    if kind not in _OPERATIONS:
        return None
    threads = max(1, speed.cores - 1) ** _SHARED if kind == "stt" else 1.0
    return 1 / (_SPEECH_S + size * _OPERATIONS[kind] / (speed.operations_per_s * threads))


def answers_at(pack: Pack, catalogue: Catalogue, speed: MachineSpeed) -> float:
    """Words a second at which a pack answers, about: by its language model; infinite without one."""
    minds = [one.size_mb * 1_000_000 for one in catalogue.chosen(pack.id) if one.kind == "llm"]
    return min((expected_speed("llm", size, speed) or 0.0 for size in minds), default=float("inf"))


def rounded(value: float) -> float:
    """To what an estimate is worth: two digits, one behind the point below 3."""
    if value >= 10:
        whole = 10 ** (len(str(int(value))) - 2)
        return float(round(value / whole) * whole)
    return round(value, 1 if value < 3 else 0)
