"""A small made-up history, for a home that nobody lives in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from desktop.paths import Paths
from desktop.settings import Settings, save_settings
from desktop.settings.personas import Persona, PersonaSettings
from desktop.storage.archive import ArchivedSession, ArchivedTurn
from desktop.storage.database import Database
from desktop.storage.export_json import JsonWriter
from desktop.storage.importing import Import
from desktop.storage.states import EndReason, Progress, Recovery, SessionState
from desktop.terms import Brightness, KeyMode, MessageType, Outcome, Source

Said = Sequence[tuple[str, str]]
"""Questions and their answers."""

STATISTICS_TITLE = "Dinner for six"
SEARCHED, SEARCHED_SETTING = "rice", "microphone"
"""What somebody types into the searches."""
_PERSONA = Persona(
    name="Cook", prompt="You are a patient cook. You answer in short sentences and in metric units.", length_scale=1.1
)
_TURN = timedelta(seconds=40)
_CONVERSATIONS: Sequence[tuple[str, float, bool, Said]] = (
    ("Planning the week", 0.2, True, (
        ("What is on my list?", "There are three things: call the dentist, buy stamps, water the tomatoes."),
        ("Add a birthday card for Nora.", "Done. A birthday card for Nora is on your list."),
        ("How many days until Friday?", "Two days."))),
    ("Pasta timer", 3, False, (
        ("Set a timer for nine minutes.", "The timer is set for nine minutes."),
        ("How long is left?", "Six minutes and forty seconds."))),
    (STATISTICS_TITLE, 27, False, (
        ("How much rice for six people?", "About 450 grams of dry rice is enough for six people."),
        ("And how much water?", "Twice the volume of the rice: roughly one litre."),
        ("Convert 450 grams to ounces.", "450 grams are about 15.9 ounces."),
        ("What is 15.9 divided by 6?", "15.9 divided by 6 is 2.65."))),
    ("The capital of Norway", 30, False, (("What is the capital of Norway?", "The capital of Norway is Oslo."),)),
    ("Marathon in miles", 75, False, (
        ("How many miles is a marathon?", "A marathon is 42.195 kilometres, about 26.2 miles."),
        ("What pace is four hours?", "Four hours come to 5 minutes and 41 seconds a kilometre."))),
    ("A joke about rain", 100, False, (("Tell me a joke about rain.", "I would, but it might dampen the mood."),)),
    ("Train times written down", 190, False, (
        ("Note that the train leaves at 7:42.", "I have written down: the train leaves at 7:42."),)),
    ("Good morning", 400, False, (("Good morning.", "Good morning! How can I help?"),)),
)  # fmt: skip
"""Title, hours since its end, whether it is pinned, and what was said."""


def furnish(paths: Paths, *, dark: bool = False) -> None:
    """Put settings and conversations into an empty home. Raises DatabaseError, SettingsError, OSError."""
    paths.home.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    by_key = settings.conversation.model_copy(update={"hands_free": False, "key_mode": KeyMode.HOLD})
    brightness = Brightness.DARK if dark else Brightness.LIGHT
    english = settings.appearance.model_copy(update={"language": "en", "brightness": brightness})
    changes = {"conversation": by_key, "appearance": english, "personas": PersonaSettings(own=(_PERSONA,))}
    save_settings(settings.model_copy(update=changes), paths.settings)
    archive = paths.home / "made-up.json"
    archive.write_text(_archive(datetime.now(UTC)), "utf-8")
    with Database.open(paths.database) as database:
        Import(database).from_file(archive)
    archive.unlink()


def _archive(now: datetime) -> str:
    writer = JsonWriter()
    parts = [writer.head()]
    for title, hours, pinned, said in _CONVERSATIONS:
        end = now - timedelta(hours=hours)
        parts.append(writer.session(_session(title, end, pinned, said)))
        parts += [
            writer.turn(_turn(number, end - _TURN * (len(said) - number), question, answer))
            for number, (question, answer) in enumerate(said, 1)
        ]
        parts.append(writer.session_end())
    return "".join([*parts, writer.tail()])


def _session(title: str, end: datetime, pinned: bool, said: Said) -> ArchivedSession:
    return ArchivedSession(
        id=hashlib.sha256(title.encode()).hexdigest()[:32], title=title, started_at=end - _TURN * len(said),
        last_at=end, ended_at=end, state=SessionState.CLOSED, end_reason=EndReason.USER, graceful=True,
        persona="Sotto", pinned=pinned, details={}, deleted_at=None, parent_id=None, parent_turn=None,
        recovery=Recovery.NONE, recovery_note="", summary="", summary_through=0,
    )  # fmt: skip


def _turn(number: int, at: datetime, question: str, answer: str) -> ArchivedTurn:
    return ArchivedTurn(
        index=number, started_at=at, ended_at=at + timedelta(seconds=6), stage=Progress.ENDED, source=Source.VOICE,
        outcome=Outcome.COMPLETED, transcript=question, language="en", confidence=0.93, language_confidence=0.99,
        no_speech=0.02, generated=answer, spoken=answer, heard=answer, message_type=MessageType.ANSWER.value,
        speakability=1.0, audio_s=1.9, stt_ms=71.0, llm_first_token_ms=48.0, llm_ms=160.0, tts_first_audio_ms=62.0,
        turn_ms=236.0 + 9 * number, prompt_tokens=190, reply_tokens=24, stt_model="starter", llm_model="starter",
        tts_model="starter", error="", tools=(), pinned=False, details={},
    )  # fmt: skip
