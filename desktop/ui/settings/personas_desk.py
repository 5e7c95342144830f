"""Between the personas' dialog and the settings that keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop import log
from desktop.adapters.shelf import shelved
from desktop.errors import UserFacingError
from desktop.models.shelf import Installed, Shelf
from desktop.paths import Paths
from desktop.personas import with_personas
from desktop.settings import Settings
from desktop.settings.personas import LONGEST_PROMPT, Persona
from desktop.ui.assistant_like import AssistantLike
from desktop.ui.background import Background
from desktop.ui.look.theme import Theme
from desktop.ui.settings.personas_dialog import PersonasDialog
from desktop.ui.trouble.banner import sentence
from desktop.wording import tr


class PersonasDesk(QObject):
    """Opens the dialog, and keeps each change in the background."""

    def __init__(self, theme: Theme, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._background = theme, background
        self._dialog: PersonasDialog | None = None

    def open(self, assistant: AssistantLike, over: QWidget) -> None:
        """Show the personas over a window or dialog."""
        if self._dialog is not None:
            return
        dialog = self._dialog = PersonasDialog(self._theme, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        settings = assistant.settings
        dialog.form.offer_tools(assistant.tools)
        base, kept = _of_settings(settings), settings.personas
        dialog.show_personas(base, kept.own, assistant.pack_personas, kept.chosen)
        dialog.changed.connect(partial(self._keep, assistant))
        dialog.finished.connect(self._closed)
        dialog.open()
        self._background.run(_voices, partial(self._offer, dialog))
        self._background.run(partial(_adapters, settings), partial(self._offer_adapters, dialog))

    def _offer(self, dialog: PersonasDialog, voices: Mapping[str, str]) -> None:
        if isValid(dialog) and self._dialog is dialog:
            dialog.form.offer_voices(voices)

    def _offer_adapters(self, dialog: PersonasDialog, adapters: Mapping[str, str]) -> None:
        if isValid(dialog) and self._dialog is dialog:
            dialog.form.adapter.offer(adapters)

    def _keep(self, assistant: AssistantLike, own: Sequence[Persona], chosen: str) -> None:
        self._background.run(partial(_keep, assistant, own, chosen), self._told)

    def _told(self, problem: UserFacingError | None) -> None:
        if self._dialog is not None and problem is not None:
            self._dialog.refuse(f"{sentence(tr(problem.message))} {sentence(tr(problem.advice))}")

    def _closed(self) -> None:
        self._dialog = None


def _keep(assistant: AssistantLike, own: Sequence[Persona], chosen: str) -> UserFacingError | None:
    try:
        assistant.alter(partial(with_personas, own=own, chosen=chosen))
    except UserFacingError as error:
        return error
    return None


def _of_settings(settings: Settings) -> Persona:
    """Who Sotto is where none is chosen; what is not whole there is filled up, for a copy of it must be."""
    chosen = settings.language_model
    return Persona(
        name=chosen.persona.strip() or "Sotto",
        prompt=chosen.system_prompt.strip()[:LONGEST_PROMPT] or "…",
        length_scale=settings.voice.length_scale,
    )


def _voices() -> Mapping[str, str]:
    """The voices there are: what the settings call them, and their titles."""
    paths = Paths.from_environment()
    try:
        installed = [one for one in Shelf(paths).all() if one.kind == "tts"]
    except UserFacingError as error:  # the models page tells of it; the voice of the settings can be had all the same
        log.ui.info("the voices cannot be listed: %s", error)
        return {}
    return {_name(one, paths): one.title for one in installed}


def _adapters(settings: Settings) -> Mapping[str, str]:
    """The adapters that fit the language model: what the settings call them, and their titles."""
    try:
        found = shelved(settings, Paths.from_environment())
    except UserFacingError as error:  # `sotto adapters list` tells of it; none can be had all the same
        log.ui.info("the adapters cannot be listed: %s", error)
        return {}
    return {one.name: (one.facts.title if one.facts else "") or one.name for one in found if not one.problem}


def _name(voice: Installed, paths: Paths) -> str:
    """What the settings call it."""
    return str(voice.path) if voice.starter else voice.path.relative_to(paths.models).as_posix()
