"""One call: what is said, the tools as they really answer, and what Sophie does next."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Collection
from typing import Any

from desktop.engine.consent import NO_ANSWER, NOT_ALLOWED
from desktop.engine.tools.registry import Registry
from desktop.packs.service_desk import replies
from desktop.packs.service_desk.desk import Desk
from desktop.packs.service_desk.tools import desk_tools
from models.recipes.common.grammar import Request, expand, normalise, punctuate
from models.recipes.llm.conversation import tool_call
from models.recipes.llm.slips import with_slips

REFUSED = "All right, I have not done it. What else can I do for you?"
UNANSWERED = "I had no answer, so I have not done it. What else can I do for you?"
_SLIPS, _PLAIN = 0.25, 0.5


class Line:
    """A call as it grows. `turns` are [role, text, whether it is worth learning]."""

    def __init__(self, desk: Desk, prompt: str, rng: random.Random, held_out: Collection[str]) -> None:
        self.desk, self.rng, self._held_out = desk, rng, held_out
        self._tools = Registry(desk_tools(desk))
        self.turns: list[tuple[str, str, bool]] = [("system", prompt, False)]

    def hear(self, pattern: str, **values: str) -> dict[str, str]:
        """The caller says a pattern with these words in it; returns them as they were understood."""
        for _ in range(20):
            text, heard = self._understood(pattern, values)
            if normalise(text) not in self._held_out or len(text.split()) < 4:
                break
        else:
            raise LookupError(pattern)
        self.turns.append(("user", text, False))
        return heard

    def _understood(self, pattern: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
        rng, text = self.rng, expand(pattern, self.rng)
        if rng.random() < _SLIPS:
            text = with_slips(Request(text, "", tuple(f"{{{name}}}" for name in values)), rng)
        plain = rng.random() < _PLAIN
        heard = {name: value.lower() if plain else self._lowered(value) for name, value in values.items()}
        if plain and rng.random() < 0.5:
            heard = {name: value.replace("'", "") for name, value in heard.items()}
            text = text.replace("'", "")
        text = text if plain else punctuate(text)
        whole = re.sub(r"\{(\w+)\}", lambda found: heard.get(found[1], ""), text)
        return (whole if plain else whole[0].upper() + whole[1:]), heard

    def _lowered(self, value: str) -> str:
        """A recogniser writes names in the middle of a sentence small that it does not know."""
        if self.rng.random() < 0.6:
            return value
        return " ".join(word.lower() if self.rng.random() < 0.6 else word for word in value.split())

    def join(self) -> None:
        """The last two things that the caller said become one, as where Sophie had not answered."""
        (_, second, _), (_, first, _) = self.turns.pop(), self.turns.pop()
        self.turns.append(("user", f"{first}\n{second}", False))

    def say(self, text: str) -> None:
        """Sophie says something."""
        self.turns.append(("assistant", text, True))

    def use(self, tool: str, /, **arguments: object) -> dict[str, Any]:
        """Sophie calls a tool; the user is asked for what writes, and mostly says yes."""
        call = tool_call(tool, **arguments)
        run = self._tools.call(
            call[1].removeprefix("<tool_call>\n").removesuffix("\n</tool_call>"), permit=self._permit
        )
        self.turns += [(*call, True), ("tool", run.result, False)]
        return json.loads(run.result)  # type: ignore[no-any-return]

    def _permit(self, tool: Any, _arguments: str) -> str:
        return "" if tool.effect == "read" else self.rng.choices(["", NOT_ALLOWED, NO_ANSWER], [0.8, 0.13, 0.07])[0]

    def close(self) -> None:
        """Let the tools go."""
        self._tools.close()


def reply_to(error: str) -> str:
    """What Sophie says where a tool could not."""
    said = {NOT_ALLOWED: REFUSED, NO_ANSWER: UNANSWERED}
    return said.get(error) or replies.reply_to(error)
