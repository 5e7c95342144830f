"""`sotto desk reminders`: calls that remind of appointments, rehearsed one after another in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.call_line import CallLine, Talked, VoiceOption, WavOption, check_voice, open_line
from desktop.cli.conversation import JsonOption
from desktop.cli.opened_desk import opened_desk
from desktop.cli.stored import print_json
from desktop.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

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
    voice: VoiceOption = False,
    wav: WavOption = None,
    json_: JsonOption = False,
) -> None:
    """Hold the calls: you are the customer, and type what they say; an empty line hangs up.

    An empty line at once is no answer. Ctrl+C, or the end of the input, stops; later the others are called.
    With --voice the calls are held aloud, one after another.
    """
    files = wav or ()
    check_voice(voice=voice, wav=files)
    with opened_desk() as desk:
        due = desk.reminders.due(min(limit, len(files) or limit), again=again)
        line = open_line(PERSONA, voice=voice, wav=files, tell=not json_)
        held = _hold(desk, due, line, again=again, tell=not json_) if due else []
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
    from desktop.packs.service_desk.errors import DeskError
    from desktop.packs.service_desk.reminders import Outcome

    values = [each.value for each in Outcome]
    if outcome not in values:
        raise UsageError(f"a call does not end as {outcome!r}", advice=f"choose one of {', '.join(values)}")
    with opened_desk() as desk:
        try:
            desk.reminders.record(appointment, Outcome(outcome))
        except DeskError as error:
            raise UsageError(error.message, advice=error.advice) from error
    print(f"{appointment}: {outcome}")


def _hold(
    desk: Desk, due: Sequence[Appointment], line: AbstractContextManager[CallLine], *, again: bool, tell: bool
) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = []
    with line as open_:
        for appointment in due:
            if not desk.reminders.claim(appointment, again=again):
                continue  # somebody else was quicker
            if tell:
                print(f"calling {described(appointment)}")
            phone = desk.customers.get(appointment.customer).phone
            about = {"phone": phone, "direction": "outgoing", "appointment": str(appointment.id)}
            talked = Talked()
            outcome = hold_reminder(desk, appointment, open_, about, talked)
            if outcome is not None:
                held.append({"appointment": appointment.id, "outcome": outcome.value, "session": talked.session})
                if tell:
                    print(f"       [{outcome.value}]")
            if talked.stopped:
                break
    return held


def hold_reminder(
    desk: Desk, appointment: Appointment, line: CallLine, about: Mapping[str, str], talked: Talked
) -> Outcome | None:
    """Hold a call that was claimed and record what became of it; None for one that was stopped before a word."""
    try:
        line.hold(about, talked)
    except BaseException:
        _end(desk, appointment, talked)
        raise
    return _end(desk, appointment, talked)


def _end(desk: Desk, appointment: Appointment, talked: Talked) -> Outcome | None:
    """Record what became of a call; one that was stopped before anybody said a word was none."""
    if talked.stopped and not talked.said:
        desk.reminders.release(appointment)
        return None
    outcome = desk.reminders.judge(appointment, talked.said)
    desk.reminders.end(appointment, outcome, talked.session if talked.said else "")
    return outcome


def described(appointment: Appointment) -> str:
    """Whom a call reminds of what."""
    shown = _shown(appointment)
    return f"{shown['customer']} about appointment {shown['appointment']}, {shown['service']}, {shown['at']}"


def _shown(appointment: Appointment) -> dict[str, Any]:
    return {
        "appointment": appointment.id,
        "at": appointment.starts_at.isoformat(timespec="minutes"),
        "customer": appointment.customer_name,
        "service": appointment.service,
    }
