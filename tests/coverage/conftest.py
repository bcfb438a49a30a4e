from __future__ import annotations

from tests.rehearsed import plain_surroundings

__all__ = ["plain_surroundings"]
