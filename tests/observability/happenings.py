"""One of each event, with a word in every place where something was said."""

from __future__ import annotations

from desktop import events
from desktop.errors import FAULT_ADVICE
from desktop.events import EngineEvent
from desktop.terms import Answer, CacheUse, Control, ModelChange, Outcome, Stage, State
from tests.observability.test_metrics import finished
from tests.storage.samples import MODELS, SESSION

CANARY = "xylophone"


def head(turn: int = 1, at: float = 100.0, session: str = SESSION) -> events.Head:
    return events.head(session, turn, at)


def everything(word: str = CANARY) -> list[EngineEvent]:
    said = f"the {word} plays"
    return [
        events.StateChanged(**head(0), state=State.LOADING),
        events.EngineReady(**head(0), models=MODELS, load_ms=900, persona="Sotto"),
        events.StateChanged(**head(0), state=State.IDLE),
        events.LevelMeasured(**head(0), rms=0.1, peak=0.2),
        events.SpeechStarted(**head()),
        events.PartialTranscript(**head(), text=said),
        events.SpeechEnded(**head(at=101.0), audio_s=1.5),
        events.Transcribed(**head(at=101.1), text=said, language="en", confidence=0.9, ms=80),
        events.ToolStarted(**head(), name="clock", arguments=f'{{"x": "{word}"}}'),
        events.ConsentAsked(
            **head(), number=1, name="clock", effect="write", arguments=f'{{"x": "{word}"}}', wait_s=20
        ),
        events.ConsentGiven(**head(), number=1, name="clock", answer=Answer.YES),
        events.ToolRan(
            **head(), name="clock", title=said, arguments=f'{{"x": "{word}"}}', result=f'{{"error": "{word}"}}', ms=3
        ),
        events.ToolStarted(**head(), name=word, arguments="{}"),
        events.ReplyDelta(**head(at=101.2), text=said),
        events.ReplyDelta(**head(at=101.3), text=said),
        events.ReplyAudible(**head(at=101.4), ms=400),
        events.ReplyHeard(**head(at=101.5), heard=said),
        events.Interrupted(**head(at=101.6), heard=said),
        events.TimerRang(**head(0), label=said, late_s=1),
        events.WakeWordAwaited(**head(0), phrase=said),
        events.WakeWordHeard(**head(0), probability=0.9321),
        events.Summarised(**head(), summary=said, through=1),
        events.StageFailed(**head(), stage=Stage.VOICE, message=f"ValueError: {said}", advice=FAULT_ADVICE),
        events.StageFailed(**head(0), stage=Stage.MICROPHONE, message="it was unplugged", advice="plug it in"),
        events.DeviceChanged(**head(0), stage=Stage.MICROPHONE, message="it works again", detail="Headset"),
        events.ModelChanged(
            **head(0), stage=Stage.VOICE, change=ModelChange.READY, name="joe.onnx", load_ms=300, bytes=1
        ),
        events.AdapterChanged(**head(0), name="pirate.gguf", scale=0.5, model="starter.gguf", ms=0.4),
        events.ControlObeyed(**head(2), control=Control.SLOWER, slowness=1.2, gain_db=0),
        events.UtteranceIgnored(**head(3), reason="it was very quiet", text=said),
        finished(
            1,
            102.0,
            transcript=said,
            generated=said,
            heard=said,
            error=said,
            reused_tokens=150,
            cache=CacheUse.HIT,
            likeness=0.9,
        ),
        finished(4, 103.0, outcome=Outcome.FAILED, transcript=said, error=said),
        events.StateChanged(**head(0, at=104.0), state=State.CLOSED),
        events.EngineClosed(**head(0, at=104.0)),
    ]
