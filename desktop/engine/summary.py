"""The middle of a long conversation in a few sentences, written by the model itself while nobody waits for it."""

from __future__ import annotations

from desktop.engine.prompting import Conversation, Exchange, Recap
from desktop.engine.protocols import LanguageModel, Message, StaleCheck

LEAST_TURNS = 6
"""Turns out of sight until a summary is worth its time."""
LEAST_CONTEXT = 4096
"""Models that see less are too small to summarise what they can hardly follow."""
MOST_TOKENS = 200
_MOST_CHARACTERS = 6000
"""Of what is summarised: its end counts most."""
_TASK = (
    "Sum up the conversation below in at most six short sentences, for your own memory: names, facts, wishes, "
    "decisions, and what is still open. Write only the summary."
)


def is_worth_it(conversation: Conversation, model: LanguageModel) -> bool:
    """Whether enough went out of sight, of a model that can sum it up."""
    return len(conversation.gone) >= LEAST_TURNS and model.context >= LEAST_CONTEXT


def sum_up(conversation: Conversation, model: LanguageModel, stale: StaleCheck) -> Recap | None:
    """Have the model summarise what it no longer sees; None when it wrote nothing.

    Raises Cancelled once `stale()` is true, and what the model raises; the conversation is then as before.
    """
    lines = [conversation.recap.text(), *(line for one in conversation.gone for line in _lines(one))]
    task = _task("\n".join(line for line in lines if line)[-_MOST_CHARACTERS:], model)
    written = "".join(model.generate(task, max_tokens=MOST_TOKENS, stale=stale)).strip()
    return conversation.summarise(written) if written else None


def _task(told: str, model: LanguageModel) -> list[Message]:
    """The prompt, with as much of the end of what was told as the model can see; a letter may be several tokens."""
    while True:
        task = [Message("system", _TASK), Message("user", told)]
        if not told or model.count_tokens(task) <= model.context - MOST_TOKENS:
            return task
        told = told[len(told) // 8 + 1 :]


def _lines(exchange: Exchange) -> list[str]:
    reply = [f"Assistant: {exchange.reply}"] if exchange.reply else []
    return [f"User: {exchange.user}", *reply]
