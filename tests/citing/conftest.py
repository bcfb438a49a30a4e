from __future__ import annotations

import pytest

from tests.audit.conftest import copied, spoilt, year
from tests.console.talking import Talk, account, of_binding, shop
from tests.rehearsed import plain_surroundings, talk

__all__ = ["NOON", "copied", "plain_surroundings", "spoilt", "talk", "year"]

NOON = "2026-03-01T12:00:00Z"


@pytest.fixture
def bound(talk: Talk) -> Talk:
    """S1 has A1, at noon of 1 March."""
    talk.take(shop(), *account("A1"), of_binding("BindingActivated", "2026-02-01"), now=NOON)
    return talk
