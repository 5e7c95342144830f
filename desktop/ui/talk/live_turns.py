"""The current conversation, from the engine's events."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from desktop.events import (
    AdapterChanged,
    ConsentAsked,
    ConsentGiven,
    ControlObeyed,
    DeviceChanged,
    EngineClosed,
    EngineEvent,
    EngineReady,
    Interrupted,
    LevelMeasured,
    ModelChanged,
    PartialTranscript,
    ReplyAudible,
    ReplyDelta,
    ReplyHeard,
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    StateChanged,
    Summarised,
    TimerRang,
    ToolRan,
    ToolStarted,
    Transcribed,
    TurnFinished,
    UtteranceIgnored,
    WakeWordAwaited,
    WakeWordHeard,
)
from desktop.terms import CacheUse, Control, Outcome, Stage, State, Timings
from desktop.ui.hand.notifier import timer_words
from desktop.ui.main_window import MainWindow
from desktop.ui.talk.growing_question import GrowingQuestion
from desktop.ui.talk.plain_text import visible
from desktop.ui.trouble.banner import sentence
from desktop.ui.trouble.remedies import trouble_in
from desktop.wording import tr


class LiveTurns:
    """Feeds each event to the widgets that show it."""

    def __init__(self, window: MainWindow, on_failure: Callable[[StageFailed], None]) -> None:
        self._window, self._on_failure = window, on_failure
        self._session = ""
        self._growing = GrowingQuestion(window.live_page)

    def follow(self, session: str) -> None:
        """Show the turns of `session`; those of another one leave the view."""
        if session == self._session:
            return
        if self._session:
            self._growing.drop()
            self._window.live_page.clear()
            if not self._window.showing_past:
                self._window.show_live()
        self._session = session

    def consume(self, event: EngineEvent) -> None:  # noqa: C901 - one flat list of all events reads best
        """Show one event."""
        match event:
            case ReplyDelta(text=text):  # what comes most often is looked for first
                self._grow(event, text)
            case ReplyHeard(heard=heard):
                self._hear(event, heard)
            case StateChanged() | LevelMeasured() | WakeWordAwaited() | EngineClosed():
                self._show_listening(event)
            case SpeechStarted():
                self._begin()
            case PartialTranscript():
                self._understand(event)
            case Transcribed(text=text):
                self._window.live_page.begin_turn()
                self._change(event, transcript=text)
            case UtteranceIgnored():
                self._change(event, transcript=event.text, outcome=Outcome.IGNORED, error=event.reason)
            case ControlObeyed() | ToolRan():
                self._change(event, tool=event.title if isinstance(event, ToolRan) else control_words(event))
            case ConsentAsked() | ConsentGiven():
                self._window.consent.follow(event)
            case Interrupted(heard=heard):
                self._change(event, heard=heard, outcome=Outcome.INTERRUPTED)
            case ReplyAudible(ms=ms):
                self._window.dock.timings.show_timings(Timings(turn=ms))
            case StageFailed() | DeviceChanged() | TimerRang():
                self._tell(event)
            case TurnFinished():
                self._finish(event)
            case EngineReady() | SpeechEnded() | ToolStarted() | WakeWordHeard():
                pass  # the state says it
            case Summarised() | ModelChanged() | AdapterChanged():
                pass
            case _:
                assert_never(event)

    def _show_listening(self, event: StateChanged | LevelMeasured | WakeWordAwaited | EngineClosed) -> None:
        match event:
            case StateChanged(state=state):
                self._growing.follow(state)
                self._window.show_state(state)
            case LevelMeasured(peak=peak):
                self._window.dock.meter.measure(peak)
            case WakeWordAwaited(phrase=phrase):
                self._window.await_word(phrase)
            case EngineClosed():
                self._window.show_state(State.CLOSED)

    def _begin(self) -> None:
        self._window.banner.hide()
        self._window.header.state.show_deaf(False)
        self._growing.begin()

    def _understand(self, event: PartialTranscript) -> None:
        """More of a question was understood while it is said; below the page of another conversation, too."""
        if self._concerns(event) and self._growing.grow(event.turn, event.text):
            self._shown(event.turn)
        if self._window.showing_past:
            self._window.dock.show_partial(event.text)

    def _tell(self, event: StageFailed | DeviceChanged | TimerRang) -> None:
        if isinstance(event, TimerRang):
            self._ring(*timer_words(event.label, event.late_s))
            return
        failed = isinstance(event, StageFailed)
        if isinstance(event, StageFailed):
            self._on_failure(event)
            if self._concerns(event):
                self._window.live.turn(event.turn).trouble = trouble_in(event)
            if event.stage in (Stage.MICROPHONE, Stage.SPEAKER):
                self._window.notifier.tell(sentence(tr(event.message)), sentence(tr(event.advice)))
        else:
            self._window.banner.show_notice(event.message, event.detail)
        if event.stage is Stage.MICROPHONE:
            self._window.header.state.show_deaf(failed)

    def _ring(self, message: str, detail: str) -> None:
        self._window.banner.show_notice(message, detail)
        self._window.notifier.notify(message, detail)

    def _change(
        self,
        event: EngineEvent,
        *,
        transcript: str | None = None,
        heard: str | None = None,
        outcome: Outcome | None = None,
        error: str = "",
        tool: str = "",
    ) -> None:
        if not self._concerns(event):
            return
        turn = self._window.live.turn(event.turn)
        if transcript is not None:
            self._growing.settle(event.turn)
            turn.transcript, turn.partial = transcript, ""
        turn.heard = turn.heard if heard is None else heard
        turn.outcome = outcome or turn.outcome
        turn.error = error or turn.error
        if tool:
            turn.tools.append(tool)
        self._shown(event.turn)

    def _grow(self, event: ReplyDelta, text: str) -> None:
        """More of a reply was written; it comes many times a second."""
        if self._concerns(event):
            turn = self._window.live.turn(event.turn)
            begun = bool(turn.reply)
            turn.reply += text
            if begun:
                self._window.live.touch(event.turn)
            else:
                self._shown(event.turn)

    def _hear(self, event: ReplyHeard, heard: str) -> None:
        """More of a reply was heard, unless that is known or the turn is over."""
        if self._concerns(event):
            turn = self._window.live.turn(event.turn)
            if turn.outcome is None and turn.heard != heard:
                turn.heard = heard
                self._shown(event.turn, patient=True)

    def _finish(self, event: TurnFinished) -> None:
        if not self._concerns(event):
            return
        self._window.dock.timings.show_timings(event.timings, again=event.cache is CacheUse.HIT)
        self._window.dock.timings.show_way(event.route, event.route_reason)
        self._growing.settle(event.turn)
        turn = self._window.live.turn(event.turn)
        turn.transcript, turn.partial = event.transcript or turn.transcript, ""
        turn.reply = event.generated or turn.reply
        turn.heard, turn.outcome = event.heard, event.outcome
        turn.error, turn.persona = event.error or turn.error, event.persona
        if turn.went_on:
            self._window.live.remove(event.turn)
        else:
            self._shown(event.turn)
            self._window.announcer.tell(visible(turn.reply))
        self._window.live_page.refresh()

    def _concerns(self, event: EngineEvent) -> bool:
        return event.turn > 0 and (not self._session or event.session == self._session)

    def _shown(self, index: int, *, patient: bool = False) -> None:
        self._window.live.touch(index, patient=patient)
        if self._window.inviting:
            self._window.show_live()


def control_words(event: ControlObeyed) -> str:
    """What a control word did, for people."""
    match event.control:
        case Control.STOP:
            return tr("Stopped")
        case Control.WAIT:
            return tr("Waiting")
        case Control.REPEAT:
            return tr("Said again")
        case Control.SLOWER | Control.FASTER:
            return tr("Speed {percent:.0f} %").format(percent=100 / event.slowness)
        case Control.LOUDER | Control.QUIETER:
            return tr("Volume {gain:+.0f} dB").format(gain=event.gain_db)
        case Control.TALK_TO:
            return ""  # who it is stands above the reply
        case _:
            assert_never(event.control)
