"""Ledgers to talk to: `talk` for what only the law decides, `rehearsal` on both backends."""

from __future__ import annotations

from tests.console.conftest import nowhere, rehearsal
from tests.rehearsed import plain_surroundings, talk

__all__ = ["nowhere", "plain_surroundings", "rehearsal", "talk"]
