"""What happened in a stored turn as rows in the order of time. Read in the background, shown by `StoryDialog`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.look.quantities import figure
from desktop.ui.talk.route_words import way_words
from desktop.wording import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.engine.protocols import Samples
    from desktop.replay.story import Story
    from desktop.storage.database import Database
    from desktop.storage.recordings import Recordings
    from desktop.storage.records import ToolRunRecord

_POINTS = 1500
_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened."""

    ms: float | None
    """When, since the turn began; None where that is not stored."""
    end_ms: float | None
    """When it was over, of what lasted."""
    colour: str
    """A field of the palette."""
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Wave:
    """A sound on the axis, as the loudest of each short stretch."""

    start_ms: float
    seconds: float
    peaks: NDArray[np.float32]
    """Shape (n,), 0 to 1."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story, with its sounds, ready to be drawn."""

    story: Story
    question: Wave | None
    answer: Wave | None


def read_story(session: str, turn: int, database: Database, recordings: Recordings) -> Told:
    """Read one turn and hear its sound again; takes a moment. Raises UserFacingError."""
    import numpy as np  # here and below: the window appears before it is loaded

    from desktop.engine.backends.silero import SileroDetector
    from desktop.replay.material import read_session
    from desktop.replay.story import tell

    stored = read_session(database, recordings, session, turn)
    (one,) = stored.chosen(turn)
    story = tell(stored, one, SileroDetector())
    question = _wave(stored.sound(one), story.recording.starts_ms or 0) if story.recording is not None else None
    answer = stored.answer(one) if story.audible_ms is not None else np.zeros(0, np.float32)
    return Told(story, question, _wave(answer, story.audible_ms or 0) if len(answer) else None)


def _wave(samples: Samples, start_ms: float) -> Wave:
    import numpy as np

    stretch = max(1, len(samples) // _POINTS)
    whole = len(samples) // stretch * stretch
    return Wave(start_ms, len(samples) / _RATE, np.abs(samples[:whole]).reshape(-1, stretch).max(axis=1))


def rows_of(story: Story) -> Sequence[Row]:
    """What happened, by its time; what has none at the end."""
    return sorted(_rows(story), key=lambda row: (row.ms is None, row.ms or 0.0))


def _rows(story: Story) -> Iterator[Row]:
    yield from _said(story)
    for call in story.calls:
        began = (call.at - story.started_at).total_seconds() * 1000 - call.ms
        title = tr("Tool {name}").format(name=call.name or "?")
        yield Row(began, began + call.ms, "thinking", title, f"{_plain(call.arguments)} → {_came_of(call)}")
    yield from _answered(story)
    for what in story.missing:
        yield Row(None, None, "faint", tr("Not stored"), tr(what))


def _came_of(call: ToolRunRecord) -> str:
    return _plain(call.result) if call.result else tr(call.error)


def _plain(fields: str) -> str:
    """A JSON object as people read it, `day: 3, who: Anna`; anything else as it is."""
    try:
        found = json.loads(fields)
    except (ValueError, RecursionError):
        return fields
    if not isinstance(found, dict):
        return fields
    if not found:
        return tr("nothing")
    return ", ".join(
        f"{name}: {value if isinstance(value, str) else _written(value)}" for name, value in found.items()
    )


def _written(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return figure(value)
    return json.dumps(value, ensure_ascii=False)


def _said(story: Story) -> Iterator[Row]:
    recording, endpoint = story.recording, story.endpoint
    if recording is not None and recording.starts_ms is not None:
        start, stop = recording.recognised_s or (0.0, recording.seconds)
        origin = recording.starts_ms
        seconds = tr("{seconds:.1f} s, of which {recognised:.1f} s were recognised")
        text = seconds.format(seconds=recording.seconds, recognised=stop - start)
        yield Row(origin + start * 1000, origin + stop * 1000, "listening", tr("You spoke"), text)
    for partial in story.partials:
        yield Row(partial.ms, None, "listening", tr("Understood so far"), partial.text)
    if endpoint is not None:
        silence = tr("by {seconds:.2f} s of silence").format(seconds=endpoint.silence_s)
        yield Row(
            story.ended_ms,
            None,
            "listening",
            tr("Your end was known"),
            tr("by the key") if endpoint.by_key else silence,
        )
    title = tr("You were understood") if story.recording is not None else tr("You wrote")
    start_ms = story.ended_ms if story.recording is not None else None
    yield Row(
        start_ms if start_ms is not None and story.words_ms is not None else story.words_ms,
        story.words_ms if start_ms is not None else None,
        "thinking",
        title,
        story.words or tr(story.error),
    )


def _answered(story: Story) -> Iterator[Row]:
    if way := way_words(story.route, story.route_reason):
        yield Row(story.words_ms, None, "thinking", tr("What answered"), way)
    if story.reply.strip():
        first, last = (story.pieces[0].ms, story.pieces[-1].ms) if story.pieces else (None, None)
        yield Row(first, last, "thinking", tr("The reply was written"), story.reply.strip())
    if story.audible_ms is not None:
        end = story.audible_ms + story.answer_s * 1000 if story.answer_s is not None else None
        yield Row(story.audible_ms, end, "speaking", tr("Sotto spoke"), story.heard.strip() or story.spoken.strip())
