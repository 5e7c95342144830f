"""Messages to the text a language model was trained on, through the Jinja template inside its file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop.engine.protocols import Message
from desktop.errors import ModelError

_ADVICE = "choose a model made for conversation in the settings"


class ChatTemplate:
    """A chat template and the strings that must not reach it in what people and tools say.

    A prompt is read with control tokens on, so a user who says `<|im_start|>` would open a turn of his own.
    """

    def __init__(self, source: str, *, bos: str, eos: str, control: Iterable[str], markers: Iterable[str]) -> None:
        """Parse a template. Raises ModelError.

        `control` are the strings of control tokens, `markers` those of other tokens with a meaning, such as
        tool calls, which the system's instructions may name.
        """
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        environment.globals["raise_exception"] = _raise
        environment.globals["strftime_now"] = lambda layout: dt.datetime.now().strftime(layout)
        self._tokens = {"bos_token": bos, "eos_token": eos}
        self._control = _pattern(control)
        self._all = _pattern([*control, *markers])
        try:
            self._template = environment.from_string(source)
        except jinja2.TemplateError as error:
            raise ModelError(f"the model's chat template does not parse: {error}", advice=_ADVICE) from error

    def render(self, messages: Sequence[Message], *, reply: bool) -> str:
        """The prompt; with `reply` it ends where the assistant's reply begins. Raises ModelError."""
        entries = [{"role": message.role, "content": self._neutral(message)} for message in messages]
        try:
            return self._template.render(messages=entries, add_generation_prompt=reply, **self._tokens)
        except (jinja2.TemplateError, TypeError, ValueError, OverflowError) as error:
            raise ModelError(f"the model's chat template fails: {error}", advice=_ADVICE) from error

    def _neutral(self, message: Message) -> str:
        if message.role == "assistant":
            return message.content  # the model's own words, tool calls among them
        pattern = self._control if message.role == "system" else self._all
        text = message.content
        while pattern.search(text):  # breaking one string may join another
            text = pattern.sub(lambda found: found[0][0] + " " + found[0][1:], text)
        return text


def _pattern(strings: Iterable[str]) -> re.Pattern[str]:
    """Any of the strings that has a shape of its own: no blanks and no single letters."""
    shaped = sorted({text for text in strings if len(text) > 2 and " " not in text.strip()}, key=len, reverse=True)
    return re.compile("|".join(re.escape(text) for text in shaped if not text.isspace()) or r"(?!)")


def _raise(message: str) -> None:
    raise jinja2.TemplateError(message)
