"""Between table rows and the records that storage hands out."""

from __future__ import annotations

import json
from typing import Any

from desktop.storage.records import SessionRecord, ToolRunRecord, TurnRecord
from desktop.storage.states import EndReason, Progress, Recovery, SessionState
from desktop.storage.tables import SessionRow, TurnRow
from desktop.terms import ModelNames, Outcome, Source, Timings


def session_record(session: SessionRow, turns: int) -> SessionRecord:
    """Return the record of a session that has so many turns."""
    return SessionRecord(
        id=session.id,
        title=session.title,
        started_at=session.started_at,
        last_at=session.last_at,
        ended_at=session.ended_at,
        state=SessionState(session.state),
        end_reason=EndReason(session.end_reason),
        turns=turns,
        graceful=session.graceful,
        persona=session.persona,
        pinned=session.pinned,
        details=json.loads(session.details),
        deleted_at=session.deleted_at,
        parent=session.parent_id or "",
        parent_turn=session.parent_turn,
        recovery=Recovery(session.recovery),
        recovery_note=session.recovery_note,
        summary=session.summary,
        summary_through=session.summary_through,
        machine=session.machine,
    )


def turn_columns(turn: TurnRecord) -> dict[str, Any]:
    """Return the columns of a turn's row by name, less its id."""
    return {
        "session_id": turn.session,
        "index": turn.index,
        "started_at": turn.started_at,
        "ended_at": turn.ended_at,
        "stage": turn.progress.value,
        "source": turn.source.value,
        "outcome": turn.outcome.value,
        "transcript": turn.transcript,
        "language": turn.language,
        "confidence": turn.confidence,
        "language_confidence": turn.language_confidence,
        "no_speech": turn.no_speech,
        "generated": turn.generated,
        "spoken": turn.spoken,
        "heard": turn.heard,
        "message_type": turn.message_type,
        "speakability": turn.speakability,
        "audio_s": turn.audio_s,
        "prompt_tokens": turn.prompt_tokens,
        "reply_tokens": turn.reply_tokens,
        "error": turn.error,
        "tools": json.dumps(turn.tools),
        "pinned": turn.pinned,
        "persona": turn.persona,
        "route": turn.route,
        "route_reason": turn.route_reason,
        "details": json.dumps(turn.details),
        **_timing_columns(turn.timings),
        **_model_columns(turn.models),
    }


def _timing_columns(timings: Timings) -> dict[str, float | None]:
    return {
        "stt_ms": timings.stt,
        "llm_first_token_ms": timings.llm_first_token,
        "llm_ms": timings.llm,
        "tts_first_audio_ms": timings.tts_first_audio,
        "turn_ms": timings.turn,
    }


def _model_columns(models: ModelNames) -> dict[str, str | float | None]:
    return {
        "stt_model": models.stt,
        "llm_model": models.llm,
        "tts_model": models.tts,
        "adapter": models.adapter,
        "adapter_scale": models.adapter_scale,
    }


def turn_record(row: TurnRow, runs: tuple[ToolRunRecord, ...]) -> TurnRecord:
    """Return the record of a turn that had these tool runs."""
    return TurnRecord(
        session=row.session_id,
        index=row.index,
        started_at=row.started_at,
        source=Source(row.source),
        outcome=Outcome(row.outcome),
        transcript=row.transcript,
        language=row.language,
        confidence=row.confidence,
        generated=row.generated,
        spoken=row.spoken,
        heard=row.heard,
        audio_s=row.audio_s,
        timings=_timings(row),
        models=ModelNames(row.stt_model, row.llm_model, row.tts_model, row.adapter, row.adapter_scale),
        error=row.error,
        tools=tuple(json.loads(row.tools)),
        runs=runs,
        progress=Progress(row.stage),
        ended_at=row.ended_at,
        language_confidence=row.language_confidence,
        no_speech=row.no_speech,
        prompt_tokens=row.prompt_tokens,
        reply_tokens=row.reply_tokens,
        message_type=row.message_type,
        speakability=row.speakability,
        pinned=row.pinned,
        persona=row.persona,
        route=row.route,
        route_reason=row.route_reason,
        details=json.loads(row.details),
    )


def _timings(row: TurnRow) -> Timings:
    return Timings(
        stt=row.stt_ms,
        llm_first_token=row.llm_first_token_ms,
        llm=row.llm_ms,
        tts_first_audio=row.tts_first_audio_ms,
        turn=row.turn_ms,
    )
