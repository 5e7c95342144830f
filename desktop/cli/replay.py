"""`sotto sessions replay`: stored turns through the models again, and what changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.conversation import JsonOption
from desktop.cli.stored import SessionId, open_history, plain, print_json
from desktop.errors import UsageError, UserFacingError

if TYPE_CHECKING:
    from desktop.engine.protocols import Speaker
    from desktop.replay.comparing import Comparison
    from desktop.replay.material import StoredSession, StoredTurn
    from desktop.replay.replayer import Replayed, Replayer
    from desktop.replay.story import Story

SAME, DIFFERENT, CANNOT = 0, 1, 2

TurnOption = Annotated[int | None, typer.Option("--turn", min=1, help="Only the turn of this number.")]


def replay(
    session: SessionId,
    turn: TurnOption = None,
    step: Annotated[bool, typer.Option("--step", help="Tell each turn's story, and wait for a key.")] = False,
    play: Annotated[bool, typer.Option("--play", help="Let question and new answer be heard.")] = False,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", help="Other models or settings: stt=…,llm=…,tts=…,turn=…,set key=value."),
    ] = None,
    as_then: Annotated[
        bool, typer.Option("--as-then", help="With the settings of then; models and instructions stay those of now.")
    ] = False,
    script: Annotated[
        Path | None, typer.Option("--script", help="Write a scenario into this file instead of running anything.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    json_: JsonOption = False,
) -> None:
    """Run stored turns through the models again and tell what changed; nothing is stored, no tool is run.

    Exit code 0: the same words, tools and replies; 1: differences; 2: it cannot be replayed.
    """
    try:
        stored = _stored(session, turn)
        if script is not None:
            _write_script(stored, turn, script, replace=force)
            return
        code = _replay(stored, turn, with_ or (), then=as_then, step=step, play=play, json_=json_)
    except UserFacingError as error:
        print(f"sotto: {error}; {error.advice}", file=sys.stderr)
        raise typer.Exit(CANNOT) from error
    raise typer.Exit(code)


def _stored(session: str, turn: int | None) -> StoredSession:
    from desktop.paths import Paths
    from desktop.replay.material import read_session
    from desktop.storage.recordings import Recordings

    with open_history() as database:
        return read_session(database, Recordings(Paths.from_environment().recordings), session, turn)


def _write_script(stored: StoredSession, turn: int | None, script: Path, *, replace: bool) -> None:
    from desktop.replay.script import write_script

    done = write_script(stored, stored.chosen(turn), script, replace=replace)
    print(f"{done.turns} turns, {done.sounds} with sound: {script}", file=sys.stderr)


def _replay(
    stored: StoredSession,
    turn: int | None,
    options: Sequence[str],
    *,
    then: bool,
    step: bool,
    play: bool,
    json_: bool,
) -> int:
    from desktop.paths import Paths
    from desktop.replay.choosing import changed, listens_anew, wanted_in, with_persona
    from desktop.replay.replayer import open_replayer
    from desktop.replay.then import as_then, settings_of
    from desktop.settings import load_settings

    if step and (json_ or not sys.stdin.isatty()):
        raise UsageError("there is nobody to press a key", advice="leave --step out, or run it in a terminal")
    paths, turns, wanted = Paths.from_environment(), stored.chosen(turn), wanted_in(options)
    now = load_settings(paths.settings)
    base = as_then(now, settings_of(stored, turns)) if then else now
    settings = with_persona(changed(base, wanted), stored.record.persona)
    with ExitStack() as open_:
        speaker = open_.enter_context(_loudspeaker(settings.audio.speaker)) if play else None
        replayer = open_.enter_context(open_replayer(settings, paths, listens_anew=listens_anew(wanted)))
        return _Job(stored, replayer, speaker, step=step, json_=json_).run(turns)


@contextmanager
def _loudspeaker(device: str) -> Iterator[Speaker]:
    from desktop.engine.backends.portaudio import PortAudioSpeaker

    speaker = PortAudioSpeaker()
    speaker.open(lambda _reason: None, device)
    try:
        yield speaker
    finally:
        speaker.close()


class _Job:
    """One replay on the terminal."""

    def __init__(
        self, stored: StoredSession, replayer: Replayer, speaker: Speaker | None, *, step: bool, json_: bool
    ) -> None:
        self._stored, self._replayer, self._speaker = stored, replayer, speaker
        self._step, self._json = step, json_
        self._compared: list[Comparison] = []
        self._failed: dict[int, UserFacingError] = {}
        self._turns: list[dict[str, Any]] = []

    def run(self, turns: Sequence[StoredTurn]) -> int:
        """Replay the turns, show what changed and return the exit code."""
        for turn, now in self._replayed(turns):
            self._show(turn, now)
            if self._speaker is not None:
                self._let_hear(self._speaker, turn, now)
            if self._step and not _goes_on():
                break
        self._sum_up()
        if any(not one.same for one in self._compared):
            return DIFFERENT
        return CANNOT if self._failed else SAME

    def _replayed(self, turns: Sequence[StoredTurn]) -> Iterator[tuple[StoredTurn, Replayed]]:
        for turn in turns:
            try:
                yield turn, self._replayer.run(self._stored, turn, speak=self._speaker is not None)
            except UserFacingError as error:
                if len(turns) == 1:
                    raise
                self._failed[turn.record.index] = error
                if not self._json:
                    print(f"{turn.record.index}. cannot be replayed: {error}; {error.advice}")

    def _show(self, turn: StoredTurn, now: Replayed) -> None:
        from desktop.replay.comparing import compare
        from desktop.replay.telling import lines_of, replay_lines, to_json

        compared = compare(turn, now)
        self._compared.append(compared)
        if self._json:
            self._turns.append(to_json(compared, now))
            return
        if self._step:
            for line in lines_of(_tell(self._stored, [turn])[0]):
                print(line)
        for line in replay_lines(compared, now):
            print(line)

    def _let_hear(self, speaker: Speaker, turn: StoredTurn, now: Replayed) -> None:
        from desktop.cli.hearing import let_hear
        from desktop.engine.audio import SAMPLE_RATE

        if turn.is_spoken:
            let_hear(speaker, self._stored.sound(turn), SAMPLE_RATE)
        let_hear(speaker, now.aloud.samples, now.aloud.rate)

    def _sum_up(self) -> None:
        from desktop.replay.telling import summary, summary_line

        found = summary(self._compared, self._failed)
        if self._json:
            whole = {"session": self._stored.record.id, "models": plain(self._replayer.models), **found}
            print_json(whole | {"turns": self._turns})
        else:
            print(summary_line(found))


def _tell(stored: StoredSession, turns: Sequence[StoredTurn]) -> list[Story]:
    from desktop.engine.backends.silero import SileroDetector
    from desktop.replay.story import tell

    detector = SileroDetector()
    return [tell(stored, one, detector) for one in turns]


def _goes_on() -> bool:
    print("any key goes on, q ends", file=sys.stderr)
    return typer.getchar().lower() not in ("q", "\x03", "\x1b")


def story(session: SessionId, turn: TurnOption = None, json_: JsonOption = False) -> None:
    """What happened in a turn, or in all: sound, words, end of turn, prompt, tools, reply, and when."""
    from desktop.replay.telling import lines_of

    stored = _stored(session, turn)
    stories = _tell(stored, stored.chosen(turn))
    if json_:
        print_json({"session": stored.record.id, "turns": stories})
        return
    for number, one in enumerate(stories):
        print("\n" * bool(number) + "\n".join(lines_of(one)))
