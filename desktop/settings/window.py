"""Settings of Sotto among the other programs of a desktop: keys, tray, notifications, sounds, looks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from desktop.settings.keys import parse_keys
from desktop.settings.marks import Hidden, Language, Live, Titles
from desktop.settings.record import Record
from desktop.terms import Brightness

_BRIGHTNESS_TITLES = Titles(("Follow the system", "Light", "Dark"))


class AppearanceSettings(Record, title="Appearance"):
    """How the window looks and which language it speaks."""

    language: Language[str] = Field(
        "", title="Language", description="Of the window's words; what you say and hear follows the models."
    )
    brightness: Live[Annotated[Brightness, _BRIGHTNESS_TITLES]] = Field(
        Brightness.SYSTEM, title="Light or dark", description="The colours of the window."
    )
    less_motion: Live[bool] = Field(
        False,
        title="Less motion",
        description="Nothing grows or travels: the microphone's level is shown by bars that light up in place.",
    )


class DesktopSettings(Record, title="Always at hand"):
    """Sotto while you work in other programs."""

    talk_key: Live[str] = Field(
        "Ctrl+Alt+Space",
        title="Talk from anywhere",
        description="Keys that do what Space does in the window, whichever program is in front; empty for none.",
    )
    overlay: Live[bool] = Field(
        True,
        title="Show what Sotto hears",
        description="A small sign at the edge of the screen while another program is in front. "
        "It never takes the keyboard.",
    )
    tray: Live[bool] = Field(
        True,
        title="Stay when the window is closed",
        description="Where the desktop has a tray, closing the window leaves Sotto there; its menu quits.",
    )
    notifications: Live[bool] = Field(
        True,
        title="Notifications",
        description="Tells of finished downloads and lost devices while another program is in front.",
    )
    autostart: Live[bool] = Field(
        False, title="Start when you log in", description="Sotto then waits in the tray, without a window."
    )
    unload_minutes: Live[int] = Field(
        0,
        ge=0,
        le=10_080,
        title="Free the memory after",
        description="Minutes without a word after which the models leave the memory. The next word brings them back, "
        "and is answered a moment later; 0 keeps them.",
    )
    told_of_tray: Hidden[bool] = Field(
        False, title="Told of the tray", description="That closing the window leaves Sotto in the tray was said."
    )
    first_start_done: Hidden[bool] = Field(
        False, title="First start done", description="That the first start was finished or skipped."
    )

    @field_validator("talk_key")
    @classmethod
    def _canonical(cls, text: str) -> str:
        return str(parse_keys(text)) if text.strip() else ""


class CueSettings(Record, title="Signal sounds"):
    """Short sounds that tell what Sotto is doing."""

    on: Live[bool] = Field(
        True,
        title="Signal sounds",
        description="When it listens, has taken what you said, thinks for longer, or cannot answer.",
    )
    volume_percent: Live[int] = Field(
        50, ge=5, le=100, title="Their volume", description="Of the loudest they can be."
    )

    @property
    def gain(self) -> float:
        """As a factor on samples, 0 when they are off; half the volume is heard as half as loud."""
        return (self.volume_percent / 100) ** 2 if self.on else 0.0
