"""Lengths of time between stored times, in each database's own words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[float]):  # noqa: N801  stands in statements as a function
    """`seconds_between(first, last)`: seconds from one `UtcTime` to the other."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _in_sqlite(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    first, last = (compiler.process(clause, **options) for clause in element.clauses)
    return f"((julianday({last}) - julianday({first})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _in_postgresql(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    first, last = (compiler.process(clause, **options) for clause in element.clauses)
    return f"extract(epoch FROM ({last})::timestamptz - ({first})::timestamptz)::float8"
