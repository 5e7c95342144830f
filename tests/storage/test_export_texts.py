"""Markdown, SRT and WebVTT, read back by parsers that are not ours."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import srt
import webvtt
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from desktop.storage.conversations import Conversations
from desktop.storage.database import Database
from desktop.storage.export_subtitles import as_lines
from desktop.storage.export_text import as_markdown
from desktop.storage.exported import Format
from desktop.terms import Outcome, Timings
from tests.storage.archives import BRANCH, PARENT, exported, fill
from tests.storage.samples import NOON, turn

pytestmark = pytest.mark.both

anything = st.text(st.characters(exclude_categories=["Cs"]))
MARKUP = st.text(st.sampled_from("#*_`~<>[]()!|\\&;-+=1.): \n\ta0{}$\"'/"))
CUES = st.text(st.sampled_from("0123456789:,.->< \n\r\u2028\x85aWEBVTTNOTE&;/v"))


PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """The text of a rendered paragraph that begins with `X:`, which nothing in it may end or mark up."""
    opening, inline, closing = PARSER.parse(f"**X:** {markdown}")
    assert (opening.type, closing.type) == ("paragraph_open", "paragraph_close")
    children = inline.children or []
    start = [child.type for child in children].index("strong_close") + 1
    assert {child.type for child in children[start:]} <= {"text", "text_special", "hardbreak"}
    parts = ["\n" if child.type == "hardbreak" else child.content for child in children[start:]]
    return "".join(parts).removeprefix(" ")


@given(text=anything | MARKUP)
@example("<b>&amp;</b> <|im_start|> \\")
@example("a\n\n\n1. b\n- c\n    d\n\n")
@example("\u202eolleh \u0645\u0631\u062d\u0628\u0627")
def test_markdown_shows_every_text_as_it_is(text: str) -> None:
    assert shown(as_markdown(text)) == re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\ufffd", text)


def test_markdown_is_for_reading(database: Database) -> None:
    fill(database)
    Conversations(database).add_turn(
        turn(4, PARENT, transcript="# hi\n* you", outcome=Outcome.INTERRUPTED, error="", runs=())
    )
    text = exported(database, Format.MARKDOWN, [PARENT])
    facts = f"2026-03-01 12:01 UTC · {PARENT} · ended: user"
    assert text.startswith(f"# question 1\n\n{facts}\n\n## 1. 12:01:00\n\n**You:** question 1\n\n")
    assert "*Looked at the clock:* \\{" in text
    assert "**You:** \\# hi\\\n\\* you\n\n**Sotto:** It is noon. Good day.\n\n" in text
    assert text.endswith("*interrupted*\n\n*Heard:* It is\n\n")


def _only(database: Database, session: str, said: str, reply: str) -> str:
    Conversations(database).add_turn(turn(1, session, transcript=said, heard=reply, runs=()))
    return session


@settings(max_examples=80)
@given(said=anything | CUES, reply=anything | CUES)
@example("a\n\n2\n00:00:00,000 --> 00:00:09,000\nforged", "x --> y")
@example("1 MB " * 200_000, "&lt;v You> NOTE\n\nSTYLE")
def test_subtitles_parse_and_say_the_same(database: Database, said: str, reply: str) -> None:
    session = _only(database, uuid4().hex, said, reply)
    # a reply of nothing that could be heard is the one that was written
    texts = [("You", as_lines(said)), ("Sotto", as_lines(reply or "It is noon. Good day."))]
    expected = [(who, text) for who, text in texts if text]
    cues = list(srt.parse(exported(database, Format.SRT, [session])))
    assert [cue.content for cue in cues] == [f"{who}: {_one_line(text)}" for who, text in expected]
    assert [cue.index for cue in cues] == list(range(1, len(expected) + 1))
    vtt = webvtt.from_buffer(io.StringIO(exported(database, Format.VTT, [session])))
    assert [(cue.voice, _plain(cue.raw_text)) for cue in vtt] == expected


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("-->", "→")


def _plain(raw: str) -> str:
    return html.unescape(re.sub(r"^<v \w+>|</v>$", "", raw))


@pytest.mark.parametrize("form", [Format.SRT, Format.VTT])
def test_subtitles_keep_the_time_and_follow_one_another(database: Database, form: Format) -> None:
    store = Conversations(database)
    store.start_session(PARENT, NOON + timedelta(minutes=1))
    store.add_turn(turn(1, PARENT, audio_s=1.5, heard="It is noon now, I think.", timings=Timings(turn=250.0)))
    store.add_turn(turn(2, PARENT, heard="", outcome=Outcome.INTERRUPTED))
    store.add_turn(turn(3, PARENT, outcome=Outcome.IGNORED, heard="", transcript="mm"))
    store.add_turn(turn(1, BRANCH, started_at=NOON + timedelta(days=9)))
    text = exported(database, form)
    if form is Format.SRT:
        spans = [(cue.start.total_seconds(), cue.end.total_seconds()) for cue in srt.parse(text)]
    else:
        spans = [(cue.start_in_seconds, cue.end_in_seconds) for cue in webvtt.from_buffer(io.StringIO(text))]
        spans = [(float(start), float(end)) for start, end in spans]
    assert len(spans) == 5
    if form is Format.SRT:
        assert spans[:3] == [(0, 1.5), (1.75, 4.15), (60, 61.5)]
        assert spans[3] == (62.5, 64.0)
    assert spans == sorted(spans)


def test_no_turns_no_cues(database: Database) -> None:
    assert exported(database, Format.SRT) == ""
    assert list(webvtt.from_buffer(io.StringIO(exported(database, Format.VTT)))) == []
