"""A rehearsed call by voice: microphone and loudspeaker, or recordings of what the customer says.

Speech never consents: what a tool is to be allowed is asked for in the terminal and answered by key.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.call_line import Talked, begin
from desktop.cli.keys import Keys
from desktop.cli.listen import Screen, heard_file
from desktop.cli.waiting import assistant, decide, meant, show_question
from desktop.events import ConsentAsked, ConsentGiven, EngineEvent, SpeechStarted, StageFailed, TurnFinished
from desktop.terms import Outcome

if TYPE_CHECKING:
    from desktop.assistant import Assistant
    from desktop.engine.backends.wavfile import WavMicrophone
    from desktop.engine.protocols import Microphone, Samples, Speaker

_LOOK_S = 0.05
"""How often the keyboard is looked at."""
_LONGEST_END_S = 30.0
"""Within which a turn that was cancelled ends: a tool under way is waited for."""


class SpokenLine:
    """What the customer says is heard, without a key; Return hangs up, and Ctrl+C ends all calls."""

    def __init__(
        self,
        running: Assistant,
        inbox: queue.SimpleQueue[EngineEvent],
        recordings: Recordings | None,
        *,
        tell: bool,
    ) -> None:
        """Each call hears the next of the `recordings`, if any are given, and ends with it."""
        self._running, self._inbox, self._recordings = running, inbox, recordings
        self._keys = Keys() if sys.stdin.isatty() else None
        self._screen = Screen(live=tell and sys.stdout.isatty(), you="customer: ", sotto="sophie: ") if tell else None
        self._open, self._question = set[int](), -1

    def hold(self, circumstances: Mapping[str, str], talked: Talked) -> None:
        """See `CallLine`."""
        begin(self._running, circumstances, talked)
        self._open.clear()
        try:
            self._follow(talked)
        except (EOFError, KeyboardInterrupt):
            talked.stopped = True
        finally:
            self._running.set_hands_free(False)
            if self._recordings is not None:
                self._recordings.stop()
            self._end(talked)

    def _follow(self, talked: Talked) -> None:
        """Until somebody hangs up, or the recording was heard and answered."""
        if self._keys is not None:
            self._keys.forget()
        if self._screen is not None and self._recordings is None:
            print("       (just speak; Return hangs up)", flush=True)
        self._running.set_hands_free(True)
        playing = self._recordings.play(self._running) if self._recordings is not None else None
        over = False
        while not over and not self._hung_up():
            heard = playing is not None and not playing.is_alive() and self._inbox.empty()
            self._look(talked)
            over = heard and not self._open

    def close(self) -> None:
        """See `CallLine`."""
        self._running.flush()
        self._look_at_all(Talked())

    def _hung_up(self) -> bool:
        """Take what was typed: the answer to a question, or nothing, which hangs up."""
        line = self._keys.line() if self._keys is not None else None
        if line is None:
            return False
        if self._question >= 0:
            self._running.answer(self._question, meant(line))
            self._question = -1
            return False
        return not line

    def _end(self, talked: Talked) -> None:
        """Whatever is under way ends, so that the book is as this call leaves it."""
        self._running.cancel()
        end = time.monotonic() + _LONGEST_END_S
        self._look_at_all(talked)
        while self._open and time.monotonic() < end:
            self._look(talked)

    def _look_at_all(self, talked: Talked) -> None:
        while not self._inbox.empty():
            self._look(talked)

    def _look(self, talked: Talked) -> None:
        try:
            event = self._inbox.get(timeout=_LOOK_S)
        except queue.Empty:
            return
        if isinstance(event, StageFailed) or (self._screen is not None and event.session == talked.session):
            (self._screen or _SILENT).show(event)
        if event.session == talked.session:
            self._take(event, talked)

    def _take(self, event: EngineEvent, talked: Talked) -> None:
        match event:
            case SpeechStarted(turn=turn):
                self._open.add(turn)
            case ConsentAsked():
                self._ask(event)
            case ConsentGiven():
                self._question = -1
            case TurnFinished(turn=turn):
                self._open.discard(turn)
                if event.transcript and event.outcome is not Outcome.IGNORED:
                    talked.exchanges.append((event.transcript, event.generated.strip()))
            case _:
                pass

    def _ask(self, question: ConsentAsked) -> None:
        if self._keys is None:
            self._running.answer(question.number, decide(question, asking=False))
            return
        self._keys.forget()
        self._question = question.number
        show_question(question)


_SILENT = Screen(live=False)


class Recordings:
    """What the customer of each call says, in files, as a microphone hears it."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Raises AudioFileError."""
        from desktop.engine.backends.wavfile import WavMicrophone

        self._calls: list[Samples] = [heard_file(file) for file in files]
        self.microphone: WavMicrophone = WavMicrophone(self._calls[0])
        self._playing: threading.Thread | None = None
        self._stopped = threading.Event()

    def play(self, running: Assistant) -> threading.Thread:
        """Begin the next one; the thread ends when all of it was heard."""
        self._stopped.clear()
        self._playing = threading.Thread(target=self._play, args=(self._calls.pop(0), running), name="recording")
        self._playing.start()
        return self._playing

    def _play(self, samples: Samples, running: Assistant) -> None:
        self.microphone.speak(realtime=True, samples=samples, stale=self._stopped.is_set)
        if not self._stopped.is_set():
            heard = threading.Event()
            running.catch_up(heard.set)
            heard.wait(_LONGEST_END_S)

    def stop(self) -> None:
        """End the one that is playing."""
        self._stopped.set()
        if self._playing is not None:
            self._playing.join()


@contextmanager
def spoken_line(persona: str, wav: Sequence[Path], *, tell: bool) -> Iterator[SpokenLine]:
    """See `open_line`."""
    from desktop.engine.backends.portaudio import PortAudioMicrophone, PortAudioSpeaker

    recordings = Recordings(wav) if wav else None
    microphone: Microphone = recordings.microphone if recordings is not None else PortAudioMicrophone()
    speaker: Speaker | None = None if recordings is not None else PortAudioSpeaker()
    with assistant(microphone, speaker, persona=persona) as (running, inbox):
        line = SpokenLine(running, inbox, recordings, tell=tell)
        yield line
        line.close()
