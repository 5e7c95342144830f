"""The user's documents before a model: an explicit question is answered with the passage and where it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.engine.knowledge.document_requests import document_answer, document_request
from desktop.engine.prompting import Conversation
from desktop.engine.protocols import StaleCheck
from desktop.engine.tools.documents import NAME, documents_tool
from desktop.engine.tools.registry import Tool
from desktop.engine.turn import Turn
from desktop.passages import Passage
from desktop.terms import RouteReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from desktop.engine.turn_runner import TurnRunner

    class Documents(Protocol):
        """What keeps the documents. Any thread."""

        @property
        def on(self) -> bool:
            """Whether the user named a folder."""

        def find(self, question: str, most: int) -> Sequence[Passage]:
            """The passages that bear on a question, the best first. Raises UserFacingError."""

        def close(self) -> None:
            """Let go of them. Harmless the second time."""


class DocumentSource:
    """See `sources.Source`."""

    def __init__(self, documents: Documents) -> None:
        """Owns the documents from now on."""
        self._documents = documents
        self.tool: Tool = documents_tool(documents.find)

    def knows(self, text: str, language: str) -> bool:
        """Whether it would answer."""
        return self._documents.on and bool(document_request(text, language))

    def answer(self, runner: TurnRunner, turn: Turn, stale: StaleCheck) -> RouteReason | None:
        """Answer a question that names the documents."""
        self._offer(runner)
        what = document_request(turn.text, turn.language) if runner.tools.offers(NAME) else ""
        if not what:
            return None
        request = {"name": NAME, "arguments": {"query": what[:200]}}
        runner.call(turn, json.dumps(request, ensure_ascii=False), stale)
        reply = document_answer(json.loads(turn.tool_messages[-1].content), what, turn.language)
        turn.tool_messages = ()  # the reply says it all, in words that any model can read
        runner.speak(turn, reply)
        return RouteReason.DOCUMENT

    def inform(self, runner: TurnRunner, turn: Turn, conversation: Conversation, stale: StaleCheck) -> None:
        """Nothing: what others wrote comes into a conversation only where it is asked for."""

    def close(self) -> None:
        """Let go of the documents."""
        self._documents.close()

    def _offer(self, runner: TurnRunner) -> None:
        """Have the tool while a folder is named."""
        if self._documents.on and NAME not in runner.tools.names:
            runner.tools.put(self.tool)
        elif not self._documents.on:
            runner.tools.remove(NAME)
