"""The first start: opens its page over the window, lends it the assistant, and remembers that it is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop import log
from desktop.errors import UserFacingError
from desktop.events import DeviceChanged, EngineEvent, StageFailed, StateChanged
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.terms import Stage, State
from desktop.ui.assistant_like import AssistantLike, SoundDeviceLike
from desktop.ui.background import Background
from desktop.ui.first.network import is_online
from desktop.ui.look.pauses import PAINTED_MS
from desktop.ui.main_window import MainWindow
from desktop.ui.models.models_desk import ModelsDesk
from desktop.ui.talk.prompts import TalkWays
from desktop.ui.trouble.banner import sentence
from desktop.wording import tr

if TYPE_CHECKING:
    from desktop.models.progress import Progress
    from desktop.ui.first.packs import Offer
    from desktop.ui.first.page import FirstPage
    from desktop.ui.first.step import Step

_BUSY = (State.LISTENING, State.THINKING, State.SPEAKING)


class FirstStart(QObject):
    """Open at most once at a time; Esc ends what Sotto is doing, and otherwise the first start.

    A method for each thing that may happen meanwhile; what a step shows and does is the step's.
    """

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        models: ModelsDesk,
        *,
        online: Callable[[], bool] = is_online,
    ) -> None:
        super().__init__(window)
        self._window, self._background, self._models, self._online = window, background, models, online
        self._assistant: AssistantLike | None = None
        self._state = self._reported = State.LOADING
        self._failed: dict[Stage, StageFailed] = {}
        self._to_look = self._gave_way = False
        self.page: FirstPage | None = None
        """What is on show; None while it is not open."""

    def open(self) -> None:
        """Show the first step over the window."""
        if self.page is not None:
            return
        # loaded here: every start but the first does without them
        from desktop.ui.first.hello import HelloStep
        from desktop.ui.first.microphone import MicrophoneStep
        from desktop.ui.first.packs import PackStep
        from desktop.ui.first.page import FirstPage
        from desktop.ui.first.speaker import SpeakerStep

        self._microphone, self._speaker = MicrophoneStep(self._window.theme), SpeakerStep()
        self._hello, self._packs = HelloStep(self._window.theme), PackStep()
        page = self.page = FirstPage((self._microphone, self._speaker, self._hello, self._packs))
        page.ended.connect(self._end)
        page.moved.connect(self._follow_step)
        self._microphone.devices.chosen.connect(lambda name: self._use(microphone=name))
        self._speaker.devices.chosen.connect(lambda name: self._use(speaker=name))
        self._speaker.played.connect(self._play)
        self._hello.talk.pressed.connect(self._window.push_to_talk.hold)
        self._hello.talk.released.connect(self._window.push_to_talk.let_go)
        self._hello.typed.connect(self._type)
        self._packs.wanted.connect(self._models.get_pack)
        self._packs.paused.connect(self._models.pause_pack)
        self._packs.cancelled.connect(self._models.cancel_pack)
        self._packs.wanted.connect(page.make_room)
        self._packs.all_wanted.connect(self._models.open)
        self._models.progressed.connect(self._show_progress)
        self._models.pack_ended.connect(self._packs.show_end)
        self._window.cancelled.connect(self._cancelled)
        self._window.push_to_talk.pressed.connect(self._note_talk)
        self._window.cover(page)
        page.take(self._window.work)
        page.show_step(0)
        self._show_state(self._state)
        self._lend()

    def attach(self, assistant: AssistantLike) -> None:
        """Take the assistant, once it is loaded."""
        self._assistant = assistant
        if self.page is not None:
            self._lend()
        elif self._gave_way:
            self.open()
        self._gave_way = False

    def detach(self) -> None:
        """Let go of the assistant, and look for nothing any more."""
        self._assistant, self._to_look = None, False

    def give_way(self) -> None:
        """Uncover the window, which says why Sotto did not start; once it did, the guide begins again."""
        if self.page is not None:
            self._gave_way = True
            self._close()

    def consume(self, event: EngineEvent) -> None:
        """Show one event where it belongs."""
        match event:
            case StateChanged(state=state):
                self._state = self._reported = state
                self._show_state(state)
            case StageFailed(stage=stage):
                self._failed[stage] = event
            case DeviceChanged(stage=stage):
                self._failed.pop(stage, None)
                self._read_devices()
            case _:
                pass
        if self.page is not None:
            for step in self.page.steps:
                step.consume(event)

    def _show_state(self, state: State) -> None:
        if self.page is not None:
            for step in self.page.steps:
                step.show_state(state)
            self._look()

    def _lend(self) -> None:
        """Give the steps what only the assistant knows."""
        if self.page is None or self._assistant is None:
            return
        key_mode = self._assistant.settings.conversation.key_mode
        self._hello.show_ways(TalkWays(hands_free=self._assistant.hands_free, key_mode=key_mode))
        for step in self.page.steps:
            step.ready = True
        self.page.step.enter()
        self.page.focus()
        for event in self._failed.values():
            for step in self.page.steps:
                step.consume(event)
        self._read_devices()

    def _read_devices(self) -> None:
        if self.page is not None and self._assistant is not None:
            self._background.run(partial(_devices, self._assistant), self._offer_devices)

    def _offer_devices(self, devices: Sequence[SoundDeviceLike]) -> None:
        if self.page is None or self._assistant is None:
            return
        audio = self._assistant.settings.audio
        self._microphone.devices.offer([one.name for one in devices if one.records], audio.microphone)
        self._speaker.offer([one.name for one in devices if one.plays], audio.speaker)

    def _use(self, *, microphone: str | None = None, speaker: str | None = None) -> None:
        if self._assistant is None:
            return
        audio = self._assistant.settings.audio
        chosen = (
            audio.microphone if microphone is None else microphone,
            audio.speaker if speaker is None else speaker,
        )
        step: Step = self._speaker if microphone is None else self._microphone
        self._background.run(partial(_use, self._assistant, *chosen), partial(_told, step))

    def _play(self) -> None:
        if self._assistant is not None:
            self._assistant.play_chime()

    def _type(self) -> None:
        if self._assistant is not None:
            self._assistant.send_text(tr("Hello"))

    def _follow_step(self, step: Step) -> None:
        """Let Space talk while a step is on show that asks for it; otherwise it presses buttons."""
        assert self.page is not None
        for widget in self.page.findChildren(QWidget):
            self._window.push_to_talk.ignore(widget)
            if step.talks:
                self._window.push_to_talk.watch(widget)
        self._to_look = step is self._packs
        QTimer.singleShot(PAINTED_MS, self, self._look)  # what it loads to look takes a while

    def _look(self) -> None:
        """Look what fits this machine, once nobody talks and nothing is loaded: that measures it."""
        if self._to_look and self._reported not in (*_BUSY, State.LOADING):
            self._to_look = False
            self._background.run(partial(_offer, self._online()), self._show_offer)

    def _show_offer(self, offer: Offer | UserFacingError) -> None:
        if self.page is None:
            return
        if isinstance(offer, UserFacingError):
            self._packs.say(f"{sentence(tr(offer.message))} {sentence(tr(offer.advice))}", trouble=True)
            return
        self._packs.show_offer(offer)
        self.page.focus()

    def _show_progress(self, model_id: str, title: str, progress: Progress) -> None:
        if self.page is not None:
            self._packs.show_progress(model_id, title, progress)

    def _note_talk(self) -> None:
        """The key is down before the engine says that it listens."""
        self._state = State.LISTENING

    def _cancelled(self) -> None:
        """Esc was pressed: it first stops what Sotto is doing."""
        if self._state not in _BUSY:
            self._end()

    def _end(self) -> None:
        self._close()
        if self._assistant is not None and not self._assistant.settings.desktop.first_start_done:
            self._background.run(partial(self._assistant.alter, _done), lambda _none: None)

    def _close(self) -> None:
        page, self.page = self.page, None
        self._to_look = False
        if page is None:
            return
        self._window.cancelled.disconnect(self._cancelled)
        self._window.push_to_talk.pressed.disconnect(self._note_talk)
        self._models.progressed.disconnect(self._show_progress)
        self._models.pack_ended.disconnect(self._packs.show_end)
        self._window.uncover(page)
        page.deleteLater()


def _done(settings: Settings) -> Settings:
    desktop = settings.desktop.model_copy(update={"first_start_done": True})
    return settings.model_copy(update={"desktop": desktop})


def _devices(assistant: AssistantLike) -> Sequence[SoundDeviceLike]:
    try:
        return assistant.devices()
    except UserFacingError as error:  # the step says what is wrong by what it hears
        log.ui.info("the devices cannot be listed: %s", error)
        return ()


def _use(assistant: AssistantLike, microphone: str, speaker: str) -> UserFacingError | None:
    try:
        assistant.use_devices(microphone=microphone, speaker=speaker)
    except UserFacingError as error:
        return error
    return None


def _told(step: Step, error: UserFacingError | None) -> None:
    if error is not None:
        step.say(f"{sentence(tr(error.message))} {sentence(tr(error.advice))}", trouble=True)


def _offer(online: bool) -> Offer | UserFacingError:
    # numpy and the others take a while to load: here they hold up nobody
    from desktop.models.catalogue import load_catalogue
    from desktop.models.fitting import fitting, measure
    from desktop.models.shelf import Shelf
    from desktop.ui.first.packs import Offer

    paths = Paths.from_environment()
    try:
        catalogue, used = load_catalogue(paths), {one.id for one in Shelf(paths).all() if one.in_use}
    except UserFacingError as error:
        return error
    powers = measure(paths)
    fits = fitting(catalogue, powers, QLocale.system().name().partition("_")[0])
    titles = [model.title for model in catalogue.chosen(fits[0].pack.id)] if fits else []
    return Offer(powers, fits, titles, online, here=bool(fits) and used.issuperset(fits[0].pack.models))
