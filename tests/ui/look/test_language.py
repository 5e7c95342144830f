"""The window speaks the language that was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.paths import Paths, translations
from desktop.settings import AppearanceSettings, Settings, save_settings
from desktop.settings.fields import setting_groups
from desktop.ui.look.key_words import key_words
from desktop.ui.look.language import take_language
from desktop.ui.look.looks import glance
from desktop.wording import speak


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    before = QLocale()
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(before)
    speak("en", translations())


def test_words_of_qt_numbers_and_keys_follow(application: QApplication) -> None:
    assert take_language(application, "de") == "de"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    assert QLocale().toString(1.5) == "1,5"
    assert key_words("Ctrl+H") == "Strg+H"
    assert application.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_the_settings_offer_the_languages_there_are(qtbot: QtBot) -> None:
    (field,) = (field for group in setting_groups() for field in group.fields if field.path == "appearance.language")
    offered = dict(field.options)
    assert offered[""] == "Follow the system"
    assert offered["en"] == "English"
    assert {path.name for path in translations().iterdir()} <= set(offered)


def test_what_was_chosen_is_spoken_from_the_next_start(sotto_home: Path) -> None:
    paths = Paths(sotto_home)
    assert glance(paths.settings).looks.language == ""
    save_settings(Settings(appearance=AppearanceSettings(language="es")), paths.settings)
    assert glance(paths.settings).looks.language == "es"
    paths.settings.write_text("not toml [", "utf-8")
    assert glance(paths.settings).looks.language == ""
