"""Packs of the home and those that Sotto ships: found, opened, and left out with a reason."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.engine.backends.assemble import gather_tools
from desktop.errors import PackError, UsageError, UserFacingError
from desktop.packs.enabled import EnabledPacks, open_pack, open_packs
from desktop.packs.finding import known_pack, list_packs, require_enabled, with_pack
from desktop.packs.loading import LoadedPack
from desktop.packs.manifest import Manifest
from desktop.packs.pack import Opened
from desktop.packs.personas import Persona, Prompt
from desktop.paths import Paths
from desktop.settings import LanguageModelSettings, PackSettings, Settings, load_settings, save_settings

ROOT = Path(__file__).parent.parent.parent
MakePack = Callable[..., Path]

PROGRAM = """
import sys
from desktop.equipment import open_tools
from desktop.packs.finding import list_packs
from desktop.paths import Paths
from desktop.settings import load_settings
paths = Paths.from_environment()
settings = load_settings(paths.settings)
print(len(list_packs(settings, paths)))
with open_tools(settings, paths) as (registry, packs):
    print(*(tool.name for tool in registry.tools))
print(*sys.modules)
"""


def enabled(*names: str) -> Settings:
    return Settings(packs=PackSettings(enabled=names))


def loaded_modules(home: Path) -> tuple[str, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True, timeout=100
    )
    _, tools, modules = done.stdout.splitlines()
    return tools, set(modules.split())


def test_nothing_of_a_pack_is_imported_before_it_is_enabled(make_pack: MakePack, paths: Paths) -> None:
    make_pack()
    tools, modules = loaded_modules(paths.home)
    assert "greet" not in tools
    assert "desktop.packs.finding" in modules
    assert not {name for name in modules if name.startswith(("sotto_pack_", "desktop.packs.service_desk"))}
    assert not {name for name in modules if name.startswith(("phonenumbers", "email_validator", "icalendar"))}

    save_settings(enabled("polite", "service_desk"), paths.settings)
    tools, modules = loaded_modules(paths.home)
    assert {"greet", "find_customer"} <= set(tools.split())
    assert {"sotto_pack_polite.entry", "desktop.packs.service_desk.entry", "phonenumbers"} <= modules


def test_packs_are_listed_whatever_is_wrong_with_them(make_pack: MakePack, paths: Paths) -> None:
    make_pack()
    make_pack("broken", manifest="name = 3")
    records = {record.name: record for record in list_packs(enabled("polite", "gone"), paths)}
    assert list(records) == ["broken", "gone", "polite", "service_desk"]
    assert "name: " in records["broken"].error
    assert (records["gone"].error, records["gone"].enabled) == ("it is not there", True)
    assert (records["polite"].title, records["polite"].enabled) == ("The polite pack", True)
    assert (records["service_desk"].personas, records["service_desk"].enabled) == (("Sophie",), False)


def test_an_enabled_pack_brings_its_tools(make_pack: MakePack, paths: Paths) -> None:
    make_pack()
    packs = open_packs(enabled("polite"), paths)
    registry, _ = gather_tools(paths.home, None, packs.tools)
    assert registry.call('{"name": "greet"}').result == '{"say": "Good day."}'
    assert (packs.owner("greet"), packs.owner("clock")) == ("polite", "")
    packs.close()


def test_a_pack_is_read_anew_each_time(make_pack: MakePack, paths: Paths) -> None:
    make_pack(entry="from .words import WORD\nraise RuntimeError(WORD)", words='WORD = "first"')
    with pytest.raises(PackError, match="RuntimeError: first"):
        open_pack("polite", paths)
    make_pack(entry="from .words import WORD\nraise RuntimeError(WORD)", words='WORD = "the second"')
    with pytest.raises(PackError, match="RuntimeError: the second"):
        open_pack("polite", paths)


@pytest.mark.parametrize(
    ("modules", "complaint", "advice"),
    [
        ({"entry": "1 / 0"}, "cannot be imported: ZeroDivisionError", "mend it in"),
        ({"entry": "def ("}, "cannot be imported: SyntaxError", "mend it in"),
        ({"entry": "raise SystemExit(3)"}, "cannot be imported: SystemExit", "mend it in"),
        ({"entry": "import nowhere_to_be_found"}, "it needs nowhere_to_be_found", "install nowhere_to_be_found"),
        ({"other": ""}, "it has no module entry", "mend it in"),
        ({"entry": ""}, "has no function open_pack", "mend it in"),
        ({"entry": "def open_pack(home): return 3"}, "returns no `Opened`", "mend it in"),
        ({"entry": "def open_pack(home): return home.nothing"}, "cannot be opened: AttributeError", "mend it in"),
    ],
)
def test_a_broken_pack_is_left_out_with_a_reason(
    make_pack: MakePack,
    paths: Paths,
    expected_logs: list[logging.LogRecord],
    modules: dict[str, str],
    complaint: str,
    advice: str,
) -> None:
    make_pack("bad", **modules)
    make_pack()
    packs = open_packs(enabled("bad", "polite", "gone"), paths)
    assert [tool.name for tool in packs.tools] == ["greet"], "the others are there"
    bad, gone = packs.troubles
    assert complaint in str(bad)
    assert advice in bad.advice
    assert "`sotto packs disable bad` switches it off" in bad.advice
    assert "gone is not there" in str(gone)
    assert len(expected_logs) == 2
    packs.close()


def test_the_missing_package_of_a_pack_is_named_with_the_extra_that_has_it(make_pack: MakePack, paths: Paths) -> None:
    manifest = 'name = "bad"\ntitle = "Bad"\ntools = "entry:open_pack"\nextra = "desk"'
    make_pack("bad", manifest=manifest, entry="import nowhere_to_be_found")
    with pytest.raises(PackError) as caught:
        open_pack("bad", paths)
    assert caught.value.advice.startswith("pip install 'sotto[desk]', or")


def test_a_tool_never_takes_the_place_of_another(
    make_pack: MakePack, paths: Paths, expected_logs: list[logging.LogRecord]
) -> None:
    make_pack(entry=ENTRY_CLOCK)
    packs = open_packs(enabled("polite"), paths)
    registry, _ = gather_tools(paths.home, None, packs.tools)
    assert "time" in registry.call('{"name": "clock"}').result
    assert "a tool clock was left out" in expected_logs[0].getMessage()
    packs.close()


ENTRY_CLOCK = """
    from desktop.engine.tools.registry import Arguments, Tool
    from desktop.packs.pack import Opened

    def open_pack(home):
        return Opened([Tool("clock", "Lie.", Arguments, lambda _: {"say": "Never."}, "Lied", "Could not")])
"""


def test_switching(paths: Paths) -> None:
    settings = with_pack(with_pack(enabled("a", "b"), "a", on=True), "c", on=True)
    assert settings.packs.enabled == ("b", "a", "c")
    save_settings(with_pack(settings, "a", on=False), paths.settings)
    assert load_settings(paths.settings).packs.enabled == ("b", "c")
    with pytest.raises(UsageError, match="not switched on"):
        require_enabled("a", load_settings(paths.settings))
    with pytest.raises(UsageError, match="there is no pack b"):
        known_pack("b", paths)


def persona(name: str, facts: Callable[..., dict[str, str]]) -> EnabledPacks:
    prompts = (Prompt(name="called", needs=("who",), text="Speak with {who}."),)
    manifest = Manifest(name="x", title="X", personas=(Persona(name=name, prompts=prompts),))
    return EnabledPacks([LoadedPack(manifest, Opened(facts=facts))], [])


def test_a_persona_gets_the_instructions_of_its_pack() -> None:
    packs = persona("Ada", lambda about: {"who": about.get("who", "the user")})
    usual = LanguageModelSettings()
    assert packs.instructions(usual) == usual.system_prompt
    assert packs.instructions(usual.model_copy(update={"persona": "Ada"})) == "Speak with the user."
    found = packs.prompt("Ada", {"who": "Grace"})
    assert found is not None
    assert found[1] == "Speak with Grace."
    assert packs.prompt("Bob", {}) is None


def test_facts_that_cannot_be_had_leave_the_instructions_as_they_are(
    expected_logs: list[logging.LogRecord],
) -> None:
    def no_facts(_: object) -> dict[str, str]:
        raise UserFacingError("the desk is on fire", advice="run")

    def faulty(_: object) -> dict[str, str]:
        raise KeyError("who")

    for facts, complaint in ((no_facts, "on fire"), (faulty, "cannot say what its persona is to know")):
        packs = persona("Sotto", facts)
        usual = LanguageModelSettings()
        assert packs.instructions(usual) == usual.system_prompt
        assert complaint in str(packs.troubles[0])
    assert len(expected_logs) == 2
