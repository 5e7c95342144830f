"""Processes that record a conversation and are killed in the middle of it. Run as a script: one order a line.

An order is `HOME SEED SECONDS`: a child records turns below HOME until it is killed after so many seconds. What it
knows to be safe it writes to HOME/safe: `turn N`, `question N`, `reply N`, `sound N SAMPLES`. If there is a folder
HOME/exports it also exports all there is into that, over and over, the turns of `export N` at least.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np

from desktop.events import EngineEvent, ReplyDelta, SpeechEnded, SpeechStarted, Transcribed, TurnFinished
from desktop.storage.database import Database
from desktop.storage.export import Export
from desktop.storage.exported import Format
from desktop.storage.pcm import Part
from desktop.storage.recorder import Recorder
from desktop.storage.recordings import Recordings
from desktop.storage.recovery import Recoverer
from desktop.storage.sound_keeper import SoundKeeper
from desktop.storage.states import Side
from tests.storage.scripted import whole_turn

BLOCK = 1600


def session_of(seed: int) -> str:
    return f"{seed:08x}" + "b" * 24


def sound(samples: int) -> np.ndarray:
    """What the user says: sample n has the value n / 65536, so that any beginning of it can be told."""
    return (np.arange(samples) % 32768 / 65536).astype(np.float32)


class Victim:
    """Records turns for as long as it lives."""

    def __init__(self, home: Path, seed: int) -> None:
        self.home, self.session = home, session_of(seed)
        self.chance = random.Random(seed)
        self.recordings = Recordings(home / "recordings")
        self.safe = os.open(home / "safe", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        rescue = Recoverer(self.recordings)
        self.recorder = Recorder(home / "sotto.db", lambda what, _: self.say(f"problem {what}"), rescue=rescue)
        self.keeper = SoundKeeper(
            self.recordings, self.recorder.put_audio, lambda what, _: self.say(f"problem {what}")
        )

    def say(self, line: str) -> None:
        os.write(self.safe, line.encode() + b"\n")

    def live(self) -> None:
        exports = self.home / "exports"
        if exports.is_dir():
            threading.Thread(target=self.export, args=(exports / "all.json",), daemon=True).start()
        for index in itertools.count(1):
            for event in whole_turn(index, self.session):
                self.recorder.put(event)
                self.follow(event, index)
                time.sleep(self.chance.random() * 0.004)

    def export(self, path: Path) -> None:
        with Database.open(self.home / "sotto.db") as database:
            while True:
                done = Export(database, Format.JSON).to_file(path, replace=True)
                self.say(f"export {done.turns}")

    def follow(self, event: EngineEvent, index: int) -> None:
        match event:
            case SpeechStarted():
                self.speak(index, self.chance.randint(1, 6))
            case SpeechEnded():
                self.keeper.end("user", self.session, index, 10 * BLOCK)
            case Transcribed():
                self.confirm(f"question {index}")
            case ReplyDelta():
                self.keeper.write("assistant", self.session, index, sound(BLOCK), 22_050)
                self.confirm(f"reply {index}")
            case TurnFinished():
                self.keeper.finish(self.session, index)
                if self.recorder.flush(10):
                    self.say(f"turn {index}")

    def confirm(self, what: str) -> None:
        if self.chance.random() < 0.3 and self.recorder.flush(10):
            self.say(what)

    def speak(self, index: int, blocks: int) -> None:
        samples = sound(blocks * BLOCK)
        for start in range(0, len(samples), BLOCK):
            self.keeper.write("user", self.session, index, samples[start : start + BLOCK], 16_000)
        journal = self.recordings.journal(Part(self.session, index, Side.USER))
        while not (journal.exists() and journal.stat().st_size >= 16 + 2 * len(samples)):
            time.sleep(0.0005)
        self.say(f"sound {index} {len(samples)}")


def main() -> None:
    for line in sys.stdin:
        home, seed, seconds = line.rsplit(maxsplit=2)
        child = os.fork()
        if child == 0:
            Victim(Path(home), int(seed)).live()
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print("killed", flush=True)


if __name__ == "__main__":
    main()
