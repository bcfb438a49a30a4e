"""Findings of the rules that only some programs have, in words, and what their bindings bring."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.language import say, say_name, say_names


def program_breaks(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule that not every program has breaks; None for any other."""
    match rule:
        case "account.app":
            return say(
                "The account is of the app {seen}; the program takes {limit}.",
                seen=seen,
                limit=limit,
            )
        case "account.name":
            return say("The account does not bear the shop's name.")
        case "account.own_shop_application":
            return say("The account applies for a shop of its own.")
        case "account.formal_collection":
            return say("An account collects in its own name or is bound here, never both.")
        case "account.verification":
            return say(
                "The account is no verified enterprise account, and the papers of a shop whose "
                "subject is {seen} cannot make it one; those of {limit} can.",
                seen=subject_text(seen),
                limit=say_names(subject_text(one) for one in limit.split(", ")),
            )
        case "shop.links_in_window":
            return say(
                "Within the window the shop made {seen} already; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "shop.may_unlink":
            return say("Under this law a shop cannot unlink at all.")
        case "account.may_request_unlink":
            return say("Under this law an account cannot ask to be let go.")
    return _either_way(rule, seen, limit)


def program_holds(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule that not every program has holds; None for any other."""
    match rule:
        case "account.app":
            return say("The account is of the app {seen}, which may be bound.", seen=seen)
        case "account.name":
            return say("The account bears the shop's name.")
        case "account.own_shop_application":
            return say("The account applies for no shop of its own.")
        case "account.formal_collection":
            return say("The account does not both collect in its own name and stand bound here.")
        case "account.verification" if seen == "verified_enterprise":
            return say("The account is a verified enterprise account.")
        case "account.verification":
            return say("The papers of the shop can verify the account.")
        case "shop.links_in_window":
            return say(
                "Within the window the shop made {seen} so far; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "shop.may_unlink":
            return say("Under this law a shop may unlink.")
        case "account.may_request_unlink":
            return say("Under this law an account may ask to be let go.")
    return _either_way(rule, seen, limit)


def _either_way(rule: str, seen: str, limit: str) -> str | None:
    """What is told alike whether the rule holds or breaks."""
    match rule:
        case "account.followers":
            return say("The account has {seen}; {limit} are asked.", seen=seen, limit=limit)
        case "shop.slots.probation":
            return say(
                "The shop is on probation and besides this one has {seen}; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "shop.slots_per_app":
            return say(
                "Besides this one the shop has {seen} of the same app; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "shop.violation_points":
            return say(
                "The shop has {seen} within the window; {limit} are too many.",
                seen=seen,
                limit=limit,
            )
    return None


def subject_text(subject: str) -> str:
    """The kind of legal subject behind a shop."""
    words: Mapping[str, str] = {
        "personal": say_name("personal", "subject"),
        "individual_business": say_name("individual business", "subject"),
        "enterprise": say_name("enterprise", "subject"),
    }
    return words.get(subject, subject)


def term_text(term: str) -> str:
    """What a binding brings with it, as `binding show` lists it."""
    words: Mapping[str, str] = {
        "settlement": say("settlement"),
        "commission": say("commission"),
        "data_sharing": say("data shared with"),
        "display": say("shown to buyers"),
        "surfaces": say("goods shown in"),
        "data_scope": say("data that comes along"),
        "catalogue_sync": say("goods that come along"),
    }
    return words.get(term, term)
