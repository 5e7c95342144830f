"""Which language the window speaks: its own words, Qt's, numbers and dates, and the direction it is laid out in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.paths import translations
from desktop.ui.look.quantities import figure
from desktop.wording import choose, speak


def take_language(application: QApplication, chosen: str = "", folder: Path | None = None) -> str:
    """Speak the language `chosen`, or the system's if it is empty; return its code. To be called before any widget.

    `folder` has the catalogues; those that ship with Sotto unless told.
    """
    folder = folder or translations()
    system = QLocale.system()
    language = choose(chosen, system.uiLanguages(), folder)
    speak(language, folder, figure)
    locale = QLocale(language)
    if locale.language() == system.language():
        locale = system  # the user's own country, and how they write dates and numbers
    QLocale.setDefault(locale)
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(application)
    if translator.load(
        QLocale(language), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        application.installTranslator(translator)
    application.setLayoutDirection(QLocale(language).textDirection())
    return language
