"""What PostgreSQL's errors mean to a person. No password is repeated."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from desktop.errors import DatabaseError
from desktop.wording import marked

SETTING = "`database_url` under [record] in the settings"

_REFUSED = ("28000", "28P01")
_TOO_MANY = ("53300",)
_FULL = ("53100",)
_LOCKED = ("55P03", "40P01", "40001", "57014")
_NOT_ALLOWED = ("42501",)
_READ_ONLY = ("25006",)
_NO_DATABASE = ("3D000", "3F000")


def explain(error: DBAPIError, server: str) -> DatabaseError | None:
    """Return what went wrong with the database on `server`, and what to do; None when the statement was wrong."""
    code = str(getattr(error.orig, "sqlstate", None) or _code_in(str(error.orig)))
    if code in _NOT_ALLOWED:
        advice = marked(
            "have its owner allow this user to use and create tables: GRANT ALL ON SCHEMA public TO the user"
        )
        return DatabaseError(
            marked(
                "the server {server} does not allow this: {first_line}", server=server, first_line=_first_line(error)
            ),
            advice=advice,
        )
    if code in _FULL:
        return DatabaseError(
            marked("the disk of the server {server} is full", server=server),
            advice=marked("have its administrator free some space"),
        )
    if code in _LOCKED:
        advice = marked("Sotto tries again by itself")
        return DatabaseError(
            marked("the database on {server} is locked by another program", server=server), advice=advice
        )
    if code in _READ_ONLY:
        advice = marked("name the server that takes writes as {setting}", setting=SETTING)
        return DatabaseError(marked("the database on {server} can only be read", server=server), advice=advice)
    if code not in _NO_DATABASE and not isinstance(error, OperationalError | InternalError):
        return None
    return _unreachable(error, server, code)


def _unreachable(error: DBAPIError, server: str, code: str) -> DatabaseError:
    if code in _REFUSED:
        advice = marked("check the user in {setting}, and the password in ~/.pgpass", setting=SETTING)
        return DatabaseError(
            marked(
                "the server {server} does not let this user in: {first_line}",
                server=server,
                first_line=_first_line(error),
            ),
            advice=advice,
        )
    if code in _NO_DATABASE:
        advice = marked("have its administrator make it with `createdb`, or correct {setting}", setting=SETTING)
        return DatabaseError(
            marked("the server has no such database, or no schema in it: {server}", server=server), advice=advice
        )
    if code in _TOO_MANY:
        advice = marked("have its administrator raise max_connections")
        return DatabaseError(marked("the server {server} has too many connections", server=server), advice=advice)
    advice = marked(
        "check the network and {setting}; what is said meanwhile is kept here and stored once the server is back",
        setting=SETTING,
    )
    return DatabaseError(
        marked("the server {server} cannot be reached: {first_line}", server=server, first_line=_first_line(error)),
        advice=advice,
    )


def _code_in(message: str) -> str:
    """The driver tells no code when connecting failed, only the server's words, in its administrator's language."""
    for part, code in (
        ("password authentication failed", "28P01"),
        ("no password supplied", "28P01"),
        ("no pg_hba.conf entry", "28000"),
        ("Peer authentication failed", "28000"),
        ("role ", "28000"),
        ("too many clients", "53300"),
        ("database ", "3D000"),
    ):
        if part in message and (not part.endswith(" ") or "does not exist" in message):
            return code
    return ""


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]


def unusable(server: str, why: str, advice: str) -> DatabaseError:
    """Return the error for a database that this Sotto cannot keep conversations in."""
    return DatabaseError(
        marked("the database on {server} is of no use: {why}", server=server, why=why), advice=advice
    )
