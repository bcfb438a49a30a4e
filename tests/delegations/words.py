"""Words for stories of main and sub accounts on Douyin: `M1` is a main account, `S1` a sub account.

Nobody is introduced by themselves here: a story says who is registered and verified.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal

from ledger.events import (
    AccountRegistered,
    DelegationAccepted,
    DelegationOffered,
    DelegationRefused,
    DelegationRevoked,
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    EnterpriseVerificationRejected,
    EnterpriseVerificationRenewed,
    SupportTicketClosed,
    SupportTicketOpened,
)
from ledger.events.delegation import DelegationNames
from ledger.requests import (
    AcceptDelegation,
    OfferDelegation,
    RefuseDelegation,
    Request,
    RevokeDelegation,
)
from ledger.rulebook import built_in_rulebooks
from ledger.subjects import account_tag, delegation_tag
from tests.story import LONG_AGO, Deed, Question, Story, adopted, deed, given, instant

MAIN_SUB = "douyin.main_sub"
SCOPES = ("chat", "products")


@cache
def law_text() -> str:
    """The built-in law of main and sub accounts."""
    return next(text for where, text in built_in_rulebooks() if where.endswith("main_sub.toml"))


def told(*deeds: Deed, law: str | None = None) -> Story:
    """What happened, under the built-in law or another."""
    return given(*deeds, law=[adopted(law or law_text(), program=MAIN_SUB)])


def on_douyin(name: str) -> str:
    """The full id of an account or a shop."""
    return f"douyin:{name}"


def registered(
    name: str,
    *,
    at: str = LONG_AGO,
    account_type: Literal["personal", "enterprise", "verified_enterprise"] = "enterprise",
) -> Deed:
    """An account is registered, verified or not."""
    one = AccountRegistered(account=on_douyin(name), account_type=account_type)
    return Deed(instant(at), (one,), frozenset({account_tag(on_douyin(name))}))


def verified(name: str, *, at: str = LONG_AGO, until: str | None = None) -> Deed:
    """An account passed its verification as an enterprise."""
    end = instant(until) if until is not None else None
    return deed(EnterpriseVerificationPassed(account=on_douyin(name), valid_until=end), at=at)


def renewed(name: str, *, at: str, until: str | None = None) -> Deed:
    """The yearly renewal went through."""
    end = instant(until) if until is not None else None
    return deed(EnterpriseVerificationRenewed(account=on_douyin(name), valid_until=end), at=at)


def expired(name: str, *, at: str) -> Deed:
    """A verification ran out."""
    return deed(EnterpriseVerificationExpired(account=on_douyin(name)), at=at)


def turned_down(name: str, *, at: str) -> Deed:
    """A verification was turned down."""
    return deed(EnterpriseVerificationRejected(account=on_douyin(name)), at=at)


def enterprise(name: str, *, until: str | None = None) -> tuple[Deed, Deed]:
    """An account registered and verified long ago."""
    return registered(name), verified(name, until=until)


def _of(sub: str, main: str, delegation: str | None) -> DelegationNames:
    return {
        "delegation": delegation or f"{sub}-{main}",
        "grantor": on_douyin(sub),
        "grantee": on_douyin(main),
    }


def offered(
    sub: str,
    main: str,
    *,
    at: str,
    delegation: str | None = None,
    scopes: tuple[str, ...] = SCOPES,
    until: str | None = None,
) -> Deed:
    """The sub account offered."""
    end = instant(until) if until is not None else None
    event = DelegationOffered(**_of(sub, main, delegation), scopes=scopes, until=end)
    return deed(event, at=at)


def accepted(sub: str, main: str, *, at: str, delegation: str | None = None) -> Deed:
    """The main account took the delegation up."""
    return deed(DelegationAccepted(**_of(sub, main, delegation)), at=at)


def refused(sub: str, main: str, *, at: str, delegation: str | None = None) -> Deed:
    """The main account did not take it up."""
    return deed(DelegationRefused(**_of(sub, main, delegation)), at=at)


def revoked(
    sub: str,
    main: str,
    *,
    at: str,
    delegation: str | None = None,
    by: Literal["platform_support", "grantor", "grantee"] = "platform_support",
    ticket: str | None = None,
) -> Deed:
    """The delegation was ended."""
    event = DelegationRevoked(**_of(sub, main, delegation), revoked_by=by, ticket=ticket)
    return deed(event, at=at)


def ticket_opened(ticket: str, name: str, *, at: str, about: str | None = None) -> Deed:
    """An account asked customer service for help."""
    return deed(SupportTicketOpened(ticket=ticket, account=on_douyin(name), about=about), at=at)


def ticket_closed(ticket: str, name: str, *, at: str) -> Deed:
    """Customer service closed a ticket."""
    return deed(SupportTicketClosed(ticket=ticket, account=on_douyin(name)), at=at)


def about(sub: str, main: str) -> str:
    """The tag of a delegation."""
    return delegation_tag(f"{sub}-{main}")


def _asked(
    request: Callable[..., Request], at: str, actor: str = "test", **fields: Any
) -> Question:
    given = {name: value for name, value in fields.items() if value is not None}
    return Question(request(id="r-1", actor=actor, **given), instant(at))


def offer(
    sub: str,
    main: str,
    *,
    at: str,
    delegation: str | None = None,
    scopes: tuple[str, ...] = SCOPES,
    until: str | None = None,
) -> Question:
    """The sub account offers, under the usual id of their delegation; "" gives it none."""
    return _asked(
        OfferDelegation,
        at,
        grantor=on_douyin(sub),
        grantee=on_douyin(main),
        scopes=scopes,
        until=instant(until) if until is not None else None,
        delegation=(f"{sub}-{main}" if delegation is None else delegation) or None,
    )


def accept(sub: str, main: str, *, at: str, delegation: str | None = None) -> Question:
    """The main account takes the delegation up."""
    return _asked(AcceptDelegation, at, delegation=delegation or f"{sub}-{main}")


def refuse(sub: str, main: str, *, at: str, delegation: str | None = None) -> Question:
    """The main account does not take it up."""
    return _asked(RefuseDelegation, at, delegation=delegation or f"{sub}-{main}")


def revoke(
    sub: str, main: str, *, at: str, ticket: str | None = None, delegation: str | None = None
) -> Question:
    """Customer service ends it."""
    return _asked(RevokeDelegation, at, delegation=delegation or f"{sub}-{main}", ticket=ticket)
