"""Which rules may find otherwise under a proposed rulebook: only those are asked twice. Pure."""

from __future__ import annotations

from ledger.aggregates import Law
from ledger.parameters import PARAMETERS, Role
from ledger.rulebook import Rulebook


def rules_otherwise(law: Law, proposed: Rulebook) -> frozenset[str] | None:
    """The rules that may find otherwise under a proposed text than under the law; None is any.

    A rule asks its own parameter and readings; what falls due asks terms. So where no reading and
    no term differs from any text the program ever had, only rules whose own parameter differs can
    find otherwise, at whatever instant.
    """
    if proposed.values_at is not None:
        return None
    rules: set[str] = set()
    for book in law.texts(proposed.program):
        differing = {
            name
            for name in PARAMETERS
            if book.parameters.get(name) != proposed.parameters.get(name)
        }
        if any(PARAMETERS[name].role is not Role.RULE for name in differing):
            return None
        rules |= differing
    return frozenset(rules)
