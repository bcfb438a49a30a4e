"""A shop's permits, for people: a part of what `show` prints."""

from __future__ import annotations

from typing import Any

from ledger.console.tables import table
from ledger.language import say
from ledger.phrases.of_trade import permit_text

_View = dict[str, Any]


def tell_permits(permits: list[_View]) -> None:
    """The permits a shop holds or held."""
    if permits:
        rows = [
            (
                permit_text(one["permit_kind"]),
                one["since"],
                one["until"],
                _in_force(one["in_force"]),
            )
            for one in permits
        ]
        heads = (say("permit"), say("from"), say("until"), say("in force"))
        table(say("Permits"), heads, rows)


def _in_force(told: bool | None) -> str:
    if told is None:
        return say("cannot be told any more")
    return say("yes") if told else say("no")
