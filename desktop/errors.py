"""Every error Sotto raises on purpose.

SottoError
├── UserFacingError          says what happened and, in `advice`, what to do
│   ├── ModelError           a model file is missing, damaged or of another kind
│   ├── DownloadError        a model could not be fetched
│   ├── CatalogueError       the list of models that can be fetched cannot be used
│   ├── AudioFileError       a recording cannot be used
│   ├── DeviceError          a microphone or loudspeaker is missing or was lost
│   ├── DatabaseError        the record of conversations cannot be opened or written
│   ├── ListError            notes or timers cannot be read, or were damaged
│   ├── SettingsError        the settings file cannot be used
│   ├── PackError            a pack cannot be found, read or started
│   └── UsageError           the caller asked for something that does not exist
├── Cancelled                a stage was told to stop; not a failure
└── ShutdownError            a thread outlived `Engine.close()`: a bug

Anything else that is raised is a bug: logged with its traceback, shown, never swallowed.
"""

from __future__ import annotations

import enum

from desktop.wording import marked

FAULT_ADVICE = marked("this is a fault in Sotto; please report it with the log")
"""The advice where there is none: what follows the name of an exception's class may then be anything."""


class Remedy(enum.StrEnum):
    """What the user can do about an error, where it can be offered as a button."""

    NONE = ""
    TRY_AGAIN = "try again"
    OPEN_MODELS = "open models"
    CHOOSE_MICROPHONE = "choose microphone"
    CHOOSE_LOUDSPEAKER = "choose loudspeaker"
    OPEN_SETTINGS = "open settings"
    OPEN_FOLDER = "open folder"
    """The one in which Sotto keeps everything."""


class SottoError(Exception):
    """Base of every error raised on purpose."""


class UserFacingError(SottoError):
    """Something the user can mend.

    `str(error)` says what happened in one sentence; `advice` says what to do in one sentence, `remedy` what of it a
    button can do.
    """

    usual_remedy = Remedy.NONE
    """What helps against most errors of a class."""

    def __init__(self, message: str, *, advice: str, remedy: Remedy | None = None) -> None:
        super().__init__(message)
        self.advice = advice
        self.remedy = self.usual_remedy if remedy is None else remedy

    @property
    def message(self) -> str:
        """What happened; unlike `str(error)`, a sentence that can still be translated if it was given as one."""
        message: str = self.args[0]
        return message


class ModelError(UserFacingError):
    """A model file is missing, truncated, foreign or of the wrong kind."""

    usual_remedy = Remedy.OPEN_MODELS


class DownloadError(UserFacingError):
    """The network, the hub or the disk did not let a model arrive whole."""

    usual_remedy = Remedy.OPEN_MODELS


class CatalogueError(UserFacingError):
    """A catalogue file does not parse or contradicts itself."""

    usual_remedy = Remedy.OPEN_FOLDER


class AudioFileError(UserFacingError):
    """A recording is empty, damaged, too long or not audio at all."""


class DeviceError(UserFacingError):
    """A microphone or loudspeaker is missing, busy or was lost."""

    usual_remedy = Remedy.OPEN_SETTINGS


class DatabaseError(UserFacingError):
    """The database is locked, read-only, from a newer version, damaged or not a database."""

    usual_remedy = Remedy.OPEN_FOLDER


class ListError(UserFacingError):
    """The file of notes or of timers cannot be read, or was damaged and is put aside."""

    usual_remedy = Remedy.OPEN_FOLDER


class SettingsError(UserFacingError):
    """The settings file does not parse or holds a value out of range."""

    usual_remedy = Remedy.OPEN_FOLDER


class PackError(UserFacingError):
    """A pack is missing, its manifest or code is at fault, or it lacks something that it needs."""

    usual_remedy = Remedy.OPEN_SETTINGS


class UsageError(UserFacingError):
    """The caller named a session, turn or option that does not exist."""


class Cancelled(SottoError):  # noqa: N818 - a signal, not an error
    """Raised inside a stage whose turn went stale."""


class ShutdownError(SottoError):
    """A thread was still alive after the engine's deadline for closing."""


def words_of(error: Exception) -> str:
    """Return what an error says; of a UserFacingError a sentence that can still be translated."""
    return error.message if isinstance(error, UserFacingError) else str(error)
