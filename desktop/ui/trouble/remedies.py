"""What the window offers as a button beside an error, and what the button does."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

import desktop
from desktop.errors import FAULT_ADVICE, Remedy, UserFacingError
from desktop.events import StageFailed
from desktop.paths import Paths
from desktop.wording import marked, tr

WORDS: Mapping[Remedy, str] = {
    Remedy.TRY_AGAIN: marked("Try again"),
    Remedy.OPEN_MODELS: marked("Open models"),
    Remedy.CHOOSE_MICROPHONE: marked("Choose microphone"),
    Remedy.CHOOSE_LOUDSPEAKER: marked("Choose loudspeaker"),
    Remedy.OPEN_SETTINGS: marked("Open settings"),
    Remedy.OPEN_FOLDER: marked("Open folder"),
}
COPY_DETAILS, COPIED = marked("Copy details"), marked("Copied")
Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, and what is offered against it."""

    message: str
    """A sentence without its capital and stop."""
    advice: str
    remedies: tuple[Remedy, ...] = ()
    details: str = ""
    """What a developer wants to know besides; empty for what the user can mend."""

    def to_copy(self) -> str:
        """Everything, as text to send to somebody."""
        parts = (self.message, self.advice, self.details, f"Sotto {desktop.__version__}")
        return "\n\n".join(part for part in parts if part)


def trouble_of(error: BaseException, *further: Remedy) -> Trouble:
    """What an exception says to people; `further` remedies are offered besides its own."""
    if isinstance(error, UserFacingError):
        return Trouble(error.message, error.advice, offered(error.remedy, *further))
    what = marked("something broke that should not: {name}: {error}", name=type(error).__name__, error=error)
    return Trouble(what, FAULT_ADVICE, further, "".join(traceback.format_exception(error)))


def trouble_in(event: StageFailed, *further: Remedy) -> Trouble:
    """What a failed stage says to people."""
    details = "\n".join(part for part in (f"Stage: {event.stage.value}", event.details) if part)
    return Trouble(event.message, event.advice, offered(event.remedy, *further), details)


def offered(*remedies: Remedy) -> tuple[Remedy, ...]:
    """Those that can be offered, each once."""
    return tuple(dict.fromkeys(one for one in remedies if one is not Remedy.NONE))


def possible(remedies: Sequence[Remedy], acts: Mapping[Remedy, Act]) -> list[tuple[str, Act]]:
    """Words and deed of each remedy that can be done here."""
    return [(tr(WORDS[one]), acts[one]) for one in remedies if one in acts]


def open_folder() -> None:
    """Show where Sotto keeps everything in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(Paths.from_environment().home)))
