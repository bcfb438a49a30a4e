"""Rules that ask about registration identifiers. Source 000; reading A47."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.aggregates.register import Holding
from ledger.rulebook import Rulebook
from ledger.rules.case import Case, answer, unknown
from ledger.verdict import FORGOTTEN, Finding, Limit, Seen


def identifier_unique(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """Nobody else of the platform holds the identifier; nor does the holder already, if it asks.

    Identifiers of one kind on one platform are compared by what stands beside their leaves (A47);
    the finding counts holders and points at their facts, and never says the value. Once a value in
    use was forgotten nobody can tell any more whose the identifier is: unknown. Source 000 / 0-01
    to 0-05.
    """
    assert case.register is not None
    name = "identifier.unique"
    same = _others(case, case.register.standing(case.asked)) if case.asked is not None else ()
    sure = [one for one in same if not one.doubtful]
    unread = (*same, *_others(case, case.register.standing(None)))
    if not sure and (unread or case.asked is None):
        seen_at = tuple(one.assigned.position for one in unread)
        return unknown(name, book, limit, FORGOTTEN, seen_at)
    return answer(
        name,
        book,
        limit,
        not sure,
        seen=Seen(not sure, "boolean"),
        evidence=tuple(one.assigned.position for one in sure),
    )


def identifier_held(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """What is given up is held: by this shop or account, and not retired yet. Source 000, A47."""
    assert case.register is not None
    name = "identifier.held"
    same = _own(case, case.register.standing(case.asked)) if case.asked is not None else ()
    unread = _own(case, case.register.standing(None))
    if not same and (unread or case.asked is None):
        return unknown(name, book, limit, FORGOTTEN, tuple(one.assigned.position for one in unread))
    return answer(
        name,
        book,
        limit,
        bool(same),
        seen=Seen(bool(same), "boolean"),
        evidence=tuple(one.assigned.position for one in same),
    )


def _own(case: Case, holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    shop = case.shop.id if case.shop is not None else None
    account = case.account.id if case.account is not None else None
    return tuple(one for one in holdings if one.is_of(shop, account))


def _others(case: Case, holdings: tuple[Holding, ...]) -> tuple[Holding, ...]:
    """The holdings in the way: all of them, but the holder's own if the act happened already."""
    own = _own(case, holdings) if case.observed else ()
    return tuple(one for one in holdings if one not in own)
