"""The conversations of the personas that take part in one session, each with a memory of its own. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.engine.prompting import NO_RECAP, Conversation, Exchange, Recap

MOST_LINES = 6
"""Turns of others that one is told of when it answers again; of earlier ones only how many there were."""
_LONGEST = 80
"""Characters of either side in such a line."""


class Agents:
    """Each persona sees its own turns word for word, and a line for each that another one answered meanwhile.

    The lines come as something that is said to it, at the end of what it saw before: what a model holds of a
    conversation stays the beginning of what it is asked next.
    """

    def __init__(
        self, name: str, instructions: str, history: Sequence[Exchange] = (), recap: Recap = NO_RECAP
    ) -> None:
        """`name` answers next. `history` are the turns of the session so far; one of nobody counts as its own.

        `recap` is what the persona of the last turn that it covers was told in place of the middle.
        """
        self.name = name
        """Of the one that answers."""
        self._missed: dict[str, list[Exchange]] = {}
        own = self._sorted_out(history)
        covered = [one.persona or name for one in history if one.turn <= recap.through]
        whose = covered[-1] if covered else name
        self._conversations = {
            who: Conversation(instructions if who == name else "", turns, recap if who == whose else NO_RECAP)
            for who, turns in own.items()
        }
        self._catch_up()

    def _sorted_out(self, history: Sequence[Exchange]) -> dict[str, list[Exchange]]:
        """What each sees of the history, less what came after its last turn, which it is told when it answers."""
        own: dict[str, list[Exchange]] = {
            who: [] for who in {self.name, *(one.persona or self.name for one in history)}
        }
        missed: dict[str, list[Exchange]] = {who: [] for who in own}
        for one in history:
            speaker = one.persona or self.name
            for who in own:
                if who != speaker:
                    missed[who].append(one)
            if missed[speaker]:
                own[speaker].append(_account(missed[speaker]))
                missed[speaker] = []
            own[speaker].append(one)
        self._missed = missed
        return own

    @property
    def now(self) -> Conversation:
        """The conversation of the one that answers."""
        return self._conversations[self.name]

    @property
    def several(self) -> bool:
        """Whether more than one took part."""
        return len(self._conversations) > 1

    def rename(self, name: str, instructions: str) -> None:
        """The one that answers is somebody else from now on, and keeps the conversation."""
        self._conversations[name] = self._conversations.pop(self.name)
        self._missed[name] = self._missed.pop(self.name, [])
        self.name = name
        self.now.instruct(instructions)

    def turn_to(self, name: str, instructions: str, *, handed_over: bool = False) -> None:
        """Let another one answer, where it left off, and tell it what it missed; with who hands over, if one does."""
        before, self.name = self.name, name
        if name not in self._conversations:
            self._missed[name] = self._all()
            self._conversations[name] = Conversation(instructions)
        self.now.instruct(instructions)
        self._catch_up(before if handed_over else "")

    def remember(self, exchanges: Sequence[Exchange]) -> None:
        """Take a finished turn, in the parts that each persona answered of it."""
        speakers = [one.persona or self.name for one in exchanges]
        for speaker, one in zip(speakers, exchanges, strict=True):
            self._conversations.setdefault(speaker, Conversation("")).add(one)
            for who in self._conversations:
                if who not in speakers:
                    self._missed.setdefault(who, []).append(one)

    def _all(self) -> list[Exchange]:
        """What was said in the session, as far as somebody still sees it."""
        found = [one for talk in self._conversations.values() for one in talk.seen if one.persona != TOLD]
        return sorted(found, key=lambda one: one.turn)

    def _catch_up(self, handed_over_by: str = "") -> None:
        missed, self._missed[self.name] = self._missed.get(self.name, []), []
        if missed or handed_over_by:
            self.now.add(_account(missed, handed_over_by))


TOLD = "\0"
"""Stands for a persona in an exchange that only tells what others did."""


def _account(missed: Sequence[Exchange], handed_over_by: str = "") -> Exchange:
    """What somebody is told of the turns that others answered."""
    names = list(dict.fromkeys(one.persona for one in missed if one.persona))
    parts = [f"Meanwhile the user talked with {' and '.join(names)}."] if names else []
    if len(missed) > MOST_LINES:
        parts.append(f"{len(missed) - MOST_LINES} turns are left out.")
    last = missed[-MOST_LINES:]
    turns = [0, *(one.turn for one in last)]
    parts += [_line(one, handed_over=bool(one.turn) and one.turn == turns[at]) for at, one in enumerate(last)]
    if handed_over_by:
        parts.append(f"{handed_over_by} hands over to you.")
    turn = max((one.turn for one in missed), default=0)
    return Exchange(f"({' '.join(filter(None, parts))})", "", turn=turn, persona=TOLD)


def _line(one: Exchange, *, handed_over: bool) -> str:
    """Who said what; of a turn that was handed over the question is told once."""
    said = "" if handed_over else f"User: “{_short(one.user)}”"
    return f"{said} {one.persona or 'Answer'}: “{_short(one.reply)}”".strip() if one.reply else said


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
