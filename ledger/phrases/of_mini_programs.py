"""Findings about mini-programs and identifiers in words, in the language spoken."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.language import say


def review_text(state: str) -> str:
    """Where the latest version of a mini-program stands, in words."""
    words: Mapping[str, str] = {
        "draft": say("draft"),
        "submitted": say("handed in"),
        "delayed": say("review delayed"),
        "passed": say("passed"),
        "rejected": say("rejected"),
        "published": say("published"),
    }
    return words.get(state, state)


def build_text(mode: str | None) -> str | None:
    """How a mini-program is built, in words."""
    words: Mapping[str, str] = {
        "self": say("by the merchant itself"),
        "third_party": say("by a provider"),
    }
    return None if mode is None else words.get(mode, mode)


def mini_program_breaks(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule about mini-programs or identifiers is broken; None for any other."""
    match rule:
        case "account.enterprise_verified":
            return say("The enterprise account is not verified any more.")
        case "mini_program.build_mode":
            return say(
                "Built {mode}; the platform takes only: {limit}.",
                mode=build_text(value),
                limit=limit,
            )
        case "mini_program.state":
            return say(
                "The latest version is: {state}; this act does not follow from that.",
                state=review_text(value),
            )
        case "shop.enterprise_subject":
            return say("The shop's legal subject is {seen}, not an enterprise.", seen=seen)
        case "mini_program.same_subject":
            return say("Shop and enterprise account have different social credit codes.")
        case "mini_program.one_to_one":
            return say("The mini-program or the shop is bound to another already.")
        case "mini_program.bound" if value == "True":
            return say("They are bound to each other already.")
        case "mini_program.bound":
            return say("They are not bound to each other.")
        case "mini_program.monthly_unbinds":
            return say(
                "The mini-program made {seen} this month; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "mini_program.shop_required":
            return say("The mini-program is bound to no shop that is open.")
        case "mini_program.shop_features":
            return say(
                "{seen} rests on the shop, and the mini-program is bound to no shop that is open.",
                seen=seen,
            )
        case "mini_program.capability":
            return say("The account is not bound to the mini-program for {seen}.", seen=seen)
        case "identifier.unique":
            return say("Somebody holds this identifier already.")
        case "identifier.held":
            return say("The shop or account does not hold this identifier.")
    return None


def mini_program_holds(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule about mini-programs or identifiers holds; None for any other."""
    match rule:
        case "account.enterprise_verified":
            return say("The enterprise account is verified.")
        case "mini_program.build_mode":
            return say("Built {mode}, which the platform takes.", mode=build_text(value))
        case "mini_program.state":
            return say("The latest version is: {state}.", state=review_text(value))
        case "shop.enterprise_subject":
            return say("The shop's legal subject is an enterprise.")
        case "mini_program.same_subject":
            return say("Shop and enterprise account have the same social credit code.")
        case "mini_program.one_to_one":
            return say("Neither the mini-program nor the shop is bound to another.")
        case "mini_program.bound" if value == "True":
            return say("They are bound to each other.")
        case "mini_program.bound":
            return say("They are not bound to each other yet.")
        case "mini_program.monthly_unbinds":
            return say(
                "The mini-program made {seen} this month; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "mini_program.shop_required" if value == "False":
            return say("No shop is needed.")
        case "mini_program.shop_required":
            return say("The mini-program is bound to a shop.")
        case "mini_program.shop_features":
            return say("Nothing stands in the way of {seen}.", seen=seen)
        case "mini_program.capability":
            return say("The account is bound to the mini-program for {seen}.", seen=seen)
        case "identifier.unique":
            return say("Nobody holds this identifier.")
        case "identifier.held":
            return say("The shop or account holds this identifier.")
    return None
