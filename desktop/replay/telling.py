"""Stories and comparisons as lines for a terminal, and as objects for JSON. Pure."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from desktop.errors import UserFacingError
from desktop.replay.comparing import Comparison
from desktop.replay.replayer import Replayed
from desktop.replay.story import Moment, Recording, Story

_WIDTH = 80
_LEVELS = " ▁▂▃▄▅▆▇█"
_STAGES = {
    "stt": "words",
    "llm_first_token": "first token",
    "llm": "whole reply",
    "tts_first_audio": "first sound",
    "turn": "whole wait",
}


def lines_of(story: Story) -> list[str]:
    """The story of a turn, for people."""
    when = story.started_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    head = f"turn {story.turn}  {when}  {story.source}, {story.outcome}"
    head += f", {story.persona}" if story.persona else ""
    return [
        head + (f": {story.error}" if story.error else ""),
        *_sound_lines(story),
        *_word_lines(story),
        *_prompt_lines(story),
        *(f"  called       {run.name or '?'} {run.arguments} -> {run.result or run.error}" for run in story.calls),
        *_reply_lines(story),
        *(f"  {step:<12} {ms:8.0f} ms" for step, ms in story.waterfall.items()),
        *(f"  happened     {event.kind} {json.dumps(event.data, ensure_ascii=False)}" for event in story.events),
        *([f"  way          {story.route}: {story.route_reason}"] if story.route else []),
        f"  models       {_models(story)}",
        *(f"  not stored   {what}" for what in story.missing),
    ]


def _models(story: Story) -> str:
    used = story.models
    adapter = f" with {used.adapter} at {used.adapter_scale:g}" if used.adapter else ""
    return f"{used.stt or '-'}, {used.llm or '-'}{adapter}, {used.tts or '-'}"


def _sound_lines(story: Story) -> Iterator[str]:
    recording = story.recording
    if recording is None:
        return
    begins = f", begins at {recording.starts_ms} ms" if recording.starts_ms is not None else ""
    yield f"  sound        {recording.seconds:.2f} s{begins}"
    yield f"  speech       {track(recording.probabilities)}|"
    if recording.recognised_s is not None:
        start, stop = recording.recognised_s
        yield f"  recognised   {_span(recording)}| {start:.2f} to {stop:.2f} s"


def track(values: Sequence[float]) -> str:
    """Values from 0 to 1 as bars, at most 80 of them: of each stretch the highest."""
    width = min(_WIDTH, len(values))
    bounds = [at * len(values) // width for at in range(width + 1)] if width else []
    highest = [max(values[start:stop]) for start, stop in itertools.pairwise(bounds)]
    return "".join(_LEVELS[round(min(1.0, max(0.0, value)) * (len(_LEVELS) - 1))] for value in highest)


def _span(recording: Recording) -> str:
    width = min(_WIDTH, len(recording.probabilities))
    start, stop = (round(at / recording.seconds * width) for at in recording.recognised_s or (0, 0))
    return (" " * start + "-" * (stop - start)).ljust(width)[:width]


def _word_lines(story: Story) -> Iterator[str]:
    yield from (f"  {moment.ms:8d} ms  so far: {moment.text}" for moment in story.partials)
    if story.endpoint is not None:
        how = "the key" if story.endpoint.by_key else f"{story.endpoint.silence_s:.2f} s of silence"
        yield f"  ended        by {how}{_at(story.ended_ms)}"
    sure = f" ({story.language}, {story.confidence:.0%} sure)" if story.recording else ""
    yield f"  you          {story.words or '-'}{sure}{_at(story.words_ms)}"


def _prompt_lines(story: Story) -> Iterator[str]:
    if story.prompt:
        tokens = f", {story.prompt_tokens} tokens" if story.prompt_tokens is not None else ""
        yield f"  prompt       {len(story.prompt)} messages{tokens}"
        yield from (f"    [{role}] {content}" for role, content in story.prompt)


def _reply_lines(story: Story) -> Iterator[str]:
    yield f"  sotto        {story.reply.strip() or '-'}"
    if story.pieces:
        yield "  pieces       " + " ".join(_piece(moment) for moment in story.pieces)
    if story.heard.strip() != story.reply.strip():
        yield f"  heard        {story.heard.strip() or '-'}"
    if story.audible_ms is not None:
        yield f"  audible      {_at(story.audible_ms).strip()}"


def _piece(moment: Moment) -> str:
    return f"{moment.text!r}@{moment.ms}"


def _at(ms: int | None) -> str:
    return f" at {ms} ms" if ms is not None else ""


def replay_lines(compared: Comparison, now: Replayed) -> list[str]:
    """What changed in a turn, for people."""
    found = "same" if compared.same else "different"
    lines = [f"{compared.turn}. {found}: {now.words or '-'} -> {now.reply.strip() or now.error or '-'}"]
    lines.extend(f"   {each.part:<8} {each.diff or each.now}" for each in compared.differences)
    stages = [
        f"{title} {_ms(compared.stages[name].then)} -> {_ms(compared.stages[name].now)}"
        for name, title in _STAGES.items()
        if compared.stages[name].then is not None or compared.stages[name].now is not None
    ]
    return [
        *lines,
        *([f"   ms       {', '.join(stages)}"] if stages else []),
        *(f"   note     {n}" for n in now.notes),
    ]


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def to_json(compared: Comparison, now: Replayed) -> dict[str, Any]:
    """What changed in a turn, and what it became."""
    return {
        "turn": compared.turn,
        "same": compared.same,
        "differences": [asdict(each) for each in compared.differences],
        "word_errors": compared.word_errors,
        "words_then": compared.words,
        "words": now.words,
        "outcome": now.outcome,
        "error": now.error,
        "reply": now.reply.strip(),
        "tools": [asdict(call) for call in now.calls],
        "spoken": now.aloud.spoken,
        "timings_ms": {name: asdict(stage) for name, stage in compared.stages.items()},
        "pieces": [{"ms": round(ms, 2), "text": text} for ms, text in now.pieces],
        "cut_off_s": now.cut_off_s,
        "notes": list(now.notes),
    }


def summary(compared: Sequence[Comparison], failed: Mapping[int, UserFacingError]) -> dict[str, Any]:
    """All turns in a few numbers."""
    wrong, words = sum(one.word_errors for one in compared), sum(one.words for one in compared)
    return {
        "same": not failed and all(one.same for one in compared),
        "replayed": len(compared),
        "different": [one.turn for one in compared if not one.same],
        "not_replayed": [{"turn": turn, "reason": str(why), "advice": why.advice} for turn, why in failed.items()],
        "word_error_rate": round(wrong / words, 4) if words else None,
    }


def summary_line(found: Mapping[str, Any]) -> str:
    """The same as one line."""
    count, different, left = found["replayed"], len(found["different"]), len(found["not_replayed"])
    rate = found["word_error_rate"]
    told = f"{count} turns replayed, {different} different"
    told += f", {left} cannot be replayed" if left else ""
    return told + (f"; words changed {rate:.1%}" if rate is not None else "")
