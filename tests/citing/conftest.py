"""Ledgers whose answers keep the id that they are cited by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.audit.conftest import copied as plain_copied
from tests.audit.conftest import spoilt
from tests.audit.conftest import year as plain_year
from tests.console.talking import Talk, account, of_binding, shop
from tests.rehearsed import plain_surroundings
from tests.rehearsed import talk as plain_talk

__all__ = ["NOON", "plain_copied", "plain_surroundings", "plain_talk", "plain_year", "spoilt"]

NOON = "2026-03-01T12:00:00Z"


@pytest.fixture
def talk(plain_talk: Talk) -> Talk:
    """A rehearsal ledger with the built-in law."""
    return replace(plain_talk, cited=True)


@pytest.fixture
def year(plain_year: Talk) -> Talk:
    """The demo year."""
    return replace(plain_year, cited=True)


@pytest.fixture
def copied(plain_copied: Talk) -> Talk:
    """A copy of the demo year that may be spoilt."""
    return replace(plain_copied, cited=True)


@pytest.fixture
def bound(talk: Talk) -> Talk:
    """S1 has A1, at noon of 1 March."""
    talk.take(shop(), *account("A1"), of_binding("BindingActivated", "2026-02-01"), now=NOON)
    return talk
