"""Bindings: one row each, from the invitation to the end, with earlier spells in effect."""

from __future__ import annotations

from typing import Final

from ledger.aggregates.binding import Binding, State, evolve_binding
from ledger.aggregates.mark import Mark
from ledger.events import KINDS
from ledger.events.binding import BindingEvent
from ledger.projections.projection import (
    Key,
    Projection,
    Values,
    json,
    key,
    marked,
    read_json,
    read_mark,
    read_model,
    text,
    written_json,
    written_mark,
)
from ledger.record import Fact
from ledger.subjects import binding_tag

TABLE: Final = read_model(
    "bindings",
    "Every binding: between whom, where it stands, since when. Ended ones stay.",
    key("binding", "the binding"),
    text("shop", "the shop", nullable=False),
    text("account", "the account", nullable=False),
    text("program", "the program, such as `tiktok.channel`", nullable=False),
    text(
        "state",
        "`invited`, `accepted`, `in_review`, `active`, `unlink_requested` or `ended`;"
        " in effect are `active` and `unlink_requested`",
        nullable=False,
    ),
    text("reason", "why it is over, else null"),
    *marked("since", "when the present state began", nullable=False),
    *marked("invited", "when the shop invited the account"),
    *marked("accepted", "when the account accepted"),
    *marked("activated", "when it last took effect"),
    *marked("ended", "when it ended; null also for one that never took effect"),
    json(
        "earlier",
        "the spells in effect before the last one:"
        ' `{"activated", "activated_position", "ended", "ended_position"}` each',
    ),
)


def keys(fact: Fact) -> tuple[Key, ...]:
    """The binding that the fact is about."""
    assert isinstance(fact.event, BindingEvent)
    return ((fact.event.binding,),)


def tags(key: Key) -> tuple[str, ...]:
    """The binding's own tag."""
    return (binding_tag(key[0]),)


def values(binding: Binding) -> Values:
    """A binding as the table keeps it."""
    return (
        binding.shop,
        binding.account,
        binding.program,
        binding.state.value,
        binding.reason,
        *written_mark(binding.since),
        *written_mark(binding.invited),
        *written_mark(binding.accepted),
        *written_mark(binding.activated),
        *written_mark(binding.ended),
        written_json([_spell(*spell) for spell in binding.earlier]) if binding.earlier else "[]",
    )


def row(key: Key, values: Values) -> Binding:
    """The binding that a row of the table tells of."""
    shop, account, program, state, reason, *marks, earlier = values
    since, invited, accepted, activated, ended = (
        read_mark(marks[place], marks[place + 1]) for place in range(0, len(marks), 2)
    )
    assert since is not None
    return Binding(
        key[0],
        shop,
        account,
        program,
        State(state),
        since,
        invited,
        accepted,
        activated,
        ended,
        reason,
        _spells(earlier) if earlier != "[]" else (),
    )


def _spell(activated: Mark, ended: Mark) -> dict[str, str | int | None]:
    names = ("activated", "activated_position", "ended", "ended_position")
    return dict(zip(names, (*written_mark(activated), *written_mark(ended)), strict=True))


def _spells(earlier: str) -> tuple[tuple[Mark, Mark], ...]:
    spells = []
    for spell in read_json(earlier):
        activated = read_mark(spell["activated"], spell["activated_position"])
        ended = read_mark(spell["ended"], spell["ended_position"])
        assert activated is not None
        assert ended is not None
        spells.append((activated, ended))
    return tuple(spells)


BINDINGS: Final = Projection(
    table=TABLE,
    kinds=frozenset(kind.kind for kind in KINDS if issubclass(kind, BindingEvent)),
    keys=keys,
    tags=tags,
    fold=evolve_binding,
    values=values,
    row=row,
)
