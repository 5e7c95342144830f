"""The language model: new phrasings and conversations, typed to the real assistant with its real tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from models.evaluation.asking import Answer, Asker
from models.evaluation.cases import PHRASINGS, load_cases, load_conversations
from models.evaluation.report import Measure, Row, Section
from models.evaluation.starter import Subject

WARM_UP_TURNS = 6
WARM_TURNS = 30


def evaluate(subject: Subject) -> Section:
    """Measure the language model. Raises ModelError."""
    answers: list[Answer] = []
    with Asker(subject.settings) as asker:
        phrasings = _ask_phrasings(asker, subject, answers)
        later = _converse(asker, subject, answers)
        waits = _first_tokens(asker, subject)
    calls = sum(len(answer.calls) + answer.invalid_calls for answer in answers)
    valid = sum(len(answer.calls) for answer in answers)
    accepted = calls - sum(answer.invalid_calls + answer.refused_calls for answer in answers)
    measures = [
        Measure("new phrasings right", _share(phrasings), at_least=95, n=len(phrasings)),
        Measure("follow-ups right", _share(later), at_least=85, n=len(later)),
        Measure("tool calls that are valid JSON", 100 * valid / max(1, calls), at_least=100, n=calls),
        Measure("tool calls that succeeded", 100 * accepted / max(1, calls), n=calls),
        Measure("first token, warm, with a history", median(waits), "ms", at_most=40, n=len(waits)),
    ]
    rows: dict[str, Sequence[Row]] = {"phrasings": phrasings, "follow-ups": later, "kinds": _by_kind(phrasings)}
    return Section("language model", measures, rows, [_weakest(rows["kinds"])])


def _ask_phrasings(asker: Asker, subject: Subject, answers: list[Answer]) -> list[Row]:
    rows = []
    cases = load_cases(PHRASINGS)
    step = len(cases) // subject.up_to(len(cases))
    for case in cases[::step][: subject.up_to(len(cases))]:
        if case.before is None:
            asker.new_session()
        else:
            asker.start_afresh(case.before)
        answer = asker.ask(case.text)
        answers.append(answer)
        rows.append(answer.row(case, right=case.is_right(answer.reply, answer.calls, answer.at, answer.control)))
    return rows


def _converse(asker: Asker, subject: Subject, answers: list[Answer]) -> list[Row]:
    """Rows of the turns that follow a first one."""
    rows = []
    conversations = load_conversations()
    step = len(conversations) // subject.up_to(len(conversations))
    for number, turns in enumerate(conversations[::step][: subject.up_to(len(conversations))]):
        asker.start_afresh()
        for position, turn in enumerate(turns):
            answer = asker.ask(turn.text)
            answers.append(answer)
            row = answer.row(turn, right=turn.is_right(answer.reply, answer.calls, answer.at, answer.control))
            rows.append({"conversation": number, "turn": position + 1} | row)
    return [row for row in rows if row["turn"] > 1]


def _first_tokens(asker: Asker, subject: Subject) -> list[float]:
    """Milliseconds from text to first token, within one conversation that goes on and on."""
    asker.start_afresh()
    cases = [case for case in load_cases(PHRASINGS) if case.before is None]
    count = WARM_UP_TURNS + subject.up_to(WARM_TURNS)
    waits = [asker.ask(case.text).timings.llm_first_token for case in cases[:: len(cases) // count][:count]]
    return [wait for wait in waits[WARM_UP_TURNS:] if wait is not None]


def _share(rows: Sequence[Row]) -> float:
    return 100 * sum(bool(row["right"]) for row in rows) / max(1, len(rows))


def _by_kind(rows: Sequence[Row]) -> list[Row]:
    kinds: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row["kind"]].append(row)
    return [{"kind": kind, "right": sum(row["right"] for row in of), "n": len(of)} for kind, of in kinds.items()]


def _weakest(kinds: Sequence[Row]) -> str:
    weak = sorted((kind for kind in kinds if kind["right"] < kind["n"]), key=lambda kind: kind["right"] / kind["n"])
    return (
        "Phrasings not all right: " + (", ".join(f"{k['kind']} {k['right']}/{k['n']}" for k in weak) or "none") + "."
    )
