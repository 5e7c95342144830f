"""`sotto ask` and `sotto chat`: one turn, spoken or typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from desktop.errors import UsageError
from desktop.escaping import lines

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def ask(
    wav: Annotated[Path, typer.Option("--wav", help="The spoken question, an audio file.")],
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the spoken reply.")] = None,
    json_: JsonOption = False,
) -> None:
    """Ask a recorded question; write the spoken answer to a WAV file."""
    from desktop.cli.waiting import as_json, assistant, report_late_failures, wait_for_turn
    from desktop.engine.backends.wavfile import WavMicrophone, WavSpeaker

    microphone = WavMicrophone(wav)
    rate = 22_050
    out = out or _default_out()
    out.parent.mkdir(parents=True, exist_ok=True)
    with assistant(microphone, WavSpeaker(out, rate)) as (running, inbox):
        running.press()
        microphone.speak()
        running.release()
        turn = wait_for_turn(running, inbox)
        running.flush()
        report_late_failures(inbox)
    if json_:
        print(json.dumps(as_json(turn) | {"audio_out": str(out), "sample_rate": rate}, ensure_ascii=False))
    else:
        print(f"you:   {lines(turn.transcript)}\nsotto: {lines(turn.generated.strip())}\n       (spoken: {out})")


def chat(text: Annotated[str, typer.Argument(help="What to say.")], json_: JsonOption = False) -> None:
    """Say something in writing; print the answer."""
    from desktop.cli.waiting import as_json, assistant, report_late_failures, wait_for_turn

    if not text.strip():
        raise UsageError(
            "there is nothing to say", advice="give some text, for example: sotto chat 'What time is it?'"
        )
    with assistant(None, None) as (running, inbox):
        running.send_text(text)
        turn = wait_for_turn(running, inbox, lambda delta: None if json_ else print(lines(delta), end="", flush=True))
        running.flush()
        report_late_failures(inbox)
    print(json.dumps(as_json(turn), ensure_ascii=False) if json_ else "")


def _default_out() -> Path:
    import time

    from desktop.paths import Paths

    return Paths.from_environment().audio / f"reply-{time.strftime('%Y%m%d-%H%M%S')}.wav"
