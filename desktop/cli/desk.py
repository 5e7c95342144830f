"""`sotto desk`: the service desk's data, for the pack of that name."""

from __future__ import annotations

import time
from typing import Annotated, Literal

import typer

from desktop.cli import desk_calendar, desk_call, desk_rehearse, desk_reminders
from desktop.cli.conversation import JsonOption
from desktop.cli.opened_desk import call_prompt, opened_desk
from desktop.cli.stored import plain, print_json

app = typer.Typer(help="The service desk: customers to rehearse with, and what is known.", no_args_is_help=True)
app.add_typer(desk_calendar.app, name="calendar")
app.add_typer(desk_reminders.app, name="reminders")
app.command("call")(desk_call.call)
app.command("rehearse")(desk_rehearse.rehearse)


@app.command("generate")
def generate(
    seed: Annotated[int, typer.Option("--seed", help="The same one makes the same desk on the same day.")] = 1,
    customers: Annotated[int, typer.Option("--customers", min=1, help="How many; all else goes with them.")] = 10_000,
    force: Annotated[bool, typer.Option("--force", help="Delete what the desk holds first.")] = False,
    json_: JsonOption = False,
) -> None:
    """Fill the desk with made-up customers, vehicles, appointments and service history."""
    with opened_desk() as desk:
        from desktop.packs.service_desk import generator

        start = time.monotonic()
        amounts = generator.Amounts.for_customers(customers)
        made = generator.generate(desk, seed, amounts, replace=force)
        seconds = time.monotonic() - start
    if json_:
        print_json(plain(made) | {"seed": seed, "seconds": round(seconds, 2)})
        return
    print(
        f"{made.customers:,} customers, {made.vehicles:,} vehicles, {made.appointments:,} appointments, "
        f"{made.service_records:,} service records in {seconds:.1f} s"
    )


@app.command("stats")
def stats(json_: JsonOption = False) -> None:
    """How much the desk holds; exit code 1 if any bay is booked twice, which never happens."""
    with opened_desk() as desk:
        from desktop.packs.service_desk.counts import count_desk

        counts = count_desk(desk)
    if json_:
        print_json(plain(counts) | {"earned": str(counts.earned)})
    else:
        for name, value in plain(counts).items():
            shown = ", ".join(f"{n:,} {state}" for state, n in value.items()) if isinstance(value, dict) else value
            print(f"{name.replace('_', ' '):16} {f'{shown:,}' if isinstance(shown, int) else shown}")
    if counts.double_booked:
        raise typer.Exit(1)


@app.command("prompt")
def prompt(
    phone: Annotated[str, typer.Argument(help="The other's number; unknown without it.")] = "",
    direction: Annotated[
        Literal["incoming", "outgoing"], typer.Option("--direction", help="Who calls.")
    ] = "incoming",
    persona: Annotated[str, typer.Option("--persona", help="Who speaks.")] = "Sophie",
    json_: JsonOption = False,
) -> None:
    """Which of a persona's prompts a call begins with, and its text."""
    with opened_desk():  # says so when the pack is off or broken
        chosen, text = call_prompt(persona, {"phone": phone, "direction": direction})
    if json_:
        print_json({"persona": persona, "prompt": chosen.name, "text": text})
    else:
        print(f"[{chosen.name}]\n{text}")
