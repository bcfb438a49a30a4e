"""What the rules about a shop's papers, review and closing found, and about an account's end."""

from __future__ import annotations

from ledger.language import say, say_list
from ledger.phrases.of_papers import material_text
from ledger.phrases.words import state_text


def life_breaks(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule about a life breaks; None for any other."""
    match rule:
        case "shop.materials" | "shop.materials.individual_business":
            return say("The shop has not handed in: {papers}.", papers=_papers(value))
        case "shop.name_equals_licence":
            return say("The shop's name is not the name on its licence.")
        case "shop.review_state":
            return say("The shop's review is {state}.", state=_review_state(value))
        case "shop.deposit":
            return say("No deposit is paid that covers this.")
        case "shop.closing_state":
            return say(
                "The shop is {state}; this act does not follow from that.", state=state_text(value)
            )
        case "shop.closing_notice":
            return say(
                "The notice of closing has been public for {seen}, of {limit}.",
                seen=seen,
                limit=limit,
            )
        case "account.deregistration_state":
            return say(
                "The account's deregistration is {state}; this act does not follow from that.",
                state=_leaving_state(value),
            )
    return None


def life_holds(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule about a life holds; None for any other."""
    match rule:
        case "shop.materials" | "shop.materials.individual_business":
            return say("The shop has handed in: {papers}.", papers=_papers(value))
        case "shop.name_equals_licence":
            return say("The shop bears the name on its licence.")
        case "shop.review_state":
            return say("The shop's review is {state}.", state=_review_state(value))
        case "shop.deposit":
            return say("A deposit is paid that covers this.")
        case "shop.closing_state":
            return say("The shop is {state}.", state=state_text(value))
        case "shop.closing_notice":
            return say(
                "The notice of closing has been public for {seen}; {limit} are asked.",
                seen=seen,
                limit=limit,
            )
        case "account.deregistration_state":
            return say("The account's deregistration is {state}.", state=_leaving_state(value))
    return None


def _papers(kinds: str) -> str:
    return say_list(material_text(kind) for kind in kinds.split(", "))


def _review_state(state: str) -> str:
    return say("not open yet") if state == "none" else state_text(state)


def _leaving_state(state: str) -> str:
    return say("not asked for") if state == "none" else state_text(state)
