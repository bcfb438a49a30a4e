"""A decision taken again from the facts of a case alone, as whoever took it had them."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.audit.decided import agrees, decided_again
from ledger.border import Faulty, read_request
from ledger.decisions import Interest
from ledger.errors import LedgerError
from ledger.evidence.case import DECISIONS, Case
from ledger.queries.boundary import gathered
from ledger.record import Fact
from ledger.subjects import tags_of


def comes_out_again(case: Case, decided: Fact) -> bool:
    """Whether a decision comes out as it is stored, finding by finding.

    If it does not, a fact it was taken from is not in the case, or another engine took it.
    """
    event = decided.event
    assert isinstance(event, DECISIONS)
    known = [fact for fact in case.facts if fact.position <= event.read_at]

    def read(wanted: frozenset[Interest]) -> Iterator[list[Fact]]:
        for one in wanted:
            yield [
                fact
                for fact in known
                if fact.event.kind in one.kinds and one.tag in tags_of(fact.event)
            ]

    try:
        history, _ = gathered(read_request(event.request), read)
        return agrees(decided, decided_again(decided, history))
    except (Faulty, LedgerError):
        return False
