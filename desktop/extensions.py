"""What comes to Sotto's own tools from outside of its code: the enabled packs, and the tool servers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.engine.tools.registry import Tool
from desktop.errors import UserFacingError
from desktop.mcp_client.servers import Servers
from desktop.packs.enabled import EnabledPacks, open_packs
from desktop.paths import Paths
from desktop.settings import LanguageModelSettings, Settings
from desktop.terms import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable


class Extensions:
    """Packs and servers, asked as one."""

    def __init__(self, packs: EnabledPacks, servers: Servers) -> None:
        """Prepare; use `open_extensions`."""
        self.packs, self.servers = packs, servers

    @property
    def tools(self) -> Sequence[Tool]:
        """The tools of all of them."""
        return [*self.packs.tools, *self.servers.tools]

    @property
    def troubles(self) -> Sequence[UserFacingError]:
        """What is wrong with those that were left out."""
        return [*self.packs.troubles, *self.servers.troubles]

    @property
    def personas(self) -> Sequence[str]:
        """Names of the packs' personas."""
        return self.packs.personas

    def note(self, troubles: Iterable[UserFacingError]) -> None:
        """Have further troubles told with those of the packs."""
        self.packs.troubles.extend(troubles)

    def tell_troubles(self, tell: Callable[[str, str, Stage], None]) -> None:
        """Hand on what is wrong; of servers also later."""
        self.packs.tell_troubles(tell)
        self.servers.tell_troubles(tell)

    def owner(self, tool: str) -> str:
        """Name of the pack or the server that a tool belongs to; empty when none does."""
        return self.packs.owner(tool) or self.servers.owner(tool)

    def instructions(self, chosen: LanguageModelSettings) -> str:
        """What the chosen persona is told when a conversation begins."""
        return self.packs.instructions(chosen)

    def close(self) -> None:
        """End and let go of all of it. Raises ShutdownError."""
        with ExitStack() as both:
            both.callback(self.packs.close)
            both.callback(self.servers.close)


def open_extensions(settings: Settings, paths: Paths, now: Callable[[], datetime] = datetime.now) -> Extensions:
    """Open the enabled packs and servers; what cannot be is left out, with the reason in `troubles`."""
    return Extensions(open_packs(settings, paths, lambda: on_the_wall(now())), Servers(settings.mcp, paths.mcp))


def on_the_wall(at: datetime) -> datetime:
    """A moment as the clock here shows it, which is how packs are told the time."""
    return at if at.tzinfo is None else at.astimezone().replace(tzinfo=None)
