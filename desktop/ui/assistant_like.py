"""What the window needs of the assistant and of its records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.job import Job
from desktop.terms import Answer, Outcome, Stage, Timings
from desktop.ui.facts.facts_like import FactsLike
from desktop.ui.past.past_like import PastLike

if TYPE_CHECKING:
    from desktop.observability.metrics import Metrics
    from desktop.settings import Settings


class BrokenOffLike(Protocol):
    """A session that broke off, as storage hands it over."""

    @property
    def id(self) -> str:
        """32 hexadecimal digits."""

    @property
    def recovery_note(self) -> str:
        """A sentence that says what happened and what is kept."""


class ToolRunLike(Protocol):
    """A stored call of a tool."""

    @property
    def title(self) -> str:
        """What was done, in words for people."""


class TurnLike(Protocol):
    """A stored turn, as storage hands it over."""

    @property
    def index(self) -> int:
        """From 1."""

    @property
    def transcript(self) -> str:
        """What the user said."""

    @property
    def generated(self) -> str:
        """What the model wrote."""

    @property
    def heard(self) -> str:
        """The part of what was spoken that the loudspeaker played."""

    @property
    def spoken(self) -> str:
        """The part that was synthesised."""

    @property
    def outcome(self) -> Outcome:
        """How it ended."""

    @property
    def error(self) -> str:
        """Why it failed or was ignored."""

    @property
    def timings(self) -> Timings:
        """Stage timings."""

    @property
    def runs(self) -> Sequence[ToolRunLike]:
        """The tools it called, in order."""

    @property
    def persona(self) -> str:
        """Who answered; empty where that is not known."""


class SoundDeviceLike(Protocol):
    """A sound device that can be chosen."""

    @property
    def name(self) -> str:
        """What it is chosen by."""

    @property
    def records(self) -> bool:
        """Whether it is a microphone."""

    @property
    def plays(self) -> bool:
        """Whether it is a loudspeaker."""


class RecipeLike(Protocol):
    """How a model is loaded."""

    @property
    def path(self) -> Path | None:
        """Its file or folder; None for no model."""


class CostLike(Protocol):
    """What loading took."""

    @property
    def load_ms(self) -> float:
        """Milliseconds."""

    @property
    def bytes(self) -> int:
        """Of memory."""


class StandingLike(Protocol):
    """How one stage's model stands."""

    @property
    def stage(self) -> Stage:
        """Whose it is."""

    @property
    def recipe(self) -> RecipeLike:
        """Which it is."""

    @property
    def loaded(self) -> bool:
        """Whether it is in the memory."""

    @property
    def cost(self) -> CostLike:
        """What it took."""


class ModelsLike(Protocol):
    """The models of the running engine."""

    def standing(self) -> Sequence[StandingLike]:
        """How each of them stands."""

    def cancel(self, stage: Stage) -> None:
        """Keep the model that is there, or none, rather than the one that is being loaded."""


class AdapterLike(Protocol):
    """A LoRA adapter that acts."""

    @property
    def path(self) -> Path:
        """Its file."""

    @property
    def scale(self) -> float:
        """Times its own strength."""


class AdaptingLike(Protocol):
    """What the language model answers with besides."""

    @property
    def worn(self) -> AdapterLike | None:
        """The adapter that acts."""


class AssistantLike(Protocol):
    """The one object the window talks to. Commands return at once; what reads a database says so.

    A method for each thing that the window asks of `Assistant`, so that it can be shown without one.
    """

    @property
    def session(self) -> str:
        """Id of the current session."""

    def press(self) -> None:
        """Begin an utterance, interrupting a reply."""

    def release(self) -> None:
        """End the utterance."""

    def cancel(self) -> None:
        """Discard the utterance or stop the reply."""

    def send_text(self, text: str) -> None:
        """Begin a turn with typed text."""

    def answer(self, number: int, answer: Answer) -> None:
        """Answer the question of that number, whether a tool may do something."""

    def new_session(self) -> None:
        """Begin a new session."""

    def resume(self, session_id: str) -> Sequence[TurnLike]:
        """Go on with a past session; reads the database. Return its turns in order."""

    def broken_off(self) -> BrokenOffLike | None:
        """Return the session that broke off before this start, if it can be gone on with. Waits for the record."""

    def go_on(self, session_id: str, job: Job | None = None) -> Sequence[TurnLike]:
        """Go on with it, after what was being said has become text; takes seconds. Return its turns in order."""

    @property
    def tools(self) -> Mapping[str, str]:
        """The tools that there are, with what the model is told of them."""

    @property
    def pack_personas(self) -> Sequence[str]:
        """Names of the personas that packs bring."""

    @property
    def metrics(self) -> Metrics:
        """The figures of this process."""

    @property
    def past(self) -> PastLike:
        """The past sessions."""

    @property
    def facts(self) -> FactsLike:
        """What it was asked to remember."""

    def branch(self, session_id: str, through: int) -> Sequence[TurnLike]:
        """Go on in a copy of a session up to a turn, 0 for a new session; waits. Return the copied turns."""

    def replay(self, session_id: str, turn: int) -> None:
        """Let what was recorded of a turn be heard; `cancel` stops it. Reads the recording."""

    def play_chime(self) -> None:
        """Let a short sound be heard, in place of what is being said."""

    def turns(self, session_id: str) -> Sequence[TurnLike]:
        """Return a session's turns in order; reads the database."""

    @property
    def settings(self) -> Settings:
        """What was chosen; some of it acts from the next start."""

    @property
    def hands_free(self) -> bool:
        """Whether speech begins a turn without a key."""

    def set_hands_free(self, on: bool) -> None:
        """Listen without a key, or no longer."""

    def alter(self, how: Callable[[Settings], Settings]) -> None:
        """Write what `how` makes of the settings; other models are loaded, most else acts from the next start."""

    def reread(self) -> None:
        """Take over what another program wrote into the settings."""

    @property
    def adapting(self) -> AdaptingLike:
        """Which LoRA adapter the language model answers with."""

    @property
    def models(self) -> ModelsLike:
        """What is loaded, and what loads others."""

    def devices(self) -> Sequence[SoundDeviceLike]:
        """The sound devices there are now; takes a moment."""

    def use_devices(self, *, microphone: str, speaker: str) -> None:
        """Go over to other devices; writes the settings."""

    def close(self) -> None:
        """Stop everything; waits."""
