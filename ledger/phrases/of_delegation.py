"""What the rules about delegations between accounts found, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.language import say, say_name
from ledger.phrases.words import state_text


def delegation_state(state: str) -> str:
    """Where a delegation stands, in words."""
    words: Mapping[str, str] = {
        "none": say_name("not begun", "delegation"),
        "offered": say_name("offered", "delegation"),
        "active": say_name("active", "delegation"),
        "ended": say_name("ended", "delegation"),
    }
    return words.get(state, state)


def delegation_breaks(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule about a delegation breaks; None for any other."""
    match rule:
        case "delegation.grantor_status":
            return say("The sub account is {state}.", state=state_text(value))
        case "delegation.grantee_status":
            return say("The main account is {state}.", state=state_text(value))
        case "delegation.grantor_verified":
            return say(
                "The sub account is no verified enterprise account: its verification is {state}.",
                state=state_text(value),
            )
        case "delegation.grantee_verified":
            return say(
                "The main account is no verified enterprise account: its verification is {state}.",
                state=state_text(value),
            )
        case "delegation.once":
            return say(
                "Another delegation of these two accounts is {state}.",
                state=delegation_state(value),
            )
        case "delegation.state":
            return say(
                "The delegation is {state}; this act does not follow from that.",
                state=delegation_state(value),
            )
        case "delegation.ticket":
            return _no_ticket(value)
    return None


def _no_ticket(value: str) -> str:
    match value:
        case "closed":
            return say("The ticket of customer service is closed.")
        case "elsewhere":
            return say("The ticket of customer service is not about this delegation.")
        case "grantor":
            return say("The sub account revoked it; only customer service may.")
        case "grantee":
            return say("The main account revoked it; only customer service may.")
    return say("No ticket of customer service was named that either account has opened.")


def delegation_holds(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule about a delegation holds; None for any other."""
    match rule:
        case "delegation.grantor_status":
            return say("The sub account is {state}.", state=state_text(value))
        case "delegation.grantee_status":
            return say("The main account is {state}.", state=state_text(value))
        case "delegation.grantor_verified":
            return say("The sub account is a verified enterprise account.")
        case "delegation.grantee_verified":
            return say("The main account is a verified enterprise account.")
        case "delegation.once":
            return say("No other delegation of these two accounts runs.")
        case "delegation.state":
            return say("The delegation is {state}.", state=delegation_state(value))
        case "delegation.ticket":
            return say("An open ticket of customer service is about this delegation.")
    return None
