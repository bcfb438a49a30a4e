"""However things went: a replay, taken step by step, ends in exactly what `show` prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.app import Ledger
from ledger.queries import state
from ledger.queries.leaves import leaves
from ledger.queries.replay import replay
from ledger.queries.times import Rules, Times
from ledger.rulebook import read_rulebook
from tests.replay.lives import (
    ACCOUNTS,
    NOW,
    SECOND_LAW,
    SHOPS,
    START,
    SUBJECTS,
    happenings,
    lived,
    times_of,
)


def shown(ledger: Ledger, subject: str, times: Times) -> dict[str, Any] | None:
    """What `show` prints of a subject."""
    kind, _, name = subject.partition(":")
    match kind:
        case "shop":
            return state.show_shop(ledger.store, name, times)
        case "account":
            return state.show_account(ledger.store, name, times)
    return state.show_binding(ledger.store, name, times)


@settings(max_examples=25, deadline=None)
@given(
    happenings(),
    st.none() | st.integers(0, 50),
    st.integers(0, 24 * 120),
    st.sampled_from((None, START, NOW, read_rulebook(SECOND_LAW, "second"))),
)
def test_a_replay_ends_in_exactly_what_show_prints(
    happened: list[Any], wrong: int | None, hour: int, rules: Rules | None
) -> None:
    bindings = [f"binding:{shop}-{account}" for shop in SHOPS for account in ACCOUNTS]
    with lived(happened, wrong) as ledger:
        times = replace(times_of(ledger, START + timedelta(hours=hour)), rules=rules)
        for subject in (*SUBJECTS, *bindings):
            told, now = replay(ledger.store, subject, times), shown(ledger, subject, times)
            if told is None:
                assert now is None
                continue
            assert told.shown == now
            view: dict[str, Any] = {}
            last = ""
            for step in told.steps:
                assert step["time"] >= last
                last = step["time"]
                for change in step["changes"]:
                    assert view.get(change["path"]) == change["before"]
                    view[change["path"]] = change["after"]
            kept = {path: value for path, value in view.items() if value is not None}
            assert kept == leaves(told.shown)
