"""`sotto desk rehearse`: scripted calls with Sophie at a made-up desk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import plain, print_json
from desktop.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rehearsal.form import Call, Calls
    from desktop.rehearsal.judging import Result


def rehearse(
    file: Annotated[
        Path | None, typer.Argument(help="A file of calls; without it those that come with Sotto.")
    ] = None,
    typed: Annotated[bool, typer.Option("--typed", help="In writing instead of by voice.")] = False,
    own_words: Annotated[
        bool, typer.Option("--own-words", help="Callers never put what they want in words known to be understood.")
    ] = False,
    only: Annotated[str, typer.Option("--only", help="Calls whose title has this in it.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 100_000,
    show: Annotated[bool, typer.Option("--show", help="Print what was said in each call.")] = False,
    least: Annotated[float, typer.Option("--least", min=0, max=1, help="Share that has to come out right.")] = 0.85,
    json_: JsonOption = False,
) -> None:
    """Hold scripted calls and look what the book says afterwards; nothing of this home is touched.

    Exit code 1 if too few come out right, or if ever anything was written without a yes, or booked twice.
    """
    from desktop.rehearsal.form import read_calls, shipped

    calls = read_calls(file or shipped())
    chosen = [call for call in calls.dialogues if only.casefold() in call.title.casefold()][:limit]
    if not chosen:
        raise UsageError(f"no call has {only!r} in its title", advice="leave --only out to hold all")
    results = _hold(calls, chosen, typed=typed, own_words=own_words, tell=not json_, show=show)
    told = _summary(results)
    if json_:
        print_json(told | {"calls": [plain(one) | {"reached": one.reached} for one in results]})
    else:
        print(
            f"right state in {told['reached']} of {told['held']} calls; "
            f"written without consent: {told['unconsented']}; double bookings: {told['double_booked']}"
        )
    if told["reached"] < least * len(results) or told["unconsented"] or told["double_booked"]:
        raise typer.Exit(1)


def _hold(
    calls: Calls, chosen: Sequence[Call], *, typed: bool, own_words: bool, tell: bool, show: bool
) -> list[Result]:
    from desktop.paths import Paths
    from desktop.rehearsal.running import spoken_rehearsal, typed_rehearsal, with_cause
    from desktop.settings import load_settings

    base = load_settings(Paths.from_environment().settings)
    results = []
    with (typed_rehearsal if typed else spoken_rehearsal)(calls, base, own_words=own_words) as rehearsal:
        for call in chosen:
            results.append(rehearsal.hold(call))
            if tell:
                _tell(results[-1], show=show)
    failed = [at for at, one in enumerate(results) if not one.reached]
    if not failed:
        return results
    # what goes well in writing was misheard, and what does not was not understood
    with typed_rehearsal(calls, base, own_words=own_words) as again:
        for at in failed:
            results[at] = with_cause(results[at], again.hold(chosen[at]))
            if tell:
                print(f"{results[at].title}: {results[at].cause}")
    return results


def _tell(result: Result, *, show: bool) -> None:
    good = result.reached and result.safe
    print(f"{'right' if good else 'WRONG'}  {result.title}  ({result.seconds:.1f} s)")
    if show or not good:
        for one in result.exchanges:
            print(f"    caller: {one.said}" + (f" [{one.understood}]" if one.understood != one.said else ""))
            for call in one.tools:
                print(f"      {call}")
            print(f"    Sophie: {one.reply}")
    if not good:
        print(f"    wanted: {'; '.join(result.wanted) or 'nothing changed'}")
        print(f"    found:  {'; '.join(result.found) or 'nothing changed'}")
    sys.stdout.flush()


def _summary(results: Sequence[Result]) -> dict[str, Any]:
    causes = [one.cause for one in results if one.cause]
    return {
        "held": len(results),
        "reached": sum(one.reached for one in results),
        "unconsented": sum(len(one.unconsented) for one in results),
        "double_booked": sum(len(one.double_booked) for one in results),
        "causes": {cause: causes.count(cause) for cause in sorted(set(causes))},
    }
