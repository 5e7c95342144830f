"""The story of a stored turn on one axis of time: what was heard, understood, thought, done and said, and when.

What is not stored is named in `missing`; only the speech probability is computed anew, out of the stored sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import SpeechDetector
from desktop.errors import AudioFileError
from desktop.observability.series import WAITING, Step
from desktop.replay.hearing import probabilities
from desktop.replay.material import StoredSession, StoredTurn
from desktop.storage.happenings import EventRecord
from desktop.storage.moments import Moments
from desktop.storage.records import ToolRunRecord, TurnRecord
from desktop.terms import Endpoint, ModelNames, Outcome, Source
from desktop.wording import marked


@dataclass(frozen=True, slots=True)
class Recording:
    """What the microphone heard."""

    seconds: float
    starts_ms: int | None
    """Where on the axis it begins, which may be before 0; None where that is not known."""
    frame_s: float
    """Length of a frame."""
    probabilities: tuple[float, ...]
    """That a frame holds speech, 0 to 1."""
    recognised_s: tuple[float, float] | None
    """What of it was recognised, in seconds from its beginning; None where that was not kept."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Some text, and when it came."""

    ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """One turn. Times in `ms` are since it began: the key went down, speech was noticed, or text came."""

    turn: int
    started_at: datetime
    source: Source
    outcome: Outcome
    error: str
    recording: Recording | None
    partials: tuple[Moment, ...]
    """What was recognised while it was being said."""
    ended_ms: int | None
    """When the utterance was known to be over."""
    endpoint: Endpoint | None
    persona: str
    """Who answered."""
    words: str
    words_ms: int | None
    language: str
    confidence: float
    no_speech: float | None
    prompt: tuple[tuple[str, str], ...]
    """What the model was shown last: roles and contents."""
    prompt_tokens: int | None
    calls: tuple[ToolRunRecord, ...]
    reply: str
    reply_tokens: int | None
    pieces: tuple[Moment, ...]
    """The reply as it came."""
    spoken: str
    audible_ms: int | None
    """When its first sample went to the loudspeaker."""
    answer_s: float | None
    """Length of what is kept of its sound."""
    heard: str
    waterfall: Mapping[Step, float]
    """Milliseconds of those steps that are known, in their order."""
    models: ModelNames
    route: str
    """What answered: a `Route`; empty where there was no choice."""
    route_reason: str
    """Why it did."""
    events: tuple[EventRecord, ...]
    missing: tuple[str, ...]
    """What is not stored, as words for people."""


def tell(session: StoredSession, stored: StoredTurn, detector: SpeechDetector) -> Story:
    """Tell the story of a turn; `detector` hears its sound again."""
    record, moments = stored.record, stored.moments or Moments()
    recording = _recording(session, stored, moments, detector) if stored.is_spoken else None
    return Story(
        turn=record.index,
        started_at=record.started_at,
        source=record.source,
        outcome=record.outcome,
        error=record.error,
        recording=recording,
        partials=tuple(Moment(ms, text) for ms, text in moments.partials),
        ended_ms=moments.ended,
        endpoint=stored.endpoint,
        persona=record.persona or session.record.persona,
        words=record.transcript,
        words_ms=moments.text,
        language=record.language,
        confidence=record.confidence,
        no_speech=record.no_speech,
        prompt=stored.context.messages if stored.context is not None else (),
        prompt_tokens=record.prompt_tokens,
        calls=record.runs,
        reply=record.generated,
        reply_tokens=record.reply_tokens,
        pieces=tuple(_pieces(record.generated, moments)),
        spoken=record.spoken,
        audible_ms=moments.audible,
        answer_s=stored.answered.seconds if stored.answered is not None else None,
        heard=record.heard,
        waterfall=_waterfall(stored),
        models=record.models,
        route=record.route,
        route_reason=record.route_reason,
        events=stored.events,
        missing=tuple(_missing(stored, recording)),
    )


def _recording(
    session: StoredSession, stored: StoredTurn, moments: Moments, detector: SpeechDetector
) -> Recording | None:
    try:
        samples = session.sound(stored)
    except AudioFileError:
        return None
    seconds, endpoint = len(samples) / SAMPLE_RATE, stored.endpoint
    taken = (endpoint.start / SAMPLE_RATE, endpoint.stop / SAMPLE_RATE) if endpoint is not None else None
    return Recording(
        seconds=seconds,
        # it was being recorded until the utterance was known to be over
        starts_ms=None if moments.ended is None else round(moments.ended - seconds * 1000),
        frame_s=detector.frame / SAMPLE_RATE,
        probabilities=tuple(round(float(chance), 3) for chance in probabilities(samples, detector)),
        recognised_s=taken,
    )


def _pieces(reply: str, moments: Moments) -> Iterator[Moment]:
    """The reply cut into the pieces that it came in; the last one is all that has no time of its own."""
    at = 0
    for number, (ms, length) in enumerate(moments.pieces, 1):
        end = len(reply) if number == len(moments.pieces) else at + length
        yield Moment(ms, reply[at:end])
        at = end


def _waterfall(stored: StoredTurn) -> Mapping[Step, float]:
    record, endpoint, timings = stored.record, stored.endpoint, stored.record.timings
    known: dict[Step, float | None] = {
        Step.CAPTURE: record.audio_s * 1000 or None,
        Step.ENDPOINT: endpoint.silence_s * 1000 if endpoint is not None else None,
        Step.RECOGNISE: timings.stt,
        Step.TOOLS: sum(run.ms for run in record.runs) if record.runs else None,
        Step.FIRST_TOKEN: timings.llm_first_token,
        Step.FIRST_SOUND: timings.tts_first_audio,
        Step.HEARD: stored.answered.seconds * 1000 if stored.answered is not None else None,
    }
    if timings.turn is not None and timings.tts_first_audio is not None:
        # what is left: the text has its first word, the voice has nothing to say yet
        known[Step.CLAUSE] = max(0.0, timings.turn - sum(known.get(step) or 0.0 for step in WAITING))
    return {step: value for step in Step if (value := known.get(step)) is not None}


def _missing(stored: StoredTurn, recording: Recording | None) -> Iterator[str]:
    record: TurnRecord = stored.record
    if stored.is_spoken:
        if recording is None:
            yield marked("the sound of the question")
        if stored.endpoint is None:
            yield marked("how the end of the utterance was known, and what of its sound was recognised")
        yield marked("the speech probability of then: it is computed from the stored sound")
    if stored.moments is None:
        yield marked("when the words and the pieces of the reply came")
    if record.generated and stored.context is None and record.message_type != "control":
        yield marked("what the model was shown")
    if record.heard and stored.answered is None:
        yield marked("the sound of the answer")
