"""What may be asked of the ledger now: one class per request, named in the imperative.

The fields are those of the contract, section 4; the console takes its options from them.
"""

from __future__ import annotations

from typing import Final

from ledger.requests.appeal import SubmitAppeal
from ledger.requests.base import Request, personal_fields, request_json
from ledger.requests.binding import (
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
from ledger.requests.identifier import AssignIdentifier, IdentifierRequest, RetireIdentifier
from ledger.requests.mini_program import (
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
from ledger.requests.selling import AddShowcaseProducts, EnrolInCampaign

REQUESTS: Final[tuple[type[Request], ...]] = (
    Invite,
    CancelInvitation,
    AcceptInvitation,
    DeclineInvitation,
    ConcludeReview,
    UnlinkByShop,
    RequestUnlink,
    WithdrawUnlinkRequest,
    ApproveUnlink,
    RefuseUnlink,
    AssignIdentifier,
    RetireIdentifier,
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
    AddShowcaseProducts,
    EnrolInCampaign,
    SubmitAppeal,
)

REQUEST_BY_NAME: Final[dict[str, type[Request]]] = {kind.__name__: kind for kind in REQUESTS}

__all__ = [
    "REQUESTS",
    "REQUEST_BY_NAME",
    "AcceptInvitation",
    "AddShowcaseProducts",
    "ApproveUnlink",
    "AssignIdentifier",
    "BindMiniProgramToAccount",
    "BindMiniProgramToShop",
    "BindingRequest",
    "CancelInvitation",
    "ConcludeMiniProgramReview",
    "ConcludeReview",
    "DeclineInvitation",
    "EnrolInCampaign",
    "IdentifierRequest",
    "Invite",
    "MiniProgramRequest",
    "MountLink",
    "PublishMiniProgram",
    "RefuseUnlink",
    "RegisterMiniProgram",
    "Request",
    "RequestUnlink",
    "RetireIdentifier",
    "SubmitAppeal",
    "SubmitMiniProgram",
    "UnbindMiniProgramFromAccount",
    "UnbindMiniProgramFromShop",
    "UnlinkByShop",
    "UseMiniProgramFeature",
    "WithdrawUnlinkRequest",
    "personal_fields",
    "request_json",
]
