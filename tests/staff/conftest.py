"""The language of these tests asserts for them: its assertions tell what they compared."""

from __future__ import annotations

import pytest

from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]

pytest.register_assert_rewrite("tests.story")
