"""What a rule looks at: one act, at one instant, with the subjects it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from ledger.aggregates import (
    Account,
    Binding,
    Delegation,
    Mark,
    MiniProgram,
    Register,
    Sales,
    Shop,
    Violation,
)
from ledger.aggregates.mark import Score
from ledger.events import Event
from ledger.rulebook import Rulebook
from ledger.verdict import Finding, Limit, Outcome, Seen
from ledger.working_days import Calendars
from ledger.zones import zone_of


class Act(StrEnum):
    """What is done: asked of the ledger, or observed and judged as if it had been asked."""

    INVITE = "invite"
    CANCEL = "cancel"
    ACCEPT = "accept"
    DECLINE = "decline"
    PASS_REVIEW = "pass_review"
    FAIL_REVIEW = "fail_review"
    UNLINK = "unlink"
    REQUEST_UNLINK = "request_unlink"
    WITHDRAW_UNLINK = "withdraw_unlink"
    APPROVE_UNLINK = "approve_unlink"
    REFUSE_UNLINK = "refuse_unlink"
    ASSIGN_IDENTIFIER = "assign_identifier"
    RETIRE_IDENTIFIER = "retire_identifier"
    REGISTER_MINI_PROGRAM = "register_mini_program"
    BIND_TO_SHOP = "bind_to_shop"
    UNBIND_FROM_SHOP = "unbind_from_shop"
    BIND_TO_ACCOUNT = "bind_to_account"
    UNBIND_FROM_ACCOUNT = "unbind_from_account"
    SUBMIT = "submit"
    PASS_VERSION = "pass_version"
    REJECT_VERSION = "reject_version"
    PUBLISH = "publish"
    USE_FEATURE = "use_feature"
    MOUNT_LINK = "mount_link"
    ADD_PRODUCTS = "add_products"
    ENROL = "enrol"
    ISSUE_DISCOUNT_CODE = "issue_discount_code"
    OPEN_LIMITED_OFFER = "open_limited_offer"
    CLOSE_LIMITED_OFFER = "close_limited_offer"
    SUBMIT_MATERIAL = "submit_material"
    OPEN_SHOP_REVIEW = "open_shop_review"
    PASS_SHOP_REVIEW = "pass_shop_review"
    FAIL_SHOP_REVIEW = "fail_shop_review"
    PAY_DEPOSIT = "pay_deposit"
    REFUND_DEPOSIT = "refund_deposit"
    ANNOUNCE_CLOSING = "announce_closing"
    WITHDRAW_CLOSING = "withdraw_closing"
    CLOSE_SHOP = "close_shop"
    REQUEST_DEREGISTRATION = "request_deregistration"
    CANCEL_DEREGISTRATION = "cancel_deregistration"
    DEREGISTER = "deregister"
    OFFER_DELEGATION = "offer_delegation"
    ACCEPT_DELEGATION = "accept_delegation"
    REFUSE_DELEGATION = "refuse_delegation"
    REVOKE_DELEGATION = "revoke_delegation"
    GRANT_STAFF = "grant_staff"
    REVOKE_STAFF = "revoke_staff"
    CONNECT = "connect"
    DISCONNECT = "disconnect"
    APPEAL = "appeal"
    UPGRADE_COLLECTION = "upgrade_collection"


@dataclass(frozen=True, slots=True)
class Access:
    """What an application or tool is connected with, or disconnected from.

    `credential_ref` says where the credential is kept, never what it is.
    """

    integration: str
    auth: str = ""
    integration_kind: str | None = None
    data_scope: str | None = None
    credential_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """An act at an instant, and the state of its subjects just then.

    `binding` is the state of the binding in question, None where the act begins one. `shop` is
    None where the act concerns no shop that is known. `observed` marks an act that happened and is
    judged afterwards: steps a feed left out and missing registrations are no breach then. `amount`
    of a deposit counts the smallest unit of `currency`. `apps` tells the app of other accounts of
    the shop, where the law asks for it. Of a delegation `grantor` is the sub account and `grantee`
    the main account (A39). `actor` is who acts, None where a feed does not say; `submitted_by` the
    tag of the party that appeals. `asked` is what the act names beside its subjects: a build mode,
    a feature, a capability, a limited offer, or what an identifier of the `register` says (None:
    forgotten). `sales` are the shop's, None where the law does not ask for any.
    """

    act: Act
    at: datetime
    program: str
    shop: Shop | None = None
    account: Account | None = None
    binding: Binding | None = None
    binding_id: str | None = None
    violation: Violation | None = None
    violations: tuple[Violation, ...] = ()
    calendars: Calendars = Calendars({})  # noqa: RUF009 - frozen and empty
    network_country: str | None = None
    count: int = 0
    grantor: Account | None = None
    grantee: Account | None = None
    delegation: Delegation | None = None
    delegation_id: str | None = None
    ticket: str | None = None
    revoked_by: str | None = None
    actor: str | None = None
    submitted_by: str | None = None
    observed: bool = False
    apps: Mapping[str, str | None] = field(default_factory=dict)
    amount: int = 0
    currency: str | None = None
    mini_program: MiniProgram | None = None
    register: Register | None = None
    asked: str | None = None
    access: Access | None = None
    sales: Sales | None = None

    def other_bindings_of_shop(self) -> tuple[Binding, ...]:
        """The shop's bindings under the program, but for the one in question."""
        known = self.shop.bindings.values() if self.shop is not None else ()
        return tuple(
            one for one in known if one.program == self.program and one.binding != self.binding_id
        )

    def bindings_of_account(self, programs: tuple[str, ...]) -> tuple[Binding, ...]:
        """The account's bindings under some programs, the one in question among them."""
        known = self.account.bindings.values() if self.account is not None else ()
        return tuple(one for one in known if one.program in programs)


def shop_of(case: Case) -> Shop:
    """The shop of an act that always has one."""
    assert case.shop is not None
    return case.shop


def account_of(case: Case) -> Account:
    """The account of an act that always has one."""
    assert case.account is not None
    return case.account


def mini_program_of(case: Case) -> MiniProgram:
    """The mini-program of an act that always has one."""
    assert case.mini_program is not None
    return case.mini_program


Judge = Callable[[Case, Rulebook, Limit], Finding]

Cure = tuple[Event, ...]
"""Events that together, in this order, could make a rule hold that does not."""

Cures = Callable[[Case, Rulebook, Limit], Iterable[Cure]]
"""The cures a case offers of a rule. Whether one helps is for judging again to say."""


def _always(case: Case, book: Rulebook) -> bool:
    return True


def is_asked(case: Case, book: Rulebook) -> bool:
    """Whether the act is a request, not one that happened already."""
    return not case.observed


@dataclass(frozen=True, slots=True)
class Rule:
    """A question: its name, the acts it is asked of, and how it is answered.

    `applies` narrows the acts further where a reading of the rulebook does. Without `cures`,
    nothing that happens helps once it is broken: only time does, or another law.
    """

    name: str
    acts: frozenset[Act]
    judge: Judge
    applies: Callable[[Case, Rulebook], bool] = _always
    cures: Cures | None = None


def answer(
    name: str,
    book: Rulebook,
    limit: Limit,
    holds: bool,
    *,
    seen: Seen | None = None,
    evidence: tuple[int, ...] = (),
    cured_at: datetime | None = None,
    calendars: tuple[str, ...] = (),
) -> Finding:
    """A finding that holds or breaks; `cured_at` counts only if it breaks."""
    return Finding(
        name,
        Outcome.HOLDS if holds else Outcome.BREAKS,
        book.severity(name),
        limit,
        seen,
        _cited(evidence),
        None if holds else cured_at,
        calendars=calendars,
    )


def unknown(
    name: str, book: Rulebook, limit: Limit, missing: str, evidence: tuple[int, ...] = ()
) -> Finding:
    """A finding that cannot be made for want of `missing`."""
    return Finding(
        name,
        Outcome.UNKNOWN,
        book.when_unknown(name),
        limit,
        evidence=_cited(evidence),
        missing=missing,
    )


_MOST_EVIDENCE: Final = 500
"""A verdict must fit a leaf: of more facts than these, the latest are cited."""


def _cited(evidence: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(evidence)))[-_MOST_EVIDENCE:]


def names(limit: Limit) -> tuple[str, ...]:
    """The value of a limit that is a list of names; the rulebook's reader saw to that."""
    assert isinstance(limit.value, tuple), limit
    return limit.value


def window(case: Case, book: Rulebook, reading: str) -> timedelta | None:
    """How long things stay on record by a reading, in days of 24 hours; None is for ever."""
    days = book.reading(reading, case.at)
    return None if isinstance(days, str) else timedelta(days=int(str(days)))


def number(limit: Limit) -> int:
    """The value of a limit that is a whole number; the rulebook's reader saw to that."""
    assert isinstance(limit.value, int), limit
    assert not isinstance(limit.value, bool), limit
    return limit.value


_ELAPSED: Final = {
    "seconds": timedelta(seconds=1),
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "calendar_days": timedelta(days=1),
}


def span(limit: Limit) -> timedelta:
    """The elapsed time a limit states; a calendar day without a place is 24 hours."""
    return number(limit) * _ELAPSED[limit.unit]


def elapsed(since: datetime, until: datetime, unit: str) -> Seen:
    """Whole units of time that went by, rounded down."""
    return Seen((until - since) // _ELAPSED[unit], unit)


def long_enough_since(
    last: Mark | None, name: str, case: Case, book: Rulebook, limit: Limit
) -> Finding:
    """Whether the span of a limit has gone by since something; what never happened is long ago."""
    if last is None:
        return answer(name, book, limit, True)
    free = last.at + span(limit)
    return answer(
        name,
        book,
        limit,
        case.at >= free,
        seen=elapsed(last.at, case.at, limit.unit),
        evidence=(last.position,),
        cured_at=free,
    )


def high_enough(score: Score | None, name: str, book: Rulebook, limit: Limit) -> Finding:
    """Whether a compliance score reaches a limit; the limit itself passes (A15)."""
    if score is None:
        return unknown(name, book, limit, "ComplianceScoreObserved")
    return answer(
        name,
        book,
        limit,
        score.value >= number(limit),
        seen=Seen(score.value, limit.unit),
        evidence=(score.moved.position,),
    )


def zone_of_shop(shop: Shop | None) -> tzinfo | None:
    """The zone of a shop's days: its own, else that of a country with one; None if unknown."""
    if shop is None:
        return None
    name = shop.time_zone or (shop.operating_country and zone_of(shop.operating_country))
    return ZoneInfo(name) if name else None


def utc(local: datetime) -> datetime:
    """A local instant in UTC."""
    return local.astimezone(UTC)
