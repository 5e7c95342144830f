"""Rules about what goes wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.observability.insights.facts import Facts, Insight


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
