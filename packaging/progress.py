"""Run uv with `--verbose` and show how far it is: one line every ten seconds instead of thousands.

    progress.py uv pip sync --verbose ...

Ends with uv's exit code; when that is not 0, shows the end of what uv said. Needs nothing but Python.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections import deque

EVERY_S = 10
STEP = re.compile(r"\[(\d+)/(\d+)\] ")
PLAIN = re.compile(r"\s*(warning|error|hint|cause)\b", re.IGNORECASE)


class Progress:
    """What uv's output says about how far it is."""

    def __init__(self) -> None:
        self.doing = "downloading and installing"
        self.started = time.monotonic()
        self.tail: deque[str] = deque(maxlen=60)

    def read(self, line: str) -> None:
        """Take in one line of uv's output."""
        self.tail.append(line)
        text = line.removeprefix("DEBUG ")
        if match := STEP.match(text):
            done, total = int(match[1]), int(match[2])
            self.doing = f"compiling llama.cpp, {100 * done // total} % ({done} of {total})"
        elif text == line and PLAIN.match(line):
            print(line, file=sys.stderr, end="")

    def show(self) -> None:
        """Print the present state."""
        minutes, seconds = divmod(int(time.monotonic() - self.started), 60)
        print(f"sotto:   {minutes}:{seconds:02} {self.doing}", file=sys.stderr, flush=True)


def main(command: list[str]) -> int:
    """Run `command` and return its exit code."""
    progress, ended = Progress(), threading.Event()

    def beat() -> None:
        while not ended.wait(EVERY_S):
            progress.show()

    heart = threading.Thread(target=beat)
    heart.start()
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, errors="replace"
    ) as uv:
        assert uv.stderr is not None
        for line in uv.stderr:
            progress.read(line)
    ended.set()
    heart.join()
    if uv.returncode:
        sys.stderr.writelines(progress.tail)
    return uv.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
