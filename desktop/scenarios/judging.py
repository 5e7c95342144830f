"""Whether a turn of a scenario came out as expected. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from desktop.benchmarks.wer import word_errors
from desktop.engine.audio import SAMPLE_RATE
from desktop.events import ControlObeyed, ReplyHeard, ToolRan, TurnFinished
from desktop.scenarios.form import Expect, ExpectedTool, Turn
from desktop.scenarios.gathering import Played
from desktop.scenarios.result import Call, Check, TurnResult
from desktop.terms import Timings

NOTHING = "nothing"


def judge(played: Played) -> TurnResult:
    """Tell what came of a turn, and of each expectation whether it was met."""
    done, turn = next(iter(played.finished), None), played.acted.turn
    names = [type(each.event).__name__ for each in played.events]
    calls = tuple(
        Call(name=event.name, arguments=event.arguments, result=event.result)
        for event in (each.event for each in played.events)
        if isinstance(event, ToolRan)
    )
    times = [round((each.at - played.acted.start) / SAMPLE_RATE, 2) for each in played.events]
    shown = [(at, name) for at, name, each in zip(times, names, played.events, strict=True) if not _often(each.event)]
    return TurnResult(
        number=played.acted.number,
        asked=asked(turn),
        words=done.transcript if done is not None else "",
        reply=done.generated.strip() if done is not None else "",
        heard=done.heard.strip() if done is not None else "",
        outcome=done.outcome.value if done is not None else NOTHING,
        error=done.error if done is not None else "",
        tools=calls,
        timings_ms={each.name: getattr(done.timings, each.name) for each in fields(Timings)} if done else {},
        events=tuple(shown),
        checks=tuple(_checks(turn.expect, played, done, names, calls)),
    )


def asked(turn: Turn) -> str:
    """What the user's part of a turn is, in words."""
    if turn.text is not None:
        return f"types: {turn.text}"
    if turn.say is not None:
        return f"says: {turn.say}"
    if turn.audio is not None:
        return f"says what is in {turn.audio}"
    if turn.sound is not None:
        return f"makes a sound: {turn.sound}"
    return f"unplugs the {turn.lose}" if turn.lose else f"plugs the {turn.restore} in"


def _often(event: object) -> bool:
    return isinstance(event, ReplyHeard) or type(event).__name__ == "ReplyDelta"


def _checks(
    expect: Expect, played: Played, done: TurnFinished | None, names: Sequence[str], calls: Sequence[Call]
) -> Iterator[Check]:
    outcome = done.outcome.value if done is not None else NOTHING
    if expect.outcome is not None:
        yield _check("outcome", expect.outcome == outcome, expect.outcome, outcome)
    yield from _text_checks(expect, done)
    if expect.tools is not None:
        yield from _tool_checks(expect.tools, calls)
    if expect.control is not None:
        controls = [each.event.control.value for each in played.events if isinstance(each.event, ControlObeyed)]
        yield _check("control", expect.control in controls, expect.control, " ".join(controls) or "none")
    for name in expect.events:
        yield _check(f"event {name}", name in names, "it comes", "it came" if name in names else "it did not come")
    for name in expect.no_events:
        yield _check(f"event {name}", name not in names, "it does not come", f"it came {names.count(name)} times")
    if expect.turns is not None:
        yield _check("turns", expect.turns == len(played.finished), expect.turns, len(played.finished))
    if expect.silent is not None:
        said = {True: "silence", False: "sound"}
        yield _check("silent", expect.silent == played.silent, said[expect.silent], said[played.silent])
    for stage, budget in expect.within_ms.items():
        took = getattr(done.timings, stage) if done is not None else None
        got = f"{took:.0f} ms" if took is not None else "it did not run"
        yield _check(f"within_ms.{stage}", took is not None and took <= budget, f"at most {budget:g} ms", got)


def _text_checks(expect: Expect, done: TurnFinished | None) -> Iterator[Check]:
    words, reply, heard, error = (
        (done.transcript, done.generated.strip(), done.heard, done.error) if done is not None else ("", "", "", "")
    )
    if expect.words is not None:
        wrong, _ = word_errors(expect.words, words)
        yield _check("words", wrong <= expect.word_errors, expect.words, words)
    if expect.reply is not None:
        yield _check("reply", _begins_alike(expect, reply), expect.reply, reply)
    for part in expect.reply_has:
        yield _check("reply_has", part.casefold() in reply.casefold(), part, reply)
    for part in expect.reply_lacks:
        yield _check("reply_lacks", part.casefold() not in reply.casefold(), f"without {part}", reply)
    if expect.reply_matches is not None:
        found = re.search(expect.reply_matches, reply, re.IGNORECASE)
        yield _check("reply_matches", found is not None, expect.reply_matches, reply)
    if expect.heard is not None:
        wrong, _ = word_errors(expect.heard, heard)
        yield _check("heard", wrong <= expect.heard_words_off, expect.heard, heard)
    if expect.error_has is not None:
        yield _check("error_has", expect.error_has.casefold() in error.casefold(), expect.error_has, error)


def _begins_alike(expect: Expect, reply: str) -> bool:
    """Whether the reply is the one wanted; of one that is cut short, the writing may stop sooner or later."""
    wanted = expect.reply or ""
    if expect.outcome == "interrupted":
        return wanted.startswith(reply) or reply.startswith(wanted)
    return word_errors(wanted, reply)[0] == 0


def _tool_checks(wanted: Sequence[ExpectedTool], calls: Sequence[Call]) -> Iterator[Check]:
    names, came = [tool.name for tool in wanted], [call.name for call in calls]
    yield _check("tools", names == came, " ".join(names) or "none", " ".join(came) or "none")
    if names != came:
        return
    for tool, call in zip(wanted, calls, strict=True):
        for part, want, got in (("arguments", tool.arguments, call.arguments), ("result", tool.result, call.result)):
            if want is not None:
                shown = want if isinstance(want, str) else json.dumps(want, ensure_ascii=False)
                yield _check(f"{tool.name} {part}", _is_like(want, got), shown, got)


def _is_like(wanted: str | dict[str, Any], got: str) -> bool:
    """Whether JSON is the same; of a table, whether it is among the rest."""
    try:
        found = json.loads(got)
        return found == json.loads(wanted) if isinstance(wanted, str) else _holds(found, wanted)
    except ValueError:
        return wanted == got


def _holds(found: object, wanted: dict[str, Any]) -> bool:
    return isinstance(found, dict) and all(key in found and found[key] == value for key, value in wanted.items())


def _check(name: str, met: bool, wanted: object, got: object) -> Check:
    return Check(name=name, met=met, wanted=str(wanted), got=str(got))
