"""Which subjects a request is about, and the case it makes at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ledger.aggregates import Account, Shop
from ledger.aggregates.history import Past
from ledger.due import Due, due_of_account, due_of_shop, settled_account, settled_shop
from ledger.errors import BadInput
from ledger.language import say
from ledger.requests import (
    AcceptInvitation,
    AddShowcaseProducts,
    ApproveUnlink,
    BindingRequest,
    CancelInvitation,
    ConcludeReview,
    DeclineInvitation,
    EnrolInCampaign,
    Invite,
    RefuseUnlink,
    Request,
    RequestUnlink,
    SubmitAppeal,
    UnlinkByShop,
    WithdrawUnlinkRequest,
)
from ledger.rulebook import Rulebook
from ledger.rules import Act, Case
from ledger.rules.of_violation import party_of
from ledger.subjects import account_tag, binding_tag, request_tag, shop_tag, violation_tag
from ledger.terms import platform_of

_ACTS: Final[Mapping[type[Request], Act]] = {
    Invite: Act.INVITE,
    CancelInvitation: Act.CANCEL,
    AcceptInvitation: Act.ACCEPT,
    DeclineInvitation: Act.DECLINE,
    UnlinkByShop: Act.UNLINK,
    RequestUnlink: Act.REQUEST_UNLINK,
    WithdrawUnlinkRequest: Act.WITHDRAW_UNLINK,
    ApproveUnlink: Act.APPROVE_UNLINK,
    RefuseUnlink: Act.REFUSE_UNLINK,
    AddShowcaseProducts: Act.ADD_PRODUCTS,
    EnrolInCampaign: Act.ENROL,
    SubmitAppeal: Act.APPEAL,
}


@dataclass(frozen=True, slots=True)
class Matter:
    """A request with the names of all it concerns, filled in by the ledger where left out."""

    act: Act
    program: str
    book: Rulebook = field(repr=False)
    shop: str | None = None
    account: str | None = None
    binding: str | None = None
    violation: str | None = None
    appeal: str | None = None
    network_country: str | None = None
    count: int = 0

    def subjects(self, request: str) -> tuple[str, ...]:
        """The tags of the decision, sorted."""
        tags = [request_tag(request)]
        tags += [shop_tag(self.shop)] if self.shop is not None else []
        tags += [account_tag(self.account)] if self.account is not None else []
        tags += [binding_tag(self.binding)] if self.binding is not None else []
        tags += [violation_tag(self.violation)] if self.violation is not None else []
        return tuple(sorted(tags))


@dataclass(frozen=True, slots=True)
class GivenNames:
    """The names the ledger gives where a request leaves them out."""

    binding: str
    appeal: str


def matter_of(request: Request, history: Past, at: datetime, names: GivenNames) -> Matter:
    """What a request is about at an instant.

    Raises BadInput if it names a program without law, a binding or a violation nobody recorded, or
    invites under the id of a binding that exists.
    """
    match request:
        case Invite():
            return _invite(request, history, at, names)
        case BindingRequest():
            return _on_a_binding(request, history, at)
        case AddShowcaseProducts():
            account = account_at(history, request.account, at)
            bound = account.bound_under(request.program) if request.program else account.bound_to
            program = request.program or (
                bound.program if bound else f"{platform_of(request.account)}.channel"
            )
            book = _law(
                history, program, at, given=request.program is not None or bound is not None
            )
            shop = bound.shop if bound else None
            return Matter(
                Act.ADD_PRODUCTS, program, book, shop, request.account, count=request.count
            )
        case EnrolInCampaign():
            program = request.program or f"{platform_of(request.shop)}.channel"
            book = _law(history, program, at, given=request.program is not None)
            return Matter(Act.ENROL, program, book, request.shop)
        case SubmitAppeal():
            return _appeal(request, history, at, names)
    raise AssertionError(f"no matter for {type(request).__name__}")


def _invite(request: Invite, history: Past, at: datetime, names: GivenNames) -> Matter:
    if request.binding is not None and history.parties(request.binding) is not None:
        raise BadInput(
            say("There is a binding {binding} already.", binding=request.binding),
            where="binding",
            why=say("An invitation begins a new binding."),
            now=say("Leave the id out, and the ledger names the binding."),
        )
    return Matter(
        Act.INVITE,
        request.program,
        _law(history, request.program, at, given=True),
        request.shop,
        request.account,
        request.binding or names.binding,
        network_country=request.network_country,
    )


def _on_a_binding(request: BindingRequest, history: Past, at: datetime) -> Matter:
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
    return Matter(
        act,
        parties.program,
        _law(history, parties.program, at, given=True),
        parties.shop,
        parties.account,
        request.binding,
        network_country=getattr(request, "network_country", None),
    )


def _appeal(request: SubmitAppeal, history: Past, at: datetime, names: GivenNames) -> Matter:
    if not history.knows(violation_tag(request.violation)):
        raise BadInput(
            say("There is no violation {violation}.", violation=request.violation),
            where="violation",
            why=say("No fact of the ledger names it."),
            now=say("Record the violation first, as the platform reported it."),
        )
    violation = history.violation(request.violation, at)
    account = account_at(history, violation.account, at) if violation.account is not None else None
    party = party_of(violation, account)
    program = request.program or party.program
    if program is None:
        raise BadInput(
            say("Nobody knows which program violation {id} falls under.", id=request.violation),
            where="program",
            why=say("Its facts name no account and no shop."),
            now=say("Give the program."),
        )
    given = request.program is not None or party.bound is not None
    return Matter(
        Act.APPEAL,
        program,
        _law(history, program, at, given=given),
        party.shop,
        party.account,
        violation=request.violation,
        appeal=request.appeal or names.appeal,
    )


def _law(history: Past, program: str, at: datetime, *, given: bool) -> Rulebook:
    book = history.law.rulebook(program, at)
    if book is not None:
        return book
    if given:
        why = say("No rulebook of that program is in force.")
    else:
        why = say("The request names no program, and no rulebook of this one is in force.")
    raise BadInput(
        say("There is no law for program {program}.", program=program),
        where="program",
        why=why,
        now=say(
            "See `bindledger rules list`; adopt a rulebook with `bindledger rules adopt FILE`."
        ),
    )


def case_at(matter: Matter, history: Past, at: datetime) -> Case:
    """The case a matter makes at an instant, as if everything due by then had been recorded."""
    shop = shop_at(history, matter.shop, at) if matter.shop is not None else None
    account = account_at(history, matter.account, at) if matter.account is not None else None
    binding = None
    if matter.binding is not None and account is not None:
        binding = account.bindings.get(matter.binding)
    violation = None
    if matter.violation is not None:
        violation = history.violation(matter.violation, at)
    return Case(
        matter.act,
        at,
        matter.program,
        shop,
        account,
        binding,
        matter.binding,
        violation,
        tuple(history.violation(one, at) for one in account.violations) if account else (),
        history.law.calendars_at(at),
        matter.network_country,
        matter.count,
    )


def shop_at(history: Past, shop: str, at: datetime) -> Shop:
    """A shop at an instant, as if everything due by then had been recorded."""
    return settled_shop(
        history.shop(shop, at), at, lambda one: history.account(one, at).deregistered, history.law
    )


def account_at(history: Past, account: str, at: datetime) -> Account:
    """An account at an instant, as if everything due by then had been recorded."""
    return settled_account(
        history.account(account, at), at, lambda one: history.shop(one, at).closed, history.law
    )


def dues(history: Past, matter: Matter, at: datetime) -> list[Due]:
    """What is to come of a matter's shop and account, as the facts true at an instant have it."""
    found: list[Due] = []
    if matter.shop is not None:
        shop = history.shop(matter.shop, at)
        found += due_of_shop(shop, lambda one: history.account(one, at).deregistered, history.law)
    if matter.account is not None:
        account = history.account(matter.account, at)
        found += due_of_account(account, lambda one: history.shop(one, at).closed, history.law)
    return found
