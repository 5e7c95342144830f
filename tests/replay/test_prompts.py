"""Stored prompts as messages, with the words that there are now."""

from __future__ import annotations

from desktop.engine.protocols import Message, ToolCall
from desktop.replay.prompts import StoredPrompt, asked, messages_of

CALL = '<tool_call>\n{"name": "clock", "arguments": {"zone": "UTC"}}\n</tool_call>'
SEEN = (
    ("system", "be brief"),
    ("user", "what time is it"),
    ("assistant", CALL),
    ("tool", '{"time": "12:00"}'),
    ("assistant", "It is noon."),
    ("user", "hello\nand now"),
    ("assistant", CALL),
    ("tool", '{"time": "12:01"}'),
)


def many(messages: object) -> int:
    return len(messages)  # type: ignore[arg-type]


def test_calls_are_calls_again_and_the_turns_own_are_left_out() -> None:
    messages = messages_of((*SEEN, ("wizard", "pwned")), "hermes")
    assert len(messages) == len(SEEN), "no role that there is not"
    meant = ToolCall("clock", '{"zone": "UTC"}')
    assert [message.call for message in messages] == [None, None, meant, meant, None, None, meant, meant]
    assert asked(messages) == messages[:6]
    assert asked([Message("system", "be brief")]) == []


def test_the_words_of_now_take_the_place_of_those_of_then() -> None:
    prompt = StoredPrompt(asked(messages_of(SEEN, "hermes")), "and now")
    assert prompt.prompt("and then", 100, many)[-1] == Message("user", "hello\nand then")
    assert prompt.prompt("and now", 100, many)[:5] == messages_of(SEEN, "hermes")[:5]
    assert prompt.left_out == 0
    assert StoredPrompt([Message("user", "x")], "something else").prompt("y", 9, many) == [Message("user", "y")]


def test_what_has_no_room_is_left_out_oldest_first() -> None:
    prompt = StoredPrompt(asked(messages_of(SEEN, "hermes")), "and now")
    assert [message.role for message in prompt.prompt("and now", 3, many)] == ["system", "assistant", "user"]
    assert prompt.left_out == 3
    assert [message.role for message in prompt.prompt("and now", 0, many)] == ["system", "user"]
