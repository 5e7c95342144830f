"""Plays the user's part of a scenario, turn by turn."""

from __future__ import annotations

from collections.abc import Callable

from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.protocols import Samples
from desktop.events import ConsentAsked, DeviceChanged, ReplyAudible, StageFailed
from desktop.scenarios.form import Room, Turn
from desktop.scenarios.gathering import Acted, Played, gather, is_end
from desktop.scenarios.reading import Script
from desktop.scenarios.scene import Scene
from desktop.scenarios.sounds import Sounds
from desktop.terms import Answer, Stage

NOTHING_S = 3.0
"""Quiet from which it is clear that nothing comes of a sound; longer than any pause inside a sentence."""
KEY_S = 0.15
"""From the key going down to the first word, and from the last word to its going up."""
DEVICE_S = 10.0
"""Within which Sotto notices that a device went or came back."""

Agree = Callable[[ConsentAsked], str]
"""What is answered when a tool asks: a value of `Answer`, or `none` for no answer."""


class Actor:
    """The user of one scenario. Raises Interruption from within any of its doings."""

    def __init__(
        self,
        scene: Scene,
        sounds: Sounds,
        script: Script,
        *,
        before: Callable[[int, Turn], None] = lambda _number, _turn: None,
        take_room: Callable[[Room], None] | None = None,
    ) -> None:
        """`before` is called before each turn; `take_room` makes the room, if that is not the clock's own."""
        self._scene, self._sounds, self._script, self._before = scene, sounds, script, before
        self._take_room = take_room or scene.clock.set_room
        self._acted: list[Acted] = []
        self._mark, self._earlier = scene.mark, 0

    def play(self) -> None:
        """Play the whole part."""
        self.begin()
        turns = self._script.scenario.turns
        for number, turn in enumerate(turns, 1):
            self._before(number, turn)
            self.act(number, turn, is_last=number == len(turns))

    def begin(self) -> None:
        """Begin the conversation."""
        scenario = self._script.scenario
        by_key = all(self._by_key(turn) for turn in scenario.turns)
        self._scene.begin(scenario.room, hands_free=not by_key)
        self._take_room(scenario.room)

    def _by_key(self, turn: Turn) -> bool:
        by_key = turn.key if turn.key is not None else self._script.scenario.key
        return by_key or not turn.kinds

    def act(self, number: int, turn: Turn, *, is_last: bool, agree: Agree | None = None) -> None:
        """Play one turn, to the end of what comes of it unless the next one cuts in.

        `agree` answers what tools ask; the turn's own `consent` does without it.
        """
        scene = self._scene
        if turn.new_session:
            scene.assistant.new_session()
        cut_in = bool(self._acted) and self._acted[-1].turn.interrupt_after_s is not None
        if not cut_in:
            scene.pass_s(turn.pause_s)
        if turn.now is not None:
            scene.set_time(turn.now)
        mark, start = scene.mark, scene.clock.position
        self._earlier = max((each.event.turn for each in scene.since(0)), default=0)
        self._acted.append(Acted(turn, number, mark, start))
        self._move_devices(turn)
        self._say(turn)
        self._answer(turn, mark, agree or (lambda _: turn.consent or "none"))
        if turn.interrupt_after_s is not None:
            self._listen(turn, mark, turn.interrupt_after_s)
            if is_last:
                scene.assistant.cancel()
        elif turn.during:
            self._make_sounds(turn, mark)
        if turn.interrupt_after_s is None or is_last:
            self._wait_for_end(turn, mark)

    def _say(self, turn: Turn) -> None:
        scene = self._scene
        if turn.text is not None:
            scene.assistant.send_text(turn.text)
        elif turn.kinds:
            samples = self._sounds.make(self._script, turn)
            if self._by_key(turn):
                self._with_key(samples)
            else:
                scene.play(samples)

    def _with_key(self, samples: Samples) -> None:
        self._scene.assistant.press()
        self._scene.pass_s(KEY_S)
        self._scene.play(samples)
        self._scene.pass_s(KEY_S)
        self._scene.assistant.release()

    def _move_devices(self, turn: Turn) -> None:
        microphone, mark = self._scene.clock.microphone, self._scene.mark
        if turn.lose is not None:
            microphone.unplug()
            self._until(StageFailed, mark, Stage.MICROPHONE)
        if turn.restore is not None:
            microphone.plug_in()
            self._until(DeviceChanged, mark, Stage.MICROPHONE)

    def _until(self, kind: type[StageFailed | DeviceChanged], mark: int, stage: Stage) -> None:
        """Wait in time as it passes for others, by which devices are looked after."""
        scene = self._scene

        def told() -> bool:
            return any(isinstance(one.event, kind) and one.event.stage is stage for one in scene.since(mark))

        before, scene.clock.realtime = scene.clock.realtime, True
        try:
            scene.until(told, DEVICE_S)
        finally:
            scene.clock.realtime = before

    def _answer(self, turn: Turn, mark: int, agree: Agree) -> None:
        """Answer what tools ask until the reply is heard, or the turn is over."""
        scene, answered = self._scene, set[int]()
        if turn.consent is None:
            return

        def over() -> bool:
            events = [each.event for each in scene.since(mark)]
            asks = any(isinstance(event, ConsentAsked) and event.number not in answered for event in events)
            return asks or self._audible(mark) is not None or self._is_over(mark)

        while scene.until(over, turn.wait_s):
            asked = [each.event for each in scene.since(mark) if isinstance(each.event, ConsentAsked)]
            new = next((event for event in asked if event.number not in answered), None)
            if new is None:
                return
            answered.add(new.number)
            scene.pass_s(turn.consent_after_s)
            if (answer := agree(new)) != "none":
                scene.assistant.answer(new.number, Answer(answer))

    def _listen(self, turn: Turn, mark: int, seconds: float) -> None:
        """Listen to the reply for so long, unless there is none or it is over sooner."""
        scene = self._scene
        scene.until(lambda: self._audible(mark) is not None or self._is_over(mark), turn.wait_s)
        begun = self._audible(mark)
        if begun is not None:
            scene.until(lambda: scene.clock.position >= begun + seconds * SAMPLE_RATE, seconds + 1)

    def _make_sounds(self, turn: Turn, mark: int) -> None:
        scene = self._scene
        scene.until(lambda: self._audible(mark) is not None or self._is_over(mark), turn.wait_s)
        begun = self._audible(mark)
        for sounding in sorted(turn.during, key=lambda each: each.at_s):
            if begun is None:
                return
            at = begun + sounding.at_s * SAMPLE_RATE
            scene.until(lambda at=at: scene.clock.position >= at, sounding.at_s + 1)  # type: ignore[misc]
            scene.play(self._sounds.make(self._script, sounding))

    def _wait_for_end(self, turn: Turn, mark: int) -> None:
        """Wait until what was said is answered to the end, or it is clear that nothing comes of it."""
        scene, since = self._scene, self._scene.clock.position

        def over() -> bool:
            if not scene.is_quiet:
                return False
            return self._is_over(mark) or scene.clock.position - since >= NOTHING_S * SAMPLE_RATE

        scene.until(over, turn.wait_s)
        if not scene.is_quiet:
            scene.assistant.cancel()
            scene.until(lambda: scene.is_quiet, NOTHING_S)

    def _audible(self, mark: int) -> int | None:
        """Index at which the reply began to be heard."""
        audible = (each.at for each in self._scene.since(mark) if isinstance(each.event, ReplyAudible))
        return next(audible, None)

    def _is_over(self, mark: int) -> bool:
        """Whether what was said last came to an end; a reply that it cut short ends after the mark as well."""
        return any(is_end(each.event) and each.event.turn > self._earlier for each in self._scene.since(mark))

    def played(self) -> list[Played]:
        """What came of each turn that was begun, once the part is over or was broken off."""
        return gather(self._acted, self._scene, self._mark)
