"""Calls with Sophie in writing and by voice, as docs/desk-calls.md shows them, and consent that only a key gives."""

from __future__ import annotations

import fnmatch
import io
import os
import queue
import re
import shlex
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from desktop.assistant import Assistant
from desktop.cli.call_line import Talked
from desktop.cli.opened_desk import opened_desk
from desktop.cli.spoken_line import SpokenLine
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.wavfile import write_wav
from desktop.events import ConsentAsked, ConsentGiven, EngineEvent, SpeechStarted, Transcribed, TurnFinished, head
from desktop.packs.service_desk.tables import AppointmentRow, ServiceRecordRow
from desktop.paths import starter_models
from desktop.terms import Answer, ModelNames, Outcome, Source, Timings
from tests.cli.conftest import Result
from tests.cli.test_pack_docs import BLOCK, DOCS, commands
from tests.virtual_sound import VirtualSound

Sotto = Callable[..., Result]


@pytest.fixture(scope="session")
def yes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A customer who says that they will come, after half a second."""
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    said = np.concatenate(list(voice.synthesize("Yes, I will be there.", lambda: False))) * np.float32(0.6)
    path = tmp_path_factory.mktemp("spoken") / "yes.wav"
    write_wav(path, np.concatenate([np.zeros(voice.sample_rate // 2, np.float32), said]), voice.sample_rate)
    return path


def people() -> dict[str, str]:
    """Numbers of customers of whom a call knows just what their name here says; one more is to be reminded."""
    with opened_desk() as desk:
        now, since = desk.now().replace(second=0, microsecond=0), (desk.now() - timedelta(days=8)).date()
        everybody = [desk.customers.get(number) for number in range(1, 41)]
        idle = [
            one
            for one in everybody
            if one.vehicles and not desk.bookings.upcoming(one.id) and not desk.customers.history(one.id, since=since)
        ]
        known, lately, due, later = idle[:4]
        with desk.database().write() as db:
            for customer, hours in ((due, 3), (later, 5)):
                starts = now + timedelta(hours=hours)
                db.add(
                    AppointmentRow(
                        customer_id=customer.id,
                        vehicle_id=customer.vehicles[0].id,
                        service="oil change",
                        bay=9,
                        starts_at=starts,
                        ends_at=starts + timedelta(hours=1),
                        price=Decimal(89),
                    )
                )
            db.add(
                ServiceRecordRow(
                    vehicle_id=lately.vehicles[0].id,
                    done_on=(now - timedelta(days=2)).date(),
                    service="inspection",
                    mileage=9,
                    cost=Decimal(129),
                )
            )
        return {"KNOWN": known.phone, "LATELY": lately.phone, "DUE": due.phone}


def test_the_page_shows_what_happens(
    sotto: Sotto, sotto_home: Path, yes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "yes.wav").write_bytes(yes.read_bytes())
    ran, numbers = 0, dict[str, str]()
    for language, _, text in BLOCK.findall((DOCS / "desk-calls.md").read_text("utf-8")):
        for command, output in commands(text) if language == "console" else ():
            said, _, rest = command.rpartition(" | ")
            typed = shlex.split(said)[1] + "\n" if said else ""
            monkeypatch.setattr("sys.stdin", io.StringIO(typed))
            numbers = numbers or (people() if "desk call" in rest else {})
            result = sotto(*(numbers.get(word, word) for word in shlex.split(rest)[1:]))
            pattern = output.replace("[", "[[]").replace("…", "*")
            assert fnmatch.fnmatchcase(result.out + result.err, pattern), (command, result, output)
            ran += 1
    assert ran == 7
    told = [seen(sotto, session["id"]) for session in sotto("sessions", "list", "--json").json]
    assert len(told) == 4
    assert sum("Somebody calls: " in one and "not known" not in one for one in told) == 1
    assert sum("whose vehicle was here" in one and "inspection" in one for one in told) == 1
    assert sum("to remind them of their" in one for one in told) == 2
    calls = sotto("desk", "reminders", "list", "--json").json["calls"]
    assert [one["outcome"] for one in calls] == ["confirmed", "confirmed"]


def seen(sotto: Sotto, session: str) -> str:
    """What the model was told before the conversation."""
    (turn,) = sotto("sessions", "show", session, "--json").json["turns"]
    messages = sotto("sessions", "context", session, str(turn["index"]), "--json").json["messages"]
    return " ".join(messages[0]["content"].split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["call", "--outgoing"], "whom the workshop calls is missing"),
        (["call", "--voice"], "there is no terminal"),
        (["call", "--wav", "a.wav"], "--wav goes with --voice"),
        (["call", "--voice", "--wav", "a.wav", "--wav", "b.wav"], "one call has one --wav"),
        (["reminders", "run", "--voice"], "there is no terminal"),
        (["reminders", "run", "--wav", "a.wav"], "--wav goes with --voice"),
    ],
)
def test_what_does_not_go_together_is_told(
    sotto: Sotto, sotto_home: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    sotto("packs", "enable", "service_desk")
    result = sotto("desk", *arguments)
    assert result.code == 2
    assert told in result.err


def test_a_number_that_is_none_and_one_of_nobody(sotto: Sotto, sotto_home: Path) -> None:
    sotto("packs", "enable", "service_desk")
    assert "for a telephone number" in sotto("desk", "call", "12").err
    nobody = sotto("desk", "call", "+12025550143", "--outgoing")
    assert (nobody.code, nobody.out) == (1, "")
    assert "nobody with that number is a customer" in nobody.err


HEAD = head("a" * 32, 1, 0.0)
ASKED = ConsentAsked(**HEAD, number=4, name="cancel_appointment", effect="write", arguments='{"a": 1}', wait_s=30)
SAID = TurnFinished(
    **HEAD, outcome=Outcome.COMPLETED, source=Source.VOICE, transcript="Yes, do that.", language="en",
    confidence=1.0, generated=" Done.", spoken="", heard="", audio_s=1.0, timings=Timings(),
    models=ModelNames("", "", ""), error="",
)  # fmt: skip


class Running:
    """Stands for the assistant: hears a yes while it asks, and waits for the key."""

    session = "a" * 32

    def __init__(self, inbox: queue.SimpleQueue[EngineEvent]) -> None:
        self.inbox, self.answers, self.extensions = inbox, list[tuple[int, Answer]](), self
        self.packs, self.circumstances = self, dict[str, str]()

    def new_session(self) -> None:
        pass

    def set_hands_free(self, on: bool) -> None:
        if on:
            heard = Transcribed(**HEAD, text="Yes", language="en", confidence=1.0, ms=1)
            for event in (SpeechStarted(**HEAD), ASKED, heard):
                self.inbox.put(event)

    def answer(self, number: int, answer: Answer) -> None:
        self.answers.append((number, answer))
        self.inbox.put(ConsentGiven(**HEAD, number=number, name="cancel_appointment", answer=answer))
        self.inbox.put(SAID)

    def cancel(self) -> None:
        pass


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of the terminal that commands read."""
    theirs, ours = os.openpty()
    with os.fdopen(ours, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield theirs
    os.close(theirs)


class Asking(io.StringIO):
    """Standard error; once it has asked, and all that was heard is there, somebody types."""

    def __init__(self, keyboard: int, *typed: str) -> None:
        super().__init__()
        self._keyboard, self._typed = keyboard, list(typed)

    def flush(self) -> None:
        if self.getvalue().endswith(" is no: "):
            for line in self._typed:
                os.write(self._keyboard, line.encode())


@pytest.mark.parametrize(("typed", "answer"), [("y\n", Answer.YES), ("\n", Answer.NO), ("sure\n", Answer.NO)])
def test_only_a_key_consents_and_return_hangs_up(
    terminal: int, monkeypatch: pytest.MonkeyPatch, typed: str, answer: Answer
) -> None:
    inbox = queue.SimpleQueue[EngineEvent]()
    running, talked = Running(inbox), Talked()
    line = SpokenLine(cast("Assistant", running), inbox, None, tell=False)
    os.write(terminal, b"y\n")  # before the call, and so no answer
    monkeypatch.setattr(sys, "stderr", Asking(terminal, typed, "\n"))
    line.hold({"direction": "incoming"}, talked)
    assert running.answers == [(4, answer)]
    assert talked.exchanges == [("Yes, do that.", "Done.")]
    assert not talked.stopped
    assert running.circumstances == {"direction": "incoming"}


def test_a_terminal_that_is_closed_ends_all_calls(terminal: int) -> None:
    inbox = queue.SimpleQueue[EngineEvent]()
    running: Any = Running(inbox)
    running.set_hands_free = lambda on: on and os.write(terminal, b"\x04")  # Ctrl+D
    talked = Talked()
    SpokenLine(running, inbox, None, tell=False).hold({}, talked)
    assert talked.stopped
    assert talked.said == []


@pytest.mark.sound
def test_a_reminder_over_microphone_and_loudspeaker(
    sotto: Sotto, sotto_home: Path, yes: Path, terminal: int, virtual_sound: VirtualSound
) -> None:
    sotto("packs", "enable", "service_desk")
    sotto("desk", "generate", "--seed", "7", "--customers", "40")
    people()

    over = threading.Event()

    def customer() -> None:
        """Answers the call, once more where that was not heard, and hangs up; says no to whatever is asked."""
        for _ in range(3):
            virtual_sound.play_into_mic(yes)
            if any(is_heard(sotto_home) for _ in range(200) if not over.wait(0.1)):
                break
        while not over.wait(2):
            os.write(terminal, b"\n")

    speech = threading.Thread(target=customer, name="customer")
    speech.start()
    with virtual_sound.recording_speaker() as heard:
        result = sotto("desk", "reminders", "run", "--voice", "--limit", "1", "--json")
    over.set()
    speech.join()
    assert result.code == 0, result
    ((outcome, session),) = [(one["outcome"], one["session"]) for one in result.json["calls"]]
    assert outcome in ("confirmed", "reached"), "what was heard may be garbled on a busy machine"
    assert re.fullmatch("[0-9a-f]{32}", session)
    assert float(np.abs(heard.samples).max()) > 0.01


def is_heard(home: Path) -> bool:
    """Whether a turn of the customer's was recorded."""
    return any((home / "recordings").rglob("*-user.flac"))
