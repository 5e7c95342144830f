"""Rules about processor, memory and disk. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.observability.insights.facts import Facts, Insight

_GB = 2**30
_LARGE = 256 * 2**20
"""Bytes of models that are worth freeing."""
_LONG_S = 3600.0


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


def idle_memory(facts: Facts) -> Iterator[Insight]:
    """Models stay in the memory while nobody speaks."""
    idle, minutes = facts.idle, facts.settings.desktop.unload_minutes
    if minutes or facts.model_bytes < _LARGE or idle.seconds < _LONG_S:
        return
    evidence = (
        f"models of {facts.model_bytes / _GB:.1f} GB were kept in {idle.pauses:,} pauses of over half an hour, "
        f"{idle.seconds / 3600:,.1f} hours together"
    )
    advice = "set `unload_minutes` under [desktop] to 30: the first answer after a pause then comes a moment later"
    yield Insight("idle memory", "models that nobody uses fill the memory", evidence, advice)
