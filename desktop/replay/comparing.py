"""What changed from a stored turn to its replay. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from desktop.benchmarks.wer import word_errors
from desktop.replay.material import StoredTurn
from desktop.replay.replayer import Replayed
from desktop.replay.stored_tools import Call, calls_of
from desktop.terms import Outcome, Timings

_CUT_SHORT = (Outcome.INTERRUPTED, Outcome.UNFINISHED)


class Part(StrEnum):
    """What of a turn may differ."""

    WORDS = "words"
    REPLY = "reply"
    TOOLS = "tools"
    OUTCOME = "outcome"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was."""

    part: Part
    then: str
    now: str
    diff: str = ""
    """Both texts in one: `[-what went-]`, `{+what came+}`."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How long a stage took, in milliseconds; None where it did not run or is not known."""

    then: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One turn, then and now."""

    turn: int
    differences: tuple[Difference, ...]
    word_errors: int
    """Words inserted, deleted or replaced; case and punctuation do not count."""
    words: int
    """Words that were understood then."""
    stages: Mapping[str, Stage]
    notes: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it says and does the same; how long it takes is another matter."""
        return not self.differences


def compare(stored: StoredTurn, now: Replayed) -> Comparison:
    """Tell what changed."""
    wrong, words = word_errors(stored.record.transcript, now.words)
    stages = {
        each.name: Stage(getattr(stored.record.timings, each.name), getattr(now.timings, each.name))
        for each in fields(Timings)
    }
    return Comparison(now.turn, tuple(_differences(stored, now)), wrong, words, stages, now.notes)


def _differences(stored: StoredTurn, now: Replayed) -> Iterator[Difference]:
    then, cut_short = stored.record, stored.record.outcome in _CUT_SHORT
    if then.transcript != now.words and (then.transcript or not stored.went_on):
        yield _in_text(Part.WORDS, then.transcript, now.words)
    if now.cut_off_s is not None:
        yield Difference(Part.CUT_OFF, "", f"the utterance would have ended at {now.cut_off_s:.1f} s")
    before, after = calls_of(then.runs), now.calls
    if not _same_calls(before, after[: len(before)] if cut_short else after):
        yield _in_text(Part.TOOLS, _spelled(before), _spelled(after))
    said, says = then.generated.strip(), now.reply.strip()
    if says != said and not (cut_short and says.startswith(said)):  # the rest was never written then
        yield _in_text(Part.REPLY, said, says)
    was = Outcome.COMPLETED if cut_short else then.outcome
    if was is not now.outcome:
        yield Difference(Part.OUTCOME, _how(then.outcome, then.error), _how(now.outcome, now.error))


def _same_calls(before: Sequence[Call], after: Sequence[Call]) -> bool:
    return len(before) == len(after) and all(a.is_like(b) for a, b in zip(before, after, strict=True))


def _spelled(calls: Sequence[Call]) -> str:
    return " ".join(f"{call.name or '?'} {call.arguments}{'' if call.known else ' (not run)'}" for call in calls)


def _how(outcome: Outcome, error: str) -> str:
    return f"{outcome}: {error}" if error else str(outcome)


def _in_text(part: Part, then: str, now: str) -> Difference:
    return Difference(part, then, now, word_diff(then, now))


def word_diff(then: str, now: str) -> str:
    """Both texts in one, word by word: `[-what went-]`, `{+what came+}`."""
    old, new = then.split(), now.split()
    found: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.extend(old[a:b])
            continue
        if b > a:
            found.append(f"[-{' '.join(old[a:b])}-]")
        if d > c:
            found.append(f"{{+{' '.join(new[c:d])}+}}")
    return " ".join(found)
