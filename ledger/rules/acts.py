"""Acts that rules ask of together, by what is done."""

from __future__ import annotations

from typing import Final

from ledger.rules.case import Act

INVITE: Final = frozenset({Act.INVITE})
ENTER: Final = frozenset({Act.INVITE, Act.ACCEPT})
BIND: Final = frozenset({Act.INVITE, Act.ACCEPT, Act.PASS_REVIEW})
UNLINK: Final = frozenset({Act.UNLINK})
TAKE_EFFECT: Final = frozenset({Act.ACCEPT, Act.PASS_REVIEW})
LEAVE: Final = frozenset({Act.UNLINK, Act.REQUEST_UNLINK, Act.APPROVE_UNLINK})
ON_A_BINDING: Final = frozenset(
    {
        Act.CANCEL,
        Act.ACCEPT,
        Act.DECLINE,
        Act.PASS_REVIEW,
        Act.FAIL_REVIEW,
        Act.UNLINK,
        Act.REQUEST_UNLINK,
        Act.WITHDRAW_UNLINK,
        Act.APPROVE_UNLINK,
        Act.REFUSE_UNLINK,
    }
)
BY_STAFF: Final = frozenset(
    {
        Act.INVITE,
        Act.CANCEL,
        Act.UNLINK,
        Act.APPROVE_UNLINK,
        Act.REFUSE_UNLINK,
        Act.ADD_PRODUCTS,
        Act.ENROL,
        Act.APPEAL,
        Act.GRANT_STAFF,
        Act.REVOKE_STAFF,
    }
)
DELEGATE: Final = frozenset({Act.OFFER_DELEGATION, Act.ACCEPT_DELEGATION})
REVOKE: Final = frozenset({Act.REVOKE_DELEGATION})
ON_A_DELEGATION: Final = frozenset({Act.ACCEPT_DELEGATION, Act.REFUSE_DELEGATION}) | REVOKE
ASSIGN: Final = frozenset({Act.ASSIGN_IDENTIFIER})
BEGIN: Final = frozenset({Act.REGISTER_MINI_PROGRAM})
VERSION: Final = frozenset({Act.SUBMIT, Act.PASS_VERSION, Act.REJECT_VERSION, Act.PUBLISH})
TO_SHOP: Final = frozenset({Act.BIND_TO_SHOP})
TO_ACCOUNT: Final = frozenset({Act.BIND_TO_ACCOUNT})
TIES: Final = frozenset(
    {Act.BIND_TO_SHOP, Act.UNBIND_FROM_SHOP, Act.BIND_TO_ACCOUNT, Act.UNBIND_FROM_ACCOUNT}
)
SHOWCASE: Final = frozenset({Act.ADD_PRODUCTS})
SHOP_REVIEW: Final = frozenset({Act.OPEN_SHOP_REVIEW, Act.PASS_SHOP_REVIEW})
CLOSING: Final = frozenset({Act.ANNOUNCE_CLOSING, Act.WITHDRAW_CLOSING, Act.CLOSE_SHOP})
OF_AN_OPEN_SHOP: Final = frozenset({Act.SUBMIT_MATERIAL, Act.PAY_DEPOSIT}) | SHOP_REVIEW | CLOSING
OFFER: Final = frozenset({Act.ISSUE_DISCOUNT_CODE, Act.OPEN_LIMITED_OFFER})
CONNECT: Final = frozenset({Act.CONNECT})
DEREGISTRATION: Final = frozenset(
    {Act.REQUEST_DEREGISTRATION, Act.CANCEL_DEREGISTRATION, Act.DEREGISTER}
)
