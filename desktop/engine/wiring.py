"""Puts together what the engine's threads work with."""

from __future__ import annotations

from collections.abc import Callable

from desktop.engine.controls import Controls
from desktop.engine.echo_text import is_echo
from desktop.engine.floor import Partner
from desktop.engine.forethought import Forethought
from desktop.engine.listening import Utterance
from desktop.engine.near_end import NearEnd
from desktop.engine.order import Order
from desktop.engine.parts import Parts
from desktop.engine.recognising import Recognition
from desktop.engine.reporting import Reporter
from desktop.engine.speaking import Mouth
from desktop.engine.speech_work import GoOn
from desktop.engine.turn import Turn
from desktop.engine.turn_runner import TurnRunner
from desktop.settings import Settings


def make_runner(parts: Parts, settings: Settings, report: Reporter, say: Callable[[Turn, str], None]) -> TurnRunner:
    """What runs turns; `say` hands a clause to the voice."""
    return TurnRunner(
        thoughts=Forethought(parts.model),
        tools=parts.tools,
        consent=parts.consent,
        controls=Controls(settings.voice.length_scale),
        report=report,
        say=say,
        max_tokens=settings.language_model.max_tokens,
    )


def make_partner(
    order: Order,
    near: NearEnd,
    mouth: Callable[[], Mouth],
    foresee: Callable[[str], None],
    deliver: Callable[[Utterance, Recognition, float], None],
) -> Partner:
    """Sotto's side of the conversation, for the floor; the mouth is made after it."""
    return Partner(
        reply=order.reply,
        hold=lambda: mouth().hold(),
        go_on=lambda: mouth().inbox.put(GoOn()),
        take_floor=order.take_floor,
        is_echo=lambda text: is_echo(text, mouth().lately, trust=near.trust),
        is_settling=lambda: not near.settled,
        foresee=foresee,
        is_over=order.is_over,
        deliver=deliver,
    )
