"""What the voice loop needs of the outside world. Each has a real adapter in `backends` and a fake in the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.engine.results import GenerationStats as GenerationStats
from desktop.engine.results import Transcript as Transcript

Samples = NDArray[np.float32]
"""Mono PCM, shape (n,), -1 to 1."""
StaleCheck = Callable[[], bool]
"""True once the turn was cancelled; stages look at it between steps and raise `errors.Cancelled`."""
Role = Literal["system", "user", "assistant", "tool"]
CallForm = Literal["hermes", "llama", "mistral"]
"""How a language model writes tool calls."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call as the language model meant it."""

    name: str
    arguments: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the conversation as the language model sees it."""

    role: Role
    content: str
    call: ToolCall | None = None
    """The call that an assistant's message consists of and its content spells out, or that a tool's answers."""


class Microphone(Protocol):
    """A source of 16 kHz mono samples."""

    @property
    def name(self) -> str:
        """Name of the device, for people."""

    @property
    def latency_s(self) -> float:
        """Seconds between a sound and the block that carries it."""

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None], device: str = "") -> None:
        """Start on the device of that name, empty for the default; one that is open is left for it.

        `on_audio` gets 16 kHz mono blocks on the adapter's thread and returns at once; `on_lost` gets a sentence
        when the device is gone. Raises DeviceError; then a device that was open and works stays so.
        """

    def alive(self) -> bool:
        """Whether it is open and delivers. Any thread."""

    def close(self) -> None:
        """Stop; no callback follows. Harmless when not open."""


class Speaker(Protocol):
    """A sink for mono samples that counts what has been played."""

    @property
    def name(self) -> str:
        """Name of the device, for people."""

    @property
    def sample_rate(self) -> int:
        """Rate `play` expects, in Hz; known after `open`."""

    @property
    def latency_s(self) -> float:
        """Seconds between a sample's leaving the queue and the air, as the device tells."""

    def open(self, on_lost: Callable[[str], None], device: str = "") -> None:
        """Start one stream on the device of that name, empty for the default; one that is open is left for it.

        It plays silence until fed. Opened again, also after `close`, it goes on with what was queued and not heard:
        rate and counts stay. Raises DeviceError; then a device that was open and works stays so.
        """

    def alive(self) -> bool:
        """Whether it is open and takes samples. Any thread."""

    def play(self, samples: Samples, stale: StaleCheck) -> None:
        """Queue samples; waits while the queue is full. Raises Cancelled when `stale()` turns true meanwhile."""

    def flush(self) -> None:
        """Drop what is queued, with a fade of a few milliseconds; nothing is held any longer. Any thread."""

    def tap(self, on_played: Callable[[Samples], None]) -> None:
        """From now on give each mono block that leaves to `on_played`, on the sound thread; unheard, it may not."""

    def hold(self) -> None:
        """Fall silent within 5 ms and keep what is queued, until `resume` or `flush`. Any thread."""

    def resume(self, position: int) -> None:
        """Go on after `hold`, from `position`: at most a second before `played`. Harmless when nothing is held."""

    @property
    def queued(self) -> int:
        """Samples handed over since the first `open`, less those dropped by `flush`."""

    @property
    def played(self) -> int:
        """Samples of those that have left the loudspeaker."""

    def close(self) -> None:
        """Stop the stream. Harmless when not open."""


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """A device that can be chosen."""

    name: str
    """What `open` takes; the same after the device went and came back."""
    records: bool
    plays: bool


class SoundSystem(Protocol):
    """The list of sound devices. One owner thread, the one that opens and closes them."""

    rereads: bool
    """Whether devices that come are seen only by `look_again`."""

    def look(self) -> bool:
        """Take note of what happened to the devices; returns whether some came or went. Cheap: call it often."""

    def devices(self) -> Sequence[SoundDevice]:
        """Those there were at the last look. Raises DeviceError."""

    def look_again(self) -> None:
        """Bring the list up to date. No device may be open meanwhile. Raises DeviceError."""

    def close(self) -> None:
        """Let go of it. Harmless the second time."""


class SpeechDetector(Protocol):
    """Says how likely it is that a frame holds speech."""

    frame: int
    """Samples a call takes, at 16 kHz."""

    def probability(self, frame: Samples) -> float:
        """Speech probability, 0 to 1, of the next frame of the stream."""

    def reset(self) -> None:
        """Forget the stream."""


class Transcriber(Protocol):
    """Speech to text."""

    @property
    def name(self) -> str:
        """File name of the model."""

    def transcribe(self, samples: Samples, stale: StaleCheck) -> Transcript:
        """Text of 16 kHz mono samples of any length. Raises Cancelled."""

    def prefer(self, language: str) -> None:
        """Expect a language, an ISO 639-1 code, from now on; empty for what it does by itself. Any thread."""

    def close(self) -> None:
        """Free the model."""


class LanguageModel(Protocol):
    """Messages to text. One owner thread."""

    @property
    def name(self) -> str:
        """File name of the model."""

    @property
    def context(self) -> int:
        """Tokens it can see, prompt and reply together."""

    @property
    def call_form(self) -> CallForm:
        """How it writes tool calls."""

    @property
    def takes_tools(self) -> bool:
        """Whether it was told of tools and can call them; one that cannot knows by heart what it can do."""

    @property
    def stats(self) -> GenerationStats:
        """Cost of the last pass."""

    @property
    def sureness(self) -> float | None:
        """Mean log-probability of the first tokens of the reply, as far as it has come; None where not asked for."""

    def watch(self, tokens: int) -> None:
        """Take the `sureness` of so many tokens of each reply from now on; 0 saves the time."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the rendered prompt."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> Iterator[str]:
        """Stream the reply's text. Raises Cancelled, also from within the prompt's evaluation."""

    def tell(self, tools: Sequence[Mapping[str, Any]]) -> None:
        """Have every prompt tell of these tools, as JSON schemas, if the model can call any."""

    def set_temperature(self, temperature: float) -> None:
        """Choose words at this temperature from the next reply on; 0 always takes the likeliest."""

    def prepare(self, messages: Sequence[Message], stale: StaleCheck) -> None:
        """Evaluate a prompt's beginning ahead of time, so that `generate` starts with it in memory."""

    def close(self) -> None:
        """Free the model. Never while generating."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """When a word of a text is spoken. Positions are samples since the clause's first."""

    text_end: int
    """Characters of the text up to the word's end."""
    start: int
    end: int


OnWords = Callable[[Sequence[SpokenWord]], None]
"""Gets the next words in order, all of a sentence after its first block; never called by a voice that does not know
its durations."""


class Voice(Protocol):
    """Text to speech."""

    @property
    def name(self) -> str:
        """File name of the model."""

    @property
    def sample_rate(self) -> int:
        """Rate of what `synthesize` yields, in Hz."""

    def synthesize(
        self, text: str, stale: StaleCheck, *, slowness: float = 1.0, on_words: OnWords | None = None
    ) -> Iterator[Samples]:
        """Yield mono blocks for one clause of clean text, `slowness` times as long as usual. Raises Cancelled."""

    def close(self) -> None:
        """Free the model."""


class EndOfTurn(Protocol):
    """Hears whether somebody has finished. One owner thread."""

    @property
    def name(self) -> str:
        """File name of the model."""

    def probability(self, samples: Samples) -> float:
        """Probability, 0 to 1, that the speaker of these 16 kHz samples has finished; they end in a short silence."""


class Clock(Protocol):
    """Time, so that tests can turn it by hand."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start."""
