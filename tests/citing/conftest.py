from __future__ import annotations

from tests.audit.conftest import copied, spoilt, year
from tests.rehearsed import plain_surroundings, talk

__all__ = ["copied", "plain_surroundings", "spoilt", "talk", "year"]
