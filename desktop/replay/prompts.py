"""What the model saw, as messages again, with the words of a replayed turn in the place of its own. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast, get_args

from desktop.engine.prompting import Conversation, Count
from desktop.engine.protocols import CallForm, Message, Role, ToolCall
from desktop.engine.tools.parsing import parser_for
from desktop.engine.tools.registry import Registry

_ROLES = frozenset(get_args(Role))


def messages_of(seen: Sequence[tuple[str, str]], form: CallForm) -> list[Message]:
    """The stored roles and contents as messages, tool calls among them; roles that there are not are left out."""
    found: list[Message] = []
    known = [(role, content) for role, content in seen if role in _ROLES]
    for number, (role, content) in enumerate(known):
        follows = known[number + 1][0] if number + 1 < len(known) else ""
        call = _call_in(content, form) if role == "assistant" and follows == "tool" else None
        if role == "tool" and found:
            call = found[-1].call
        found.append(Message(cast("Role", role), content, call))
    return found


def _call_in(content: str, form: CallForm) -> ToolCall | None:
    parser = parser_for(form)
    parser.feed(content)
    parser.finish()
    if not parser.calls:
        return None
    name, arguments = Registry.described(parser.calls[0])
    return ToolCall(name or "unknown", arguments if name else "{}")


def asked(messages: Sequence[Message]) -> list[Message]:
    """The messages up to the question: without what the turn's own tools brought."""
    last = max((at for at, message in enumerate(messages) if message.role == "user"), default=-1)
    return list(messages[: last + 1])


class StoredPrompt(Conversation):
    """A conversation of which the model sees what it saw then, and of the question the words there are now."""

    def __init__(self, messages: Sequence[Message], words: str) -> None:
        """`messages` end with the question, whose words were `words` then."""
        super().__init__("")
        self._stored, self._words = list(messages), words
        self.left_out = 0
        """Messages that had no room."""

    def prompt(self, user: str, budget: int, count: Count) -> list[Message]:
        """As stored; of what is too long for the model the oldest messages are left out."""
        messages = [*self._stored[:-1], Message("user", self._question(user))]
        first = 1 if messages[0].role == "system" else 0
        while len(messages) > first + 1 and count(messages) > budget:
            del messages[first]
            self.left_out += 1
        return messages

    def _question(self, user: str) -> str:
        """What a user said twice in a row stands in one message, of which only the end is this turn's."""
        stored = self._stored[-1].content if self._stored else self._words
        return stored[: len(stored) - len(self._words)] + user if stored.endswith(self._words) else user
