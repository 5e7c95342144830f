"""Whole turns: a spoken question to the real assistant, its spoken answer back."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.engine.backends.whisper import WhisperTranscriber
from models.evaluation.asking import SPEAKER_HZ, Asker
from models.evaluation.cases import WHOLE_TURNS, Case, load_cases
from models.evaluation.report import Measure, Row, Section
from models.evaluation.starter import Subject
from models.evaluation.voices import KNOWN_VOICES, placed, say
from models.evaluation.words import error_percent
from models.recipes.common.speech import HELD_OUT_VOICES

SHORTEST_ANSWER_S = 0.2


def evaluate(subject: Subject) -> Section:
    """Ask every second question in a known voice, the others in a held-out one. Raises ModelError."""
    cases = load_cases(WHOLE_TURNS)
    step = len(cases) // subject.up_to(len(cases))
    recogniser = WhisperTranscriber(subject.stt, threads=1)
    with Asker(subject.settings, aloud=True) as asker:
        rows = [
            _ask(asker, recogniser, case, _voice(index))
            for index, case in enumerate(cases[::step][: subject.up_to(len(cases))])
        ]
    recogniser.close()
    known = [row for row in rows if row["voice"] in KNOWN_VOICES]
    held_out = [row for row in rows if row["voice"] in HELD_OUT_VOICES]
    measures = [
        Measure("spoken answers right", _share(rows), at_least=90, n=len(rows)),
        Measure("- of these asked by known voices", _share(known), n=len(known)),
        Measure("- of these asked by held-out voices", _share(held_out), n=len(held_out)),
        Measure("word error rate of the questions", _error_rate(rows, "text", "heard"), n=len(rows)),
        Measure("word error rate of the answers, read back", _error_rate(rows, "reply", "read back"), n=len(rows)),
    ]
    return Section("whole turns", measures, {"turns": rows})


def _voice(index: int) -> str:
    half, held_out = divmod(index, 2)
    voices = HELD_OUT_VOICES if held_out else KNOWN_VOICES
    return voices[half % len(voices)]


def _ask(asker: Asker, recogniser: WhisperTranscriber, case: Case, voice: str) -> Row:
    if case.before is None:
        asker.new_session()
    else:
        asker.start_afresh(case.before)
    answer = asker.ask(placed(say(case.text, voice)))
    audible = len(answer.audio) / SPEAKER_HZ >= SHORTEST_ANSWER_S
    right = audible and case.is_right(answer.reply, answer.calls, answer.at, answer.control)
    heard = recogniser.transcribe(answer.audio, bool).text if audible else ""
    return {"voice": voice} | answer.row(case, right=right) | {"read back": heard}


def _share(rows: Sequence[Row]) -> float:
    return 100 * sum(bool(row["right"]) for row in rows) / max(1, len(rows))


def _error_rate(rows: Sequence[Row], said: str, heard: str) -> float:
    return error_percent((row[said], row[heard]) for row in rows)
