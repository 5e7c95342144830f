"""`sotto desk call`: one call of the workshop's telephone, rehearsed in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.call_line import CallLine, Talked, VoiceOption, WavOption, check_voice, open_line
from desktop.cli.conversation import JsonOption
from desktop.cli.desk_reminders import PERSONA, hold_reminder
from desktop.cli.opened_desk import call_prompt, opened_desk
from desktop.cli.stored import print_json
from desktop.errors import UsageError

if TYPE_CHECKING:
    from desktop.packs.service_desk.desk import Desk
    from desktop.packs.service_desk.records import Customer


def call(
    phone: Annotated[str, typer.Argument(help="The other's number; unknown without it.")] = "",
    outgoing: Annotated[bool, typer.Option("--outgoing", help="The workshop calls.")] = False,
    voice: VoiceOption = False,
    wav: WavOption = None,
    json_: JsonOption = False,
) -> None:
    """Hold one call with Sophie: you are the customer, and type what they say; an empty line hangs up.

    Without --outgoing the customer calls, known by their number if it is a customer's. With it the workshop calls: to
    remind of an appointment within two days, or else to ask how the work of the last week turned out. A call that
    reminds is recorded as those of `sotto desk reminders`.
    """
    files = wav or ()
    check_voice(voice=voice, wav=files)
    if len(files) > 1:
        raise UsageError("one call has one --wav", advice="join the files")
    if outgoing and not phone:
        raise UsageError("whom the workshop calls is missing", advice="name the number of a customer")
    about = {"phone": phone, "direction": "outgoing" if outgoing else "incoming"}
    with opened_desk() as desk:
        prompt, _ = call_prompt(PERSONA, about)
        customer = desk.customers.by_phone(phone) if phone else None
        if not json_:
            print(f"[{prompt.name}] {customer.name if customer is not None else 'somebody unknown'}")
        with open_line(PERSONA, voice=voice, wav=files, tell=not json_) as line:
            talked, outcome = _hold(desk, line, about, customer)
    if json_:
        print_json(_shown(prompt.name, customer, talked, outcome))
    elif outcome:
        print(f"       [{outcome}]")


def _hold(desk: Desk, line: CallLine, about: Mapping[str, str], customer: Customer | None) -> tuple[Talked, str]:
    """What was said, and what became of it where the call was one that reminds and nobody held before."""
    from desktop.packs.service_desk.calls import appointment_to_remind

    talked, due = Talked(), None
    if about["direction"] == "outgoing" and customer is not None:
        due = appointment_to_remind(desk, customer)
    if due is None:
        line.hold(about, talked)
        return talked, ""
    about = {**about, "appointment": str(due.id)}
    if not desk.reminders.claim(due, again=True):  # they were called before: one more call changes no outcome
        line.hold(about, talked)
        return talked, ""
    outcome = hold_reminder(desk, due, line, about, talked)
    return talked, outcome.value if outcome is not None else ""


def _shown(prompt: str, customer: Customer | None, talked: Talked, outcome: str) -> dict[str, Any]:
    return {
        "prompt": prompt,
        "customer": customer.name if customer is not None else "",
        "session": talked.session if talked.exchanges else "",
        "exchanges": [{"customer": said, "sophie": reply} for said, reply in talked.exchanges],
        "outcome": outcome,
    }
