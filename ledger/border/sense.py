"""What no line of a feed can mean, though each of its fields is well formed.

Lines of an export are not asked: what was recorded once stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ledger.border.faults import Fault, shown
from ledger.events import Event
from ledger.language import say
from ledger.terms import instant_text


def senseless(event: Event, time: datetime) -> Iterator[Fault]:
    """What cannot be meant by an event that happened at a time: such as an end before the start."""
    if event.ends is not None:
        start = getattr(event, event.begins) if event.begins is not None else None
        yield from _over_at_once(event.ends, getattr(event, event.ends), start or time)
    if event.apart and len({getattr(event, name) for name in event.apart}) == 1:
        first, *_, last = event.apart
        said = shown(getattr(event, last))
        yield Fault(f"data.{last}", say("another than {field}", field=first), said)


def _over_at_once(name: str, end: datetime | None, start: datetime) -> Iterator[Fault]:
    if end is not None and end <= start:
        expected = say("after its start, {instant}", instant=instant_text(start))
        yield Fault(f"data.{name}", expected, shown(instant_text(end)))
