"""What costs most here, and what to change: rules over recorded figures, each with its evidence. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.observability.insights import latency, resources, trouble
from desktop.observability.insights.facts import FEWEST_TURNS, Facts, Insight, Rule

_OF_TURNS: tuple[Rule, ...] = (
    latency.slow_recogniser, latency.slow_first_token, latency.slow_voice, latency.prefix_misses,
    latency.window_fallbacks, latency.device_latency, latency.cache_potential,
    resources.model_too_large, resources.contention,
    trouble.failures, trouble.ignored_speech, trouble.long_replies,
)  # fmt: skip
"""Those that need some turns to go by."""
_ALWAYS: tuple[Rule, ...] = (
    latency.endpoint_pause, latency.slow_tools,
    resources.too_many_threads, resources.memory_short, resources.idle_memory, resources.disk_full,
    resources.slow_disk,
    trouble.devices,
)  # fmt: skip


def _with_turns(rule: Rule) -> Rule:
    return lambda facts: rule(facts) if facts.turns >= FEWEST_TURNS else iter(())


RULES: tuple[Rule, ...] = (*(_with_turns(rule) for rule in _OF_TURNS), *_ALWAYS)


def insights(facts: Facts) -> Sequence[Insight]:
    """Return what the rules find, the largest gain first, what is not about speed after that."""
    found = [insight for rule in RULES for insight in rule(facts)]
    return sorted(found, key=lambda one: -(one.gain_ms or 0))
