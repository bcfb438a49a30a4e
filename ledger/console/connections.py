"""Integrations and consents, for people: parts of what `show` prints."""

from __future__ import annotations

from typing import Any

from ledger.console.tables import Cell, table
from ledger.language import say
from ledger.phrases.of_data import auth_text, connection_text, way_text

_View = dict[str, Any]


def tell_connections(view: _View, other: str) -> None:
    """Who may get at the data of a shop or an account; `other` is the side a consent is told by."""
    if view["integrations"]:
        _tell_integrations(view["integrations"])
    if view["consents"]:
        title = {"shop": say("shop"), "account": say("account")}[other]
        columns = (title, say("seen by"), say("what for"), say("since"))
        rows = [
            (one[other], ", ".join(one["recipients"]), one["purpose"], one["since"])
            for one in view["consents"]
        ]
        table(say("Data may be seen"), columns, rows)


def _tell_integrations(integrations: list[_View]) -> None:
    columns = (
        say("integration"),
        say("what"),
        say("state"),
        say("way in"),
        say("data let through"),
        say("connected"),
        say("until"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            one["integration"],
            ", ".join(
                part
                for part in (one["integration_kind"], one["tool"], one["platform"])
                if part is not None
            ),
            connection_text(one["state"]),
            auth_text(one["auth"]),
            way_text(one["data_scope"]),
            one["connected"],
            one["disconnected"] or one["valid_until"],
        )
        for one in integrations
    ]
    table(say("Integrations"), columns, rows)
