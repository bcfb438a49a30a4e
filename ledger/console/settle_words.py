"""The words of `settle`: on what basis a host is paid, and why nothing can be said of an order."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.language import say


def basis_text(basis: str) -> str:
    """Why the host has the share it has."""
    words: Mapping[str, str] = {
        "bound": say("bound"),
        "terms": say("terms set"),
        "order": say("agreed in the order"),
        "no_host": say("sold by the shop itself"),
    }
    return words[basis]


def reason_text(reason: str) -> str:
    """Why nothing can be said of an order."""
    words: Mapping[str, str] = {
        "later_than_asked": say("it was placed after the time asked about"),
        "unknown_shop": say("the shop was not registered by then"),
        "currency_differs": say("its settlement was observed in another currency"),
        "no_terms": say("the account was not bound, and no terms say what it gets"),
        "no_platform_fee": say("neither terms nor law say what the platform takes"),
        "host_out_of_bounds": say("the share of the host is beyond what the law allows"),
        "shares_too_large": say("the shares are more than the whole"),
        "shares_do_not_add_up": say("the shares of the terms do not add up to the whole"),
        "no_own_account": say("the shop had no account of its own for this way of paying"),
    }
    return words[reason]


def missing_text(missing: str) -> str:
    """What is not known to say when an order is paid out."""
    words: Mapping[str, str] = {
        "confirmed_at": say("not confirmed"),
        "method": say("no way of paying known"),
        "settlement.cycle": say("no cycle known"),
    }
    return words.get(missing) or say("not known: {name}", name=missing)
