"""How the requests of one group are decided: what they want to know, concern, and record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.aggregates.history import History, Past
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter
from ledger.events import Event
from ledger.requests import Request


@dataclass(frozen=True, slots=True)
class Flow:
    """The three questions a group of requests answers. All are pure.

    `wants` says which facts decide a request, as far as the facts read so far tell. `concerns`
    names what it is about at an instant, with the name the ledger gives where one is left out; it
    raises BadInput where the request makes no sense. `records` gives the facts of a granted one, in
    the order they are recorded (contract, section 4). `Any` is the union of the group's requests.
    """

    requests: tuple[type[Request], ...]
    wants: Callable[[Any, History], Iterable[Interest]]
    concerns: Callable[[Any, Past, datetime, str], Matter]
    records: Callable[[Any, Matter], tuple[Event, ...]]
