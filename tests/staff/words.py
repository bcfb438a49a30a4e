"""Words for stories of the people who act for a shop; S1 is a shop, ops-1 one of its people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from ledger.events import StaffDelegationGranted, StaffDelegationRevoked
from ledger.requests import GrantStaff, RevokeStaff
from tests.delegations.words import MAIN_SUB, law_text
from tests.story import Deed, Question, Story, adopted, deed, given, instant, rulebook

DOUYIN = "douyin:S1"
OWNER = "shop:S1/owner"
OPS = "shop:S1/ops-1"

ACTS = {
    "invite": "accounts",
    "cancel": "accounts",
    "unlink": "accounts",
    "approve_unlink": "accounts",
    "refuse_unlink": "accounts",
    "add_products": "products",
    "enrol": "campaigns",
    "appeal": "appeals",
    "grant_staff": "staff",
    "revoke_staff": "staff",
}


def channel_law(acts: Iterable[str] = tuple(ACTS)) -> str:
    """The law of channel accounts with the rule about scopes: a field rulebook of a test."""
    table = [f"{act}: {ACTS[act]}" for act in acts]
    return rulebook(
        {"actor.scope": True, "staff.scopes": table},
        units={"actor.scope": "boolean", "staff.scopes": "text"},
        when_unknown={"actor.scope": "warn"},
    )


def told(*deeds: Deed, law: str | None = None) -> Story:
    """What happened, under the law of main and sub accounts and that of channel accounts."""
    ruled = [adopted(law or channel_law()), adopted(law_text(), program=MAIN_SUB)]
    return given(*deeds, law=ruled)


def by(actor: str | None, happened: Deed) -> Deed:
    """Something that somebody did."""
    return replace(happened, actor=actor)


def asked_by(actor: str, question: Question) -> Question:
    """Something that somebody asks."""
    return replace(question, request=replace(question.request, actor=actor))


def granted(
    staff: str,
    *scopes: str,
    at: str,
    shop: str = DOUYIN,
    granted_by: str | None = OWNER,
    login: Literal["main_account", "sub_account"] | None = None,
) -> Deed:
    """A shop let a person act for it."""
    event = StaffDelegationGranted(
        shop=shop, staff=staff, scopes=scopes, granted_by=granted_by, login=login
    )
    return deed(event, at=at)


def taken_back(
    staff: str, *scopes: str, at: str, shop: str = DOUYIN, revoked_by: str | None = OWNER
) -> Deed:
    """A shop took scopes back; none named are all of them."""
    event = StaffDelegationRevoked(
        shop=shop, staff=staff, scopes=scopes or None, revoked_by=revoked_by
    )
    return deed(event, at=at)


def grant(
    staff: str,
    *scopes: str,
    at: str,
    actor: str = OWNER,
    shop: str = DOUYIN,
    login: Literal["main_account", "sub_account"] | None = None,
) -> Question:
    """The shop lets a person act for it."""
    request = GrantStaff(id="r-1", actor=actor, shop=shop, staff=staff, scopes=scopes, login=login)
    return Question(request, instant(at))


def take_back(
    staff: str, *scopes: str, at: str, actor: str = OWNER, shop: str = DOUYIN
) -> Question:
    """The shop takes scopes back."""
    request = RevokeStaff(id="r-1", actor=actor, shop=shop, staff=staff, scopes=scopes or None)
    return Question(request, instant(at))
