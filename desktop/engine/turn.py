"""One turn as it grows, from utterance to what was heard."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

from desktop import events
from desktop.engine.adapting import Adapter
from desktop.engine.answer_cache import Keepsake
from desktop.engine.controls import Delivery
from desktop.engine.prompting import Exchange
from desktop.engine.protocols import Message
from desktop.engine.recognising import Recognition
from desktop.engine.sentences import asks, speakability
from desktop.engine.transcription import CLEAR, Sound
from desktop.terms import (
    CacheUse,
    Control,
    Endpoint,
    MessageType,
    ModelNames,
    Outcome,
    Route,
    RouteReason,
    Source,
    Stage,
    Timings,
)


@dataclass(frozen=True, slots=True)
class Share:
    """What a persona did of a turn before it handed over."""

    persona: str
    written: int
    """Characters of the reply until then."""
    tool_messages: tuple[Message, ...]


@dataclass(slots=True)
class Turn:
    """A turn under way. Owned by one thread at a time: listening, then turn, then speaking; handed on by queue."""

    number: int
    source: Source
    ended_at: float
    """Monotonic time at which the user had finished, in seconds."""
    decided_at: float = 0.0
    """When this was known: at once with a key, after a silence without one."""
    recognition: Recognition | None = None
    """Its utterance on the way to text; None when it was typed."""
    sound: Sound = CLEAR
    endpoint: Endpoint | None = None
    """What was taken of its recording; None when it was typed."""
    text: str = ""
    audio_s: float = 0.0
    language: str = ""
    confidence: float = 0.0
    no_speech: float | None = None
    """Probability that nobody spoke, 0 to 1; None until it is recognised, and when it was typed."""
    language_confidence: float | None = None
    """Probability of the language, 0 to 1, where it was detected."""
    fallbacks: int | None = None
    """Times a short window was not trusted and the longest one was tried; None until it is recognised."""
    microphone_ms: float | None = None
    """Between a sound and the block that carried it, as the device tells; None when it was typed."""
    speaker_ms: float | None = None
    """The same of its reply; None until that is heard."""
    generated: str = ""
    spoken: str = ""
    heard: str = ""
    outcome: Outcome = Outcome.COMPLETED
    control: Control | None = None
    """What it asked for, if it was a control word."""
    delivery: Delivery = field(default_factory=Delivery)
    """How its reply is spoken."""
    goes_on: bool = False
    """Whether the user went on with the same utterance before a reply was heard; then it is no turn of its own."""
    error: str = ""
    adapter: Adapter | None = None
    """What the model answered with besides."""
    cache: CacheUse = CacheUse.NONE
    """Whether its answer was looked for among earlier ones, and found."""
    likeness: float | None = None
    """Of its question and the one that was answered before."""
    keepsake: Keepsake | None = None
    """What is to be kept of its answer."""
    tools: tuple[str, ...] = ()
    tools_ms: float = 0.0
    """What they took."""
    tool_messages: tuple[Message, ...] = ()
    persona: str = ""
    """Who answers it, at last."""
    route: Route = Route.NONE
    """What answers it, where there is a choice."""
    route_reason: RouteReason = RouteReason.NONE
    model: str = ""
    """File name of the language model that answers it; empty for the one that there is."""
    shares: tuple[Share, ...] = ()
    """Of those that handed it over before."""
    seen: tuple[Message, ...] = ()
    """What the model was shown for the last of its reply."""
    prompt_tokens: int | None = None
    reply_tokens: int | None = None
    reused_tokens: int | None = None
    """Of the prompt's tokens, those that were in the model's memory already."""
    prompt_ms: float | None = None
    timings: Timings = field(default_factory=Timings)
    finished: threading.Event = field(default_factory=threading.Event)
    """Set once the turn was reported; its fields no longer change."""

    def stage_took(self, **milliseconds: float) -> None:
        """Set stage timings."""
        self.timings = replace(self.timings, **milliseconds)

    def fail(self, error: str) -> None:
        """End as failed, with the reason."""
        self.outcome, self.error = Outcome.FAILED, error

    def report(self, head: events.Head, models: ModelNames) -> events.TurnFinished:
        """The turn as one event, for the record."""
        return events.TurnFinished(
            **head,
            outcome=self.outcome,
            source=self.source,
            transcript=self.text,
            language=self.language,
            confidence=self.confidence,
            generated=self.generated,
            spoken=self.spoken,
            heard=self.heard,
            audio_s=self.audio_s,
            timings=self.timings,
            models=_with_adapter(replace(models, llm=self.model or models.llm), self.adapter),
            error=self.error,
            tools=self.tools,
            seen=tuple((message.role, message.content) for message in self.seen),
            prompt_tokens=self.prompt_tokens,
            reply_tokens=self.reply_tokens,
            reused_tokens=self.reused_tokens,
            prompt_ms=self.prompt_ms,
            no_speech=self.no_speech,
            language_confidence=self.language_confidence,
            message_type=self.message_type,
            speakability=speakability(self.generated),
            endpoint=self.endpoint,
            persona=self.persona,
            route=self.route,
            route_reason=self.route_reason,
            cache=self.cache,
            likeness=self.likeness,
            fallbacks=self.fallbacks,
            microphone_ms=self.microphone_ms,
            speaker_ms=self.speaker_ms,
        )

    @property
    def message_type(self) -> MessageType:
        """What kind of message its reply is."""
        if self.control is not None:
            return MessageType.CONTROL
        if not self.generated.strip():
            return MessageType.NONE
        if self.tools:
            return MessageType.TOOL_ANSWER
        return MessageType.QUESTION if asks(self.generated) else MessageType.ANSWER

    @property
    def memorable(self) -> bool:
        """Whether the model is to remember it: something was said, was believed, and was meant for the model."""
        return bool(self.text) and self.outcome is not Outcome.IGNORED and self.control is None

    def exchanges(self) -> list[Exchange]:
        """What the models will remember of it: only what was heard, or shown if nothing was to be heard.

        One for each persona that answered, in order; of a reply that was cut short, what is whose is about right.
        """
        reply = self.heard if self.outcome is Outcome.INTERRUPTED else self.generated
        shares = [*self.shares, Share(self.persona, max(len(reply), len(self.generated)), self.tool_messages)]
        begins = [0, *(share.written for share in shares)]
        return [
            Exchange(
                self.text,
                reply[begin : share.written].strip(),
                share.tool_messages,
                self.number,
                persona=share.persona,
            )
            for begin, share in zip(begins, shares, strict=False)
        ]


def _with_adapter(models: ModelNames, adapter: Adapter | None) -> ModelNames:
    if adapter is None:
        return models
    return replace(models, adapter=adapter.path.name, adapter_scale=adapter.scale)


class StageError(Exception):
    """A failure, with the stage in which it happened."""

    def __init__(self, stage: Stage, cause: Exception) -> None:
        super().__init__(f"{stage}: {cause}")
        self.stage = stage
        self.cause = cause
