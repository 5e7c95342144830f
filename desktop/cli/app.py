"""The Typer application: one file per command group, joined here. Imports no runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

import desktop
from desktop.cli import (
    adapters,
    bench,
    cache,
    conversation,
    db,
    demo,
    desk,
    diagnostics,
    doctor,
    documents,
    facts,
    insights,
    listen,
    log,
    metrics,
    models,
    monitor,
    packs,
    personas,
    ptt,
    run_window,
    scenarios,
    servers,
    sessions,
    speech,
    tools,
)
from desktop.cli.frame import framed, set_up_log

app = typer.Typer(
    name="sotto",
    help="A private voice assistant: hold a key, speak, hear the answer; nothing leaves the machine.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(run_window.run)
app.command("ptt")(ptt.ptt)
app.command("ask")(conversation.ask)
app.command("listen")(listen.listen)
app.command("chat")(conversation.chat)
app.command("transcribe")(speech.transcribe)
app.command("say")(speech.say)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("diagnostics")(diagnostics.diagnostics)
app.command("log")(log.log)
app.command("metrics")(metrics.metrics)
app.command("monitor")(monitor.monitor)
app.command("bench")(bench.bench)
app.add_typer(insights.app, name="insights")
app.add_typer(sessions.app, name="sessions")
app.add_typer(scenarios.app, name="scenarios")
app.add_typer(db.app, name="db")
app.add_typer(packs.app, name="packs")
app.add_typer(personas.app, name="personas")
app.add_typer(tools.app, name="tools")
app.add_typer(servers.app, name="mcp")
app.add_typer(desk.app, name="desk")
app.add_typer(models.app, name="models")
app.add_typer(adapters.app, name="adapters")
app.add_typer(cache.app, name="cache")
app.add_typer(facts.app, name="facts")
app.add_typer(documents.app, name="documents")


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"sotto {desktop.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log to the terminal.")] = False,
    version: Annotated[  # noqa: ARG001 - acted on by its callback
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Without a command: open the window, as `sotto run` does."""
    set_up_log(verbose=verbose)
    if context.invoked_subcommand is None:
        run_window.run()


def run(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code."""
    return framed(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        app(list(arguments), prog_name="sotto")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0
