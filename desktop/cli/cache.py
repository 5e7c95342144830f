"""`sotto cache`: answers that are given again, looked at and changed by hand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import print_json
from desktop.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.answers import KeptAnswer
    from desktop.paths import Paths
    from desktop.settings import Settings

app = typer.Typer(help="Answers that are given again: look, put in, count, list and clear.", no_args_is_help=True)
_Question = Annotated[str, typer.Argument(help="As somebody would say it.")]


@app.command("get")
def get(question: _Question, json_: JsonOption = False) -> None:
    """Show the answer that the chosen persona and model would give again; exit code 1 where there is none."""
    from desktop.answers import Freshness
    from desktop.recall import NEVER, look

    paths, settings = _home()
    found = look(settings, paths, question)
    if json_:
        print_json(found)
    elif found.known is not None:
        print(found.known.answer.reply)
        print(f"given to {found.known.answer.question!r}, {found.known.likeness:.2f} alike")
    elif found.freshness is Freshness.NEVER:
        print(f"never kept: {NEVER}")
    elif found.nearest is not None:
        likest = f"{found.nearest.question!r}, {found.likeness:.2f} alike"
        print(f"none; the likest question is {likest}, and does not ask for the same")
    else:
        print("none")
    if found.known is None:
        raise typer.Exit(1)


@app.command("set")
def set_(
    question: _Question,
    answer: Annotated[str, typer.Argument(help="What is to be said.")],
    json_: JsonOption = False,
) -> None:
    """Keep an answer of your own for the chosen persona and model; it is spoken when it is first asked for."""
    from desktop.recall import put

    paths, settings = _home()
    freshness = put(settings, paths, question.strip(), answer.strip())
    if json_:
        print_json({"question": question.strip(), "answer": answer.strip(), "freshness": freshness.value})
    else:
        print(f"kept, {freshness}{'' if settings.cache.answers else '; the cache is off: [cache] answers = true'}")


@app.command("clear")
def clear(
    persona: Annotated[str, typer.Option("--persona", help="Only answers of this one.")] = "",
    model: Annotated[str, typer.Option("--model", help="Only answers of this language model.")] = "",
    question: Annotated[str, typer.Option("--question", help="Only the answer to exactly these words.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json_: JsonOption = False,
) -> None:
    """Delete kept answers for good; a running Sotto knows at once."""
    from desktop.storage.answer_file import AnswerFile

    paths, _ = _home()
    wanted = {"persona": persona, "model": model, "question": question}
    named = {name: value for name, value in wanted.items() if value}
    if not yes and not typer.confirm(f"delete {'these' if named else 'all'} kept answers for good?", err=True):
        raise UsageError("nothing was deleted", advice="answer y, or give --yes")
    file = AnswerFile(paths.answers)
    try:
        gone = file.delete(" AND ".join(f"{name} = ?" for name in named) or "1", *named.values())
    finally:
        file.close()
    if json_:
        print_json({"deleted": gone})
    else:
        print(f"deleted: {gone} answers")


@app.command("stats")
def stats(json_: JsonOption = False) -> None:
    """How many answers are kept, how large they are, and how often they were given again."""
    paths, settings = _home()
    counted = _count(_answers(paths), paths, settings)
    if json_:
        print_json(counted)
        return
    print(f"answers       {counted['answers']}, of {counted['scopes']} personas and models as they stood")
    print(f"room          {counted['bytes'] / 1e6:.1f} of {settings.cache.most_mb} MB")
    print(f"given again   {counted['uses']} times")
    print(f"the cache is  {'on' if settings.cache.answers else 'off: [cache] answers = true in settings.toml'}")


@app.command("list")
def list_(
    lines: Annotated[int, typer.Option("--lines", min=1, help="How many, the one used last first.")] = 50,
    json_: JsonOption = False,
) -> None:
    """Show the kept answers."""
    paths, _ = _home()
    found = _answers(paths)[:lines]
    if json_:
        print_json({"answers": list(found)})
        return
    if not found:
        print("no answers are kept", file=sys.stderr)
    for one in found:
        whose = f"{one.persona}, {one.model}{f' with {one.adapter}' if one.adapter else ''}"
        print(f"{one.made_at.astimezone():%Y-%m-%d %H:%M}  {one.uses:4} x  {one.freshness:8} {whose}")
        print(f"    {one.question}\n    {one.reply}")


def _home() -> tuple[Paths, Settings]:
    from desktop.paths import Paths
    from desktop.settings import load_settings

    paths = Paths.from_environment()
    return paths, load_settings(paths.settings)


def _answers(paths: Paths) -> Sequence[KeptAnswer]:
    """All of them; none where nothing was ever kept, and no file is made."""
    from desktop.storage.answer_file import AnswerFile

    if not paths.answers.exists():
        return []
    file = AnswerFile(paths.answers)
    try:
        return [placed[0] for placed in file.all()]
    finally:
        file.close()


def _count(answers: Sequence[KeptAnswer], paths: Paths, settings: Settings) -> dict[str, Any]:
    return {
        "on": settings.cache.answers,
        "file": paths.answers,
        "answers": len(answers),
        "scopes": len({one.scope_key for one in answers}),
        "bytes": sum(one.bytes for one in answers),
        "most_bytes": settings.cache.most_mb * 1_000_000,
        "uses": sum(one.uses for one in answers),
        "by_freshness": {
            kind: sum(one.freshness == kind for one in answers) for kind in sorted({one.freshness for one in answers})
        },
    }
