"""Scenarios by hand in a real browser: Debian's chromium, headless, before Chainlit and the real engine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import numpy as np
import pytest

from desktop.benchmarks.questions import speak
from desktop.engine.audio import SAMPLE_RATE
from desktop.engine.backends.wavfile import write_wav
from desktop.paths import starter_models

api = pytest.importorskip("playwright.sync_api", reason="needs playwright, which drives the browser")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium"),
    pytest.mark.skipif(find_spec("chainlit") is None, reason="needs the extra `web`: `make scenarios-web` has it"),
    pytest.mark.timeout(600),
]
WAIT_MS = 60_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("web")
    command = [
        sys.executable,
        "-m",
        "desktop",
        "scenarios",
        "web",
        "plain-question",
        "note-refused",
        "--port",
        str(port),
    ]
    environment = os.environ | {"SOTTO_HOME": str(home), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.send_signal(signal.SIGINT)
            try:
                _, told = server.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
    assert "Traceback" not in told, told
    assert server.returncode == 0


def _wait_for(port: int, server: subprocess.Popen[str]) -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            continue
        return
    pytest.fail("the server ended")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser whose microphone hears a question again and again."""
    path = tmp_path_factory.mktemp("sound") / "question.wav"
    (question,) = speak(starter_models() / "tts" / "starter.onnx", ["What is seven plus five?"])
    # long enough for the answer to be heard in between
    write_wav(path, np.concatenate([question.samples, np.zeros(12 * SAMPLE_RATE, np.float32)]), SAMPLE_RATE)
    options = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={path}",
        "--autoplay-policy=no-user-gesture-required",
    ]
    with api.sync_playwright() as playwright:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=options + root)
        yield made
        made.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1100, "height": 900}, permissions=["microphone"])
    made, answered = context.new_page(), []
    made.set_default_timeout(WAIT_MS)
    made.on("response", lambda response: answered.append(response.url))
    made.goto(address)
    made.get_by_text("Choose a scenario, or just type or talk.").wait_for()
    yield made
    assert [url for url in answered if not url.startswith((address, "data:", "blob:"))] == []
    context.close()


def test_a_typed_turn_is_answered_by_the_engine(page: Any) -> None:
    page.locator("#chat-input").fill("What is the capital of France?")
    page.keyboard.press("Enter")
    page.get_by_text("The capital of France is Paris.").wait_for()
    page.get_by_text("completed, ").first.wait_for()


def test_a_scenario_is_played_and_judged(page: Any) -> None:
    page.get_by_role("button", name="plain-question").click()
    page.get_by_role("button", name="Play all of it").click()
    page.get_by_text("What is the capital of France?", exact=False).last.wait_for()
    page.get_by_text("passed", exact=True).wait_for()
    assert page.locator("table").get_by_text("reply_has").count() == 1
    assert page.locator("table").get_by_text("not met").count() == 0


def test_a_scenario_turn_by_turn_with_a_tool_that_asks(page: Any) -> None:
    page.get_by_role("button", name="note-refused").click()
    page.get_by_role("button", name="Turn by turn").click()
    page.get_by_role("button", name="Turn 1").click()
    page.get_by_text("May I?").wait_for()
    page.get_by_text("completed, ").first.wait_for()
    page.get_by_role("button", name="Turn 2").click()
    page.get_by_text("Your list is empty.").wait_for()
    page.get_by_text("passed", exact=True).wait_for()


def test_what_is_said_into_the_browsers_microphone_is_answered(page: Any) -> None:
    page.locator("button:has(svg)").nth(-2).click()  # beside the one that sends
    page.get_by_text("What is seven plus five?").wait_for()
    page.get_by_text("7 plus 5 is 12.").wait_for()


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_other_pages_are_refused(address: str, header: dict[str, str]) -> None:
    with pytest.raises(OSError, match="403"):
        urlopen(Request(address, headers=header))
