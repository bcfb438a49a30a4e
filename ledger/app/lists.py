"""A platform's own list of the accounts bound to a shop, read from a file.

A list says of every account it leaves out that it is not bound, so it is read whole or not at all.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.app.files import Form, Line, objects_of, records_of, text_in
from ledger.border import Fault, Faulty, shown
from ledger.border.listed import read_listed
from ledger.errors import BadInput
from ledger.language import say, say_list


@dataclass(frozen=True, slots=True)
class BindingList:
    """The accounts that a list names, in its order, and the digest of the file as it stands."""

    accounts: tuple[str, ...]
    digest: str


def read_list(content: bytes, name: str, form: Form, shop: str) -> BindingList:
    """The list that a file holds, unpacked as its name says.

    CSV has a header with the column `account`, JSON an object a line with that field; where there
    is a `shop` too, it must be this one. Raises BadInput if any row is bad.
    """
    text = text_in(io.BytesIO(content), name)
    lines = _rows_of(text) if form == "csv" else objects_of(text)
    accounts: dict[str, int] = {}
    faults: list[tuple[int, Fault]] = []
    for number, value in lines:
        try:
            account = _account(value, shop)
            if account in accounts:
                raise Faulty(_twice(account, accounts[account]))
            accounts[account] = number
        except Faulty as why:
            faults += ((number, fault) for fault in why.faults)
    if faults:
        raise _unreadable(faults)
    return BindingList(tuple(accounts), f"sha256:{sha256(content).hexdigest()}")


def _account(value: dict[str, Any] | Faulty, shop: str) -> str:
    if isinstance(value, Faulty):
        raise value
    return read_listed(value, shop)


def _twice(account: str, line: int) -> Fault:
    expected = say("each account once; it stands in line {line} already", line=line)
    return Fault("account", expected, shown(account))


def _rows_of(lines: Iterable[bytes | Faulty]) -> Iterator[Line]:
    records = records_of(lines)
    header: list[str] = []
    for number, row in records:
        if isinstance(row, Faulty):
            yield number, row
        elif not any(row):
            continue
        elif not header:
            header = row
            if row.count("account") != 1:
                yield number, Faulty(_no_header(",".join(row)))
                return
        elif len(row) != len(header):
            expected = say("{count} cells, as in the header", count=len(header))
            yield number, Faulty(Fault("", expected, str(len(row))))
        else:
            yield number, dict(zip(header, row, strict=True))
    if not header:
        yield 1, Faulty(_no_header(""))


def _no_header(got: str) -> Fault:
    return Fault("", say("a header with one column named account"), shown(got))


_NAMED = 3


def _unreadable(faults: list[tuple[int, Fault]]) -> BadInput:
    told = [
        say(
            "line {line}: {field}: expected {expected}, got {got}",
            line=line,
            field=fault.field or say("the line"),
            expected=fault.expected,
            got=fault.got,
        )
        for line, fault in faults[:_NAMED]
    ]
    if len(faults) > _NAMED:
        told.append("…")
    return BadInput(
        say("The list cannot be read whole."),
        where="FILE",
        why=say_list(told),
        now=say("Nothing was recorded. Mend these lines and give the whole list again."),
    )
