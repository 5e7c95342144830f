"""Messages to the text a language model was trained on, through the Jinja template inside its file."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop.engine.protocols import CallForm, Message, ToolCall
from desktop.engine.tools.parsing import MARKS, OPEN, PYTHON_TAG, TOOL_CALLS, parser_for, spelled
from desktop.errors import ModelError
from desktop.wording import marked

_ADVICE = marked("choose a model made for conversation in the settings")
_PROBE = ToolCall("probe", '{"a": "b"}')


def call_form(source: str) -> CallForm:
    """How a model with this chat template writes tool calls, told by the marks that the template holds."""
    if OPEN in source:
        return "hermes"
    if TOOL_CALLS in source:
        return "mistral"
    return "llama" if PYTHON_TAG in source or "<|start_header_id|>" in source else "hermes"


class ChatTemplate:
    """A chat template and the strings that must not reach it in what people and tools say.

    A prompt is read with control tokens on, so a user who says `<|im_start|>` would open a turn of his own.
    """

    def __init__(
        self,
        source: str,
        *,
        bos: str,
        eos: str,
        control: Iterable[str],
        markers: Iterable[str],
    ) -> None:
        """Parse a template. Raises ModelError.

        `control` are the strings of control tokens, `markers` those of other tokens with a meaning, such as
        tool calls, which the system's instructions may name.
        """
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
        )
        environment.globals["raise_exception"] = _raise
        environment.globals["strftime_now"] = lambda layout: dt.datetime.now().strftime(layout)
        environment.filters["tojson"] = _to_json
        self._given: dict[str, Any] = {"bos_token": bos, "eos_token": eos}
        self._control = _pattern(control)
        self._all = _pattern([*control, *markers])
        try:
            self._template = environment.from_string(source)
            names = environment.parse(source).find_all(jinja2.nodes.Name)
            self._takes_tools = any(node.name == "tools" for node in names)
        except jinja2.TemplateError as error:
            raise ModelError(
                marked("the model's chat template does not parse: {error}", error=error), advice=_ADVICE
            ) from error
        self._structured = False
        """Whether past calls are entries of their own; otherwise they are text."""
        self.call_form = call_form(source)
        """How a model with this template writes tool calls."""

    @property
    def structured(self) -> bool:
        """Whether prompts tell of tools."""
        return self._structured

    def tell(self, tools: Sequence[Mapping[str, Any]]) -> bool:
        """Tell of tools, as JSON schemas, from now on; of none when there are none.

        Returns False, and tells of none, when the template does not take any or has a way of calling them that is
        not known: the calls would be read out to the user.
        """
        self._given.pop("tools", None)
        self._structured = bool(tools) and self._takes_tools
        if self._structured:
            # what a tool server says of its tools is no more to be trusted than what they return
            self._given["tools"] = json.loads(_broken_up(_to_json(list(tools)), self._all))
            if not self._understood():
                return self.tell(())
        return self._structured

    def render(self, messages: Sequence[Message], *, reply: bool) -> str:
        """The prompt; with `reply` it ends where the assistant's reply begins. Raises ModelError."""
        entries = [self._entry(message, number) for number, message in enumerate(messages)]
        try:
            return self._template.render(messages=entries, add_generation_prompt=reply, **self._given)
        except (jinja2.TemplateError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise ModelError(
                marked("the model's chat template fails: {error}", error=error), advice=_ADVICE
            ) from error

    def _understood(self) -> bool:
        """Whether a past call, as the template writes it, is a call to the parser."""
        question = Message("user", "Hello.")
        try:
            after = self.render([question, Message("assistant", "", _PROBE)], reply=False)
            # a reply may be made to begin with more than a call begins with, such as a thought
            return any(self._finds_probe(self.render([question], reply=reply), after) for reply in (True, False))
        except ModelError:
            return False

    def _finds_probe(self, before: str, after: str) -> bool:
        same = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
        marks = MARKS[self.call_form]
        parser = parser_for(self.call_form)
        shown = parser.feed(self._control.sub(lambda found: found[0] if found[0] in marks else "", after[same:]))
        shown += parser.finish()
        found = [_parsed(call, self._control) for call in parser.calls]
        return (
            found == [{"name": _PROBE.name, "arguments": json.loads(_PROBE.arguments)}] and _PROBE.name not in shown
        )

    def _entry(self, message: Message, number: int) -> dict[str, Any]:
        entry: dict[str, Any] = {"role": message.role, "content": self._neutral(message)}
        if not self._structured or message.call is None:
            return entry
        if message.role == "tool":  # it answers the entry before it
            return entry | {"name": message.call.name, "tool_call_id": _identity(number - 1)}
        name = _broken_up(message.call.name, self._all)
        function = {"name": name, "arguments": _parsed(message.call.arguments, self._all)}
        call = {"id": _identity(number), "type": "function", "function": function}
        return entry | {"content": "", "tool_calls": [call]}

    def _neutral(self, message: Message) -> str:
        if message.role == "assistant" and message.call is not None:
            return self._written_call(message.content)
        # a model's own words too: it repeats letter by letter what it is told to, and records come from files
        return _broken_up(message.content, self._control if message.role == "system" else self._all)

    def _written_call(self, text: str) -> str:
        """A past call as text: only the marks that make it one keep their meaning."""
        before, _, after = spelled(self.call_form, "\0").partition("\0")
        if not (text.startswith(before) and text.endswith(after) and len(text) >= len(before) + len(after)):
            return _broken_up(text, self._all)
        inner = text[len(before) : len(text) - len(after)]
        return f"{before}{_broken_up(inner, self._all)}{after}"


def _broken_up(text: str, pattern: re.Pattern[str]) -> str:
    while pattern.search(text):  # breaking one string may join another
        text = pattern.sub(lambda found: found[0][0] + " " + found[0][1:], text)
    return text


def _identity(number: int) -> str:
    """A call's name for itself: nine letters and digits, as Mistral's templates demand."""
    return f"call{number % 100_000:05d}"


def _parsed(arguments: str, control: re.Pattern[str]) -> Any:
    """The arguments with no control token in any string; escapes are resolved before they are looked for."""
    try:
        return json.loads(_broken_up(_to_json(json.loads(arguments)), control))
    except (ValueError, RecursionError):
        return {}


def _to_json(value: Any, *, ensure_ascii: bool = False, indent: int | None = None, **options: Any) -> str:
    """JSON as templates were written for: letters and the order of keys stay, unlike in Jinja's own filter."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, **options)


def _pattern(strings: Iterable[str]) -> re.Pattern[str]:
    """Any of the strings that has a shape of its own: no blanks and no single letters."""
    shaped = sorted({text for text in strings if len(text) > 2 and " " not in text.strip()}, key=len, reverse=True)
    return re.compile("|".join(re.escape(text) for text in shaped if not text.isspace()) or r"(?!)")


def _raise(message: str) -> None:
    raise jinja2.TemplateError(message)
