"""Deciding requests about bindings: inviting, answering, reviewing, letting go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Literal

from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.effects import effects_of
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, account_at, law_in_force, shop_at
from ledger.errors import BadInput
from ledger.events import (
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingInvited,
    BindingReviewFailed,
    BindingReviewOpened,
    BindingReviewPassed,
    Event,
    NetworkLocationObserved,
    ShopUnlinked,
    ShowcaseCleared,
    UnlinkApproved,
    UnlinkRefused,
    UnlinkRequested,
    UnlinkRequestWithdrawn,
)
from ledger.events.binding import BindingNames
from ledger.language import say
from ledger.requests import (
    AcceptInvitation,
    ApproveUnlink,
    BindingRequest,
    CancelInvitation,
    ConcludeReview,
    DeclineInvitation,
    Invite,
    RefuseUnlink,
    RequestUnlink,
    UnlinkByShop,
    WithdrawUnlinkRequest,
)
from ledger.rules import Act
from ledger.terms import platform_of

_ACTS: Final[Mapping[type[BindingRequest], Act]] = {
    CancelInvitation: Act.CANCEL,
    AcceptInvitation: Act.ACCEPT,
    DeclineInvitation: Act.DECLINE,
    UnlinkByShop: Act.UNLINK,
    RequestUnlink: Act.REQUEST_UNLINK,
    WithdrawUnlinkRequest: Act.WITHDRAW_UNLINK,
    ApproveUnlink: Act.APPROVE_UNLINK,
    RefuseUnlink: Act.REFUSE_UNLINK,
}

_OF_BINDINGS: Final = ("binding.state", "account.exclusive", "shop.slots")
"""A rulebook that states none of these is about something else than bindings."""


def _wants(request: Invite | BindingRequest, history: History) -> Iterator[Interest]:
    if isinstance(request, Invite):
        if request.binding is not None:
            yield interest.of_binding(request.binding)
        yield interest.of_law(request.program)
        yield from interest.of_both(request.shop, request.account, history)
        yield from interest.of_sales(request.shop, request.program, history)
        return
    yield interest.of_binding(request.binding)
    parties = history.parties(request.binding)
    if parties is not None:
        yield interest.of_law(parties.program)
        yield from interest.of_both(parties.shop, parties.account, history)
        yield from interest.of_sales(parties.shop, parties.program, history)


def _concerns(
    request: Invite | BindingRequest, history: Past, at: datetime, new_name: str
) -> Matter:
    if isinstance(request, Invite):
        return _invitation(request, history, at, new_name)
    parties = history.parties(request.binding)
    if parties is None:
        raise BadInput(
            say("There is no binding {binding}.", binding=request.binding),
            where="binding",
            why=say("No fact of the ledger names it, unless a refused request did."),
            now=say("Ask `bindledger binding list` for the bindings there are."),
        )
    if isinstance(request, ConcludeReview):
        act = Act.PASS_REVIEW if request.outcome == "passed" else Act.FAIL_REVIEW
    else:
        act = _ACTS[type(request)]
    book = law_in_force(history, parties.program, at, given=True)
    shop, account = (
        shop_at(history, parties.shop, at),
        account_at(history, parties.account, at),
    )
    return Matter(
        act,
        parties.program,
        book,
        parties.shop,
        parties.account,
        request.binding,
        network_country=getattr(request, "network_country", None),
        reviewed=book.reading("binding.review_required", at) is True,
        effects=effects_of(request.binding, book, at, shop, account),
    )


def _invitation(request: Invite, history: Past, at: datetime, new_name: str) -> Matter:
    if request.binding is not None and history.parties(request.binding) is not None:
        raise BadInput(
            say("There is a binding {binding} already.", binding=request.binding),
            where="binding",
            why=say("An invitation begins a new binding."),
            now=say("Leave the id out, and the ledger names the binding."),
        )
    book = law_in_force(history, request.program, at, given=True)
    if not any(name in book.parameters for name in _OF_BINDINGS):
        raise BadInput(
            say("Program {program} binds nobody.", program=request.program),
            where="program",
            why=say("Its rulebook has no rule about bindings."),
            now=say("See `bindledger rules list` for the programs there are."),
        )
    sides = {platform_of(request.shop), platform_of(request.account)}
    if platform_of(request.program) not in sides:
        raise BadInput(
            say("{program} is of another platform.", program=request.program),
            where="program",
            why=say("Neither the shop nor the account belongs to the program's platform."),
            now=say("Give a program of the shop's platform; see `bindledger rules list`."),
        )
    return Matter(
        Act.INVITE,
        request.program,
        book,
        request.shop,
        request.account,
        request.binding or new_name,
        network_country=request.network_country,
    )


def _records(request: Invite | BindingRequest, matter: Matter) -> tuple[Event, ...]:
    return (*_location(matter), *_steps(matter))


def _location(matter: Matter) -> tuple[Event, ...]:
    if matter.network_country is None or matter.account is None:
        return ()
    context: Literal["bind", "unlink"] = "unlink" if matter.act is Act.REQUEST_UNLINK else "bind"
    return (
        NetworkLocationObserved(
            account=matter.account, country=matter.network_country, context=context
        ),
    )


def _steps(matter: Matter) -> tuple[Event, ...]:
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
    effects = matter.effects
    activated = (*effects.before_activation, BindingActivated(**of), *effects.with_activation)
    after_end = (cleared, *effects.with_end)
    match matter.act:
        case Act.INVITE:
            return (BindingInvited(**of),)
        case Act.ACCEPT:
            accepted = (BindingInvitationAccepted(**of), *effects.with_acceptance)
            return (*accepted, *((BindingReviewOpened(**of),) if matter.reviewed else activated))
        case Act.DECLINE:
            return (BindingInvitationDeclined(**of),)
        case Act.CANCEL:
            return (BindingInvitationCancelled(**of),)
        case Act.PASS_REVIEW:
            return BindingReviewPassed(**of), *activated
        case Act.FAIL_REVIEW:
            return (BindingReviewFailed(**of),)
        case Act.UNLINK:
            return ShopUnlinked(**of), BindingEnded(**of, reason="shop_unlink"), *after_end
        case Act.REQUEST_UNLINK:
            return (UnlinkRequested(**of),)
        case Act.WITHDRAW_UNLINK:
            return (UnlinkRequestWithdrawn(**of),)
        case Act.APPROVE_UNLINK:
            return UnlinkApproved(**of), BindingEnded(**of, reason="account_unlink"), *after_end
        case Act.REFUSE_UNLINK:
            return (UnlinkRefused(**of),)
    raise AssertionError(f"no facts follow from {matter.act}")


FLOW: Final = Flow((Invite, ConcludeReview, *_ACTS), _wants, _concerns, _records)
