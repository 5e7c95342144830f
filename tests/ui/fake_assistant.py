"""An assistant that records what the window asks of it and says what the test tells it to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.engine.protocols import SoundDevice
from desktop.errors import DeviceError
from desktop.events import EngineEvent, TurnFinished
from desktop.settings import Settings
from desktop.terms import KeyMode, ModelNames, Outcome, Source, Timings

MODELS = ModelNames(stt="stt", llm="llm", tts="tts")
CURRENT = "c" * 32


@dataclass(frozen=True, slots=True)
class FakeSession:
    id: str
    title: str
    started_at: datetime = field(default_factory=lambda: datetime.now(tz=UTC))
    turns: int = 1
    recovery_note: str = ""


@dataclass(frozen=True, slots=True)
class FakeRun:
    title: str


@dataclass(frozen=True, slots=True)
class FakeTurn:
    index: int
    transcript: str
    generated: str
    heard: str = ""
    spoken: str = ""
    outcome: Outcome = Outcome.COMPLETED
    error: str = ""
    timings: Timings = field(default_factory=Timings)
    runs: tuple[FakeRun, ...] = ()


class FakeAssistant:
    def __init__(self, post: Callable[[EngineEvent], None]) -> None:
        self._post = post
        self.session = CURRENT
        self.asked: list[Any] = []
        self.chosen = ("", "")
        self.settings = Settings()
        self.hands_free = False
        self.connected: list[SoundDevice] = []
        self.device_error: DeviceError | None = None
        self.stored: dict[str, tuple[FakeSession, list[FakeTurn]]] = {}
        self.broken: FakeSession | None = None

    def store(self, session: str, title: str, *turns: FakeTurn, days_ago: int = 0) -> None:
        started = datetime.now(tz=UTC) - timedelta(days=days_ago)
        self.stored[session] = (FakeSession(session, title, started, len(turns)), list(turns))

    def emit(self, event: type[Any], turn: int = 1, at: float = 0.0, session: str = "", **facts: Any) -> None:
        self._post(event(session=session or self.session, turn=turn, at=at, **facts))

    def finish(self, turn: int = 1, outcome: Outcome = Outcome.COMPLETED, **facts: Any) -> None:
        texts = dict.fromkeys(("transcript", "generated", "spoken", "heard"), "")
        told = {**texts, "timings": Timings(), **facts}
        fixed = {
            "source": Source.VOICE,
            "language": "en",
            "confidence": 1.0,
            "audio_s": 1.0,
            "models": MODELS,
        }
        self.emit(TurnFinished, turn, outcome=outcome, **fixed, **told)

    def press(self) -> None:
        self.asked.append("press")

    def release(self) -> None:
        self.asked.append("release")

    def cancel(self) -> None:
        self.asked.append("cancel")

    def send_text(self, text: str) -> None:
        self.asked.append(("send_text", text))

    def new_session(self) -> None:
        self.asked.append("new_session")
        self.session = f"{len(self.asked):032x}"

    def resume(self, session_id: str) -> list[FakeTurn]:
        self.asked.append(("resume", session_id))
        self.session = session_id
        return self.turns(session_id)

    def broken_off(self) -> FakeSession | None:
        return self.broken

    def go_on(self, session_id: str) -> list[FakeTurn]:
        self.asked.append(("go_on", session_id))
        self.session = session_id
        return self.turns(session_id)

    def sessions(self) -> list[FakeSession]:
        return [session for session, _turns in self.stored.values()]

    def turns(self, session_id: str) -> list[FakeTurn]:
        return self.stored[session_id][1] if session_id in self.stored else []

    @property
    def chosen_devices(self) -> tuple[str, str]:
        return self.chosen

    def devices(self) -> list[SoundDevice]:
        if self.device_error is not None:
            raise self.device_error
        return self.connected

    def use_devices(self, *, microphone: str, speaker: str) -> None:
        self.chosen = (microphone, speaker)
        self.asked.append(("use_devices", microphone, speaker))

    def set_hands_free(self, on: bool) -> None:
        self.hands_free = on
        self.asked.append(("set_hands_free", on))

    def remember(
        self,
        *,
        hands_free: bool | None = None,
        key_mode: KeyMode | None = None,
        echo_cancellation: bool | None = None,
    ) -> None:
        audio, talk = self.settings.audio, self.settings.conversation
        if hands_free is not None:
            talk = talk.model_copy(update={"hands_free": hands_free})
        if key_mode is not None:
            talk = talk.model_copy(update={"key_mode": key_mode})
        if echo_cancellation is not None:
            audio = audio.model_copy(update={"echo_cancellation": echo_cancellation})
        self.settings = self.settings.model_copy(update={"audio": audio, "conversation": talk})
        self.asked.append("remember")

    def close(self) -> None:
        self.asked.append("close")
