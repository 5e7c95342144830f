"""Rules about what keeps the user waiting. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.observability.insights.facts import Facts, Insight
from desktop.settings import NO_TURN_MODEL


def endpoint_pause(facts: Facts) -> Iterator[Insight]:
    """Without a key, a turn begins with silence."""
    talk = facts.settings.conversation
    if not talk.hands_free:
        return
    what = "without a key, Sotto waits to know that you have finished"
    evidence = f"{talk.patience_s:.2f} s after usual words, {talk.patience_finished_s:.2f} s after a whole sentence"
    if talk.turn_model == NO_TURN_MODEL:
        gain = (talk.patience_s - talk.patience_finished_s) * 1000
        yield Insight("endpoint pause", what, evidence, "let the end-of-turn model listen: empty `turn_model`", gain)
    elif (longer := talk.patience_s - type(talk)().patience_s) > 0.05:
        yield Insight("endpoint pause", what, evidence, "shorten `patience_s`", longer * 1000)


def slow_recogniser(facts: Facts) -> Iterator[Insight]:
    """Speech to text takes long."""
    yield from _slow_stage(
        facts, "stt", 250, "recognising", "choose a smaller recogniser, or let it use more threads"
    )


def slow_first_token(facts: Facts) -> Iterator[Insight]:
    """The language model takes long to begin."""
    advice = "choose a smaller language model, or a shorter `system_prompt`"
    yield from _slow_stage(facts, "llm_first_token", 400, "the language model's first word", advice)


def slow_voice(facts: Facts) -> Iterator[Insight]:
    """Text to sound takes long."""
    yield from _slow_stage(facts, "tts_first_audio", 200, "the voice's first sound", "choose a smaller voice")


def prefix_misses(facts: Facts) -> Iterator[Insight]:
    """The language model reads again what it has read."""
    if facts.reuse is None or facts.reuse >= 0.5 or facts.prompt_tokens < 200 * max(1, facts.turns):
        return
    gain = (1 - facts.reuse) * facts.p50.get("llm_first_token", 0) / 2
    evidence = f"{facts.reuse:.0%} of {facts.prompt_tokens:,} tokens were in its memory"
    advice = "enlarge `context`, so that conversations need not be shortened, and change personas less often"
    yield Insight("prefix misses", "the language model reads conversations anew", evidence, advice, gain)


def slow_tools(facts: Facts) -> Iterator[Insight]:
    """A tool keeps the answer waiting."""
    for name, ms in facts.tool_p95.items():
        if ms > 1000:
            evidence = f"{name} takes up to {ms:,.0f} ms"
            advice = "see what it waits for: a network, a large file"
            yield Insight("slow tools", "a tool keeps answers waiting", evidence, advice, ms / 4)


def window_fallbacks(facts: Facts) -> Iterator[Insight]:
    """The recogniser often reads an utterance twice: in a short window, then in one of thirty seconds."""
    found = facts.fallbacks
    share = found.fallen / found.utterances if found.utterances else 0.0
    if share <= 0.1:
        return
    more = max(0.0, found.fallen_ms - found.usual_ms)
    evidence = (
        f"{found.fallen:,} of {found.utterances:,} utterances; half of them took "
        f"{found.fallen_ms:,.0f} ms or less, of the others {found.usual_ms:,.0f} ms"
    )
    advice = "bring the microphone closer, choose a recogniser that is surer, or one made for short windows"
    yield Insight("window fallbacks", "utterances are recognised twice", evidence, advice, share * more)


def device_latency(facts: Facts) -> Iterator[Insight]:
    """A microphone or loudspeaker holds sound back."""
    for device, ms in (("microphone", facts.microphone_ms), ("loudspeaker", facts.speaker_ms)):
        if ms is not None and ms > 120:
            evidence = f"it says that it needs {ms:,.0f} ms"
            advice = "connect it by cable instead of Bluetooth, or choose the device itself instead of a sound server"
            yield Insight("device latency", f"the {device} holds sound back", evidence, advice, ms - 60)


def cache_potential(facts: Facts) -> Iterator[Insight]:
    """The same is asked again, and answered by the model again."""
    share = facts.repeated / facts.asked if facts.asked else 0.0
    if share <= 0.1 or facts.repeated < 3 or facts.settings.cache.answers:
        return
    evidence = f"{facts.repeated:,} of {facts.asked:,} questions were asked before in the same words"
    gain = share * max(0.0, facts.p50.get("turn", 0) - 150)
    advice = (
        "switch on that answers which stay true are given again: `answers = true` under [cache], see docs/cache.md"
    )
    yield Insight("cache potential", "the same questions are thought about again", evidence, advice, gain)


def _slow_stage(facts: Facts, stage: str, most_ms: float, what: str, advice: str) -> Iterator[Insight]:
    ms, whole = facts.p50.get(stage, 0), facts.p50.get("turn", 0)
    if ms > most_ms:
        share = f", {min(1.0, ms / whole):.0%} of the wait" if whole else ""
        evidence = f"half of the turns take longer than {ms:,.0f} ms{share}"
        yield Insight(f"slow {stage}", f"{what} takes long", evidence, advice, ms - most_ms / 2)
