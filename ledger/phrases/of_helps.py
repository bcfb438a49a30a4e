"""What else could happen, in words: the events that would let a refused request be granted."""

from __future__ import annotations

from ledger.events import (
    AccountBanLifted,
    AccountDeregistrationCancelled,
    AccountDeregistrationRequested,
    AccountHolderAgeAttested,
    AccountRegionDeclared,
    AccountRegistered,
    AccountRenamed,
    BindingActivated,
    BindingEnded,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingReviewFailed,
    BindingReviewOpened,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    ContentScreened,
    DelegationAccepted,
    DelegationRefused,
    DelegationRevoked,
    DepositPaid,
    EnterpriseVerificationPassed,
    Event,
    FollowerCountObserved,
    MaterialSubmitted,
    MiniProgramBoundToAccount,
    MiniProgramBoundToShop,
    MiniProgramReviewPassed,
    MiniProgramReviewRejected,
    MiniProgramSubmittedForReview,
    MiniProgramUnboundFromAccount,
    MiniProgramUnboundFromShop,
    NetworkLocationObserved,
    OwnShopApplicationClosed,
    ShopCategoryDeclared,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ShopProbationEnded,
    ShopRegistered,
    ShopReviewOpened,
    ShopReviewRejected,
    ShopSubjectDeclared,
    StaffDelegationGranted,
    SupportTicketOpened,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
    ViolationNotified,
    ViolationResolved,
)
from ledger.events.binding import BindingEvent
from ledger.language import say, say_count, say_names
from ledger.phrases.of_papers import material_text


def would_help(event: Event) -> str:
    """An event that would help, in a sentence."""
    if isinstance(event, BindingEvent):
        return _of_binding(event)
    told = _of_account(event) or _of_shop(event) or _of_life(event) or _of_others(event)
    return told or _bare(event)


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


def _of_life(event: Event) -> str | None:
    match event:
        case MaterialSubmitted(shop=shop, material_kind=kind):
            return say("{shop} hands in: {paper}.", shop=shop, paper=material_text(kind))
        case ShopReviewOpened(shop=shop):
            return say("The review of {shop} begins.", shop=shop)
        case ShopReviewRejected(shop=shop):
            return say("The review of {shop} turns it down.", shop=shop)
        case DepositPaid(shop=shop):
            return say("A deposit of {shop} is paid that covers this.", shop=shop)
        case ShopClosingAnnounced(shop=shop):
            return say("{shop} gives public notice of closing.", shop=shop)
        case ShopClosingWithdrawn(shop=shop):
            return say("{shop} takes its notice of closing back.", shop=shop)
        case ShopClosed(shop=shop):
            return say("{shop} closes.", shop=shop)
        case ShopSubjectDeclared(shop=shop):
            return say("{shop} declares that an enterprise is behind it.", shop=shop)
        case AccountDeregistrationRequested(account=account):
            return say("The holder asks for {account} to be deregistered.", account=account)
        case AccountDeregistrationCancelled(account=account):
            return say("The holder of {account} keeps it after all.", account=account)
        case AccountRenamed(account=account, name=name):
            return say("{account} takes the name {name}.", account=account, name=name)
        case OwnShopApplicationClosed(account=account):
            return say(
                "The application of {account} for a shop of its own is over.", account=account
            )
        case EnterpriseVerificationPassed(account=account):
            return say("{account} is verified as an enterprise.", account=account)
        case FollowerCountObserved(account=account, followers=count):
            return say_count(
                "{account} is seen to have {count} follower.",
                "{account} is seen to have {count} followers.",
                count,
                account=account,
            )
    return None


def _of_others(event: Event) -> str | None:
    match event:
        case StaffDelegationGranted(shop=shop, staff=staff, scopes=scopes):
            named = say_names(scopes)
            return say(
                "{shop} lets {staff} act for it: {scopes}.", shop=shop, staff=staff, scopes=named
            )
        case DelegationAccepted(delegation=name, grantee=account):
            return say("{account} takes delegation {name} up.", account=account, name=name)
        case DelegationRefused(delegation=name, grantee=account):
            return say("{account} refuses delegation {name}.", account=account, name=name)
        case DelegationRevoked(delegation=name):
            return say("Customer service ends delegation {name}.", name=name)
        case SupportTicketOpened(ticket=ticket, about=name):
            return say(
                "Customer service opens ticket {ticket} about {name}.", ticket=ticket, name=name
            )
        case MiniProgramSubmittedForReview(mini_program=name):
            return say("A version of {name} is handed in for review.", name=name)
        case MiniProgramReviewPassed(mini_program=name):
            return say("The review passes the version of {name}.", name=name)
        case MiniProgramReviewRejected(mini_program=name):
            return say("The review turns the version of {name} down.", name=name)
        case MiniProgramBoundToShop(mini_program=name, shop=shop):
            return say("{name} is bound to {shop}.", name=name, shop=shop)
        case MiniProgramUnboundFromShop(mini_program=name, shop=shop):
            return say("{name} lets go of {shop}.", name=name, shop=shop)
        case MiniProgramBoundToAccount(mini_program=name, account=account, capabilities=some):
            if not some:
                return say("{account} is bound to {name}.", account=account, name=name)
            return say(
                "{account} is bound to {name}, with {capabilities}.",
                account=account,
                name=name,
                capabilities=say_names(some),
            )
        case MiniProgramUnboundFromAccount(mini_program=name, account=account):
            return say("{name} lets go of {account}.", name=name, account=account)
    return None
