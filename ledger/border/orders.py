"""Orders on the wire: lines and rows that `settle` reads."""

from __future__ import annotations

from typing import Any

from ledger.border.facts import nulls
from ledger.border.faults import Fault, Faulty, shown
from ledger.border.validation import one_a_field, validated
from ledger.language import say
from ledger.orders import Order


def read_order(value: dict[str, Any]) -> Order:
    """The order that a line tells. Raises Faulty with every bad field."""
    order, faults = validated(Order, value)
    faults += nulls(Order, value)
    if faults or order is None:
        raise Faulty(*one_a_field(faults))
    if order.confirmed_at is not None and order.confirmed_at < order.ordered_at:
        expected = say("not before {instant}", instant=value["ordered_at"])
        raise Faulty(Fault("confirmed_at", expected, shown(value["confirmed_at"])))
    return order
