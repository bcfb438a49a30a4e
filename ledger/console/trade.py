"""A shop's permits and integrations, for people: parts of what `show` prints."""

from __future__ import annotations

from typing import Any

from ledger.console.tables import table
from ledger.language import say, say_name
from ledger.phrases.of_trade import data_scope_text, permit_text, way_in_text

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


def tell_integrations(integrations: list[_View]) -> None:
    """The applications and tools that get at a shop's data, or did."""
    if integrations:
        rows = [
            (
                one["integration"],
                one["integration_kind"],
                one["auth"] and way_in_text(one["auth"]),
                one["data_scope"] and data_scope_text(one["data_scope"]),
                _state(one["state"]),
                one["ended"] or one["since"],
            )
            for one in integrations
        ]
        heads = (
            say("integration"),
            say("kind"),
            say("way in"),
            say("data"),
            say("state"),
            say("since"),
        )
        table(say("Integrations"), heads, rows)


def _state(state: str) -> str:
    if state == "connected":
        return say_name("connected", "integration")
    return say_name("disconnected", "integration")
