"""Shows errors in the window, and does what is chosen against them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from desktop.errors import Remedy
from desktop.events import StageFailed
from desktop.ui.main_window import MainWindow
from desktop.ui.models.models_desk import ModelsDesk
from desktop.ui.settings.preferences import DEVICES, Preferences
from desktop.ui.talk.turn_text import ANSWER, COPY, deed_of
from desktop.ui.trouble.remedies import COPIED, Act, open_folder, trouble_in, trouble_of
from desktop.wording import tr

MICROPHONE, LOUDSPEAKER = DEVICES


class Help(QObject):
    """Knows where in the window each remedy is."""

    def __init__(
        self, window: MainWindow, preferences: Preferences, models: ModelsDesk, ask_again: Callable[[int], bool]
    ) -> None:
        """`ask_again` begins a turn with the words of an earlier one; it tells whether they are known."""
        super().__init__(window)
        self._window, self._preferences, self._models = window, preferences, models
        self._ask_again = ask_again
        self.start_again: Act | None = None
        """Begins the start anew; None once there is an assistant."""

    def show(self, error: BaseException) -> None:
        """Show an error that is not an event; while Sotto has not started, it can be tried again."""
        further = (Remedy.TRY_AGAIN,) if self.start_again is not None else ()
        acts = self._acts() | ({Remedy.TRY_AGAIN: self.start_again} if self.start_again is not None else {})
        self._window.banner.show_trouble(trouble_of(error, *further), acts)

    def tell(self, event: StageFailed, *, words: bool) -> None:
        """Show a failed stage; with `words` the turn's question is known and can be asked again."""
        again: dict[Remedy, Act] = {Remedy.TRY_AGAIN: lambda: self._ask_again(event.turn)} if words else {}
        self._window.banner.show_trouble(trouble_in(event, *again), self._acts() | again)

    def act(self, index: int, deed: str) -> None:
        """Do what was chosen where a turn stands that failed or was ignored."""
        turn = self._window.live.turn(index)
        acts = {deed_of(remedy): act for remedy, act in self._acts().items()}
        if deed == COPY:
            QGuiApplication.clipboard().setText(turn.details())
            turn.copied = True
            self._window.live.touch(index)
            self._window.announcer.tell(tr(COPIED))
        elif deed in (ANSWER, deed_of(Remedy.TRY_AGAIN)):
            self._ask_again(index)
        elif deed in acts:
            acts[deed]()

    def _acts(self) -> dict[Remedy, Act]:
        """What can be done now: without an assistant there are no settings to be shown."""
        acts: dict[Remedy, Act] = {Remedy.OPEN_MODELS: self._models.open, Remedy.OPEN_FOLDER: open_folder}
        if self._preferences.ready:
            acts |= {
                Remedy.OPEN_SETTINGS: self._preferences.open,
                Remedy.CHOOSE_MICROPHONE: lambda: self._preferences.open(MICROPHONE),
                Remedy.CHOOSE_LOUDSPEAKER: lambda: self._preferences.open(LOUDSPEAKER),
            }
        return acts
