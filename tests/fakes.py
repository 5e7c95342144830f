"""One fake per protocol of the engine, and an engine made of them. Nothing here sleeps or guesses."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from desktop.engine.character import NOBODY, Cast, Character
from desktop.engine.consent import Consent
from desktop.engine.knowledge.source import Source
from desktop.engine.parts import Parts
from desktop.engine.prompting import Exchange
from desktop.engine.protocols import (
    CallForm,
    GenerationStats,
    Message,
    OnWords,
    Samples,
    SoundDevice,
    StaleCheck,
    Transcript,
)
from desktop.engine.recipes import Cost, Recipe
from desktop.engine.routing import Routing
from desktop.engine.tools.calculator import TOOL as CALCULATOR
from desktop.engine.tools.registry import Registry, Tool
from desktop.engine.tools.store import JsonList
from desktop.engine.tools.timers import Timer, Timers, timer_tools
from desktop.engine.wake.spotter import WakeWord
from desktop.engine.worker import Engine
from desktop.errors import Cancelled, DeviceError
from desktop.events import Event, StateChanged
from desktop.settings import AudioSettings, LanguageModelSettings, Settings
from desktop.terms import Stage

WAIT_S = 20.0
"""How long anything may take before a test fails."""
RATE = 16_000
SPEECH = np.full(RATE // 2, 0.25, np.float32)
"""Half a second that the scripted detector takes for speech."""
PAUSE = np.zeros(RATE // 2, np.float32)

E = TypeVar("E", bound=Event)


class HandClock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


class Gate:
    """Where a fake waits for the test, unless its turn goes stale first."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.reached = threading.Event()
        self._open.set()

    def close(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def wait_reached(self) -> None:
        assert self.reached.wait(WAIT_S), "nothing came to the gate"

    def wait(self, stale: StaleCheck) -> None:
        if not self._open.is_set():
            self.reached.set()
        while not self._open.wait(0.002):
            if stale():
                raise Cancelled
        if stale():
            raise Cancelled


class ScriptedDetector:
    """Takes for speech whatever is not silent; `error` is raised instead if set."""

    frame = 512

    def __init__(self) -> None:
        self.error: Exception | None = None

    def probability(self, frame: Samples) -> float:
        if self.error is not None:
            raise self.error
        return 1.0 if np.abs(frame).max() > 0.01 else 0.0

    def reset(self) -> None:
        pass


def transcript(text: str, **changes: float) -> Transcript:
    """A transcript that is believed."""
    fields = {"log_probability": -0.1, "no_speech": 0.0, "compression_ratio": 1.0, **changes}
    return Transcript(text, "en", tokens=int(fields.pop("tokens", len(text.split()))), **fields)


class ScriptedTranscriber:
    """Gives the next transcript of its script; records what it was given."""

    name = "scripted-stt"

    def __init__(self) -> None:
        self.script: queue.SimpleQueue[Transcript | Exception] = queue.SimpleQueue()
        self.heard: list[Samples] = []
        self.gate = Gate()
        self.closed = False
        self._warm = False
        self.language = ""

    def prefer(self, language: str) -> None:
        self.language = language

    def enqueue(self, item: str | Transcript | Exception) -> None:
        self.script.put(transcript(item) if isinstance(item, str) else item)

    def transcribe(self, samples: Samples, stale: StaleCheck) -> Transcript:
        if not self._warm:  # the engine warms up with silence
            self._warm = True
            return transcript("")
        self.heard.append(samples)
        self.gate.wait(stale)
        item = transcript("Hello there.") if self.script.empty() else self.script.get()
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        self.closed = True


class ScriptedModel:
    """Streams the next reply of its script word by word. A word counts as a token."""

    name = "scripted-llm"

    def __init__(self) -> None:
        self.script: deque[str | Exception] = deque()
        self.prompts: list[list[Message]] = []
        self.read: queue.SimpleQueue[list[Message]] = queue.SimpleQueue()
        """What it was given, for a reply or ahead of time."""
        self.gate = Gate()
        """Before each piece but the first."""
        self.closed = False
        self.context = 2048
        self.call_form: CallForm = "hermes"
        self.takes_tools = False
        self.stats = GenerationStats(0, 0, 0)
        self.temperature = 0.0
        self.sureness: float | None = None
        self.watched = 0
        self.told: list[str] = []
        """Names of the tools that it was told of last."""
        self._generating = False

    def enqueue(self, *replies: str | Exception) -> None:
        self.script.extend(replies)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content.split()) for message in messages)

    def generate(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> Iterator[str]:
        assert not self._generating, "one owner, one pass at a time"
        if stale():
            raise Cancelled
        self.prompts.append(list(messages))
        self.read.put(list(messages))
        scripted = bool(self.script)
        reply = self.script.popleft() if scripted else "Hi."
        if isinstance(reply, Exception):
            raise reply
        self._generating = True
        try:
            yield from self._pieces(reply, stale)
        except GeneratorExit:  # begun ahead of time and dropped: not said
            if scripted:
                self.script.appendleft(reply)
            raise
        finally:
            self._generating = False

    def _pieces(self, reply: str, stale: StaleCheck) -> Iterator[str]:
        for number, word in enumerate(reply.split(" ")):
            if number:
                self.gate.wait(stale)
            if stale():
                raise Cancelled
            yield word if not number else " " + word

    def tell(self, tools: Sequence[Mapping[str, Any]]) -> None:
        assert not self._generating, "one owner, one pass at a time"
        self.told = [tool["function"]["name"] for tool in tools]

    def watch(self, tokens: int) -> None:
        self.watched = tokens

    def set_temperature(self, temperature: float) -> None:
        assert not self._generating, "one owner, one pass at a time"
        self.temperature = temperature

    def prepare(self, messages: Sequence[Message], stale: StaleCheck) -> None:
        assert not self._generating, "one owner, one pass at a time"
        self.read.put(list(messages))

    def close(self) -> None:
        assert not self._generating, "freed while generating"
        self.closed = True


class SilentVoice:
    """A number of samples for each character; `error` is raised instead if set."""

    name = "silent-tts"
    sample_rate = RATE
    a_character = 100

    def __init__(self) -> None:
        self.clauses: list[str] = []
        self.slowness: list[float] = []
        """Of each clause."""
        self.spoke = threading.Event()
        self.error: Exception | None = None
        self.closed = False

    def synthesize(
        self, text: str, stale: StaleCheck, *, slowness: float = 1.0, on_words: OnWords | None = None
    ) -> Iterator[Samples]:
        if self.error is not None:
            raise self.error
        self.clauses.append(text)
        self.slowness.append(slowness)
        for character in text:
            if stale():
                raise Cancelled
            # the character's code as amplitude: a test can read what reached the loudspeaker
            yield np.full(round(self.a_character * slowness), ord(character) % 128 / 128, np.float32)
        if text != "Hello.":
            self.spoke.set()

    def close(self) -> None:
        self.closed = True


class Count:
    """Counts on one thread what another waits for."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = threading.Condition()

    def add(self) -> None:
        with self._changed:
            self.count += 1
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.count >= count, WAIT_S), f"{self.count} instead of {count}"


class HandSoundSystem:
    """A list of devices. Looking at it again must find none of `parts` open."""

    rereads = True

    def __init__(self) -> None:
        self.parts: list[HandMicrophone | RecordingSpeaker] = []
        self.listed = [
            SoundDevice("Headset", records=True, plays=True),
            SoundDevice("Desk", records=True, plays=True),
        ]
        self.came = False
        """Whether a device came or went and the system tells so."""
        self.looks = Count()
        self.error: DeviceError | None = None

    def devices(self) -> list[SoundDevice]:
        return self.listed

    def look(self) -> bool:
        came, self.came = self.came, False
        return came

    def close(self) -> None:
        pass

    def look_again(self) -> None:
        assert not any(part.alive() for part in self.parts), "PortAudio would end its stream"
        self.looks.add()
        if self.error is not None:
            raise self.error


class HandMicrophone:
    """A microphone that hears what the test says. `missing` makes it fail to open."""

    latency_s = 0.0

    def __init__(self) -> None:
        self.name = "hand-fed"
        self.missing = ""
        self.absent: set[str] = set()
        """Devices that cannot be opened."""
        self.opened = 0
        self.tried = Count()
        self._on_audio: Callable[[Samples], None] | None = None
        self._on_lost: Callable[[str], None] | None = None
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        return self._on_audio is not None

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None], device: str = "") -> None:
        self.tried.add()
        if self.missing or device in self.absent:
            raise DeviceError(self.missing or f"{device} is not connected", advice="plug it in")
        self.opened += 1
        self.name = device or "hand-fed"
        self._on_audio, self._on_lost = on_audio, on_lost

    def alive(self) -> bool:
        return self.is_open

    def say(self, samples: Samples = SPEECH) -> None:
        with self._lock:  # a device has one thread
            on_audio = self._on_audio
            if on_audio is not None:
                on_audio(samples)

    def lose(self, reason: str = "the microphone was unplugged") -> None:
        on_lost, self._on_audio = self._on_lost, None
        assert on_lost is not None
        on_lost(reason)

    def die(self) -> None:
        """Its blocks stop, and nothing is said of it."""
        self._on_audio = None

    def close(self) -> None:
        self._on_audio = None


class RecordingSpeaker:
    """Keeps what it plays. It plays at once, or with `by_hand` only as far as the test turns it."""

    sample_rate = RATE

    def __init__(self, *, by_hand: bool = False, capacity: int = 1 << 30) -> None:
        self.name = "recording"
        self.absent: set[str] = set()
        """Devices that cannot be opened."""
        self.by_hand = by_hand
        self.capacity = capacity
        self.missing = ""
        self.error: Exception | None = None
        self.blocks: list[Samples] = []
        self.flushes = 0
        self.held = False
        self.resumed: list[int] = []
        """Positions from which it went on."""
        self._resumed = Count()
        self.tried = Count()
        self.waiting = threading.Event()
        self._lock = threading.Lock()
        self._queued = 0
        self._played = 0
        self._on_lost: Callable[[str], None] | None = None

    def open(self, on_lost: Callable[[str], None], device: str = "") -> None:
        self.tried.add()
        if self.missing or device in self.absent:
            raise DeviceError(self.missing or f"{device} is not connected", advice="plug it in")
        self.name = device or "recording"
        self._on_lost = on_lost

    def alive(self) -> bool:
        return self._on_lost is not None

    def play(self, samples: Samples, stale: StaleCheck) -> None:
        if self.error is not None:
            raise self.error
        while self.queued - self.played >= self.capacity:
            self.waiting.set()
            if stale():
                raise Cancelled
            threading.Event().wait(0.002)
        with self._lock:
            self.blocks.append(samples)
            self._queued += len(samples)

    def flush(self) -> None:
        with self._lock:
            self.flushes += 1
            self.held = False
            self._queued = self._position()

    def tap(self, on_played: Callable[[Samples], None]) -> None:
        pass

    def hold(self) -> None:
        self.held = True

    def resume(self, position: int) -> None:
        self.held = False
        self.resumed.append(position)
        self._resumed.add()

    def wait_resumed(self) -> None:
        self._resumed.wait_for(1)

    def turn(self, played: int) -> None:
        """Play on to a position, by hand."""
        self._played = played

    @property
    def latency_s(self) -> float:
        return 0.0

    @property
    def queued(self) -> int:
        return self._queued

    @property
    def played(self) -> int:
        with self._lock:
            return self._position()

    def _position(self) -> int:
        return min(self._queued, self._played) if self.by_hand else self._queued

    @property
    def text(self) -> str:
        """What the silent voice said through it."""
        return "".join(chr(round(float(block[0]) * 128)) for block in list(self.blocks))

    def lose(self, reason: str = "the loudspeaker was unplugged") -> None:
        on_lost, self._on_lost = self._on_lost, None
        assert on_lost is not None
        on_lost(reason)

    def die(self) -> None:
        """It takes no more samples, and nothing is said of it."""
        self._on_lost = None

    def close(self) -> None:
        self._on_lost = None


class RecordingTape:
    """Keeps the samples of each side of each turn, and how many of them counted in the end."""

    def __init__(self) -> None:
        self.parts: dict[tuple[str, int], list[Samples]] = {}
        self.ended: dict[tuple[str, int], int] = {}
        self.changed = threading.Condition()

    def write(self, side: str, session: str, turn: int, samples: Samples, rate: int) -> None:
        with self.changed:
            self.parts.setdefault((side, turn), []).append(samples)
            self.changed.notify_all()

    def end(self, side: str, session: str, turn: int, samples: int) -> None:
        with self.changed:
            self.ended[side, turn] = samples
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, WAIT_S), (self.ended, list(self.parts))

    def sound(self, side: str, turn: int) -> Samples:
        return np.concatenate(self.parts.get((side, turn), [np.zeros(0, np.float32)]))


class Events:
    """A listener that keeps the events in order and lets a test wait for one."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.all.append(event)
            self._changed.notify_all()

    def of(self, kind: type[E]) -> list[E]:
        with self._changed:
            return [event for event in self.all if isinstance(event, kind)]

    def wait_for(self, kind: type[E], count: int = 1, where: Callable[[E], bool] = lambda _: True) -> E:
        """The `count`th event of a kind that satisfies `where`."""

        def matching() -> list[E]:
            return [event for event in self.all if isinstance(event, kind) and where(event)]

        with self._changed:
            arrived = self._changed.wait_for(lambda: len(matching()) >= count, WAIT_S)
            assert arrived, f"{kind.__name__} number {count} did not come; there were {self.all[-8:]}"
            return matching()[count - 1]

    @property
    def states(self) -> list[str]:
        return [event.state for event in self.of(StateChanged)]


class Troupe:
    """Personas by name; what each is told is `You are NAME.`"""

    def __init__(self, *names: str, hands_over: bool = False) -> None:
        self.characters = {name: Character(name, lambda name=name: f"You are {name}.") for name in names}  # type: ignore[misc]
        self.hands_over = hands_over

    @property
    def names(self) -> list[str]:
        return list(self.characters)

    def character(self, name: str) -> Character | None:
        return self.characters.get(name)


class Rig:
    """An engine made of fakes, with each of them at hand."""

    def __init__(
        self,
        *,
        by_hand: bool = False,
        microphone: bool = True,
        speaker: bool = True,
        longest_s: float = 60,
        history: Sequence[Exchange] = (),
        wanted: tuple[str, str] = ("", ""),
        further_tools: Sequence[Tool] = (),
        instructions: Callable[[], str] | None = None,
        recipes: Mapping[Stage, Recipe] | None = None,
        costs: Mapping[Stage, Cost] | None = None,
        cast: Cast = NOBODY,
        routing: Callable[[], Routing | None] = lambda: None,
        model: Any = None,
        events: Events | None = None,
        sources: Sequence[Source] = (),
        wake: WakeWord | None = None,
    ) -> None:
        """`wanted` names microphone and loudspeaker; `model` and `events` take the places of the scripted ones."""
        self.detector, self.transcriber = ScriptedDetector(), ScriptedTranscriber()
        self.model, self.voice = model or ScriptedModel(), SilentVoice()
        self.microphone, self.speaker = HandMicrophone(), RecordingSpeaker(by_hand=by_hand)
        self.clock, self.events, self.sound = HandClock(), events or Events(), HandSoundSystem()
        self.sound.parts = [self.microphone, self.speaker]
        self.timers = Timers(JsonList(None, Timer), lambda: self.clock.now)
        self.tape = RecordingTape()
        self.consent = Consent("Sotto", ("*:set_timer", "*:cancel_timer"), patience_s=5)
        parts = Parts(
            detector=self.detector,
            transcriber=self.transcriber,
            model=self.model,
            voice=self.voice,
            microphone=self.microphone if microphone else None,
            speaker=self.speaker if speaker else None,
            tools=Registry([CALCULATOR, *timer_tools(self.timers), *further_tools]),
            consent=self.consent,
            timers=self.timers,
            clock=self.clock,
            sound=self.sound,
            tape=self.tape,
            instructions=instructions,
            recipes=recipes or {},
            costs=costs or {},
            cast=cast,
            routing=routing,
            sources=sources,
            wake=wake,
        )
        settings = Settings(
            audio=AudioSettings(longest_utterance_s=longest_s, microphone=wanted[0], speaker=wanted[1]),
            language_model=LanguageModelSettings(system_prompt="Be brief."),
        )
        self.engine = Engine(parts, settings, self.events, session="a" * 32, history=history)

    def wait_for_tries(self, part: HandMicrophone | RecordingSpeaker, tries: int) -> None:
        """Let time go by until a part was tried so often."""
        for _ in range(tries):
            before = part.tried.count
            self.clock.now += 11
            part.tried.wait_for(before + 1)

    def speak(self, text: str = "Hello there.") -> None:
        """Hold the key, say something, let go."""
        self.transcriber.enqueue(text)
        self.engine.press()
        self.microphone.say()
        self.engine.release()
