"""What a turn's record keeps of the settings."""

from __future__ import annotations

import json
from pathlib import Path

from desktop.personas import as_chosen, with_personas
from desktop.settings import AudioSettings, ConversationSettings, LanguageModelSettings, Settings
from desktop.settings.in_use import CHANGED, SettingsInUse, fields_that_count, in_use
from desktop.settings.kept import KeptSettings
from desktop.settings.personas import Persona

SECRET = "xylophone"
PRIVATE = Settings(
    audio=AudioSettings(microphone=f"{SECRET} headset"),
    language_model=LanguageModelSettings(
        model=f"/home/{SECRET}/models/other.gguf", system_prompt=f"You are a {SECRET}.", context=1024
    ),
)


def test_the_usual_settings_are_nothing_but_a_key() -> None:
    found = in_use(Settings(), Settings())
    assert found.values == {}
    assert len(found.key) == 12
    assert found == in_use(Settings(), Settings())


def test_nothing_is_kept_that_somebody_wrote_or_that_names_him() -> None:
    found = in_use(PRIVATE, PRIVATE)
    assert found.values == {
        "audio.microphone": CHANGED,
        "language_model.context": 1024,
        "language_model.model": "other.gguf",
        "language_model.system_prompt": CHANGED,
    }
    assert SECRET not in json.dumps(found.values)


def test_instructions_tell_settings_apart_though_they_are_not_kept() -> None:
    one, other = (
        in_use(changed, changed)
        for changed in (Settings(language_model=LanguageModelSettings(system_prompt=words)) for words in "ab")
    )
    assert one.values == other.values
    assert one.key != other.key


def test_how_sotto_looks_is_no_setting_of_a_turn() -> None:
    assert not {one.record for one in fields_that_count()} & {"appearance", "cues"}
    assert [one.path for one in fields_that_count() if one.record == "personas"] == ["personas.hand_over"]
    assert {"desktop.unload_minutes", "record.keep_audio"} <= {one.path for one in fields_that_count()}


def test_what_waits_for_the_next_start_does_not_act_yet(tmp_path: Path) -> None:
    kept = KeptSettings(Settings(), tmp_path / "settings.toml")
    acting = SettingsInUse(kept, as_chosen)
    usual = acting.now()
    model = LanguageModelSettings(max_tokens=40, temperature=0.5)  # of the two only the second acts at once
    talk = ConversationSettings(patience_s=2)
    kept.alter(lambda settings: settings.model_copy(update={"language_model": model, "conversation": talk}))
    assert acting.now().values == {"language_model.temperature": 0.5}
    assert acting.now().key != usual.key
    assert SettingsInUse(kept, as_chosen).now().values == {
        "conversation.patience_s": 2, "language_model.max_tokens": 40, "language_model.temperature": 0.5
    }  # fmt: skip


def test_the_personas_pace_is_what_acts(tmp_path: Path) -> None:
    slow = Persona(name=SECRET, prompt=SECRET, length_scale=1.5)
    kept = KeptSettings(with_personas(Settings(), [slow], SECRET), tmp_path / "settings.toml")
    values = SettingsInUse(kept, as_chosen).now().values
    assert values["voice.length_scale"] == 1.5
    assert SECRET not in json.dumps(values)
