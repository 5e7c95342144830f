"""`sotto desk reminders`: calls that remind of appointments, rehearsed one after another in the terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.opened_desk import opened_desk
from desktop.cli.stored import print_json
from desktop.errors import UsageError
from desktop.escaping import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.packs.service_desk.desk import Desk
    from desktop.packs.service_desk.records import Appointment
    from desktop.packs.service_desk.reminders import Outcome

app = typer.Typer(help="Remind customers of appointments, one after another.", no_args_is_help=True)
PERSONA = "Sophie"
Again = Annotated[bool, typer.Option("--again", help="Also those where nobody answered.")]


@app.command("list")
def list_(again: Again = False, json_: JsonOption = False) -> None:
    """Whom to call, and what became of the calls so far."""
    with opened_desk() as desk:
        due = [_shown(one) for one in desk.reminders.due(again=again)]
        calls = [
            {
                "appointment": call.appointment,
                "at": call.starts_at.isoformat(timespec="minutes"),
                "outcome": call.outcome.value if call.outcome else "",
                "attempts": call.attempts,
                "session": call.session,
            }
            for call in desk.reminders.calls()
        ]
    if json_:
        print_json({"due": due, "calls": calls})
        return
    for one in due:
        print(f"due        {one['appointment']:6}  {one['at']}  {one['customer']}: {one['service']}")
    for call in calls:
        print(f"{call['outcome'] or 'not ended':10} {call['appointment']:6}  {call['at']}")


@app.command("run")
def run(
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many calls at most.")] = 50,
    again: Again = False,
    json_: JsonOption = False,
) -> None:
    """Hold the calls: you are the customer, and type what they say; an empty line hangs up.

    An empty line at once is no answer. Ctrl+C, or the end of the input, stops; later the others are called.
    """
    with opened_desk() as desk:
        due = desk.reminders.due(limit, again=again)
        held = _hold(desk, due, again=again, tell=not json_) if due else []
        left = len(desk.reminders.due(again=again))
    if json_:
        print_json({"calls": held, "left": left})
    else:
        print(f"{len(held)} calls, {left} left")


@app.command("record")
def record(
    appointment: Annotated[int, typer.Argument(help="Its number.")],
    outcome: Annotated[str, typer.Argument(help="reached, confirmed, moved, cancelled or 'no answer'.")],
) -> None:
    """Say what became of a call, one that was never ended above all."""
    from desktop.packs.service_desk.reminders import Outcome

    values = [each.value for each in Outcome]
    if outcome not in values:
        raise UsageError(f"a call does not end as {outcome!r}", advice=f"choose one of {', '.join(values)}")
    with opened_desk() as desk:
        desk.reminders.record(appointment, Outcome(outcome))
    print(f"{appointment}: {outcome}")


@dataclass(slots=True)
class _Call:
    """One call under way."""

    appointment: Appointment
    said: list[str]
    stopped: bool = False


def _hold(desk: Desk, due: Sequence[Appointment], *, again: bool, tell: bool) -> list[dict[str, Any]]:
    from desktop.cli.waiting import assistant

    held: list[dict[str, Any]] = []
    with assistant(None, None, persona=PERSONA) as (running, inbox):
        for appointment in due:
            if not desk.reminders.claim(appointment, again=again):
                continue  # somebody else was quicker
            call = _Call(appointment, [])
            phone = desk.customers.get(appointment.customer).phone
            about = {"phone": phone, "direction": "outgoing", "appointment": str(appointment.id)}
            running.extensions.packs.circumstances = about
            running.new_session()
            try:
                _talk(call, running, inbox, tell=tell)
            except BaseException:
                _end(desk, call, running.session)
                raise
            outcome = _end(desk, call, running.session)
            if outcome is not None:
                held.append({"appointment": appointment.id, "outcome": outcome.value, "session": running.session})
                if tell:
                    print(f"       [{outcome.value}]")
            if call.stopped:
                break
        running.flush()
    return held


def _talk(call: _Call, running: Any, inbox: Any, *, tell: bool) -> None:
    from desktop.cli.waiting import wait_for_turn

    shown = _shown(call.appointment)
    if tell:
        print(
            f"calling {shown['customer']} about appointment {shown['appointment']}, {shown['service']}, {shown['at']}"
        )
    while True:
        try:
            line = _line(ask=tell)
        except (EOFError, KeyboardInterrupt):
            call.stopped = True
            return
        if not line:
            return
        call.said.append(line)
        running.send_text(line)
        turn = wait_for_turn(running, inbox)
        if tell:
            print(f"sophie: {lines(turn.generated.strip())}")


def _line(*, ask: bool) -> str:
    if ask:
        print("customer: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _end(desk: Desk, call: _Call, session: str) -> Outcome | None:
    """Record what became of a call; one that was stopped before anybody said a word was none."""
    if call.stopped and not call.said:
        desk.reminders.release(call.appointment)
        return None
    outcome = desk.reminders.judge(call.appointment, call.said)
    desk.reminders.end(call.appointment, outcome, session if call.said else "")
    return outcome


def _shown(appointment: Appointment) -> dict[str, Any]:
    return {
        "appointment": appointment.id,
        "at": appointment.starts_at.isoformat(timespec="minutes"),
        "customer": appointment.customer_name,
        "service": appointment.service,
    }
