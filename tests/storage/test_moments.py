"""When what happened in a turn, in and out of its details."""

from __future__ import annotations

import json

import pytest

from desktop.events import PartialTranscript, ReplyAudible, ReplyDelta, SpeechEnded, Transcribed, head
from desktop.storage.moments import MOST_PARTIALS, MOST_PIECES, Moments, details_of, endpoint_in, moments_in
from desktop.terms import Endpoint
from tests.storage.samples import SESSION


def test_what_happened_is_kept_with_its_time() -> None:
    moments = Moments()
    moments.note(PartialTranscript(**head(SESSION, 1, 11.25), text="what"), 10.0)
    moments.note(SpeechEnded(**head(SESSION, 1, 12.0), audio_s=2), 10.0)
    moments.note(Transcribed(**head(SESSION, 1, 12.1), text="what?", language="en", confidence=1, ms=1), 10.0)
    moments.note(ReplyDelta(**head(SESSION, 1, 12.2), text="Well"), 10.0)
    moments.note(ReplyAudible(**head(SESSION, 1, 12.4), ms=1), 10.0)
    endpoint = Endpoint(by_key=False, silence_s=0.64, start=0, stop=32_000, speech_share=0.5)
    kept = json.loads(json.dumps(details_of(moments, endpoint)))
    assert moments_in(kept) == Moments(2000, 2100, 2400, [(1250, "what")], [(2200, 4)])
    assert endpoint_in(kept) == endpoint


def test_nothing_is_kept_of_what_there_was_not() -> None:
    assert details_of(Moments(), None) == {}
    assert (moments_in({}), endpoint_in({})) == (None, None)


def test_there_is_a_limit() -> None:
    moments = Moments()
    for _ in range(MOST_PIECES + 1):
        moments.note(ReplyDelta(**head(SESSION, 1, 1.0), text="a"), 0.0)
        moments.note(PartialTranscript(**head(SESSION, 1, 1.0), text="a"), 0.0)
    assert (len(moments.pieces), len(moments.partials)) == (MOST_PIECES, MOST_PARTIALS)


@pytest.mark.parametrize("known", [7, "x", [], {"ended": "soon"}, {"pieces": [[1]]}, {"ended": {"start": 1}}])
def test_what_an_import_brought_is_not_believed(known: object) -> None:
    assert moments_in({"moments": known}) is None
    assert endpoint_in({"endpoint": known}) is None
