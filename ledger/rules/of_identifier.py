"""Rules that ask about registration identifiers. Source 000; reading A47."""

from __future__ import annotations

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
    others = [
        one
        for one in case.register.standing()
        if not (case.observed and _is_own(case, one.shop, one.account))
    ]
    same = [one for one in others if case.asked is not None and one.value == case.asked]
    sure = [one for one in same if not one.doubtful]
    unread = [one for one in others if one.value is None or one in same]
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
    own = [one for one in case.register.standing() if _is_own(case, one.shop, one.account)]
    same = [one for one in own if case.asked is not None and one.value == case.asked]
    unread = tuple(one.assigned.position for one in own if one.value is None)
    if not same and (unread or case.asked is None):
        return unknown(name, book, limit, FORGOTTEN, unread)
    return answer(
        name,
        book,
        limit,
        bool(same),
        seen=Seen(bool(same), "boolean"),
        evidence=tuple(one.assigned.position for one in same),
    )


def _is_own(case: Case, shop: str | None, account: str | None) -> bool:
    return (case.shop is not None and shop == case.shop.id) or (
        case.account is not None and account == case.account.id
    )
