from __future__ import annotations

from tests.rehearsed import nowhere, plain_surroundings, talk

__all__ = ["nowhere", "plain_surroundings", "talk"]
