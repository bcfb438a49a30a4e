"""Files of orders: the numbered lines, each an order or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, BinaryIO, Final

from ledger.app.files import Form, objects_of, table_of, text_in
from ledger.app.seen import SeenOrders
from ledger.border import Fault, Faulty, read_cell, read_order
from ledger.language import say
from ledger.orders import Order

_COLUMNS: Final = frozenset(one.name for one in fields(Order))


def orders_in(
    stream: BinaryIO, name: str = "", form: Form = "ndjson"
) -> Iterator[tuple[int, Order | Faulty]]:
    """The numbered orders of a file, unpacked as its name says; each order may stand in it once.

    Memory does not grow with the file: which orders came before is kept beside it.
    """
    lines = text_in(stream, name)
    if form == "csv":
        values = table_of(lines, _COLUMNS, say("a field of an order"), _cells)
    else:
        values = objects_of(lines)
    with SeenOrders.begin() as seen:
        for number, value in values:
            try:
                if isinstance(value, Faulty):
                    raise value
                order = read_order(value)
                _check_once(order, seen.before(order.order, order.currency))
            except Faulty as why:
                yield number, why
            else:
                yield number, order


def _check_once(order: Order, before: str | None) -> None:
    if before is not None and before != order.currency:
        both = f"{before}, {order.currency}"
        raise Faulty(Fault("currency", say("one currency for an order"), both))
    if before is not None:
        raise Faulty(Fault("order", say("each order once in a file"), order.order))


def _cells(given: dict[str, str]) -> dict[str, Any]:
    return {name: read_cell(Order, name, cell) for name, cell in given.items()}
