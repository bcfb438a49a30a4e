"""What else would let a refused request be granted, for programs and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.codec import split_personal
from ledger.console.tables import sentence, table
from ledger.language import say, say_in_turn
from ledger.phrases.of_helps import would_help

if TYPE_CHECKING:
    from ledger.decisions import Help
    from ledger.events import Event


def help_json(found: Help) -> dict[str, Any]:
    """The sets of events that help, and whether there may be more of them."""
    return {
        "helps": [[_event_json(event) for event in events] for events in found.sets],
        "helps_complete": found.complete,
    }


def _event_json(event: Event) -> dict[str, Any]:
    public, personal = split_personal(event)
    kind = event.kind.partition(".")[0]
    return {"event": kind, "data": public | personal, "says": would_help(event)}


def tell_help(found: Help, *, then: bool = False) -> None:
    """The sets of events that help: one a row, in the order in which its events would happen."""
    if found.sets:
        rows = [
            (number, say_in_turn(would_help(event) for event in events))
            for number, events in enumerate(found.sets, start=1)
        ]
        columns = ("#", say("what else would have to happen"))
        title = say("Each of these would let it be granted now")
        table(say("Each of these would have let it be granted") if then else title, columns, rows)
    elif found.complete:
        no = say("No event that a rule offers would let it be granted now.")
        sentence(say("No event that a rule offers would have let it be granted.") if then else no)
    if not found.complete:
        sentence(say("Not everything was tried: there may be more that would help."))
