"""What may be asked of the ledger now: one class per request, named in the imperative.

The fields are those of the contract, section 4; the console takes its options from them.
"""

from __future__ import annotations

from typing import Final

from ledger.requests.appeal import SubmitAppeal
from ledger.requests.base import Request, request_json
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
from ledger.requests.delegation import (
    AcceptDelegation,
    DelegationRequest,
    OfferDelegation,
    RefuseDelegation,
    RevokeDelegation,
)
from ledger.requests.selling import AddShowcaseProducts, EnrolInCampaign
from ledger.requests.staff import GrantStaff, RevokeStaff

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
    OfferDelegation,
    AcceptDelegation,
    RefuseDelegation,
    RevokeDelegation,
    GrantStaff,
    RevokeStaff,
    AddShowcaseProducts,
    EnrolInCampaign,
    SubmitAppeal,
)

REQUEST_BY_NAME: Final[dict[str, type[Request]]] = {kind.__name__: kind for kind in REQUESTS}

__all__ = [
    "REQUESTS",
    "REQUEST_BY_NAME",
    "AcceptDelegation",
    "AcceptInvitation",
    "AddShowcaseProducts",
    "ApproveUnlink",
    "BindingRequest",
    "CancelInvitation",
    "ConcludeReview",
    "DeclineInvitation",
    "DelegationRequest",
    "EnrolInCampaign",
    "GrantStaff",
    "Invite",
    "OfferDelegation",
    "RefuseDelegation",
    "RefuseUnlink",
    "Request",
    "RequestUnlink",
    "RevokeDelegation",
    "RevokeStaff",
    "SubmitAppeal",
    "UnlinkByShop",
    "WithdrawUnlinkRequest",
    "request_json",
]
