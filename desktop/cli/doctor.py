"""`sotto doctor`: what is wrong with this installation and how to mend it."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from desktop.cli.conversation import JsonOption


def doctor(json_: JsonOption = False) -> None:
    """Check devices, models, versions, database and folders. Exit code 1 when something needs mending."""
    from desktop.diagnostics import diagnose
    from desktop.paths import Paths

    checks = diagnose(Paths.from_environment())
    if json_:
        print(
            json.dumps({"ok": all(c.ok for c in checks), "checks": [asdict(c) for c in checks]}, ensure_ascii=False)
        )
    else:
        for check in checks:
            print(f"{'ok ' if check.ok else 'BAD'}  {check.name}: {check.detail}")
            if not check.ok:
                print(f"     {check.advice}")
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
