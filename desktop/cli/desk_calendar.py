"""`sotto desk calendar`: the workshop's calendar on a server, or in a local file."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.opened_desk import opened_desk
from desktop.cli.stored import plain, print_json
from desktop.errors import UsageError

if TYPE_CHECKING:
    from desktop.packs.service_desk.calendar_address import CalendarAddress, CalendarPath
    from desktop.packs.service_desk.calendar_sync import Difference
    from desktop.packs.service_desk.desk import Desk

app = typer.Typer(help="The workshop's calendar on a CalDAV server or in a local file.")


@app.callback(invoke_without_command=True)
def calendar(context: typer.Context, json_: JsonOption = False) -> None:
    """Where the calendar is, what it has not been told of, and where it differs; exit code 1 if anything does."""
    if context.invoked_subcommand is not None:
        return
    from desktop.packs.service_desk.calendar_address import load_address

    with opened_desk() as desk:
        address = load_address(desk.path.parent)
        if address is None:
            if json_:
                print_json({"url": "", "file": "", "due": [], "differences": []})
            else:
                print("no calendar on a server is set")
            return
        due, differences = desk.sync.due(), desk.sync.differences()
    if json_:
        where = {"url": address.url, "file": address.file}
        print_json({**where, "due": plain(due), "differences": plain(differences)})
    else:
        print(address.url or address.file)
        _print(due, "not told")
        _print(differences, "differs")
    if due or differences:
        raise typer.Exit(1)


@app.command("set")
def set_(
    url: Annotated[str, typer.Argument(help="Of the calendar itself, as its server names it.")],
    user: Annotated[str, typer.Option("--user", help="Who Sotto is there.")] = "",
    password_variable: Annotated[
        str, typer.Option("--password-variable", help="Environment variable that holds the password.")
    ] = "",
    password_file: Annotated[
        str, typer.Option("--password-file", help="File that holds the password, of mode 600.")
    ] = "",
    way: Annotated[Literal["basic", "digest"], typer.Option("--way", help="How the server wants it.")] = "basic",
) -> None:
    """Use a calendar from the next start, if it can be read now."""
    from desktop.packs.service_desk.calendar_address import load_address, save_address
    from desktop.packs.service_desk.calendar_server import CalendarServer

    with opened_desk() as desk:
        folder, before = desk.path.parent, load_address(desk.path.parent)
        same = before is not None and before.url == url
        fields: dict[str, object] = {
            "url": url,
            "user": user,
            "password_variable": password_variable,
            "password_file": password_file,
            "way": way,
            "desk": before.desk if same and before is not None else secrets.token_hex(4),
        }
        address = _address(fields)
        server, today = CalendarServer(address), desk.now().date()
        try:
            busy = server.busy(today, today + timedelta(days=7))
        finally:
            server.close()
        save_address(folder, address)
    print(f"the calendar is set; busy times within a week: {len(busy)}")


def _address(fields: dict[str, object]) -> CalendarAddress:
    """The address of a calendar on a server. Raises UsageError."""
    from desktop.packs.service_desk.calendar_address import CalendarAddress, made_address
    from desktop.packs.service_desk.errors import DeskError

    try:
        address = made_address(fields)
    except DeskError as error:  # its advice is about the file, where nothing stands yet
        advice = "`sotto desk calendar set --help` shows how it is written"
        raise UsageError(error.message, advice=advice) from error
    assert isinstance(address, CalendarAddress)
    return address


@app.command("unset")
def unset() -> None:
    """Write into no calendar any more; what is on a server stays, a local file is rid of the appointments."""
    from desktop.packs.service_desk.calendar_address import CalendarPath, load_address, save_address

    with opened_desk() as desk:
        folder, address = desk.path.parent, load_address(desk.path.parent)
        taken = _take_out(desk, address) if isinstance(address, CalendarPath) else None
        save_address(folder, None)
    if taken is None or address is None:
        print("no calendar on a server is used")
    else:
        print(f"appointments are no longer written into {address.file}; taken out: {taken}")


def _take_out(desk: Desk, address: CalendarPath) -> int:
    """Rid a local file of the appointments: it may be read further on, and other vehicles can be in other bays."""
    from desktop.packs.service_desk.entry import kept_file

    taken = kept_file(desk.path.parent, address).remove_all()
    desk.sync.forget()
    return taken


@app.command("write")
def write(
    file: Annotated[
        Path | None, typer.Argument(help="An iCalendar file; the calendar.ics of the pack without it.")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Write appointments into a local calendar file from the next start, besides reading it; it may be made."""
    from desktop.packs.service_desk.calendar_address import CalendarPath, load_address, save_address
    from desktop.packs.service_desk.calendar_file import FILE
    from desktop.packs.service_desk.entry import kept_file

    with opened_desk() as desk:
        folder, before = desk.path.parent, load_address(desk.path.parent)
        path = (file or folder / FILE).absolute()
        if not os.access(path.resolve().parent, os.W_OK) or path.is_dir():
            raise UsageError(f"no calendar can be written at {path}", advice="choose a file in a folder of yours")
        if before is not None and before.file != str(path):
            raise UsageError("another calendar is set", advice="`sotto desk calendar unset` first")
        address = CalendarPath(file=str(path), desk=before.desk if before is not None else secrets.token_hex(4))
        today = desk.now().date()
        busy = kept_file(folder, address).busy(today, today + timedelta(days=7))
        save_address(folder, address)
    if json_:
        print_json({"file": str(path), "busy": len(busy)})
    else:
        print(f"appointments are written into {path}; busy times within a week: {len(busy)}")


@app.command("sync")
def sync(
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Also what somebody changed in the calendar becomes what the book has."),
    ] = False,
    json_: JsonOption = False,
) -> None:
    """Tell the calendar what it was not told; exit code 1 if something is left."""
    with opened_desk() as desk:
        _require_server(desk)
        told, left = desk.sync.settle_all(overwrite=overwrite)
    if json_:
        print_json({"told": told, "left": plain(left)})
    else:
        print(f"told of {told} appointments")
        _print(left, "not told")
    if left:
        raise typer.Exit(1)


def _require_server(desk: Desk) -> None:
    if not desk.calendar.keeps_appointments:
        advice = "`sotto desk calendar set URL` sets one, `sotto desk calendar write` takes a local file"
        raise UsageError("no calendar is set into which appointments are written", advice=advice)


def _print(found: Sequence[Difference], what: str) -> None:
    for one in found:
        print(f"{what}: appointment {one.appointment}: {one.what}")
