"""The devices of a sound server, PulseAudio or PipeWire: which there are, and on which of them Sotto is.

PortAudio reads its list of devices once and shows the server as a single one, which never goes away. So streams are
opened on that one, and the server is asked to take them to the device that is wanted. When a device is unplugged
the server takes its streams to another one; nothing has to be opened again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from desktop import log
from desktop.engine.backends.devices import Direction, list_devices, served
from desktop.engine.backends.endpoints import Endpoint, Route, Side, read_side
from desktop.engine.protocols import SoundDevice
from desktop.errors import DeviceError
from desktop.wording import marked

_CONNECT_S = 1.0
_EVENTS_S = 0.001
_APPEAR_S = 0.02
_APPEAR_TRIES = 25
"""A stream that was just started may not be known to the server yet."""
_ADVICE = marked("connect it; Sotto sees it by itself. Or choose another one under Sound")
_WHAT = {"input": marked("microphone"), "output": marked("loudspeaker")}


class SoundServer:
    """A connection to the server. All but `lost` and `place` is for the one thread that opens and closes devices."""

    rereads = False

    def __init__(self) -> None:
        """Connect. Raises DeviceError when there is no server, or PortAudio cannot reach it."""
        if not any(served(device) for device in list_devices()):
            raise DeviceError(
                marked("PortAudio knows no sound server"), advice=marked("install the ALSA plug-in of the server")
            )
        self._sides: dict[Direction, Side] = {"input": Side(), "output": Side()}
        self._routes: dict[Direction, Route] = {}
        self._stale = True
        self._next_try = 0.0
        self._pulse: Any = None
        self._connect()

    def look(self) -> bool:
        """Take note of what happened since the last call; streams are taken along with the default or their device.

        Returns whether devices came or went. Takes a millisecond, a few when something happened.
        """
        before = self._names()
        try:
            if self._pulse is None:
                self._reconnect()
            else:
                self._pulse.event_listen(timeout=_EVENTS_S)
                if self._stale:
                    self._read()
                    self._follow()
        except _failures() as error:
            log.audio.debug("the sound server refused, or went away: %r", error)
            if self._pulse is not None and not self._pulse.connected:
                self._drop()
        return self._names() != before

    def devices(self) -> Sequence[SoundDevice]:
        """The microphones and loudspeakers there are. Raises DeviceError."""
        self._check()
        records = {found.title for found in self._sides["input"].endpoints}
        plays = {found.title for found in self._sides["output"].endpoints}
        return [SoundDevice(title, title in records, title in plays) for title in sorted(records | plays)]

    def look_again(self) -> None:
        """Nothing to do: the list is always up to date."""

    def find(self, direction: Direction, name: str) -> Endpoint | None:
        """The device of that name, or the default one if it is empty; None for one that only PortAudio knows.

        Raises DeviceError when there is no such device.
        """
        self._check()
        side, what = self._sides[direction], _WHAT[direction]
        if name:
            found = side.named(name)
            if found is None and not any(name in (device.name, device.full_name) for device in list_devices()):
                raise DeviceError(
                    marked("the {what} {name!r} is not connected", what=what, name=name), advice=_ADVICE
                )
            return found
        found = side.named(side.default) or (side.endpoints[0] if side.endpoints else None)
        if found is None:
            raise DeviceError(
                marked("no {what} was found", what=what),
                advice=marked("connect a {what}, or type and read instead", what=what),
            )
        return found

    def route(self, direction: Direction, endpoint: Endpoint, *, follows: bool) -> bool:
        """Take this process's streams of one direction to an endpoint; returns whether the server has any.

        Raises DeviceError when the endpoint went meanwhile.
        """
        self._check()
        try:
            self._wait_for_stream(direction)
            self._set_route(direction, endpoint, follows=follows)
        except _failures() as error:
            raise DeviceError(
                marked("{title} cannot be used: {error}", title=endpoint.title, error=error),
                advice=marked("choose another device"),
            ) from error
        return bool(self._sides[direction].streams)

    def lost(self, direction: Direction) -> str:
        """Title of the endpoint that streams were taken to and that is gone; empty when it is there."""
        route = self._routes.get(direction)
        if route is None or self._pulse is None or self._sides[direction].named(route.endpoint.name):
            return ""
        return route.endpoint.title

    def place(self, direction: Direction) -> str:
        """Title of the endpoint that the streams are on, wherever they were taken; empty when unknown."""
        side = self._sides[direction]
        found = [side.named(name) for _, name in side.streams]
        return found[-1].title if found and found[-1] else ""

    def close(self) -> None:
        """Leave the server. Harmless the second time."""
        pulse, self._pulse = self._pulse, None
        if pulse is not None:
            pulse.close()

    def _connect(self) -> None:
        import pulsectl  # loads the native library, which may be absent

        pulse = pulsectl.Pulse("Sotto", connect=False)
        try:
            pulse.connect(timeout=_CONNECT_S)
            pulse.event_mask_set("sink", "source", "server", "sink_input", "source_output")
            pulse.event_callback_set(self._note)
            self._pulse = pulse
            self._read()
        except _failures() as error:
            self._pulse = None
            pulse.close()
            raise DeviceError(
                marked("the sound server does not answer"), advice=marked("start it, then Sotto again")
            ) from error

    def _reconnect(self) -> None:
        if time.monotonic() >= self._next_try:
            self._next_try = time.monotonic() + _CONNECT_S
            try:
                self._connect()
            except DeviceError as error:
                log.audio.debug("%s", error)

    def _drop(self) -> None:
        self.close()
        self._routes = {}
        self._sides = {"input": Side(), "output": Side()}

    def _check(self) -> None:
        if self._pulse is None:
            raise DeviceError(
                marked("the sound server does not answer"), advice=marked("start it again; Sotto finds it by itself")
            )

    def _note(self, _event: object) -> None:
        self._stale = True

    def _names(self) -> list[str]:
        return [found.name for side in self._sides.values() for found in side.endpoints]

    def _read(self) -> None:
        self._stale = False
        pulse, info = self._pulse, self._pulse.server_info()
        sources = [source for source in pulse.source_list() if source.monitor_of_sink_name is None]
        heard = [(stream, stream.source) for stream in pulse.source_output_list()]
        played = [(stream, stream.sink) for stream in pulse.sink_input_list()]
        self._sides = {
            "input": read_side("input", sources, info.default_source_name, heard),
            "output": read_side("output", pulse.sink_list(), info.default_sink_name, played),
        }

    def _wait_for_stream(self, direction: Direction) -> None:
        for _ in range(_APPEAR_TRIES):
            self._read()
            if self._sides[direction].streams:
                return
            self._pulse.event_listen(timeout=_APPEAR_S)

    def _move(self, direction: Direction, endpoint: Endpoint) -> None:
        move = self._pulse.source_output_move if direction == "input" else self._pulse.sink_input_move
        for stream, name in self._sides[direction].streams:
            if name != endpoint.name:
                move(stream, endpoint.index)

    def _set_route(self, direction: Direction, endpoint: Endpoint, *, follows: bool) -> None:
        self._move(direction, endpoint)
        self._read()
        streams = frozenset(stream for stream, _ in self._sides[direction].streams)
        self._routes[direction] = Route(endpoint, follows, streams)

    def _follow(self) -> None:
        """Take new streams along, and all of them to a new default; that the old one went is told as a loss instead.

        A stream that the user has moved to another device is left there.
        """
        for direction, route in list(self._routes.items()):
            side = self._sides[direction]
            same = side.named(route.endpoint.name)
            if same is None:
                continue
            default = side.named(side.default) if route.follows else None
            target = default or same
            new = {stream for stream, _ in side.streams} - route.streams
            if new or target.name != same.name:
                self._set_route(direction, target, follows=route.follows)


def _failures() -> tuple[type[Exception], ...]:
    """What the binding raises when the server refuses, or is gone."""
    import pulsectl

    return pulsectl.PulseError, pulsectl.PulseDisconnected


def find_sound_server() -> SoundServer | None:
    """The sound server of this session; None where there is none, as outside Linux."""
    try:
        return SoundServer()
    except (DeviceError, ImportError, OSError) as error:
        log.audio.debug("no sound server: %s", error)
        return None
