"""How an amount is divided: whole numbers only, and every cent goes to somebody.

A share is rounded down to the smallest unit of the currency; the merchant takes what remains. So
nobody is ever charged more than their percentage, and the parts add up to the amount.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

WHOLE: Final = 100_000_000
"""A whole in millionths of a percent, the finest that a rate may say."""


@lru_cache(1024)
def millionths(percent: str) -> int:
    """A rate in percent, as decimal text of at most six decimals, in millionths of a percent."""
    whole, _, part = percent.partition(".")
    return int(whole) * 1_000_000 + int(part.ljust(6, "0"))


class Shares(NamedTuple):
    """What each takes of an amount, in millionths of a percent; the merchant has the rest.

    `reduction` is the part of the platform's fee that is waived (0-13). `payment_first` takes the
    shares of host and platform of what the payment left (reading A51).
    """

    host: int
    platform: int
    payment: int
    reduction: int = 0
    payment_first: bool = False

    @property
    def fit(self) -> bool:
        """Whether they leave nobody a negative amount, whatever the amount is."""
        return self.host + self.platform + self.payment <= WHOLE


class Parts(NamedTuple):
    """An amount divided, each part in the smallest unit of its currency."""

    host: int
    platform: int
    payment: int
    merchant: int


def divided(amount: int, shares: Shares) -> Parts:
    """The parts of an amount: each share rounded down, the rest to the merchant."""
    payment = amount * shares.payment // WHOLE
    base = amount - payment if shares.payment_first else amount
    host = base * shares.host // WHOLE
    platform = base * shares.platform * (WHOLE - shares.reduction) // (WHOLE * WHOLE)
    return Parts(host, platform, payment, amount - payment - host - platform)
