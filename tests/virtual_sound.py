"""A microphone and a loudspeaker that need no sound card: a PulseAudio daemon of our own with two null sinks.

What is played into the sink `sotto_mic` comes out of the source `sotto_mic_source`, the default microphone.
What a program plays to the default loudspeaker, the sink `sotto_speaker`, can be recorded from its monitor.
The daemon has a folder and a socket of its own and never touches the sound server of whoever runs the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

import numpy as np

SAMPLE_RATE = 48_000
"""Of both sinks, in Hz; mono."""

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")

_SINK = "module-null-sink sink_name={0} rate=48000 channels=1 channel_map=mono sink_properties=device.description={0}"
_MODULES = (
    _SINK.format("sotto_mic"),
    _SINK.format("sotto_speaker"),
    "module-remap-source source_name=sotto_mic_source master=sotto_mic.monitor",
)
_RESTORE = "module-stream-restore restore_volume=false restore_muted=false"
"""As on a desktop: a stream that underran begins anew on the device it was moved to."""

_ALSA = """\
pcm.pulse { type pulse  hint.description "PulseAudio" }
ctl.pulse { type pulse }
pcm.default { type pulse  hint.description "Default" }
ctl.default { type pulse }
"""


def _record(sink: str) -> list[str]:
    command = ["parec", f"--device={sink}.monitor", "--format=float32le", "--channels=1", "--raw"]
    return [*command, f"--rate={SAMPLE_RATE}", "--latency-msec=20"]


class SpeakerRecording:
    """What the loudspeaker plays while the `with` block runs; `samples` is there after it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.samples = np.zeros(0, dtype=np.float32)
        """float32 of shape [n] at SAMPLE_RATE."""
        self._stream = stream
        self._pieces: list[bytes] = []
        self._running = threading.Event()
        self._reader = threading.Thread(target=self._read, name="speaker recording")

    def _read(self) -> None:
        while piece := os.read(self._stream.fileno(), 1 << 16):
            self._pieces.append(piece)
            self._running.set()
        self._running.set()

    def begin(self) -> None:
        """Return when the first samples have arrived."""
        self._reader.start()
        self._running.wait(10)

    def end(self) -> None:
        """Collect what was recorded; the recording program must have ended."""
        self._reader.join(10)
        data = b"".join(self._pieces)
        self.samples = np.frombuffer(data[: len(data) // 4 * 4], dtype=np.float32)


class VirtualSound:
    """A running daemon. `environment` makes this process and its children use it."""

    def __init__(self) -> None:
        # pytest's temporary folders are too deep for a socket's name, which has 108 bytes
        self.folder = Path(tempfile.mkdtemp(prefix="sotto-"))
        self.socket = self.folder / "native"
        alsa = self.folder / "alsa.conf"
        alsa.write_text(_ALSA)
        self.environment = {
            "PULSE_SERVER": f"unix:{self.socket}",
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_STATE_PATH": str(self.folder),
            "PULSE_SINK": "sotto_speaker",
            "PULSE_SOURCE": "sotto_mic_source",
            "ALSA_CONFIG_PATH": str(alsa),
        }
        self._log = (self.folder / "log").open("wb")
        self._start()
        self._listeners: list[subprocess.Popen[bytes]] = []
        try:
            self._wait_until_ready()
            self._keep_awake()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        self._daemon = subprocess.Popen(self._command(), env=self._env(), stderr=self._log, stdin=subprocess.DEVNULL)

    @contextmanager
    def crashed(self) -> Iterator[None]:
        """Have no daemon while the block runs."""
        self._daemon.kill()
        self._daemon.wait(10)
        self.socket.unlink(missing_ok=True)
        try:
            yield
        finally:
            self._start()
            self._wait_until_ready()
            self._keep_awake()

    def _command(self) -> list[str]:
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
        command += ["--realtime=no", "--high-priority=no", "--disable-shm=yes"]
        # the socket comes last: once it is there, so are the devices
        for module in (_RESTORE, *_MODULES, f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}"):
            command += ["--load", module]
        return command

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _run(self, *command: str, timeout: float = 30) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, env=self._env(), check=True, capture_output=True, timeout=timeout)

    def _wait_until_ready(self) -> None:
        for _ in range(100):
            try:
                self._daemon.wait(0.05)
            except subprocess.TimeoutExpired:
                if self.socket.exists():
                    self._make_default()
                    return
            else:
                break
        raise RuntimeError("pulseaudio did not start:\n" + (self.folder / "log").read_text(errors="replace"))

    def _keep_awake(self) -> None:
        # a null sink nobody hurries works in blocks of two seconds; a listener that wants 20 ms makes it act
        # like hardware
        for sink in ("sotto_mic", "sotto_speaker"):
            command = _record(sink)
            self._listeners.append(subprocess.Popen(command, env=self._env(), stdout=subprocess.DEVNULL))

    @contextmanager
    def without_devices(self) -> Iterator[None]:
        """Take away every device while the block runs; whoever uses one is thrown off."""
        modules = self._run("pactl", "list", "short", "modules").stdout.decode().splitlines()
        # the loudspeaker last: as long as there is another sink its streams would be moved there
        for which in ("module-remap-source", "sink_name=sotto_mic", "sink_name=sotto_speaker"):
            number = next(module.split("\t")[0] for module in modules if which in module)
            self._run("pactl", "unload-module", number)
        try:
            yield
        finally:
            for module in _MODULES:
                self._run("pactl", "load-module", *module.split(" "))
            self._make_default()
            self._keep_awake()

    def _make_default(self) -> None:
        self.make_default("sotto_speaker", "sotto_mic_source")

    def make_default(self, sink: str, source: str) -> None:
        """Have programs that choose no device use these."""
        self._run("pactl", "set-default-sink", sink)
        self._run("pactl", "set-default-source", source)

    def play_into_mic(self, wav: Path, sink: str = "sotto_mic") -> None:
        """Play a sound file to whoever listens to the microphone; returns when it has been played."""
        self._run("paplay", f"--device={sink}", "--latency-msec=30", str(wav), timeout=120)

    @contextmanager
    def recording_speaker(self, sink: str = "sotto_speaker") -> Iterator[SpeakerRecording]:
        """Record the loudspeaker while the block runs."""
        with subprocess.Popen(_record(sink), env=self._env(), stdout=subprocess.PIPE) as recorder:
            assert recorder.stdout is not None
            recording = SpeakerRecording(recorder.stdout)
            try:
                recording.begin()
                yield recording
            finally:
                recorder.terminate()
                recording.end()

    def record_speaker(self, seconds: float) -> np.ndarray:
        """Return the next `seconds` of what the loudspeaker plays: float32 of shape [n] at SAMPLE_RATE."""
        with subprocess.Popen(_record("sotto_speaker"), env=self._env(), stdout=subprocess.PIPE) as recorder:
            assert recorder.stdout is not None
            data = recorder.stdout.read(int(seconds * SAMPLE_RATE) * 4)
            recorder.terminate()
        return np.frombuffer(data, dtype=np.float32)

    def close(self) -> None:
        """Stop the daemon and remove its folder."""
        for process in (*self._listeners, self._daemon):
            _end(process)
        self._log.close()
        shutil.rmtree(self.folder)


class Headset:
    """Another microphone and loudspeaker on the same daemon, both called `Headset`, that can be pulled out."""

    SINK, SOURCE = "headset", "headset_mic_source"

    def __init__(self, sound: VirtualSound) -> None:
        self._sound = sound
        self._modules: list[str] = []
        self._listeners: list[subprocess.Popen[bytes]] = []
        self.plug_in()

    def plug_in(self) -> None:
        """Connect it."""
        source = f"module-remap-source source_name={self.SOURCE} master=headset_mic.monitor"
        described = _SINK.format(self.SINK).replace("description=headset", "description=Headset")
        for module in (
            _SINK.format("headset_mic"),
            described,
            f"{source} source_properties=device.description=Headset",
        ):
            number = self._sound._run("pactl", "load-module", *module.split(" ")).stdout.decode().strip()
            self._modules.append(number)
        for sink in ("headset_mic", self.SINK):
            listener = subprocess.Popen(_record(sink), env=self._sound._env(), stdout=subprocess.DEVNULL)
            self._listeners.append(listener)

    def unplug(self) -> float:
        """Take it away while it is in use; returns when that began, in monotonic seconds."""
        modules, self._modules = self._modules, []
        begun = time.monotonic()
        for number in reversed(modules):
            self._sound._run("pactl", "unload-module", number)
        self._silence()
        return begun

    def _silence(self) -> None:
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            _end(listener)

    def recording_speaker(self) -> AbstractContextManager[SpeakerRecording]:
        """Record its loudspeaker while the block runs."""
        return self._sound.recording_speaker(self.SINK)

    def play_into_mic(self, wav: Path) -> None:
        """Play a sound file to whoever listens to its microphone; returns when it has been played."""
        self._sound.play_into_mic(wav, "headset_mic")

    def close(self) -> None:
        """Take it away for good."""
        self._sound._make_default()
        self.unplug()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def missing_programs() -> list[str]:
    """Return the programs of PulseAudio that are not installed."""
    return [program for program in PROGRAMS if shutil.which(program) is None]
