"""From an utterance to words that are believed."""

from __future__ import annotations

import math

from desktop import events
from desktop.engine.protocols import StaleCheck
from desktop.engine.recognising import Recognition
from desktop.engine.reporting import Reporter
from desktop.engine.transcription import doubt
from desktop.engine.turn import StageError, Turn
from desktop.errors import Cancelled
from desktop.terms import Outcome, Stage


def understood(turn: Turn, recognition: Recognition, report: Reporter, stale: StaleCheck) -> bool:
    """Take the words of an utterance into its turn; False where they are doubted. Raises Cancelled, StageError."""
    try:
        transcript = recognition.wait(stale)
    except Cancelled:
        raise
    except Exception as error:
        raise StageError(Stage.TRANSCRIPTION, error) from error
    turn.text, turn.language = transcript.text.strip(), transcript.language
    turn.no_speech, turn.language_confidence = transcript.no_speech, transcript.language_probability
    turn.fallbacks = transcript.fallbacks
    turn.confidence = math.exp(min(0.0, transcript.log_probability))
    turn.stage_took(stt=(report.clock.monotonic() - turn.decided_at) * 1000)
    reason = doubt(transcript, turn.audio_s, turn.sound)
    if reason:
        turn.outcome, turn.error = Outcome.IGNORED, reason
        report.emit(events.UtteranceIgnored(**report.head(turn.number), reason=reason, text=turn.text))
        return False
    return True
