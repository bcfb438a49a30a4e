"""The facts of a granted request, in the order they are recorded (contract, section 4)."""

from __future__ import annotations

from typing import Literal

from ledger.decisions.matter import Matter
from ledger.events import (
    AppealSubmitted,
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingInvited,
    BindingReviewFailed,
    BindingReviewOpened,
    BindingReviewPassed,
    CampaignEnrolled,
    Event,
    NetworkLocationObserved,
    ShopUnlinked,
    ShowcaseCleared,
    ShowcaseProductsAdded,
    UnlinkApproved,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
)
from ledger.events.binding import BindingNames
from ledger.requests import EnrolInCampaign, Request, SubmitAppeal
from ledger.rules import Act


def events_of(request: Request, matter: Matter) -> tuple[Event, ...]:
    """What a granted request records after its `RequestGranted`."""
    return (*_location(matter), *_acts(request, matter))


def _location(matter: Matter) -> tuple[Event, ...]:
    if matter.network_country is None or matter.account is None:
        return ()
    context: Literal["bind", "unlink"] = "unlink" if matter.act is Act.REQUEST_UNLINK else "bind"
    return (
        NetworkLocationObserved(
            account=matter.account, country=matter.network_country, context=context
        ),
    )


def _acts(request: Request, matter: Matter) -> tuple[Event, ...]:
    if matter.binding is not None:
        return _on_a_binding(matter)
    match request:
        case EnrolInCampaign():
            return (CampaignEnrolled(shop=request.shop, campaign=request.campaign),)
        case SubmitAppeal():
            assert matter.appeal is not None
            appeal = AppealSubmitted(
                violation=request.violation,
                appeal=matter.appeal,
                submitted_by=request.submitted_by,
                account=matter.account,
                shop=matter.shop,
            )
            return (appeal,)
    assert matter.act is Act.ADD_PRODUCTS
    assert matter.account is not None
    added = ShowcaseProductsAdded(account=matter.account, shop=matter.shop, count=matter.count)
    return (added,)


def _on_a_binding(matter: Matter) -> tuple[Event, ...]:
    assert matter.binding is not None
    assert matter.shop is not None
    assert matter.account is not None
    of: BindingNames = {
        "binding": matter.binding,
        "shop": matter.shop,
        "account": matter.account,
        "program": matter.program,
    }
    cleared = ShowcaseCleared(account=matter.account, cause="binding_ended")
    match matter.act:
        case Act.INVITE:
            return (BindingInvited(**of),)
        case Act.ACCEPT:
            return BindingInvitationAccepted(**of), BindingReviewOpened(**of)
        case Act.DECLINE:
            return (BindingInvitationDeclined(**of),)
        case Act.CANCEL:
            return (BindingInvitationCancelled(**of),)
        case Act.PASS_REVIEW:
            return BindingReviewPassed(**of), BindingActivated(**of)
        case Act.FAIL_REVIEW:
            return (BindingReviewFailed(**of),)
        case Act.UNLINK:
            return ShopUnlinked(**of), BindingEnded(**of, reason="shop_unlink"), cleared
        case Act.REQUEST_UNLINK:
            return (UnlinkRequested(**of),)
        case Act.WITHDRAW_UNLINK:
            return (UnlinkRequestWithdrawn(**of),)
        case Act.APPROVE_UNLINK:
            return UnlinkApproved(**of), BindingEnded(**of, reason="account_unlink"), cleared
        case Act.REFUSE_UNLINK:
            return (UnlinkRefused(**of),)
    raise AssertionError(f"no facts follow from {matter.act}")
