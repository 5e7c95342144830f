"""What costs most here, and what to change: rules over recorded figures, each with its evidence. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.settings import NO_TURN_MODEL, Settings

FEWEST_TURNS = 5
"""Of fewer nothing is concluded."""
_GB = 2**30


@dataclass(frozen=True, slots=True)
class Insight:
    """One thing that could be better."""

    name: str
    """Of the rule."""
    what: str
    """A sentence."""
    evidence: str
    """The figures that it rests on."""
    advice: str
    gain_ms: float | None = None
    """Milliseconds a turn could be answered earlier, estimated; None where it is not about speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The figures of a period, and of the machine. Times in milliseconds, sizes in bytes, shares from 0 to 1."""

    settings: Settings
    turns: int = 0
    p50: Mapping[str, float] = field(default_factory=dict)
    """By stage: `stt`, `llm_first_token`, `llm`, `tts_first_audio`, `turn`."""
    p95: Mapping[str, float] = field(default_factory=dict)
    prompt_tokens: int = 0
    reply_tokens: int = 0
    failed: float | None = None
    interrupted: float | None = None
    ignored: float | None = None
    reuse: float | None = None
    """Share of the prompts that was in the language model's memory."""
    tool_p95: Mapping[str, float] = field(default_factory=dict)
    """By tool."""
    dropped: int = 0
    device_failures: int = 0
    cores: int = 1
    memory_bytes: int = 0
    model_bytes: int = 0
    disk_free_bytes: int = 0


def insights(facts: Facts) -> Sequence[Insight]:
    """Return what the rules find, the largest gain first, what is not about speed after that."""
    found = [insight for rule in RULES for insight in rule(facts)]
    return sorted(found, key=lambda one: -(one.gain_ms or 0))


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


def model_too_large(facts: Facts) -> Iterator[Insight]:
    """The reply is written more slowly than it is spoken."""
    writing = facts.p50.get("llm", 0) - facts.p50.get("llm_first_token", 0)
    each = facts.reply_tokens / facts.turns if facts.turns else 0
    if writing <= 0 or each < 4:
        return
    speed = each / writing * 1000
    if speed < 8:
        evidence = f"about {speed:.1f} tokens a second, where speech takes 5 to 8"
        advice = "choose a smaller language model, or one with fewer bits a weight"
        yield Insight("model too large", "the reply may falter while it is spoken", evidence, advice, writing / 4)


def contention(facts: Facts) -> Iterator[Insight]:
    """Some turns take much longer than most."""
    usual, slow = facts.p50.get("turn", 0), facts.p95.get("turn", 0)
    if usual and slow > 3 * usual and slow > 500:
        evidence = f"half within {usual:,.0f} ms, but one in twenty takes over {slow:,.0f} ms"
        advice = "see what else is busy on this machine, and leave a core free: fewer `threads`"
        yield Insight("contention", "some answers come much later than most", evidence, advice, (slow - usual) / 20)


def too_many_threads(facts: Facts) -> Iterator[Insight]:
    """More threads than cores slow each other down."""
    chosen = {
        "transcription": facts.settings.transcription.threads,
        "language_model": facts.settings.language_model.threads,
    }
    for name, threads in chosen.items():
        if threads > facts.cores:
            evidence = f"`threads` under [{name}] is {threads}, the machine has {facts.cores} cores"
            gain = facts.p50.get("stt" if name == "transcription" else "llm_first_token", 0) / 4
            yield Insight("too many threads", "threads wait for each other", evidence, "set it to 0", gain)


def memory_short(facts: Facts) -> Iterator[Insight]:
    """The models crowd the memory."""
    if facts.memory_bytes and facts.model_bytes > 0.6 * facts.memory_bytes:
        evidence = f"{facts.model_bytes / _GB:.1f} of {facts.memory_bytes / _GB:.1f} GB"
        advice = "choose smaller models: what does not fit is read from the disk each time"
        yield Insight("memory short", "the models take most of the memory", evidence, advice)


def disk_full(facts: Facts) -> Iterator[Insight]:
    """There is hardly room for the record."""
    if facts.disk_free_bytes and facts.disk_free_bytes < 2 * _GB:
        evidence = f"{facts.disk_free_bytes / _GB:.1f} GB are free"
        advice = "make room, or keep sound for fewer days: `audio_days`, then `sotto db cleanup`"
        yield Insight("disk full", "conversations may soon not be kept", evidence, advice)


def slow_disk(facts: Facts) -> Iterator[Insight]:
    """Something could not be written in time."""
    if facts.dropped:
        evidence = f"{facts.dropped:,} entries of the event log are missing"
        yield Insight(
            "slow disk", "the disk did not keep up", evidence, "see that the disk is not full, nor on a network"
        )


def failures(facts: Facts) -> Iterator[Insight]:
    """Many turns fail."""
    if facts.failed is not None and facts.failed > 0.02:
        evidence = f"{facts.failed:.1%} of the turns"
        yield Insight("failures", "turns fail", evidence, "`sotto log --level error` shows why")


def devices(facts: Facts) -> Iterator[Insight]:
    """Microphone or loudspeaker go away."""
    if facts.device_failures >= 3:
        evidence = f"{facts.device_failures} times"
        advice = "see to the cable or the battery; `sotto log --type device` shows when"
        yield Insight("devices", "a microphone or loudspeaker is lost now and then", evidence, advice)


def ignored_speech(facts: Facts) -> Iterator[Insight]:
    """Much of what is heard is not taken for speech."""
    if facts.ignored is not None and facts.ignored > 0.2:
        evidence = f"{facts.ignored:.0%} of the turns"
        advice = (
            "bring the microphone closer, or allow `gain_db`; `sotto log --type recognise.ignored` has the reasons"
        )
        yield Insight("ignored speech", "much of what is heard is ignored", evidence, advice)


def long_replies(facts: Facts) -> Iterator[Insight]:
    """Replies are cut short by their listener."""
    if facts.interrupted is not None and facts.interrupted > 0.3:
        evidence = f"{facts.interrupted:.0%} of the turns are interrupted"
        yield Insight("long replies", "replies may be too long", evidence, "ask for shorter ones in `system_prompt`")


def slow_tools(facts: Facts) -> Iterator[Insight]:
    """A tool keeps the answer waiting."""
    for name, ms in facts.tool_p95.items():
        if ms > 1000:
            evidence = f"{name} takes up to {ms:,.0f} ms"
            advice = "see what it waits for: a network, a large file"
            yield Insight("slow tools", "a tool keeps answers waiting", evidence, advice, ms / 4)


def _slow_stage(facts: Facts, stage: str, most_ms: float, what: str, advice: str) -> Iterator[Insight]:
    ms, whole = facts.p50.get(stage, 0), facts.p50.get("turn", 0)
    if ms > most_ms:
        share = f", {min(1.0, ms / whole):.0%} of the wait" if whole else ""
        evidence = f"half of the turns take longer than {ms:,.0f} ms{share}"
        yield Insight(f"slow {stage}", f"{what} takes long", evidence, advice, ms - most_ms / 2)


Rule = Callable[[Facts], Iterator[Insight]]
_OF_TURNS: tuple[Rule, ...] = (
    slow_recogniser, slow_first_token, slow_voice, prefix_misses, model_too_large, contention, failures,
    ignored_speech, long_replies,
)  # fmt: skip
"""Those that need some turns to go by."""
_ALWAYS: tuple[Rule, ...] = (
    endpoint_pause, too_many_threads, memory_short, disk_full, slow_disk, devices, slow_tools,
)  # fmt: skip


def _with_turns(rule: Rule) -> Rule:
    return lambda facts: rule(facts) if facts.turns >= FEWEST_TURNS else iter(())


RULES: tuple[Rule, ...] = (*(_with_turns(rule) for rule in _OF_TURNS), *_ALWAYS)
