"""What else could happen, in words: the events that would let a refused request be granted."""

from __future__ import annotations

from ledger.events import (
    AccountBanLifted,
    AccountHolderAgeAttested,
    AccountRegionDeclared,
    AccountRegistered,
    BindingActivated,
    BindingEnded,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingReviewFailed,
    BindingReviewOpened,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    ContentScreened,
    Event,
    NetworkLocationObserved,
    ShopCategoryDeclared,
    ShopProbationEnded,
    ShopRegistered,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
    ViolationNotified,
    ViolationResolved,
)
from ledger.events.binding import BindingEvent
from ledger.language import say, say_count


def would_help(event: Event) -> str:
    """An event that would help, in a sentence."""
    if isinstance(event, BindingEvent):
        return _of_binding(event)
    return _of_account(event) or _of_shop(event) or _bare(event)


def _bare(event: Event) -> str:
    return say("{kind} is recorded.", kind=event.kind.partition(".")[0])


def _of_binding(event: BindingEvent) -> str:
    named = {"binding": event.binding, "account": event.account, "shop": event.shop}
    match event:
        case BindingInvitationCancelled():
            return say("{shop} takes its invitation of {account} back ({binding}).", **named)
        case BindingInvitationDeclined():
            return say("{account} declines the invitation of {shop} ({binding}).", **named)
        case BindingReviewOpened():
            return say("The review of {account} and {shop} begins ({binding}).", **named)
        case BindingReviewFailed():
            return say("The review turns {account} down for {shop} ({binding}).", **named)
        case BindingActivated():
            return say("The binding of {account} and {shop} takes effect ({binding}).", **named)
        case UnlinkRequested():
            return say("{account} asks {shop} to be let go ({binding}).", **named)
        case UnlinkRequestWithdrawn():
            return say("{account} takes its unlink request to {shop} back ({binding}).", **named)
        case UnlinkRefused():
            return say("{shop} refuses the unlink request of {account} ({binding}).", **named)
        case BindingEnded(reason="account_unlink"):
            return say("{shop} approves the unlink request of {account} ({binding}).", **named)
        case BindingEnded():
            return say("The binding of {account} and {shop} ends ({binding}).", **named)
    return _bare(event)


def _of_account(event: Event) -> str | None:
    match event:
        case AccountRegistered(account=account):
            return say("{account} is registered.", account=account)
        case AccountBanLifted(account=account, overturned=True):
            return say("The ban of {account} is overturned.", account=account)
        case AccountBanLifted(account=account):
            return say("The ban of {account} is lifted.", account=account)
        case AccountHolderAgeAttested(account=account, minimum_age=years):
            return say_count(
                "It is attested that the holder of {account} is {count} year old or older.",
                "It is attested that the holder of {account} is {count} years old or older.",
                years,
                account=account,
            )
        case AccountRegionDeclared(account=account, region=country):
            return say(
                "{account} declares its region as {country}.", account=account, country=country
            )
        case NetworkLocationObserved(account=account, country=country, context="unlink"):
            return say(
                "At unlinking the network of {account} shows {country}.",
                account=account,
                country=country,
            )
        case NetworkLocationObserved(account=account, country=country):
            return say(
                "At binding the network of {account} shows {country}.",
                account=account,
                country=country,
            )
        case ContentScreened(account=account):
            return say("The content of {account} is screened and found clean.", account=account)
        case ViolationResolved(violation=violation):
            return say("Violation {violation} is resolved.", violation=violation)
        case ViolationNotified(violation=violation):
            return say("Notice is given of violation {violation}.", violation=violation)
    return None


def _of_shop(event: Event) -> str | None:
    match event:
        case ShopRegistered(shop=shop, operating_country=country):
            return say(
                "{shop} is registered as operating in {country}.", shop=shop, country=country
            )
        case ShopCategoryDeclared(shop=shop, main_category=category):
            return say(
                "{shop} declares {category} as its main category.", shop=shop, category=category
            )
        case ShopProbationEnded(shop=shop):
            return say("The probation of {shop} ends.", shop=shop)
        case ComplianceScoreObserved(shop=shop, score=score):
            return say_count(
                "The platform shows a compliance score of {count} point for {shop}.",
                "The platform shows a compliance score of {count} points for {shop}.",
                score,
                shop=shop,
            )
        case ComplianceScoreRestored(shop=shop, points=points):
            return say_count(
                "The platform gives {shop} {count} point back.",
                "The platform gives {shop} {count} points back.",
                points,
                shop=shop,
            )
    return None
