"""The language of these tests asserts for them: its assertions tell what they compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.story")
