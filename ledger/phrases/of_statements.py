"""What an event did to a balance, in a sentence: the lines of a statement."""

from __future__ import annotations

from ledger.events import (
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingReviewFailed,
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    Event,
    RulebookAdopted,
    ShopUnlinked,
    ShowcaseProductsAdded,
    UnlinkApproved,
    UnlinkChancesObserved,
)
from ledger.events.binding import BindingEvent
from ledger.language import say, say_count
from ledger.phrases.quantities import quantity


def moved_text(balance: str, event: Event, change: int | None) -> str:
    """What an event did to a balance, in a sentence; `balance` is its name without a program."""
    match event:
        case RulebookAdopted():
            return _changed_law(change)
        case BindingEvent() if balance == "slots":
            return _moved_slot(event, change)
        case ShopUnlinked(account=account):
            return say("The shop unlinked {account}: a chance is used.", account=account)
        case UnlinkApproved(account=account):
            return say("The shop let {account} go: a chance is used.", account=account)
        case UnlinkChancesObserved(used=used):
            return say("The platform counts {seen}.", seen=quantity(used, "unlinks"))
        case ComplianceScoreObserved(score=score):
            return say("The platform shows {seen}.", seen=quantity(score, "points"))
        case ComplianceScoreDeducted(points=points):
            return say("The platform deducted {seen}.", seen=quantity(points, "points"))
        case ComplianceScoreRestored(points=points):
            return say("The platform gave back {seen}.", seen=quantity(points, "points"))
        case ShowcaseProductsAdded(count=count):
            return say("The account added {seen}.", seen=quantity(count, "products"))
    raise AssertionError(f"no balance is moved by {event.kind}")


def _moved_slot(event: BindingEvent, change: int | None) -> str:
    account, taken = event.account, change is not None and change < 0
    match event:
        case BindingInvitationAccepted():
            return say("{account} accepted: a slot is reserved.", account=account)
        case BindingActivated():
            return say("The binding of {account} took effect: a slot is used.", account=account)
        case BindingReviewFailed():
            return say("The review turned {account} down: the slot is free.", account=account)
        case BindingEnded():
            return say("The binding of {account} ended: the slot is free.", account=account)
    if taken:
        return say("The binding of {account} takes a slot.", account=account)
    return say("The binding of {account} frees a slot.", account=account)


def _changed_law(change: int | None) -> str:
    if change is None:
        return say("The law begins or ceases to limit this.")
    if change > 0:
        return say_count("The law allows {count} more.", "The law allows {count} more.", change)
    return say_count("The law allows {count} fewer.", "The law allows {count} fewer.", -change)
