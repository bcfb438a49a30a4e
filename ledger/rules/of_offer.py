"""Rules that ask whether a shop may use marketing tools. Source 003 / 3-06; 002 / 2-25."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.aggregates import Binding
from ledger.aggregates.offer import Offer
from ledger.events import BindingActivated
from ledger.rulebook import Rulebook
from ledger.rules.case import Act, Case, Cure, answer, unknown
from ledger.rules.endings import named
from ledger.verdict import Finding, Limit, Seen


def shop_active_binding(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop has a binding in effect under the program; with the account, where one is named.

    What is open when it is asked counts: a code or an offer does not end with the binding. Of an
    observed act nobody knows, where no binding was ever told. Source 003 / 3-06; 002 / 2-25.
    """
    name, known = "shop.active_binding", _bindings(case)
    running = [one for one in known if one.runs]
    if case.observed and not known:
        return unknown(name, book, limit, "BindingActivated")
    return answer(
        name,
        book,
        limit,
        bool(running),
        seen=Seen(bool(running), "boolean"),
        evidence=tuple(one.since.position for one in running or known),
    )


def active_binding_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """A binding that was begun takes effect."""
    return ((BindingActivated(**named(one)),) for one in _bindings(case) if not one.is_over)


def _bindings(case: Case) -> tuple[Binding, ...]:
    """The shop's bindings under the program, those with the account where the act names one."""
    every = case.other_bindings_of_shop()
    account = case.account
    return tuple(one for one in every if account is None or one.account == account.id)


def limited_offer_state(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """What is opened is not open yet, what is closed is. Source 003 / 3-06.

    An offer ends by itself where it says until when. Asked of requests alone: a feed tells of an
    offer anew when something about it changes.
    """
    assert case.shop is not None
    offer = case.shop.offers.get(case.asked or "", Offer())
    stands = offer.stands_at(case.at)
    opens = case.act is Act.OPEN_LIMITED_OFFER
    last = offer.closed or offer.opened
    return answer(
        "limited_offer.state",
        book,
        limit,
        stands is not opens,
        seen=Seen("open" if stands else "closed" if last is not None else "none", "text"),
        evidence=(last.position,) if last is not None else (),
        cured_at=offer.until if opens else None,
    )
