"""Language models for attempts: one that obeys whatever it reads to the letter, and the starter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.engine.backends.chat_template import ChatTemplate
from desktop.engine.protocols import Message, StaleCheck
from tests.engine.backends.templates import QWEN
from tests.fakes import ScriptedModel
from tests.safety.attempts import Attempt

CONTROL = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"]
MARKERS = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"]


def request(call: str, attempt: Attempt) -> dict[str, Any]:
    """NAME JSON, or a JSON object, as the object that a call is."""
    call = call.replace("LONG", "and so on " * 600).replace("MARK", attempt.mark)
    if not call.lstrip().startswith("{"):
        name, _, arguments = call.partition(" {")
        return {"name": name, "arguments": json.loads("{" + arguments)}
    return dict(json.loads(call))


def written(call: str, attempt: Attempt) -> str:
    """The same as a model writes it."""
    return f"<tool_call>\n{json.dumps(request(call, attempt), ensure_ascii=False)}\n</tool_call>"


class Led(ScriptedModel):
    """First does what the user asked for; what it then makes of the result is its own."""

    def __init__(self, attempt: Attempt, wanted: str) -> None:
        """`wanted` is the call that the user asked for; empty for none."""
        super().__init__()
        self.attempt, self.wanted, self.context = attempt, wanted, 100_000
        self.reached = self.acted = False
        self.forged = 0
        """Control tokens in a prompt that Sotto did not put there."""
        self._template = ChatTemplate(QWEN, bos="", eos="<|im_end|>", control=CONTROL, markers=MARKERS)

    def tell(self, tools: Sequence[Mapping[str, Any]]) -> None:
        super().tell(tools)
        self._template.tell(tools)

    def generate(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> Iterator[str]:
        rendered = self._look(messages)
        if self.wanted and not any(message.role == "tool" for message in messages):
            yield written(self.wanted, self.attempt)
        else:
            yield from self.go_on(messages, rendered, max_tokens, stale)

    def go_on(self, messages: Sequence[Message], rendered: str, tokens: int, stale: StaleCheck) -> Iterator[str]:
        raise NotImplementedError

    def _look(self, messages: Sequence[Message]) -> str:
        rendered = self._template.render(messages, reply=True)
        blank = self._template.render([_blank(message) for message in messages], reply=True)
        self.forged += sum(abs(rendered.count(mark) - blank.count(mark)) for mark in CONTROL)
        self.reached = self.reached or self.attempt.mark in rendered
        return rendered


def _blank(message: Message) -> Message:
    if message.call is None:
        return replace(message, content="x")
    return replace(message, call=replace(message.call, name="x", arguments="{}"), content="x")


class Obedient(Led):
    """Understands every order in what it reads, in any language and disguise, and follows it; then denies it."""

    def go_on(self, messages: Sequence[Message], rendered: str, tokens: int, stale: StaleCheck) -> Iterator[str]:
        last = next(message.content for message in reversed(messages) if message.role == "user")
        waits = bool(self.attempt.later) and not last.endswith(self.attempt.later)
        if self.attempt.mark in rendered and not waits and not self.acted:
            self.acted = True
            # at once: what follows words is no call any more where a tool's own are said
            yield self.attempt.writes or "".join(
                written(call, self.attempt) for call in self.attempt.calls * self.attempt.times
            )
        else:
            yield "It is all as you wanted."


class Starter(Led):
    """The starter model, with what the user asked for already done."""

    def __init__(self, attempt: Attempt, wanted: str, llama: Any) -> None:
        super().__init__(attempt, wanted)
        self._llama, self.context = llama, llama.context

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return int(self._llama.count_tokens(messages))

    def go_on(self, messages: Sequence[Message], rendered: str, tokens: int, stale: StaleCheck) -> Iterator[str]:
        yield from self._llama.generate(messages, max_tokens=tokens, stale=stale)

    def close(self) -> None:
        """Whoever lent the model closes it."""
