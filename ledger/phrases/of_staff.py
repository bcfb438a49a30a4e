"""What the rule about the people of a shop found, in sentences."""

from __future__ import annotations

from ledger.language import say


def scope_breaks(seen: str, needed: str) -> str:
    """Why somebody could not act for a shop: the scopes held just then, and the one needed."""
    if seen == "none":
        return say(
            "Whoever acted held no scope for the shop just then; needed is {needed}.", needed=needed
        )
    return say(
        "Whoever acted held {seen} for the shop just then; needed is {needed}.",
        seen=seen,
        needed=needed,
    )


def scope_holds(seen: str, needed: str) -> str:
    """Why somebody could act for a shop."""
    if seen == "main_account":
        return say("Whoever acted has the main account, which may do everything.")
    return say("Whoever acted held the scope {needed} for the shop.", needed=needed)
