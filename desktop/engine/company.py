"""Who answers in a session: the personas there are, whose turn it is, and how one gives way to another.

One owner: the turn thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from desktop.engine.agents import Agents
from desktop.engine.character import Cast, Character
from desktop.engine.summons import summoned
from desktop.engine.tools import hand_over
from desktop.engine.tools.registry import Registry, ToolRun
from desktop.engine.turn import Turn

MOST_HAND_OVERS = 2
"""Of one turn."""
OFTEN_ENOUGH = "this was handed over often enough: answer it yourself"
BACK_AND_FORTH = "whoever has handed this over is not to get it back: answer it yourself"


class Company:
    """The agents of a session."""

    def __init__(self, agents: Agents, cast: Cast, tools: Registry, on_taken: Callable[[Character], None]) -> None:
        """`on_taken` is told of each one that answers from now on."""
        self.agents = agents
        self._cast, self._tools, self._on_taken = cast, tools, on_taken
        self._offered: tuple[str, ...] = ()
        self.offer()

    def asked_for(self, text: str, language: str) -> str:
        """Name of the persona that an utterance asks to speak with; empty when it asks for none."""
        return summoned(text, language, self._cast.names)

    def character(self, name: str) -> Character | None:
        """One of the personas, made anew; None when it is gone."""
        return self._cast.character(name)

    def take(self, character: Character, *, handed_over: bool = False) -> None:
        """Let a persona answer, in its own conversation."""
        self.agents.turn_to(character.name, character.instructions(), handed_over=handed_over)
        self._on_taken(character)

    def offer(self) -> bool:
        """Offer the tool by which the one that answers hands over to the others there are now, if it may.

        Returns whether the tools changed by that.
        """
        others = tuple(name for name in self._cast.names if name != self.agents.name) if self._cast.hands_over else ()
        before, self._offered = self._offered, others
        if others == before:
            return False
        if others:
            self._tools.put(hand_over.hand_over_tool(others))
        else:
            self._tools.remove(hand_over.NAME)
        return True

    def objection(self, turn: Turn, arguments: str) -> str:
        """Why a turn may not be handed over once more, as a sentence for the model; empty when it may."""
        if len(turn.shares) >= MOST_HAND_OVERS:
            return OFTEN_ENOUGH
        return BACK_AND_FORTH if json.loads(arguments)["to"] in {share.persona for share in turn.shares} else ""

    @staticmethod
    def successor(run: ToolRun) -> str:
        """Name of the persona that a tool run hands over to; empty when it does not."""
        if run.name != hand_over.NAME:
            return ""
        return str(json.loads(run.result).get("handed_over_to", ""))
