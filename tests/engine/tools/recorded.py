"""Replies in the forms that models are documented to write, with what is to be found in them.

Hermes and Qwen: the model cards of Hermes 2 Pro and Qwen 2.5 ("Function calling"). Llama: "User-defined custom tool
calling" and "Zero-shot function calling" in the prompt formats of Llama 3.1 and 3.2; several calls of one reply stand
behind semicolons. Mistral: `mistral-common`, whose instruct tokenizers of version 3 and 7 write a list and from
version 11 on a name, with or without an identity, and its arguments.
"""

from __future__ import annotations

from desktop.engine.protocols import CallForm

CLOCK = {"name": "clock", "arguments": {}}
SUM = {"name": "calculate", "arguments": {"expression": "57 + 12"}}
TEA = {"name": "set_timer", "arguments": {"seconds": 300, "label": "Tee für Zoë <3; [1]"}}

CALLS: list[tuple[CallForm, str, str, list[object]]] = [
    ("hermes", '<tool_call>\n{"name": "clock", "arguments": {}}\n</tool_call>', "", [CLOCK]),
    (
        "hermes",
        'Let me see.\n<tool_call>\n{"name": "clock", "arguments": {}}\n</tool_call>\n<tool_call>\n'
        '{"name": "calculate", "arguments": {"expression": "57 + 12"}}\n</tool_call>',
        "Let me see.\n\n",
        [CLOCK, SUM],
    ),
    (
        "hermes",
        '<tool_call>{"name": "set_timer", "arguments": {"seconds": 300, "label": "Tee für Zoë <3; [1]"}}</tool_call>',
        "",
        [TEA],
    ),
    ("llama", '<|python_tag|>{"name": "clock", "parameters": {}}', "", [CLOCK]),
    ("llama", '{"name": "calculate", "parameters": {"expression": "57 + 12"}}', "", [SUM]),
    ("llama", '\n\n{ "name": "clock", "parameters": {} }\n', "", [CLOCK]),
    ("llama", '{"type": "function", "name": "calculate", "parameters": {"expression": "57 + 12"}}', "", [SUM]),
    (
        "llama",
        '<|python_tag|>{"name": "clock", "parameters": {}}; {"name": "calculate", "parameters": '
        '{"expression": "57 + 12"}}',
        "",
        [CLOCK, SUM],
    ),
    ("llama", '{"name": "clock", "parameters": {}}\n\nThe time is 3 o\'clock.', "", [CLOCK]),
    (
        "llama",
        'I will look. <|python_tag|>{"name": "set_timer", "parameters": {"seconds": 300, "label": '
        '"Tee für Zoë <3; [1]"}}',
        "I will look. ",
        [TEA],
    ),
    ("llama", '{"name": "calculate", "parameters": "{\\"expression\\": \\"57 + 12\\"}"}', "", [SUM]),
    ("mistral", '[TOOL_CALLS][{"name": "clock", "arguments": {}}]', "", [CLOCK]),
    (
        "mistral",
        '[TOOL_CALLS] [{"name": "clock", "arguments": {}}, {"name": "calculate", "arguments": {"expression": '
        '"57 + 12"}, "id": "a1b2c3d4e"}]',
        "",
        [CLOCK, SUM],
    ),
    ("mistral", '[TOOL_CALLS]calculate[ARGS]{"expression": "57 + 12"}', "", [SUM]),
    (
        "mistral",
        '[TOOL_CALLS]clock[ARGS]{}[TOOL_CALLS]set_timer[ARGS]{"seconds": 300, "label": "Tee für Zoë <3; [1]"}',
        "",
        [CLOCK, TEA],
    ),
    ("mistral", "[TOOL_CALLS]clock[CALL_ID]a1b2c3d4e[ARGS]{}", "", [CLOCK]),
    ("mistral", "One moment.[TOOL_CALLS]clock[ARGS]{}", "One moment.", [CLOCK]),
    ("mistral", '[TOOL_CALLS]{"name": "clock", "arguments": {}}', "", [CLOCK]),
]

TEXTS = [
    "It is 14:05.",
    "  Paris.\n\nAnything else?",
    "Use a < b and [1, 2], {x} or </b>.",
    "{x} is a set, and [TOOL] a word.",
    "{1, 2}",
    "<|python|> <tool_calls> [TOOL_CALL]",
    "",
]
