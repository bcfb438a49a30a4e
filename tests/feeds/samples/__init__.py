"""Payloads written by us to the shapes that platforms publish, and what each of them tells.

`<format>.ndjson` holds the deliveries, one a line, in the order of `TOLD`; `<format>.facts.ndjson`
holds the facts they tell, whole. Names and ids are made up, and so are the secrets.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent

SECRET: Final = "not-a-real-secret"
KEY: Final = "0123456789abcdef0123456789abcdef"
SECRET_OF: Final = {
    "tiktok-webhook": SECRET,
    "douyin-push": SECRET,
    "kuaishou": SECRET,
    "wechat-pay": KEY,
}

RAW: Final = "RawEventKept"
NOTHING: Final = "nothing, no change"
A_TEST: Final = "nothing, counted as a test"

TOLD: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "tiktok-webhook": (
        ("`type` 6, seller deauthorised", "IntegrationDisconnected of shop"),
        ("`type` 20, creator deauthorised, creator not named", "IntegrationDisconnected of shop"),
        ("`type` 20, creator deauthorised", "IntegrationDisconnected of account"),
        ("`type` 7, authorisation about to expire", RAW),
        ("`type` 5, product status", RAW),
        ("any other `type`", RAW),
        ("`authorization.removed` of a user", "IntegrationDisconnected of account"),
        ("any other event of a user", RAW),
    ),
    "douyin-push": (
        ("messages of the shop platform, any `tag`", f"{RAW}, {RAW}"),
        ("`authorize`", "IntegrationConnected of account"),
        ("`unauthorize`", "IntegrationDisconnected of account"),
        ("`contract_authorize`", "IntegrationConnected of account"),
        ("`contract_unauthorize`", "IntegrationDisconnected of account"),
        ("any other event", RAW),
        ("`verify_webhook`", A_TEST),
    ),
    "douyin-self-authors": (
        (
            "the first list of a shop",
            "BindingListAsserted, BindingListAsserted, BindingActivated, BindingActivated",
        ),
        ("a list as the one before", "BindingListAsserted, BindingListAsserted"),
        ("an author appears", "BindingListAsserted, BindingListAsserted, BindingActivated"),
        (
            "an author disappears",
            "BindingListAsserted, BindingListAsserted, BindingEnded (unknown)",
        ),
        (
            "another official account",
            "BindingListAsserted, BindingListAsserted, BindingEnded (exchanged), "
            "BindingActivated, OfficialAccountReplaced",
        ),
        (
            "a channel account becomes the official one",
            "BindingListAsserted, BindingListAsserted, BindingEnded (exchanged), "
            "BindingEnded (unknown), BindingActivated, OfficialAccountReplaced",
        ),
        (
            "an ordinary creator (`author_type` 2), or a type not known",
            f"BindingListAsserted, BindingListAsserted, {RAW}",
        ),
    ),
    "douyin-mini-program": (
        ("`bind_status` 1", "BindingInvited"),
        ("`bind_status` 2 after 1", "BindingActivated"),
        ("`bind_status` as before", NOTHING),
        ("`bind_status` 4 after 2", "BindingEnded (unknown)"),
        ("`bind_status` 3", "BindingReviewFailed"),
        ("`bind_status` 5", "AccountBanned"),
        ("several accounts in one list", "BindingActivated, BindingInvited, BindingInvited"),
        ("`bind_status` 6 after 2", "BindingEnded (unknown)"),
        ("`bind_status` 6 after 1", "BindingInvitationExpired"),
        ("`bind_status` 4 after 1", "BindingInvitationCancelled"),
        ("any other `bind_status`", RAW),
        ("`SETTLE_APPLY` with `VerifyUrl`", "ShopReviewPassed"),
        ("`SETTLE_APPLY` with `FailReason`", "ShopReviewRejected"),
        ("`SETTLE_VERIFY` without `FailReason`", "CorporateBankAccountVerified"),
        ("`SETTLE_VERIFY` with `FailReason`", RAW),
        ("`AUTHORIZED`, `UPDATE_AUTHORIZED`", "IntegrationConnected of shop"),
        ("`UNAUTHORIZED`", "IntegrationDisconnected of shop"),
    ),
    "wechat-events": (
        ("`talent_window_cancel_auth`, as XML", "IntegrationDisconnected of account"),
        ("`channels_ec_change_status` from open to closing", "ShopClosingAnnounced"),
        ("`channels_ec_change_status` from closing to open", "ShopClosingWithdrawn"),
        ("`channels_ec_change_status` otherwise", RAW),
        ("`channels_ec_close_store`", "ShopClosed"),
        ("`talent_window_cancel_auth`", "IntegrationDisconnected of account"),
        (
            "`wxa_punish_event` that bans functions",
            "ViolationRecorded, EcommercePermissionFrozen, EcommercePermissionFrozen",
        ),
        ("`wxa_punish_event` that warns", "ViolationRecorded"),
        ("`weapp_audit_success`", "MiniProgramReviewPassed"),
        ("`weapp_audit_fail`", "MiniProgramReviewRejected"),
        ("`weapp_audit_delay`", RAW),
        ("`InfoType` authorized", "IntegrationConnected of account"),
        ("`InfoType` updateauthorized", "IntegrationConnected of account"),
        ("`InfoType` unauthorized", "IntegrationDisconnected of account"),
        ("any other `Event` or `InfoType`", RAW),
    ),
    "wechat-league": (
        ("`status` 1", "BindingInvited"),
        ("`status` 2", "BindingInvited, BindingInvitationAccepted, BindingActivated"),
        ("`status` 2 again", "BindingInvited, BindingInvitationAccepted, BindingActivated"),
        ("`status` 5", "BindingInvited, BindingEnded (unknown)"),
        ("`status` 3", "BindingInvited, BindingInvitationDeclined"),
        ("`status` 4", "BindingInvited, BindingInvitationCancelled"),
        ("`status` 0, 10 or any other", RAW),
    ),
    "wechat-accounts": (
        ("`account_status` 1", NOTHING),
        ("`account_status` 19", "EcommercePermissionFrozen"),
        ("`account_status` as before", NOTHING),
        ("`account_status` 1 after 19", "EcommercePermissionRestored"),
        ("`account_status` 16", "AccountBanned"),
        ("`account_status` 1 after 16", "AccountBanLifted"),
        ("`account_status` 18 or any other", RAW),
        ("`account_status` 14", "AccountDeregistered"),
    ),
    "wechat-pay": (
        ("`VIOLATION.PUNISH`", "ViolationRecorded, EcommercePermissionFrozen"),
        ("`VIOLATION.APPEAL`, the first of a record", "AppealSubmitted"),
        ("`VIOLATION.APPEAL`, any later one", RAW),
        ("`VIOLATION.INTERCEPT` or any other", RAW),
        (
            "`VIOLATION.PUNISH`, decrypted already",
            "ViolationRecorded, EcommercePermissionFrozen",
        ),
    ),
    "kuaishou": (
        ("`AUTHORIZE`", "IntegrationConnected of account"),
        ("`UN_AUTHORIZE`", "IntegrationDisconnected of account"),
        ("any other event of the open platform", RAW),
        ("messages of a shop, any `event`", RAW),
    ),
    "pdd": (
        ("a message, any `type`", RAW),
        ("a message that names its shop only inside", RAW),
        ("a frame without a message", RAW),
    ),
    "youzan": (
        ("a message, any `type`", RAW),
        ("the same message delivered again", RAW),
        ("an authorisation that is over", "IntegrationDisconnected of shop"),
        ("a message that is flagged `test`", A_TEST),
    ),
}
"""What each line of a format's samples is, and what it tells, as docs/feeds.md says it."""


def sample(feed: str) -> bytes:
    """The deliveries of a format's samples, one a line."""
    return (HERE / f"{feed}.ndjson").read_bytes()


def facts(feed: str) -> list[tuple[int, dict[str, Any]]]:
    """The facts that a format's samples tell, each with the number of its line."""
    text = (HERE / f"{feed}.facts.ndjson").read_text(encoding="utf-8")
    return [(one["line"], one["fact"]) for one in map(json.loads, text.splitlines())]


def told(fact: dict[str, Any]) -> str:
    """A fact in a few words, as docs/feeds.md says it."""
    kind, data = fact["type"].removesuffix(".v1"), fact["data"]
    if kind.startswith("Integration"):
        return f"{kind} of {'shop' if 'shop' in data else 'account'}"
    return f"{kind} ({data['reason']})" if kind == "BindingEnded" else kind
