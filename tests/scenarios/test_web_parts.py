"""What of the browser's page needs no Chainlit: who may ask, what is written, the engine behind it."""

from __future__ import annotations

import ast
import asyncio
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from markdown_it import MarkdownIt

from desktop.benchmarks.questions import speak
from desktop.errors import UsageError
from desktop.events import ConsentAsked, EngineEvent, ReplyAudible, TurnFinished
from desktop.paths import starter_models
from desktop.scenarios.result import Check, TurnResult
from desktop.scenarios.shelf import find
from desktop.scenarios.web.booth import Booth
from desktop.scenarios.web.generate import environment, generate
from desktop.scenarios.web.guard import Guard
from desktop.scenarios.web.showing import outline, plain, verdict
from desktop.settings import Settings
from desktop.terms import Answer, Outcome

EVIL = "<script>alert(1)</script> [a](http://evil.example) `b` | ![i](x) **c**"


def asked(**headers: str) -> tuple[int, dict[bytes, bytes]]:
    """Status and headers of what a guarded application answers."""
    sent: list[Any] = []

    async def inner(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    told = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    asyncio.run(Guard(inner, 9467)({"type": "http", "headers": told}, None, send))  # type: ignore[arg-type]
    return sent[0]["status"], dict(sent[0]["headers"])


@pytest.mark.parametrize("host", ["127.0.0.1:9467", "localhost:9467"])
def test_its_own_page_is_let_in_and_may_ask_nobody_else(host: str) -> None:
    status, headers = asked(host=host, origin=f"http://{host}")
    policy = headers[b"content-security-policy"].decode()
    assert (status, "default-src 'self'" in policy) == (200, True)
    assert "https:" not in policy
    assert asked(host=host)[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "evil.example:9467"},
        {"host": "127.0.0.1"},
        {"host": "127.0.0.1:80"},
        {"host": "127.0.0.1:9467", "origin": "http://evil.example"},
        {"host": "127.0.0.1:9467", "origin": "http://127.0.0.1:1"},
        {"host": "127.0.0.1:9467", "origin": "null"},
        {"host": "127.0.0.1:notaport"},
        {"host": "[::1:9467"},
        {"host": "127.0.0.1:9467@evil.example"},
        {"host": "\xff\xfe"},
    ],
)
def test_others_are_refused(headers: dict[str, str]) -> None:
    assert asked(**headers)[0] == 403


def test_a_socket_of_another_page_is_closed() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "headers": [(b"host", b"127.0.0.1:9467"), (b"origin", b"http://evil.example")]}
    asyncio.run(Guard(None, 9467)(scope, None, send))  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_the_application_that_is_written(tmp_path: Path) -> None:
    app = generate(tmp_path / "a", find(["timer", "echo"]), Settings().model_dump_json(), 9467)
    (call,) = [node for node in ast.walk(ast.parse(app.read_text("utf-8"))) if isinstance(node, ast.Call)]
    files, told = ast.literal_eval(call.args[0]), {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    assert [Path(file).stem for file in files] == ["timer", "echo"]
    assert Settings.model_validate_json(told["settings"]) == Settings()
    assert told["port"] == 9467
    config = (tmp_path / "a" / ".chainlit" / "config.toml").read_text("utf-8")
    assert "allow_origins = []" in config
    assert environment(tmp_path, 1)["CHAINLIT_HOST"] == "127.0.0.1"
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        generate(tmp_path / "file", find(["timer"]), "{}", 1)


def test_what_is_shown_is_text_and_nothing_else() -> None:
    checks = (Check(name=EVIL, met=False, wanted=EVIL, got=EVIL),)
    shown = verdict([TurnResult(number=1, asked="x", outcome="completed", checks=checks)])
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    html = markdown.render(shown) + markdown.render(plain(EVIL))
    assert not {"<script", "<a ", "<img", "<code"} & {
        tag for tag in ("<script", "<a ", "<img", "<code") if tag in html
    }
    assert html.count("<td>") == 5
    assert "1. The user says: Add bread" in outline(find(["note-refused"])[0])


class Page:
    """What a browser would be told."""

    def __init__(self, booth: Booth) -> None:
        self.booth, self.events = booth, queue.SimpleQueue[EngineEvent]()
        self.loudest = 0.0
        booth.listen(self.events.put, self._hear)
        booth.free().result(60)

    def _hear(self, block: np.ndarray) -> None:  # type: ignore[type-arg]
        self.loudest = max(self.loudest, float(np.abs(block).max()))

    def wait_for(self, kind: type[EngineEvent]) -> Any:
        while not isinstance(event := self.events.get(timeout=60), kind):
            pass
        return event


@pytest.fixture
def booth() -> Iterator[Booth]:
    made = Booth(Settings())
    yield made
    made.close()


@pytest.fixture
def visit(booth: Booth) -> Page:
    return Page(booth)


def test_a_typed_turn_and_one_that_is_spoken(visit: Page) -> None:
    visit.booth.send_text("What is the capital of France?")
    assert visit.wait_for(TurnFinished).generated.strip() == "The capital of France is Paris."
    assert visit.loudest > 0.01
    (question,) = speak(starter_models() / "tts" / "starter.onnx", ["What is seven plus five?"])
    visit.booth.hear(question.samples)
    visit.wait_for(ReplyAudible)
    visit.booth.stop()
    done = visit.wait_for(TurnFinished)
    assert (done.transcript, done.outcome) == ("What is seven plus five?", Outcome.INTERRUPTED)


@pytest.mark.long
def test_a_scenario_turn_by_turn_with_settings_of_its_own(visit: Page) -> None:
    (script,) = find(["note-refused"])
    results = visit.booth.play(script, by_step=True)
    visit.booth.go_on()
    assert visit.wait_for(ConsentAsked).name == "add_note"
    visit.wait_for(TurnFinished)
    assert not results.done(), "the second turn waits"
    visit.booth.answer(99, Answer.YES)
    visit.booth.go_on()
    assert all(turn.passed for turn in results.result(60))

    long, short = find(["history-search", "slower"])
    first, second = visit.booth.play(long, by_step=True), visit.booth.play(short, by_step=False)
    assert first.result(60) == [], "another one breaks it off"
    assert all(turn.passed for turn in second.result(60))
