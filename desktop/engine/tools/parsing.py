"""Finds tool calls in the stream of a reply, in the forms that language models write them.

A parser takes the stream in pieces of any size and never lets a piece of a call, or of the mark that begins one,
through to the user. What it finds are requests for the registry: `{"name": …, "arguments": {…}}`.
"""

from __future__ import annotations

from typing import Protocol

from desktop.engine.protocols import CallForm
from desktop.engine.tools.requests import read_llama, read_mistral

OPEN, CLOSE = "<tool_call>", "</tool_call>"
PYTHON_TAG = "<|python_tag|>"
TOOL_CALLS = "[TOOL_CALLS]"

MARKS: dict[CallForm, tuple[str, ...]] = {
    "hermes": (OPEN, CLOSE),
    "llama": (PYTHON_TAG,),
    "mistral": (TOOL_CALLS, "[CALL_ID]", "[ARGS]"),
}
"""The strings that mean something to the parsers; a model may have a token for each."""


class CallParser(Protocol):
    """Separates a reply's stream into text for the user and calls for the registry."""

    @property
    def calls(self) -> list[str]:
        """JSON text of each complete call, in order; broken calls as they were written."""

    def feed(self, delta: str) -> str:
        """Take the next piece of the stream; return the part that is text for the user."""

    def finish(self) -> str:
        """End of the stream: an unfinished mark was text, an unfinished call still is a call."""


def parser_for(form: CallForm) -> CallParser:
    """A new parser for one reply of a model that writes calls in this form."""
    parsers: dict[CallForm, type[CallParser]] = {
        "hermes": HermesParser,
        "llama": LlamaParser,
        "mistral": MistralParser,
    }
    return parsers[form]()


def spelled(form: CallForm, call: str) -> str:
    """A call as a model of this form would have written it."""
    return {"hermes": f"{OPEN}\n{call}\n{CLOSE}", "llama": call, "mistral": f"{TOOL_CALLS}[{call}]"}[form]


class HermesParser:
    """`<tool_call>{"name": …, "arguments": {…}}</tool_call>` anywhere in the reply: Hermes, Qwen, Sotto's starter."""

    def __init__(self) -> None:
        self._pending = ""
        self._inside = False
        self.calls: list[str] = []

    def feed(self, delta: str) -> str:
        """See CallParser."""
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
        return shown if self._inside else shown + self._release()

    def finish(self) -> str:
        """See CallParser."""
        rest, self._pending = self._pending, ""
        if not self._inside:
            return rest
        call = rest[: len(rest) - _begun(rest, CLOSE)].strip()
        if call:
            self.calls.append(call)
        return ""

    def _release(self) -> str:
        shown, self._pending = _split_begun(self._pending, OPEN)
        return shown


class _TailParser:
    """Text up to a mark; all that follows the mark are calls."""

    mark: str

    def __init__(self) -> None:
        self._pending = ""
        self._inside = False
        self.calls: list[str] = []

    def feed(self, delta: str) -> str:
        """See CallParser."""
        self._pending += delta
        if self._inside or self._undecided():
            return ""
        before, found, after = self._pending.partition(self.mark)
        if found:
            self._pending, self._inside = after, True
            return before
        shown, self._pending = _split_begun(self._pending, self.mark)
        return shown

    def finish(self) -> str:
        """See CallParser."""
        rest, self._pending = self._pending, ""
        if not self._inside:
            return rest
        self.calls.extend(self._read(rest))
        return ""

    def _undecided(self) -> bool:
        """Whether it is still open if the reply is text."""
        return False

    def _read(self, text: str) -> list[str]:
        raise NotImplementedError


class LlamaParser(_TailParser):
    """`<|python_tag|>{"name": …, "parameters": {…}}`, or the bare object as the whole reply: Llama 3."""

    mark = PYTHON_TAG

    def __init__(self) -> None:
        super().__init__()
        self._started = False

    def _undecided(self) -> bool:
        """A reply that begins with a brace and a quotation mark is an object; one with any other letter is text."""
        if self._started:
            return False
        begin = self._pending.lstrip()
        after_brace = begin[1:].lstrip()
        if not begin or (begin[0] == "{" and not after_brace):
            return True
        self._started = True
        self._inside = begin[0] == "{" and after_brace[0] == '"'
        return self._inside

    def _read(self, text: str) -> list[str]:
        return read_llama(text)


class MistralParser(_TailParser):
    """`[TOOL_CALLS][{"name": …, "arguments": {…}}]`, newer `[TOOL_CALLS]name[ARGS]{…}` for each call: Mistral."""

    mark = TOOL_CALLS

    def _read(self, text: str) -> list[str]:
        return read_mistral(text)


def _begun(text: str, mark: str) -> int:
    """How many characters at the end of `text` may begin `mark`."""
    return next((n for n in range(len(mark) - 1, 0, -1) if text.endswith(mark[:n])), 0)


def _split_begun(text: str, mark: str) -> tuple[str, str]:
    """The text, and its end that may begin `mark`."""
    cut = len(text) - _begun(text, mark)
    return text[:cut], text[cut:]
