"""What other programs may have of Sotto: its tools, called with consent, and its conversations, only to be read."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence

from desktop.engine.consent import Budget, Consent
from desktop.engine.parts import SystemClock
from desktop.engine.reporting import Reporter
from desktop.engine.tools import facts, history
from desktop.engine.tools.registry import Registry, Tool, ToolRun
from desktop.errors import UsageError, UserFacingError
from desktop.past import read_history
from desktop.paths import Paths
from desktop.settings import ToolSettings
from desktop.storage.exported import Format
from desktop.storage.records import SessionRecord

PERSONA = "MCP"
"""For whom `tools.allowed` names, never as `*`, what may be done without asking: nobody can be asked here."""
MOST_SESSIONS = 50
LONGEST = 200_000
"""Characters of a conversation that are handed out."""
SCHEME = "sotto://session/"
_OF_THE_PAST = {history.NAME, facts.RECALL}


class Counter:
    """One program served. One thread at a time."""

    def __init__(
        self, registry: Registry, chosen: ToolSettings, paths: Paths, *, writes: bool = False, past: bool = True
    ) -> None:
        """With `writes` also tools that change something; without `past` nothing of the conversations."""
        self._registry, self._paths, self._writes, self._past = registry, paths, writes, past
        own = [entry for entry in chosen.allowed if entry.startswith(f"{PERSONA}:")]  # * are personas, not programs
        self._consent = Consent(PERSONA, own, patience_s=0, budget=Budget())
        self._numbers = itertools.count(1)
        self._report = Reporter("", lambda _event: None, SystemClock())

    @property
    def tools(self) -> Sequence[Tool]:
        """Those that are served: never one that reaches beyond this machine, or belongs to another server."""
        effects = ("read", "write") if self._writes else ("read",)
        return [
            tool
            for tool in self._registry.tools
            if tool.effect in effects and not tool.foreign and (self._past or tool.name not in _OF_THE_PAST)
        ]

    def call(self, name: str, arguments: object) -> ToolRun:
        """Call one of them. Never raises for what was asked wrongly."""
        served = {tool.name for tool in self.tools}
        request = json.dumps({"name": name if name in served else "", "arguments": arguments})
        return self._registry.call(request, permit=self._permit)

    def sessions(self) -> Sequence[SessionRecord]:
        """The newest conversations outside of the bin. Raises UserFacingError."""
        return read_history(self._paths, lambda store: store.sessions(MOST_SESSIONS)) if self._past else ()

    def session(self, address: str) -> str:
        """A conversation as Markdown. Raises UserFacingError."""
        from desktop.storage.database import Database
        from desktop.storage.export import Export

        identity = address.removeprefix(SCHEME)
        if not self._past or not address.startswith(SCHEME):
            raise UsageError(f"there is nothing at {address}", advice=f"addresses begin with {SCHEME}")
        found = read_history(self._paths, lambda store: store.session(identity))
        if found.deleted_at is not None:
            raise UsageError(f"there is nothing at {address}", advice="the list has what there is")
        with Database.open(self._paths.database, url=self._url()) as database:
            text = "".join(Export(database, Format.MARKDOWN, [found.id]).pieces())
        return text if len(text) <= LONGEST else text[:LONGEST] + "\n\n(the rest was left out)\n"

    def _url(self) -> str:
        from desktop.settings import load_settings

        return load_settings(self._paths.settings).record.database_url

    def _permit(self, tool: Tool, arguments: str) -> str:
        self._consent.begin_session()  # what a program was told before is its own business
        number = next(self._numbers)
        refusal = self._consent.refusal(
            tool, arguments, number, self._report, lambda: False, calls=0, spent_s=0, said=arguments
        )
        if not refusal:
            return ""
        return f"{refusal}: nobody can be asked here; `tools.allowed` in the settings may hold {PERSONA}:{tool.name}"


def said(error: UserFacingError) -> str:
    """An error as one sentence."""
    return f"{error}; {error.advice}"
