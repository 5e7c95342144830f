"""Files of scripted calls: the one that ships, and what is wrong with others."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.rehearsal.form import read_calls, shipped, unseen

HEAD = 'schema = "sotto.calls/1"\nseed = 1\ncustomers = 10\nnow = 2026-11-23T09:00:00\n'
CALL = '[[dialogues]]\ntitle = "One"\ncustomer = "Anna Meyer"\nturns = [{ say = "Hello." }]\n'


def test_a_hundred_calls_ship_and_no_two_are_one() -> None:
    calls = read_calls(shipped()).dialogues
    assert len(calls) == 100
    assert len({call.title for call in calls}) == 100
    said = [tuple(turn.say for turn in call.turns) for call in calls]
    assert len(set(said)) == 100
    kinds = [call.changes[0].what if call.changes else "nothing" for call in calls]
    assert {kind: kinds.count(kind) >= 5 for kind in ("booked", "moved", "cancelled", "nothing")}
    assert sum("none" in call.consents for call in calls) >= 4
    assert sum("no" in call.consents for call in calls) >= 5
    assert sum(any(turn.interrupt_after_s for turn in call.turns) for call in calls) >= 4


def test_the_unseen_calls_are_others_at_the_same_desk() -> None:
    files = [read_calls(path) for path in (shipped(), unseen("a"), unseen("b"))]
    assert [len(file.dialogues) for file in files] == [100, 30, 30]
    assert len({(file.seed, file.customers, file.now) for file in files}) == 1
    callers = [{call.customer for call in file.dialogues} for file in files]
    assert len(set.union(*callers[1:])) == 60
    assert not callers[0] & set.union(*callers[1:])
    for file in files[1:]:
        kinds = [change.what for call in file.dialogues for change in call.changes]
        assert {kind: kinds.count(kind) >= 3 for kind in ("booked", "moved", "cancelled")}
        assert sum(not call.changes for call in file.dialogues) >= 5


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("this is no TOML", "is not valid TOML"),
        (HEAD, "dialogues: Field required"),
        (HEAD + CALL + 'color = "red"\n', "dialogues.0.color: Extra inputs"),
        (HEAD + CALL.replace('say = "Hello."', 'say = "Hello.", when = "("'), "it is no regular expression"),
        (HEAD.replace("calls/1", "calls/2") + CALL, "schema: Input should be 'sotto.calls/1'"),
        (HEAD + CALL + 'consents = ["maybe"]\n', "consents.0: Input should be"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "calls.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"calls\.toml") as raised:
        read_calls(path)
    assert complaint in str(raised.value)
    assert raised.value.advice


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_calls(tmp_path / "calls.toml")
