"""Finds tool calls in the stream of a reply (the Hermes and Qwen form)."""

from __future__ import annotations

OPEN, CLOSE = "<tool_call>", "</tool_call>"


class ToolCallParser:
    """Separates a reply's stream into text for the user and calls for the registry."""

    def __init__(self) -> None:
        self._pending = ""
        self._inside = False
        self.calls: list[str] = []
        """JSON text of each complete call, in order."""

    def feed(self, delta: str) -> str:
        """Take the next piece of the stream; return the part that is text for the user."""
        self._pending += delta
        shown = ""
        while True:
            mark = CLOSE if self._inside else OPEN
            before, found, after = self._pending.partition(mark)
            if not found:
                break
            if self._inside:
                self.calls.append(before.strip())
            else:
                shown += before
            self._pending, self._inside = after, not self._inside
        return shown + self._release()

    def finish(self) -> str:
        """End of the stream: an unfinished mark was text, an unfinished call still is a call."""
        rest, self._pending = self._pending, ""
        if self._inside and rest.strip():
            self.calls.append(rest.strip())
            return ""
        return "" if self._inside else rest

    def _release(self) -> str:
        if self._inside:
            return ""
        held = next((n for n in range(len(OPEN) - 1, 0, -1) if self._pending.endswith(OPEN[:n])), 0)
        cut = len(self._pending) - held
        shown, self._pending = self._pending[:cut], self._pending[cut:]
        return shown
