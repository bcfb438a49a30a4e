from __future__ import annotations

from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]
