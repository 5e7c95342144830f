"""The packs that the settings switch on, opened together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from desktop import log
from desktop.engine.tools.registry import Tool
from desktop.errors import PackError, UserFacingError
from desktop.packs.finding import find_pack
from desktop.packs.loading import LoadedPack, load_pack
from desktop.packs.manifest import Manifest
from desktop.packs.pack import PackHome
from desktop.packs.personas import Prompt
from desktop.paths import Paths
from desktop.settings import LanguageModelSettings, Settings
from desktop.terms import Stage
from desktop.wording import marked


class EnabledPacks:
    """What the enabled packs bring together."""

    def __init__(self, loaded: Sequence[LoadedPack], troubles: Sequence[UserFacingError]) -> None:
        """Prepare; use `open_packs`."""
        self._loaded = loaded
        self.troubles = list(troubles)
        """What is wrong with those that were left out."""
        self.circumstances: Mapping[str, str] = {}
        """What is known of the conversations that begin from now on, see `Opened.facts`."""

    @property
    def tools(self) -> Sequence[Tool]:
        """The tools of all of them."""
        return [tool for pack in self._loaded for tool in pack.opened.tools]

    def tell_troubles(self, tell: Callable[[str, str, Stage], None]) -> None:
        """Hand on what is wrong with those that were left out, and what to do about it."""
        for trouble in self.troubles:
            tell(str(trouble), trouble.advice, Stage.TOOL)

    @property
    def personas(self) -> Sequence[str]:
        """Names of their personas."""
        return [persona.name for pack in self._loaded for persona in pack.manifest.personas]

    def adapter(self, persona: str) -> str:
        """Name of the adapter that a persona of theirs answers with; empty for none."""
        known = (each for pack in self._loaded for each in pack.manifest.personas if each.name == persona)
        return next((each.adapter for each in known), "")

    def owner(self, tool: str) -> str:
        """Name of the pack that a tool belongs to; empty when none does."""
        owners = (pack for pack in self._loaded if tool in {each.name for each in pack.opened.tools})
        return next((pack.manifest.name for pack in owners), "")

    def tells_of_others(self, persona: str) -> bool:
        """Whether facts stand in what a persona is told about itself: names of people, say, which others wrote."""
        each = (one for pack in self._loaded for one in pack.manifest.personas if one.name == persona)
        return any(prompt.needs for one in each for prompt in one.prompts)

    def prompt(self, persona: str, circumstances: Mapping[str, str]) -> tuple[Prompt, str] | None:
        """The prompt that fits a persona's conversation, and its text; None when no pack has one.

        Raises UserFacingError when the pack cannot look its facts up.
        """
        for pack in self._loaded:
            for each in pack.manifest.personas:
                if each.name == persona:
                    facts = _facts(pack, circumstances)
                    chosen = each.choose(facts)
                    return (chosen, chosen.filled(facts)) if chosen is not None else None
        return None

    def instructions(self, chosen: LanguageModelSettings) -> str:
        """What the chosen persona is told when a conversation begins: a pack's prompt, if one has it."""
        try:
            found = self.prompt(chosen.persona, self.circumstances)
        except UserFacingError as error:
            log.engine.warning("%s", error)
            self.troubles.append(error)
            return chosen.system_prompt
        return found[1] if found is not None else chosen.system_prompt

    def close(self) -> None:
        """Have every pack let go of what it holds. Harmless when closed."""
        with ExitStack() as all_of_them:
            for pack in self._loaded:
                all_of_them.callback(pack.opened.close)


def _facts(pack: LoadedPack, circumstances: Mapping[str, str]) -> Mapping[str, str]:
    try:
        return pack.opened.facts(circumstances)
    except UserFacingError:
        raise
    except Exception as error:  # a pack is foreign code: whatever it raises is its fault
        name = pack.manifest.name
        message = marked(
            "the pack {title} cannot say what its persona is to know: {error}", title=pack.manifest.title, error=error
        )
        raise PackError(
            message, advice=marked("mend it, or switch it off: `sotto packs disable {name}`", name=name)
        ) from error


def open_packs(settings: Settings, paths: Paths, now: Callable[[], datetime] = datetime.now) -> EnabledPacks:
    """Open what is switched on. A pack that cannot be opened is left out, with the reason in `troubles`."""
    loaded: list[LoadedPack] = []
    troubles: list[PackError] = []
    for name in settings.packs.enabled:
        try:
            loaded.append(open_pack(name, paths, now))
        except PackError as error:
            log.engine.warning("%s", error)
            troubles.append(error)
    return EnabledPacks(loaded, troubles)


def open_pack(name: str, paths: Paths, now: Callable[[], datetime] = datetime.now) -> LoadedPack:
    """Import and open one pack. Raises PackError."""
    folder = find_pack(name, paths)
    return load_pack(folder, lambda manifest: pack_home(manifest, folder, paths.pack_data / manifest.name, now))


def pack_home(manifest: Manifest, source: Path, folder: Path, now: Callable[[], datetime] = datetime.now) -> PackHome:
    """Where the pack in `source` works, with `folder` for its data. Raises PackError when a migration is missing."""
    kept = manifest.database
    if kept is None:
        return PackHome(folder, manifest.data, now)
    steps = [source / step for step in kept.migrations]
    if missing := [step for step in steps if not step.is_file()]:
        raise PackError(marked("the migration {path} is not there", path=missing[0]), advice=marked("put it there"))
    return PackHome(folder, manifest.data, now, kept.file, steps)
