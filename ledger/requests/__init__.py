"""What may be asked of the ledger now: one class per request, named in the imperative.

The fields are those of the contract, section 4; the console takes its options from them.
"""

from __future__ import annotations

from typing import Final

from ledger.requests.account_life import (
    AccountLifeRequest,
    CancelDeregistration,
    ConcludeDeregistration,
    RequestDeregistration,
)
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
from ledger.requests.money import UpgradeCollectionAccount
from ledger.requests.selling import AddShowcaseProducts, EnrolInCampaign
from ledger.requests.shop_life import (
    AnnounceClosing,
    CloseShop,
    ConcludeShopReview,
    OpenShopReview,
    PayDeposit,
    RefundDeposit,
    ShopLifeRequest,
    SubmitMaterial,
    WithdrawClosing,
)
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
    UpgradeCollectionAccount,
    SubmitMaterial,
    OpenShopReview,
    ConcludeShopReview,
    PayDeposit,
    RefundDeposit,
    AnnounceClosing,
    WithdrawClosing,
    CloseShop,
    RequestDeregistration,
    CancelDeregistration,
    ConcludeDeregistration,
    SubmitAppeal,
)

REQUEST_BY_NAME: Final[dict[str, type[Request]]] = {kind.__name__: kind for kind in REQUESTS}

__all__ = [
    "REQUESTS",
    "REQUEST_BY_NAME",
    "AcceptDelegation",
    "AcceptInvitation",
    "AccountLifeRequest",
    "AddShowcaseProducts",
    "AnnounceClosing",
    "ApproveUnlink",
    "BindingRequest",
    "CancelDeregistration",
    "CancelInvitation",
    "CloseShop",
    "ConcludeDeregistration",
    "ConcludeReview",
    "ConcludeShopReview",
    "DeclineInvitation",
    "DelegationRequest",
    "EnrolInCampaign",
    "GrantStaff",
    "Invite",
    "OfferDelegation",
    "OpenShopReview",
    "PayDeposit",
    "RefundDeposit",
    "RefuseDelegation",
    "RefuseUnlink",
    "Request",
    "RequestDeregistration",
    "RequestUnlink",
    "RevokeDelegation",
    "RevokeStaff",
    "ShopLifeRequest",
    "SubmitAppeal",
    "SubmitMaterial",
    "UnlinkByShop",
    "UpgradeCollectionAccount",
    "WithdrawClosing",
    "WithdrawUnlinkRequest",
    "request_json",
]
