"""What turns cost, by the prices and the power that the settings name. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.settings.operating import MetricsSettings

_TOKENS = 1000
"""Tokens that a price is for."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of 1,000 tokens, in `currency`, and watts of a busy processor core; 0 where nothing is known."""

    prompt: float = 0.0
    reply: float = 0.0
    currency: str = ""
    core_watts: float = 0.0

    @classmethod
    def of(cls, settings: MetricsSettings) -> Prices:
        """Those that were chosen."""
        return cls(settings.prompt_price, settings.reply_price, settings.currency, settings.core_watts)

    @property
    def known(self) -> bool:
        """Whether tokens cost anything."""
        return self.prompt > 0 or self.reply > 0

    def cost(self, prompt_tokens: float, reply_tokens: float) -> float:
        """What so many tokens cost, in the currency."""
        return (prompt_tokens * self.prompt + reply_tokens * self.reply) / _TOKENS

    def joules(self, processor_s: float) -> float:
        """Energy of so many seconds of one core."""
        return processor_s * self.core_watts
