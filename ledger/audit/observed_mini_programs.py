"""Observed acts on mini-programs and identifiers as the cases their requests would make. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ledger.audit.known import Known
from ledger.events import (
    Event,
    MiniProgramBoundToAccount,
    MiniProgramBoundToShop,
    MiniProgramFeatureUsed,
    MiniProgramLinkMounted,
    MiniProgramPublished,
    MiniProgramRegistered,
    MiniProgramSubmittedForReview,
    MiniProgramUnboundFromAccount,
    RegistrationIdentifierAssigned,
)
from ledger.requests import (
    AssignIdentifier,
    BindMiniProgramToAccount,
    BindMiniProgramToShop,
    MountLink,
    PublishMiniProgram,
    RegisterMiniProgram,
    Request,
    SubmitMiniProgram,
    UnbindMiniProgramFromAccount,
    UseMiniProgramFeature,
)
from ledger.rules import Act, Case
from ledger.subjects import identifier_tag
from ledger.terms import platform_of

ACTS: Final[dict[type[Event], Act]] = {
    MiniProgramRegistered: Act.REGISTER_MINI_PROGRAM,
    MiniProgramBoundToShop: Act.BIND_TO_SHOP,
    MiniProgramBoundToAccount: Act.BIND_TO_ACCOUNT,
    MiniProgramUnboundFromAccount: Act.UNBIND_FROM_ACCOUNT,
    MiniProgramSubmittedForReview: Act.SUBMIT,
    MiniProgramPublished: Act.PUBLISH,
    MiniProgramFeatureUsed: Act.USE_FEATURE,
    MiniProgramLinkMounted: Act.MOUNT_LINK,
    RegistrationIdentifierAssigned: Act.ASSIGN_IDENTIFIER,
}
"""The observed acts that rules guard, and the act each is judged as."""

ASKED_BY: Final[dict[type[Event], type[Request]]] = {
    MiniProgramRegistered: RegisterMiniProgram,
    MiniProgramBoundToShop: BindMiniProgramToShop,
    MiniProgramBoundToAccount: BindMiniProgramToAccount,
    MiniProgramUnboundFromAccount: UnbindMiniProgramFromAccount,
    MiniProgramSubmittedForReview: SubmitMiniProgram,
    MiniProgramPublished: PublishMiniProgram,
    MiniProgramFeatureUsed: UseMiniProgramFeature,
    MiniProgramLinkMounted: MountLink,
    RegistrationIdentifierAssigned: AssignIdentifier,
}
"""The request that causes each of these acts, exactly once, when it is granted."""


def case_of(event: Event, act: Act, at: datetime, known: Known) -> Case | None:
    """The case an observed act makes; None for any other event."""
    if isinstance(event, RegistrationIdentifierAssigned):
        return _assigned(event, act, at, known)
    name = getattr(event, "mini_program", None)
    if name is None:
        return None
    program = known.mini_program(name)
    shop = getattr(event, "shop", None) or program.shop
    account = getattr(event, "account", None) or program.account
    return Case(
        act,
        at,
        f"{platform_of(name)}.mini_program",
        known.shop_at(shop, at) if shop is not None else None,
        known.account_at(account, at) if account is not None else None,
        observed=True,
        mini_program=program,
        asked=_asked(event),
    )


def _asked(event: Event) -> str | None:
    match event:
        case MiniProgramRegistered(build_mode=asked):
            return asked
        case MiniProgramFeatureUsed(feature=asked) | MiniProgramLinkMounted(capability=asked):
            return asked
    return None


def _assigned(
    event: RegistrationIdentifierAssigned, act: Act, at: datetime, known: Known
) -> Case | None:
    holder = event.shop or event.account
    assert holder is not None, "an identifier of nobody"
    platform = platform_of(holder)
    return Case(
        act,
        at,
        f"{platform}.mini_program",
        known.shop_at(event.shop, at) if event.shop is not None else None,
        known.account_at(event.account, at) if event.account is not None else None,
        observed=True,
        register=known.register(identifier_tag(platform, event.identifier_kind)),
        asked=event.value,
    )
