"""Claims about notices and about chances: what was told or counted by an instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ledger.aggregates import Law, Shop
from ledger.disputes.answer import Ground, Standing, Told
from ledger.events import ClaimMade, ShopRegistered, UnlinkChancesObserved, ViolationNotified
from ledger.record import Fact, in_order
from ledger.rules import Act, Case
from ledger.rules.of_shop import shop_unlink_chances
from ledger.subjects import shop_tag, tags_of
from ledger.terms import platform_of
from ledger.verdict import Outcome


def no_notice_before(
    claim: ClaimMade, facts: Sequence[Fact], law: Law, valid: datetime
) -> Iterator[Told]:
    """No notice of a violation was given before an instant: its first notice came at or after it.

    That nobody recorded a notice does not prove that none was given.
    """
    assert claim.at is not None
    notices = [
        fact
        for fact in facts
        if isinstance(fact.event, ViolationNotified)
        and fact.event.violation == claim.violation
        and fact.time <= valid
    ]
    if not notices:
        missing = ViolationNotified.__name__
        yield Told(Standing.NOT_PROVABLE, Ground.MISSING, claim.at, missing=missing)
    elif min(notices, key=in_order).time < claim.at:
        yield Told(Standing.CONTRADICTED, Ground.NOTIFIED_BEFORE, claim.at)
    else:
        yield Told(Standing.SUPPORTED, Ground.NOTIFIED_LATER, claim.at)


def unlink_chance_left(
    claim: ClaimMade, facts: Sequence[Fact], law: Law, valid: datetime
) -> Iterator[Told]:
    """The shop had an unlink chance left at an instant, under the law of that instant (A2, A32).

    Chances that were used are proof enough. That one was left is proved only for a shop whose life
    is known from its registration on, or whose count the platform told.
    """
    assert claim.at is not None
    assert claim.shop is not None
    at, tag = claim.at, shop_tag(claim.shop)
    if at > valid:
        yield Told(Standing.NOT_PROVABLE, Ground.TO_COME, at)
        return
    own = [fact for fact in facts if fact.time <= at and tag in tags_of(fact.event)]
    program = claim.program or f"{platform_of(claim.shop)}.channel"
    book = law.rulebook(program, at)
    if book is None:
        yield Told(Standing.NOT_PROVABLE, Ground.MISSING, at, missing="RulebookAdopted")
        return
    limit = book.limit("shop.unlink_chances", at)
    counted = any(isinstance(one.event, ShopRegistered | UnlinkChancesObserved) for one in own)
    if limit is None:
        yield Told(Standing.SUPPORTED, Ground.NO_RULE, at, rulebook=book.digest)
        return
    case = Case(Act.UNLINK, at, program, Shop.recall(claim.shop, own))
    finding = shop_unlink_chances(case, book, limit)
    if finding.outcome is Outcome.BREAKS:
        standing, missing = Standing.CONTRADICTED, None
    elif counted:
        standing, missing = Standing.SUPPORTED, None
    else:
        standing, missing = Standing.NOT_PROVABLE, ShopRegistered.__name__
    ground = Ground.RULE if missing is None else Ground.MISSING
    broken = (finding.rule,) if standing is Standing.CONTRADICTED else ()
    yield Told(standing, ground, at, None, missing, finding, book.digest, broken)
