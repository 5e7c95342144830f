"""The assistant's own parts, with the starter models and a real database."""

from __future__ import annotations

import csv
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.assistant import Assistant
from desktop.engine.backends.wavfile import WavSpeaker
from desktop.errors import Cancelled, SettingsError, UsageError
from desktop.events import TimerRang, TurnFinished
from desktop.job import Job
from desktop.models.choosing import with_model
from desktop.observability.series import Series, Step
from desktop.past import read_history
from desktop.paths import Paths, assets, starter_models
from desktop.settings import LanguageModelSettings, RecordSettings, Settings, load_settings, save_settings
from desktop.settings.fields import Value, setting_groups
from desktop.storage.browsing import Browsing
from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.export import Export
from desktop.storage.exported import Format
from desktop.storage.filters import Filters
from desktop.storage.pcm import Part, PcmWriter
from desktop.storage.recordings import Recordings
from desktop.storage.search import Search
from desktop.storage.states import Progress, Side
from desktop.terms import KeyMode, Outcome
from tests.fakes import Events
from tests.observability.test_observer import until
from tests.storage.samples import SESSION, turn


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def assistant(sotto_home: Path, events: Events) -> Iterator[Assistant]:
    made = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    yield made
    made.close()


def test_past_sessions_are_searched_but_not_the_one_under_way(assistant: Assistant, events: Events) -> None:
    def search() -> list[str]:
        call = json.dumps({"name": "search_history", "arguments": {"query": "capital"}})
        found = json.loads(assistant._engine._parts.tools.call(call).result)["found"]
        return [entry["you"] for entry in found]

    assistant.send_text("What is the capital of France?")
    events.wait_for(TurnFinished)
    assert search() == []
    assistant.new_session()
    assert search() == ["What is the capital of France?"]


def test_a_turn_is_counted(assistant: Assistant, events: Events) -> None:
    assistant.send_text("What is the capital of France?")
    turn = events.wait_for(TurnFinished)
    until(lambda: assistant.metrics.snapshot(60).totals[Series.TURNS].count == 1)
    until(lambda: assistant.metrics.snapshot(60).totals[Series.QUEUE_STORAGE].count > 0)
    found = assistant.metrics.snapshot(60)
    assert found.totals[Series.REPLY_TOKENS].total == turn.reply_tokens
    assert found.turn is not None
    assert found.turn.steps[Step.PREFILL] + found.turn.steps[Step.FIRST_TOKEN] == turn.timings.llm_first_token
    assert turn.prompt_ms is not None
    assert 0 < turn.prompt_ms < 60_000
    assert 20 < found.latest[Series.MEMORY] < 20_000
    assert found.totals[Series.DROPPED].count == 0


class _Stuttering(WavSpeaker):
    underflows = 3


def test_what_the_loudspeaker_missed_is_counted(sotto_home: Path, events: Events) -> None:
    speaker = _Stuttering(None, 22_050)
    assistant = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=speaker)
    try:
        until(lambda: assistant.metrics.snapshot(60).totals[Series.UNDERRUNS].count > 0)
        assert assistant.metrics.snapshot(60).totals[Series.UNDERRUNS].total == 3
    finally:
        assistant.close()


def leave_timer(home: Path, due_in: float) -> Path:
    home.mkdir()
    path = home / "timers.json"
    path.write_text(json.dumps([{"due": time.time() + due_in, "label": "tea"}]))
    return path


def test_a_timer_that_fell_due_meanwhile_rings_at_the_start(sotto_home: Path, events: Events) -> None:
    path = leave_timer(sotto_home, -600)
    speaker = WavSpeaker(None, 22_050)
    resident = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=speaker, resident=True)
    rang = events.wait_for(TimerRang)
    resident.close()
    assert rang.label == "tea"
    assert 600 <= rang.late_s < 660
    assert json.loads(path.read_text()) == []
    assert np.abs(speaker.recorded).max() == pytest.approx(0.3, abs=0.01)


def test_a_visitor_leaves_timers_to_the_resident(sotto_home: Path, events: Events) -> None:
    path = leave_timer(sotto_home, -600)
    visitor = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    visitor.send_text("Hello.")
    events.wait_for(TurnFinished)
    visitor.close()
    assert events.of(TimerRang) == []
    assert len(json.loads(path.read_text())) == 1


def test_a_conversation_goes_on_after_a_restart(sotto_home: Path, assistant: Assistant, events: Events) -> None:
    session = assistant.session
    assistant.send_text("hello")
    first = events.wait_for(TurnFinished)
    assistant.close()
    later = Events()
    again = Assistant(Settings(), Paths(sotto_home), later, microphone=None, speaker=None)
    assert [turn.transcript for turn in again.resume(session)] == ["hello"]
    again.send_text("thank you")
    second = later.wait_for(TurnFinished)
    again.close()
    assert (second.session, second.turn) == (session, first.turn + 1)
    turns = read_history(Paths(sotto_home), lambda store: store.turns(session))
    assert [turn.transcript for turn in turns] == ["hello", "thank you"]


def test_control_words_are_stored_but_not_given_back_to_the_model(sotto_home: Path, events: Events) -> None:
    first = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None)
    session = first.session
    for number, text in enumerate(("hello", "slower", "stop"), 1):
        first.send_text(text)
        events.wait_for(TurnFinished, number)
    first.close()
    later = Events()
    again = Assistant(Settings(), Paths(sotto_home), later, microphone=None, speaker=None)
    turns = again.resume(session)
    said = [(turn.transcript, turn.generated, turn.outcome) for turn in turns[1:]]
    assert said == [("slower", "Slower.", Outcome.COMPLETED), ("stop", "", Outcome.COMPLETED)]
    again.send_text("repeat")
    assert later.wait_for(TurnFinished).generated == turns[0].generated.strip() != ""
    again.close()


def test_a_session_that_does_not_exist_cannot_be_continued(assistant: Assistant) -> None:
    current = assistant.session
    with pytest.raises(UsageError, match="no conversation"):
        assistant.resume("0" * 32)
    assert assistant.session == current


def test_chosen_devices_are_used_and_kept(sotto_home: Path, assistant: Assistant) -> None:
    assistant.use_devices(microphone="ALSA: Headset", speaker="")
    chosen = assistant.settings.audio
    assert (chosen.microphone, chosen.speaker) == ("ALSA: Headset", "")
    assert load_settings(Paths(sotto_home).settings).audio.microphone == "ALSA: Headset"
    assert list(assistant.devices()) == []


def changing(path: str, value: Value) -> Callable[[Settings], Settings]:
    (field,) = (field for group in setting_groups() for field in group.fields if field.path == path)
    return partial(field.changed, value=value)


def test_choices_are_remembered_for_the_next_start(sotto_home: Path, assistant: Assistant) -> None:
    assistant.use_devices(microphone="ALSA: Headset", speaker="")
    assistant.alter(changing("conversation.hands_free", True))
    assistant.alter(changing("conversation.key_mode", "toggle"))
    assistant.alter(changing("audio.echo_cancellation", False))
    kept = load_settings(Paths(sotto_home).settings)
    assert kept == assistant.settings
    assert (kept.conversation.hands_free, kept.conversation.key_mode) == (True, KeyMode.TOGGLE)
    assert (kept.audio.microphone, kept.audio.echo_cancellation) == ("ALSA: Headset", False)
    assert not assistant.hands_free, "remembered only; nobody switched it on"
    assistant.set_hands_free(True)
    assert assistant.hands_free


def bring_mind(home: Path) -> None:
    """Put a second language model into a home."""
    place = Paths(home).models / "mind"
    place.mkdir(parents=True)
    shutil.copy(starter_models() / "llm" / "starter.gguf", place / "mind.gguf")


def test_a_chosen_model_is_kept_by_what_is_chosen_later(sotto_home: Path, assistant: Assistant) -> None:
    bring_mind(sotto_home)
    assistant.alter(partial(with_model, kind="llm", name="mind/mind.gguf"))
    assistant.alter(changing("conversation.hands_free", True))
    assert load_settings(Paths(sotto_home).settings).language_model.model == "mind/mind.gguf"


def test_what_another_program_writes_meanwhile_is_kept(sotto_home: Path, assistant: Assistant) -> None:
    bring_mind(sotto_home)
    assistant.alter(changing("conversation.hands_free", True))
    path = Paths(sotto_home).settings
    save_settings(with_model(load_settings(path), kind="llm", name="mind/mind.gguf"), path)
    assistant.alter(changing("conversation.key_mode", "toggle"))
    kept = load_settings(path)
    assert (kept.language_model.model, kept.conversation.hands_free) == ("mind/mind.gguf", True)
    assert kept.conversation.key_mode is KeyMode.TOGGLE


def test_a_damaged_settings_file_is_not_written_over(sotto_home: Path, assistant: Assistant) -> None:
    path = Paths(sotto_home).settings
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[audio", "utf-8")
    with pytest.raises(SettingsError, match="not valid TOML"):
        assistant.alter(changing("conversation.hands_free", True))
    assert path.read_text("utf-8") == "[audio"
    assert assistant.settings.conversation.hands_free, "it acts all the same"


def test_settings_that_cannot_be_written_say_so(sotto_home: Path, assistant: Assistant) -> None:
    Paths(sotto_home).settings.with_suffix(".part").mkdir()
    with pytest.raises(SettingsError, match="could not be saved"):
        assistant.alter(changing("conversation.hands_free", True))


def test_a_conversation_that_broke_off_is_offered_and_goes_on(sotto_home: Path, events: Events) -> None:
    paths = Paths(sotto_home)
    with Database.open(paths.database) as database:
        now = datetime.now(UTC)
        lost = {"progress": Progress.THINKING, "outcome": Outcome.UNFINISHED, "generated": "", "heard": ""}
        turns = [turn(1, generated="Paris."), turn(2, transcript="And of Spain?", runs=(), **lost)]
        Conversations(database).add_turns([replace(one, started_at=now) for one in turns])
    resident = Assistant(Settings(), paths, events, microphone=None, speaker=None, resident=True)
    try:
        broken = resident.broken_off()
        assert broken is not None
        assert (broken.id, broken.recovery) == (SESSION, "partial")
        assert broken.recovery_note == "Sotto ended before it had answered; the question is kept."
        resumed = resident.resume(broken.id)
        assert [one.transcript for one in resumed] == ["question 1", "And of Spain?"]
        resident.send_text("Hello.")
        assert events.wait_for(TurnFinished).session == SESSION
        assert events.wait_for(TurnFinished).turn == 3
    finally:
        resident.close()
    (stored,) = read_history(paths, lambda store: store.sessions())
    assert (stored.state, stored.end_reason, stored.turns) == ("closed", "application closed", 3)


def test_nothing_is_offered_after_a_clean_end(sotto_home: Path, events: Events) -> None:
    for _ in range(2):
        resident = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None, resident=True)
        resident.send_text("Hello.")
        events.wait_for(TurnFinished)
        offered = resident.broken_off()
        resident.close()
        assert offered is None


def test_sotto_s_side_is_kept_as_sound_unless_unwanted(sotto_home: Path, events: Events) -> None:
    for keep, files in ((False, 0), (True, 1)):
        settings = Settings(record=RecordSettings(keep_audio=keep))
        speaker = WavSpeaker(None, 22_050)
        made = Assistant(settings, Paths(sotto_home), events, microphone=None, speaker=speaker)
        made.send_text("Hello.")
        events.wait_for(TurnFinished, 1 + files)
        made.close()
        kept = list((sotto_home / "recordings").rglob("*-assistant.flac"))
        assert len(kept) == files
    assert soundfile.info(kept[0]).duration > 0.3
    assert not list((sotto_home / "recordings" / "unfinished").iterdir())


def cut_off_while_the_user_spoke(paths: Paths) -> None:
    """A turn of which there is only the journal of what was being said."""
    with Database.open(paths.database) as database:
        cut = turn(1, transcript="", generated="", outcome=Outcome.UNFINISHED, progress=Progress.LISTENING, runs=())
        Conversations(database).add_turn(replace(cut, started_at=datetime.now(UTC)))
    samples, rate = soundfile.read(assets() / "demo" / "question.wav", dtype="float32")
    writer = PcmWriter(Recordings(paths.recordings).journal(Part(SESSION, 1, Side.USER)), rate)
    writer.write(samples)
    writer.close()


def test_what_was_being_said_is_understood_before_it_goes_on(sotto_home: Path, events: Events) -> None:
    paths = Paths(sotto_home)
    cut_off_while_the_user_spoke(paths)
    resident = Assistant(Settings(), paths, events, microphone=None, speaker=None, resident=True)
    try:
        broken = resident.broken_off()
        assert broken is not None
        assert "the sound of it is kept" in broken.recovery_note
        (heard,) = resident.go_on(broken.id)
        assert len(heard.transcript.split()) >= 3
        assert resident.session == SESSION
    finally:
        resident.close()
    assert list((sotto_home / "recordings").rglob("1-user.flac"))


def test_understanding_what_was_said_can_be_stopped_and_done_later(sotto_home: Path, events: Events) -> None:
    paths = Paths(sotto_home)
    cut_off_while_the_user_spoke(paths)
    resident = Assistant(Settings(), paths, events, microphone=None, speaker=None, resident=True)
    told: list[str] = []

    def tell(words: str, _share: float | None) -> None:
        told.append(words)
        if "Understanding" in words:
            job.stop()

    job = Job(tell)
    try:
        assert resident.broken_off() is not None
        session = resident.session
        with pytest.raises(Cancelled):
            resident.go_on(SESSION, job)
        assert told == ["Loading the recogniser", "Understanding what was said"]
        assert resident.session == session, "it did not go over"
        (heard,) = resident.go_on(SESSION)
        assert len(heard.transcript.split()) >= 3
    finally:
        resident.close()


def test_loading_tells_how_far_it_is_and_can_be_stopped(sotto_home: Path, events: Events) -> None:
    told: list[tuple[str, float | None]] = []
    job = Job(lambda words, share: told.append((words, share)))
    Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None, job=job).close()
    assert [share for _words, share in told] == [0, 0.25, 0.5, 0.75]
    assert told[1][0] == "Loading starter.gguf"

    def stop(words: str, _share: float | None) -> None:
        if "gguf" in words:
            job.stop()

    job = Job(stop)
    with pytest.raises(Cancelled):
        Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None, job=job)


def test_the_record_knows_who_answered_and_how(sotto_home: Path, events: Events, tmp_path: Path) -> None:
    cook = Settings(language_model=LanguageModelSettings(persona="Cook", context=512, max_tokens=32))
    paths = Paths(sotto_home)
    for settings in (Settings(), cook):
        made = Assistant(settings, paths, events, microphone=None, speaker=None)
        made.send_text("What is two plus two?")
        events.wait_for(TurnFinished, len(events.of(TurnFinished)) + 1)
        made.close()
    with Database.open(paths.database) as database:
        assert Browsing(database).personas() == ["Cook", "Sotto"]
        (session,) = Browsing(database).sessions(Filters(persona="Cook"), 10)
        (hit,) = Search(database).turns("plus", filters=Filters(persona="Cook"))
        assert hit.session == session.id == made.session
        (stored,) = Conversations(database).turns(session.id)
        assert (stored.message_type, stored.no_speech) == ("tool answer", None)
        assert stored.speakability is not None
        assert stored.speakability > 0.5
        Export(database, Format.CSV, [session.id]).to_file(tmp_path / "a.csv")
        Export(database, Format.JSON, [session.id]).to_file(tmp_path / "a.json")
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["persona"], row["message_type"], row["no_speech"]) == ("Cook", "tool answer", "")
    assert float(row["speakability"]) == stored.speakability
    (archived,) = json.loads((tmp_path / "a.json").read_text())["sessions"]
    assert archived["session"]["persona"] == "Cook"
    assert archived["turns"][0]["message_type"] == "tool answer"


def test_signal_sounds_are_those_of_the_one_that_people_sit_in_front_of(sotto_home: Path, events: Events) -> None:
    def quieter(settings: Settings) -> Settings:
        return settings.model_copy(update={"cues": settings.cues.model_copy(update={"volume_percent": 10})})

    def off(settings: Settings) -> Settings:
        return settings.model_copy(update={"cues": settings.cues.model_copy(update={"on": False})})

    for resident in (True, False):
        made = Assistant(Settings(), Paths(sotto_home), events, microphone=None, speaker=None, resident=resident)
        try:
            gains = [made._engine.cues.gain]
            for how in (quieter, off):
                made.alter(how)
                gains.append(made._engine.cues.gain)
        finally:
            made.close()
        assert gains == [pytest.approx(gain) for gain in ((0.25, 0.01, 0.0) if resident else (0, 0, 0))]
