from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from desktop.errors import SettingsError
from desktop.settings import Settings, load_settings, save_settings
from desktop.settings.fields import Kind, SettingField, setting_groups
from desktop.settings.marks import Mark
from desktop.terms import KeyMode

FIELDS = {field.path: field for group in setting_groups() for field in group.fields}


def field(path: str) -> SettingField:
    return FIELDS[path]


def test_every_setting_is_there_once_but_for_the_hidden() -> None:
    defaults = Settings()
    expected = set()
    for name in Settings.model_fields:
        record = getattr(defaults, name)
        if isinstance(record, BaseModel):
            kept = type(record).model_fields.items()
            expected |= {f"{name}.{key}" for key, info in kept if Mark.HIDDEN not in info.metadata}
    assert set(FIELDS) == expected
    assert "desktop.told_of_tray" not in FIELDS


def test_every_setting_and_group_says_what_it_is() -> None:
    for group in setting_groups():
        assert group.title
        assert group.description.endswith(".")
        for one in group.fields:
            assert one.title[0].isupper(), one.path
            assert one.description.endswith("."), one.path
            assert one.value_in(Settings()) == one.default


def test_the_kind_follows_the_type() -> None:
    kinds = {
        "audio.microphone": Kind.MICROPHONE,
        "audio.speaker": Kind.SPEAKER,
        "audio.echo_cancellation": Kind.SWITCH,
        "audio.noise_suppression_db": Kind.CHOICE,
        "audio.pre_roll_ms": Kind.WHOLE,
        "audio.gain_db": Kind.NUMBER,
        "transcription.model": Kind.FOLDER,
        "language_model.model": Kind.FILE,
        "language_model.persona": Kind.LINE,
        "language_model.system_prompt": Kind.TEXT,
        "conversation.key_mode": Kind.CHOICE,
        "tools.allowed": Kind.LINES,
    }
    assert {path: field(path).kind for path in kinds} == kinds


def test_bounds_units_and_options_are_read_off_the_record() -> None:
    pre_roll, longest = field("audio.pre_roll_ms"), field("audio.longest_utterance_s")
    assert (pre_roll.low, pre_roll.high, pre_roll.unit) == (0, 2000, "ms")
    assert (longest.low, longest.high, longest.unit) == (0.01, 600, "s")
    assert field("record.audio_days").unit == "days"
    assert field("transcription.threads").unit == ""
    assert [words for _, words in field("audio.noise_suppression_db").options] == ["0", "6", "12", "18", "21"]
    assert [value for value, _ in field("conversation.key_mode").options] == [KeyMode.HOLD, KeyMode.TOGGLE]
    assert field("record.text_days").live
    assert not field("audio.echo_cancellation").live
    assert field("conversation.patience_s").advanced


def test_a_change_gives_settings_that_can_be_kept(tmp_path: Path) -> None:
    settings = Settings()
    for path, value in (("audio.gain_db", 12.5), ("conversation.key_mode", "toggle"), ("desktop.talk_key", "alt+f9")):
        settings = field(path).changed(settings, value)
    save_settings(settings, tmp_path / "settings.toml")
    kept = load_settings(tmp_path / "settings.toml")
    assert kept == settings
    assert (kept.audio.gain_db, kept.conversation.key_mode) == (12.5, KeyMode.TOGGLE)
    assert kept.desktop.talk_key == "Alt+F9"


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("audio.gain_db", 41, "less than or equal to 40"),
        ("language_model.persona", "x" * 81, "at most 80 characters"),
        ("desktop.talk_key", "Ctrl", "Write keys such as Ctrl.Alt.Space"),
        ("audio.noise_suppression_db", 7, "0, 6, 12, 18 or 21"),
    ],
)
def test_a_bad_value_is_refused_with_the_validators_sentence(path: str, value: object, reason: str) -> None:
    settings = Settings()
    with pytest.raises(SettingsError, match=reason):
        field(path).changed(settings, value)  # type: ignore[arg-type]
    assert settings == Settings()
