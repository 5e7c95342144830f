"""A turn whose tool fails: what is said of it, and that the next turn works."""

from __future__ import annotations

import json

from desktop.events import ToolRan, TurnFinished
from desktop.mcp_client.servers import Servers
from desktop.terms import Outcome
from tests.fakes import Rig


def request(name: str, **arguments: object) -> str:
    """What a model writes to call a tool."""
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"


def assert_told_aloud(servers: Servers, tool: str, what: str) -> None:
    """Have `tool` called, which always may: that it `what` is said aloud, and the next turn works."""
    rig = Rig(further_tools=servers.tools)
    rig.engine.start()
    try:
        rig.consent.adopt("Sotto", [f"*:{tool}"])
        rig.model.enqueue(request(tool), "It went very well.")
        rig.engine.send_text("Ask the server.")
        finished = rig.events.wait_for(TurnFinished)
        said = f"That did not work: the tool {tool.replace('_', ' ')} {what}. Whether it was done, I do not know."
        assert (finished.outcome, finished.generated) == (Outcome.COMPLETED, said)
        assert said.replace(" ", "") in rig.speaker.text.replace(" ", "")
        assert "error" in json.loads(rig.events.of(ToolRan)[-1].result)
        rig.model.script.clear()
        rig.model.enqueue("Hello again.")
        rig.engine.send_text("Are you there?")
        assert rig.events.wait_for(TurnFinished, 2).generated == "Hello again."
    finally:
        rig.engine.close()
