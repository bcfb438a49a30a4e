"""Ledgers to talk to, as the console's own tests have them."""

from __future__ import annotations

from tests.console.conftest import _plain_surroundings, nowhere, rehearsal

__all__ = ["_plain_surroundings", "nowhere", "rehearsal"]
