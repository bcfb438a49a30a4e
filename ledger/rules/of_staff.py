"""The rule that asks whether the person who acts for a shop may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ledger.aggregates.staff import Staff
from ledger.events import StaffDelegationGranted
from ledger.parameters import pairs_of
from ledger.rulebook import Rulebook
from ledger.rules.case import Act, Case, Cure, answer, shop_of, unknown
from ledger.subjects import shop_tag
from ledger.verdict import Finding, Limit, Seen

_NAME = "actor.scope"
_TABLE = "staff.scopes"


def needs_scope(case: Case, book: Rulebook) -> bool:
    """Whether an act is one of a shop's people, and the shop has said who may act for it.

    An appeal is the shop's if the shop submitted it. Products are added by the account itself,
    which needs no scope of the shop: only of people of the shop it is asked.
    """
    if case.shop is None or case.shop.staff.since is None or _scope(case, book) is None:
        return False
    match case.act:
        case Act.APPEAL:
            return case.submitted_by == shop_tag(case.shop.id)
        case Act.ADD_PRODUCTS:
            return case.actor in case.shop.staff.members
    return True


def actor_scope(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """Whoever acts for the shop holds the scope that the act needs, at that instant.

    Which act needs which scope is said by the table `staff.scopes`. The main account may do
    everything: whoever logs in with it, and whoever let the first person act. What a platform
    reports without saying who did it is unknown. Source 001 / 1-08, 1-09.
    """
    staff, scope = shop_of(case).staff, _scope(case, book)
    assert scope is not None
    table = book.limit(_TABLE, case.at) or limit
    needed = replace(table, value=scope)
    if case.observed and (case.actor is None or _is_platform(case.actor)):
        return unknown(_NAME, book, needed, "actor")
    member = staff.members.get(case.actor or "")
    held = {one.scope: one.granted for one in member.held} if member is not None else {}
    everything = _has_main_account(staff, case.actor)
    told = held.get(scope) or (member.told if member is not None else staff.since)
    return answer(
        _NAME,
        book,
        needed,
        everything or scope in held,
        seen=Seen("main_account" if everything else ", ".join(held) or "none", "text"),
        evidence=(told.position,) if told is not None else (),
    )


def actor_scope_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The shop lets whoever acts do this for it."""
    scope = _scope(case, book)
    if case.shop is not None and case.actor is not None and scope is not None:
        shop, staff = case.shop.id, case.actor
        yield (StaffDelegationGranted(shop=shop, staff=staff, scopes=(scope,)),)


def _has_main_account(staff: Staff, actor: str | None) -> bool:
    member = staff.members.get(actor or "")
    if member is not None and member.has_main_account:
        return True
    return actor is not None and actor == staff.first_granter


def _scope(case: Case, book: Rulebook) -> str | None:
    limit = book.limit(_TABLE, case.at)
    return pairs_of(limit.value).get(case.act.value) if limit is not None else None


def _is_platform(actor: str) -> bool:
    """Whether an actor is the platform, or a part of it, which only reports."""
    return actor.partition(":")[0] == "platform"
