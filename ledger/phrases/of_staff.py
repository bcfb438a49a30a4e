"""What the rule about the people of a shop found, in sentences."""

from __future__ import annotations

from typing import Final

from ledger.language import say

_RULE: Final = "actor.scope"


def scope_breaks(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why somebody could not act for a shop: the scopes held just then, and the one needed."""
    if rule != _RULE:
        return None
    if value == "none":
        return say(
            "Whoever acted held no scope for the shop just then; needed is {needed}.", needed=limit
        )
    return say(
        "Whoever acted held {seen} for the shop just then; needed is {needed}.",
        seen=value,
        needed=limit,
    )


def scope_holds(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why somebody could act for a shop."""
    if rule != _RULE:
        return None
    if value == "main_account":
        return say("Whoever acted has the main account, which may do everything.")
    return say("Whoever acted held the scope {needed} for the shop.", needed=limit)
