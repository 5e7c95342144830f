"""Facts before a model: kept, told and forgotten by rules, in the user's own words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from desktop import log
from desktop.engine.consent import NO_ANSWER, NOT_ALLOWED, TOO_MANY
from desktop.engine.knowledge import fact_answers as answers
from desktop.engine.knowledge.fact_matching import about, answering, is_personal, relevant
from desktop.engine.knowledge.fact_requests import FactRequest, Purpose, fact_request, is_elsewhere, without_courtesy
from desktop.engine.prompting import Conversation
from desktop.engine.protocols import StaleCheck
from desktop.engine.tools.facts import FORGET, RECALL, REMEMBER, FactKeeper, Said
from desktop.engine.turn import Turn
from desktop.errors import UserFacingError
from desktop.facts import LONGEST, Fact
from desktop.terms import RouteReason

if TYPE_CHECKING:
    from desktop.engine.turn_runner import TurnRunner

MOST_SHOWN = 5
"""Facts that a model is shown with a question."""


class FactSource:
    """See `sources.Source`."""

    def __init__(self, keeper: FactKeeper, said: Said) -> None:
        """`said` is what the tools over the same keeper read."""
        self._keeper, self._said = keeper, said

    def knows(self, text: str, language: str) -> bool:
        """Whether it would answer."""
        return self._request(text, language, self._facts()) is not None

    def answer(self, runner: TurnRunner, turn: Turn, stale: StaleCheck) -> RouteReason | None:
        """Do what is asked of facts, or answer a question by one."""
        self._said.note(runner.report.session_of(turn.number), turn.number, turn.text, turn.language)
        asked = self._request(turn.text, turn.language, self._facts())
        if asked is None or not runner.tools.offers(RECALL):
            return None
        reply = self._reply(runner, turn, *asked, stale)
        turn.tool_messages = ()  # the reply says it all, in words that any model can read
        runner.speak(turn, reply)
        return RouteReason.FACT

    def inform(self, runner: TurnRunner, turn: Turn, conversation: Conversation, stale: StaleCheck) -> None:
        """Show the model the facts that share words with the question, unless it sees them already."""
        if not runner.tools.offers(RECALL):
            return
        seen = [message.content for one in conversation.seen for message in one.tools]
        facts = relevant(turn.text, self._facts(), turn.language, MOST_SHOWN)
        if any(not any(json.dumps(fact.text, ensure_ascii=False) in text for text in seen) for fact in facts):
            _call(runner, turn, RECALL, {"query": turn.text[:200]}, stale)

    def close(self) -> None:
        """Nothing: whoever made the keeper closes it."""

    def _facts(self) -> Sequence[Fact]:
        try:
            return self._keeper.all()
        except UserFacingError as error:  # the recorder, which writes to the same file, tells the user
            log.engine.debug("facts cannot be read: %s", error)
            return ()

    def _request(self, text: str, language: str, facts: Sequence[Fact]) -> tuple[FactRequest, list[Fact]] | None:
        """What an utterance asks of facts, if it is asked of them at all and not of a model, and which it means."""
        request = fact_request(text, language)
        match request:
            case FactRequest(purpose=Purpose.ABOUT, text=asked):
                found = about(asked, facts, language)
            case FactRequest(purpose=Purpose.TELL, text=asked) if is_personal(asked, language):
                found = about(asked, facts, language)
            case None | FactRequest(purpose=Purpose.TELL):
                asked = request.text if request is not None else without_courtesy(text, language)
                found = answering(asked, facts, language)
            case FactRequest(purpose=purpose, text=asked):
                known = about(asked, facts, language)
                elsewhere = purpose is Purpose.FORGET and not known and is_elsewhere(asked, language)
                return (request, known) if not elsewhere and len(asked) <= LONGEST else None
        return (FactRequest(Purpose.ABOUT, text), found) if found else None

    def _reply(
        self, runner: TurnRunner, turn: Turn, request: FactRequest, found: Sequence[Fact], stale: StaleCheck
    ) -> str:
        language = turn.language
        match request.purpose:
            case Purpose.REMEMBER:
                result = _call(runner, turn, REMEMBER, {"fact": request.text}, stale)
                said = result.get("remembered", "")
                return _failure(result, language) or answers.remembered(said, language, new=result["new"])
            case Purpose.FORGET:
                result = _call(runner, turn, FORGET, {"query": request.text}, stale)
                gone, left = result.get("forgotten"), result.get("found", ())
                done = answers.forgotten(gone, language) if gone else answers.not_forgotten(left, language)
                return _failure(result, language) or done
            case Purpose.FORGET_ALL:
                return answers.how_to_forget_all(len(self._facts()), language)
            case Purpose.LIST:
                result = _call(runner, turn, RECALL, {}, stale)
                said = [fact.text for fact in self._facts()]
                return _failure(result, language) or answers.listed(said, language)
            case _:
                _call(runner, turn, RECALL, {"query": turn.text[:200]}, stale)
                return answers.told([fact.text for fact in found], language)


def _call(runner: TurnRunner, turn: Turn, tool: str, arguments: dict[str, Any], stale: StaleCheck) -> dict[str, Any]:
    """Have a tool called as a model would, so that consent is asked where it must, and the record tells."""
    runner.call(turn, json.dumps({"name": tool, "arguments": arguments}, ensure_ascii=False), stale)
    result: dict[str, Any] = json.loads(turn.tool_messages[-1].content)
    return result


def _failure(result: dict[str, Any], language: str) -> str:
    """What is said of a call that did nothing; empty for one that did."""
    if "error" not in result:
        return ""
    return answers.failed(language, refused=result["error"] in (NOT_ALLOWED, NO_ANSWER, TOO_MANY))
