"""The ledger and a naive model of its three clocks agree over random histories, asked at any times.

The long form, with its log in `docs/model.md`, is `python -m tests.model.long_run`.
"""

from __future__ import annotations

from hypothesis import settings

from tests.model.machine import Clocks

TestClocks = Clocks.TestCase
TestClocks.settings = settings(max_examples=20, stateful_step_count=40, deadline=None)
