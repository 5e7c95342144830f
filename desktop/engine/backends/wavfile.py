"""Recordings as input, and as stand-ins for the microphone and the loudspeaker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from desktop.engine.audio import SAMPLE_RATE, Resampler, clean, quietest, resample, to_mono
from desktop.engine.protocols import Samples, StaleCheck
from desktop.errors import AudioFileError, Cancelled
from desktop.wording import marked

_RATES = range(8_000, 192_001)
_WINDOW = 28 * SAMPLE_RATE
_EARLIEST_CUT = 20 * SAMPLE_RATE
_ADVICE = marked("choose a recording of speech, such as a WAV file")
_QUEUE_S = 20.0
_WAIT_S = 0.02


def read_wav(path: Path, *, longest_s: float) -> Samples:
    """The recording as 16 kHz mono samples, NaN silenced.

    Raises AudioFileError when it is missing, empty, not audio, of an unusual rate, or longer than `longest_s`
    seconds, which is known from its header.
    """
    with _opened(path) as file:
        seconds = file.frames / file.samplerate
        if seconds > longest_s:
            raise AudioFileError(
                marked(
                    "{path} lasts {length}, and at most {longest} are taken",
                    path=path,
                    length=_spoken_length(seconds),
                    longest=_spoken_length(longest_s),
                ),
                advice=marked("cut it shorter, or use `sotto transcribe`, which takes any length"),
            )
        samples = clean(to_mono(file.read(dtype="float32", always_2d=True)))
        return resample(samples, file.samplerate, SAMPLE_RATE)


def stream_wav(path: Path) -> Iterator[Samples]:
    """Yield a recording of any length as 16 kHz mono windows of at most 28 s, cut where it is quiet.

    Holds no more than a window and a second of it in memory. Raises AudioFileError as `read_wav` does.
    """
    with _opened(path) as file:
        convert = Resampler(file.samplerate, SAMPLE_RATE)
        held = np.zeros(0, np.float32)
        for block in file.blocks(blocksize=file.samplerate, dtype="float32", always_2d=True):
            held = np.concatenate([held, convert(clean(to_mono(block)))])
            if len(held) >= _WINDOW:
                cut = quietest(held, _EARLIEST_CUT, _WINDOW)
                yield held[:cut]
                held = held[cut:]
        held = np.concatenate([held, convert(np.zeros(0, np.float32), last=True)])
        if len(held):
            yield held[:_WINDOW]


def write_wav(path: Path, samples: Samples, sample_rate: int) -> None:
    """Write mono samples as 16-bit WAV, whole or not at all. Raises AudioFileError."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(part, samples, sample_rate, format="WAV", subtype="PCM_16")
        part.replace(path)
    except (OSError, soundfile.SoundFileError) as error:
        advice = marked("choose a folder that can be written")
        raise AudioFileError(marked("{path} cannot be written", path=path), advice=advice) from error


class WavMicrophone:
    """A microphone that hears a recording."""

    def __init__(self, source: Samples | Path, *, longest_s: float = 120.0) -> None:
        """Hear 16 kHz mono samples or an audio file. Raises AudioFileError."""
        self._name = source.name if isinstance(source, Path) else "recording"
        self._samples = read_wav(source, longest_s=longest_s) if isinstance(source, Path) else source
        self._on_audio: Callable[[Samples], None] | None = None
        self._closed = threading.Event()

    @property
    def name(self) -> str:
        """Name of the file."""
        return self._name

    @property
    def latency_s(self) -> float:
        """Nothing lies between the recording and its blocks."""
        return 0.0

    @property
    def duration_s(self) -> float:
        """Length of the recording in seconds."""
        return len(self._samples) / SAMPLE_RATE

    def open(self, on_audio: Callable[[Samples], None], on_lost: Callable[[str], None], device: str = "") -> None:  # noqa: ARG002  a recording is never lost
        """Remember whom to tell; nothing is heard before `speak`."""
        self._closed.clear()
        self._on_audio = on_audio

    def alive(self) -> bool:
        """Whether it is open."""
        return self._on_audio is not None

    def speak(
        self,
        *,
        realtime: bool = False,
        block: int = 512,
        samples: Samples | None = None,
        stale: StaleCheck = bool,
    ) -> None:
        """Feed the recording, or other `samples` like it, in blocks from the calling thread, in real time if asked.

        Stops at `close`, and once it is `stale()`.
        """
        start, whole = time.monotonic(), self._samples if samples is None else samples
        for at in range(0, len(whole), block):
            on_audio, chunk = self._on_audio, whole[at : at + block]
            if realtime:
                # a block exists once its last sample was heard
                self._closed.wait(max(0.0, start + (at + len(chunk)) / SAMPLE_RATE - time.monotonic()))
            if on_audio is None or self._closed.is_set() or stale():
                return
            on_audio(chunk)

    def close(self) -> None:
        """Stop; a `speak` under way returns."""
        self._closed.set()
        self._on_audio = None


class WavSpeaker:
    """A loudspeaker that records what it plays; at once, or at the pace of a real one."""

    def __init__(self, path: Path | None, sample_rate: int, *, realtime: bool = False) -> None:
        """Write to `path` on `close`, unless it is None."""
        self._path = path
        self._rate = sample_rate
        self._realtime = realtime
        self._lock = threading.Lock()
        self._blocks: list[Samples] = []
        self._open = False
        self._queued = 0
        self._start_position, self._start_time = 0, 0.0

    @property
    def name(self) -> str:
        """Name of the file."""
        return self._path.name if self._path else "recording"

    @property
    def sample_rate(self) -> int:
        """Rate `play` expects, in Hz."""
        return self._rate

    @property
    def latency_s(self) -> float:
        """Nothing lies between a sample and the recording."""
        return 0.0

    @property
    def recorded(self) -> Samples:
        """Everything played so far, shape (n,)."""
        with self._lock:
            return np.concatenate([np.zeros(0, np.float32), *self._blocks])

    @property
    def queued(self) -> int:
        """Samples handed over, less those dropped by `flush`."""
        return self._queued

    @property
    def played(self) -> int:
        """Samples of those that would have been heard by now."""
        with self._lock:
            return self._position()

    def open(self, on_lost: Callable[[str], None], device: str = "") -> None:  # noqa: ARG002  a file is never lost
        """Start with an empty recording."""
        with self._lock:
            self._blocks, self._queued, self._start_position, self._open = [], 0, 0, True

    def alive(self) -> bool:
        """Whether it is open."""
        return self._open

    def play(self, samples: Samples, stale: StaleCheck) -> None:
        """Record samples; in real time waits while 20 s are queued. Raises Cancelled."""
        while self._realtime and self._queued - self.played > _QUEUE_S * self._rate:
            if stale():
                raise Cancelled
            time.sleep(_WAIT_S)
        if stale():
            raise Cancelled
        with self._lock:
            if self._position() == self._queued:  # it had run dry: the clock starts anew
                self._start_position, self._start_time = self._queued, time.monotonic()
            self._blocks.append(np.array(samples, np.float32))
            self._queued += len(samples)

    def flush(self) -> None:
        """Drop what has not been heard yet."""
        with self._lock:
            position = self._position()
            whole = np.concatenate([np.zeros(0, np.float32), *self._blocks])
            self._blocks, self._queued = [whole[:position]], position

    def tap(self, on_played: Callable[[Samples], None]) -> None:
        """Nobody hears a file being written."""

    def hold(self) -> None:
        """Nothing can be held back: a file has been written as soon as it is played."""

    def resume(self, position: int) -> None:
        """Nothing was held."""

    def close(self) -> None:
        """Write the file. Harmless when not open. Raises AudioFileError when it cannot be written."""
        if self._open and self._path is not None:
            write_wav(self._path, self.recorded, self._rate)
        self._open = False

    def _position(self) -> int:
        if not self._realtime:
            return self._queued
        elapsed = time.monotonic() - self._start_time
        return min(self._queued, self._start_position + int(elapsed * self._rate))


@contextmanager
def _opened(path: Path) -> Iterator[soundfile.SoundFile]:
    if not path.exists():
        raise AudioFileError(marked("{path} does not exist", path=path), advice=_ADVICE)
    if not path.is_file():
        raise AudioFileError(marked("{path} is not a file", path=path), advice=_ADVICE)
    try:
        with soundfile.SoundFile(path) as file:
            if file.samplerate not in _RATES:
                raise AudioFileError(
                    marked("{path} has {samplerate} samples a second", path=path, samplerate=file.samplerate),
                    advice=marked("convert it to 16 kHz"),
                )
            if not file.frames:
                raise AudioFileError(marked("{path} is empty", path=path), advice=marked("record it again"))
            yield file
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioFileError(marked("{path} is not audio that can be read", path=path), advice=_ADVICE) from error


def _spoken_length(seconds: float) -> str:
    if seconds < 120:
        return marked("{seconds:.0f} seconds", seconds=seconds)
    return marked("{minutes:,.0f} minutes", minutes=seconds / 60)
