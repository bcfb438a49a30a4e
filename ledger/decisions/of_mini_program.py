"""Deciding requests about mini-programs. State machine 2.6; source 000 rows 0-06 … 0-14."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ledger.aggregates.history import History, Past
from ledger.decisions import interest
from ledger.decisions.flow import Flow
from ledger.decisions.interest import Interest
from ledger.decisions.matter import Matter, law_in_force
from ledger.errors import BadInput
from ledger.events import (
    Event,
    MiniProgramBoundToAccount,
    MiniProgramBoundToShop,
    MiniProgramFeatureUsed,
    MiniProgramLinkMounted,
    MiniProgramPublished,
    MiniProgramRegistered,
    MiniProgramReviewPassed,
    MiniProgramReviewRejected,
    MiniProgramSubmittedForReview,
    MiniProgramUnboundFromAccount,
    MiniProgramUnboundFromShop,
)
from ledger.language import say
from ledger.requests import (
    BindMiniProgramToAccount,
    BindMiniProgramToShop,
    ConcludeMiniProgramReview,
    MiniProgramRequest,
    MountLink,
    PublishMiniProgram,
    RegisterMiniProgram,
    SubmitMiniProgram,
    UnbindMiniProgramFromAccount,
    UnbindMiniProgramFromShop,
    UseMiniProgramFeature,
)
from ledger.rules import Act
from ledger.subjects import mini_program_tag
from ledger.terms import platform_of


def _wants(request: MiniProgramRequest, history: History) -> Iterator[Interest]:
    yield interest.of_mini_program(request.mini_program)
    yield interest.of_law(_program(request))
    told = history.by_subject.get(mini_program_tag(request.mini_program), ())
    for named in (request, *(fact.event for fact in told)):
        shop, account = getattr(named, "shop", None), getattr(named, "account", None)
        if shop is not None:
            yield interest.of_shop(shop)
        if account is not None:
            yield from interest.of_account(account, history)


def _program(request: MiniProgramRequest) -> str:
    return request.program or f"{platform_of(request.mini_program)}.mini_program"


def _concerns(request: MiniProgramRequest, history: Past, at: datetime, new_name: str) -> Matter:
    known = history.knows(mini_program_tag(request.mini_program))
    begins = isinstance(request, RegisterMiniProgram)
    if known and begins:
        raise BadInput(
            say("There is a mini-program {id} already.", id=request.mini_program),
            where="mini_program",
            why=say("A registration begins a new mini-program."),
            now=say("Give the id its platform gave it; see `bindledger mini-program list`."),
        )
    if not known and not begins:
        raise BadInput(
            say("There is no mini-program {id}.", id=request.mini_program),
            where="mini_program",
            why=say("No fact of the ledger names it, unless a refused request did."),
            now=say("Ask `bindledger mini-program list` for the mini-programs there are."),
        )
    program = _program(request)
    state = history.mini_program(request.mini_program, at)
    return Matter(
        _act(request),
        program,
        law_in_force(history, program, at, given=request.program is not None),
        getattr(request, "shop", None) or state.shop,
        getattr(request, "account", None) or state.account,
        mini_program=request.mini_program,
        version=getattr(request, "version", None) or state.version,
        asked=_asked(request),
    )


def _act(request: MiniProgramRequest) -> Act:
    match request:
        case RegisterMiniProgram():
            return Act.REGISTER_MINI_PROGRAM
        case BindMiniProgramToShop():
            return Act.BIND_TO_SHOP
        case UnbindMiniProgramFromShop():
            return Act.UNBIND_FROM_SHOP
        case BindMiniProgramToAccount():
            return Act.BIND_TO_ACCOUNT
        case UnbindMiniProgramFromAccount():
            return Act.UNBIND_FROM_ACCOUNT
        case SubmitMiniProgram():
            return Act.SUBMIT
        case ConcludeMiniProgramReview(outcome="passed"):
            return Act.PASS_VERSION
        case ConcludeMiniProgramReview():
            return Act.REJECT_VERSION
        case PublishMiniProgram():
            return Act.PUBLISH
        case UseMiniProgramFeature():
            return Act.USE_FEATURE
        case MountLink():
            return Act.MOUNT_LINK
    raise AssertionError(f"no act is {request.ask}")


def _asked(request: MiniProgramRequest) -> str | None:
    match request:
        case RegisterMiniProgram(build_mode=asked):
            return asked
        case UseMiniProgramFeature(feature=asked) | MountLink(capability=asked):
            return asked
    return None


def _records(request: MiniProgramRequest, matter: Matter) -> tuple[Event, ...]:
    return (_record(request, matter),)


def _record(request: MiniProgramRequest, matter: Matter) -> Event:
    one, shop, version = request.mini_program, matter.shop, matter.version
    match request:
        case RegisterMiniProgram():
            return MiniProgramRegistered(
                mini_program=one,
                account=request.account,
                build_mode=request.build_mode,
                provider=request.provider,
                template=request.template,
            )
        case BindMiniProgramToShop():
            return MiniProgramBoundToShop(mini_program=one, shop=request.shop)
        case UnbindMiniProgramFromShop():
            return MiniProgramUnboundFromShop(mini_program=one, shop=request.shop)
        case BindMiniProgramToAccount():
            return MiniProgramBoundToAccount(
                mini_program=one,
                account=request.account,
                shop=shop,
                relation=request.relation,
                capabilities=request.capabilities,
            )
        case UnbindMiniProgramFromAccount():
            return MiniProgramUnboundFromAccount(
                mini_program=one, account=request.account, shop=shop
            )
        case UseMiniProgramFeature():
            return MiniProgramFeatureUsed(mini_program=one, shop=shop, feature=request.feature)
        case MountLink():
            return MiniProgramLinkMounted(
                mini_program=one,
                account=request.account,
                shop=shop,
                capability=request.capability,
                content=request.content,
            )
        case SubmitMiniProgram():
            return MiniProgramSubmittedForReview(
                mini_program=one, shop=shop, version=version, features=request.features
            )
        case ConcludeMiniProgramReview(outcome="passed"):
            return MiniProgramReviewPassed(mini_program=one, shop=shop, version=version)
        case ConcludeMiniProgramReview():
            return MiniProgramReviewRejected(
                mini_program=one, shop=shop, version=version, reasons=request.reasons
            )
        case PublishMiniProgram():
            return MiniProgramPublished(mini_program=one, shop=shop, version=version)
    raise AssertionError(f"no facts follow from {request.ask}")


FLOW: Final = Flow(
    (
        RegisterMiniProgram,
        BindMiniProgramToShop,
        UnbindMiniProgramFromShop,
        BindMiniProgramToAccount,
        UnbindMiniProgramFromAccount,
        SubmitMiniProgram,
        ConcludeMiniProgramReview,
        PublishMiniProgram,
        UseMiniProgramFeature,
        MountLink,
    ),
    _wants,
    _concerns,
    _records,
)
