"""The own lives of shops and accounts, as `show` tells them: what no binding owns."""

from __future__ import annotations

from typing import Any, Final

from ledger.aggregates import Account, Shop
from ledger.due import REVIEW, ReviewTime, due_of_account, expiry_of, review_time_of
from ledger.events import AccountReleased
from ledger.queries.state.scene import Scene
from ledger.rules.of_shop_life import earliest_close
from ledger.rules.working_time import WorkingTime
from ledger.subjects import shop_tag
from ledger.terms import instant_text, platform_of
from ledger.verdict import Limit

_View = dict[str, Any]


SHOP_LIFE: Final = ("materials", "review", "deposit", "closing")


def shop_life(scene: Scene, shop: Shop) -> _View:
    """A shop's papers, review, deposit and closing."""
    life = shop.life
    return {
        "materials": [
            {
                "material_kind": one.material_kind,
                "at": instant_text(one.mark.at),
                "digest": one.digest,
            }
            for one in life.materials
        ],
        "review": _review(scene, shop),
        "deposit": [
            {"currency": currency, "held": amount}
            for currency, amount in sorted(life.deposit.held.items())
        ],
        "closing": _closing(scene, shop),
    }


def _review(scene: Scene, shop: Shop) -> _View | None:
    review = shop.life.review
    if review is None:
        return None
    view: _View = {
        "state": review.state,
        "opened": review.opened and instant_text(review.opened.at),
        "concluded": review.concluded and instant_text(review.concluded.at),
        "reasons": list(review.reasons),
    }
    found = review_time_of(shop, scene.law(), scene.valid)
    return view if found is None else view | _review_time(scene, found)


def _review_time(scene: Scene, found: ReviewTime) -> _View:
    if isinstance(found.time, str):
        return {"missing": found.time}
    return {
        "expected_from": found.least and instant_text(found.least),
        "until": instant_text(found.time.until),
        "counted": [day.isoformat() for day in found.time.counted],
        "overdue": found.time.until <= scene.valid,
    }


def _closing(scene: Scene, shop: Shop) -> _View | None:
    life = shop.life
    told = {"announced": shop.closing, "withdrawn": life.withdrawn, "closed": shop.closed}
    if not any(told.values()):
        return None
    limit = _notice(scene, shop)
    earliest = None if limit is None or shop.closed else earliest_close(shop, limit)
    by_platform = shop.closed is not None and life.deactivated == shop.closed
    return {
        **{name: mark and instant_text(mark.at) for name, mark in told.items()},
        "earliest_close": earliest and instant_text(earliest),
        "closed_by": None if shop.closed is None else "platform" if by_platform else "shop",
    }


def _notice(scene: Scene, shop: Shop) -> Limit | None:
    program = scene.law().program_of_life(platform_of(shop.id), scene.valid)
    return None if program is None else scene.limit(program, "shop.closing_notice")


def life_deadlines(scene: Scene, shop: Shop) -> list[_View]:
    """What runs in a shop's own life: its notice of closing, and the platform's time to review."""
    found = []
    limit = _notice(scene, shop)
    if limit is not None and shop.closing is not None and shop.closed is None:
        free = earliest_close(shop, limit)
        if free is not None:
            found.append(_deadline("shop.closing_notice", shop, instant_text(free)))
    review = review_time_of(shop, scene.law(), scene.valid)
    if review is not None and isinstance(review.time, WorkingTime):
        deadline = _deadline(REVIEW, shop, instant_text(review.time.until))
        deadline["counted"] = [day.isoformat() for day in review.time.counted]
        if review.time.until <= scene.valid:
            deadline["due"] = deadline["until"]
        found.append(deadline)
    return found


def _deadline(rule: str, shop: Shop, until: str) -> _View:
    return {"rule": rule, "subject": shop_tag(shop.id), "until": until, "counted": []}


ACCOUNT_LIFE: Final = ("bans", "verification", "deregistration")


def account_life(scene: Scene, account: Account) -> _View:
    """An account's bans, verification and deregistration."""
    return {
        "bans": [
            {
                "since": instant_text(ban.mark.at),
                "lifted": ban.lifted and instant_text(ban.lifted.at),
                "overturned": ban.overturned,
            }
            for ban in account.bans
        ],
        "verification": _verification(scene, account),
        "deregistration": _deregistration(scene, account),
    }


def _verification(scene: Scene, account: Account) -> _View | None:
    verification = account.verification
    if verification is None:
        return None
    until = expiry_of(account, scene.law())
    view: _View = {
        "state": verification.state,
        "since": instant_text(verification.since.at),
        "valid_until": until and instant_text(until),
        "shop": verification.shop,
    }
    if until is not None and until <= scene.valid:
        view["due"] = instant_text(until)
    return view


def _deregistration(scene: Scene, account: Account) -> _View | None:
    marks = {
        "requested": account.deregistering,
        "deregistered": account.deregistered,
        "released": account.released,
    }
    if not any(marks.values()):
        return None
    dues = due_of_account(account, lambda shop: scene.shop(shop).closure, scene.law())
    release = next((due.at for due in dues if isinstance(due.event, AccountReleased)), None)
    return {
        "state": account.deregistration,
        **{name: mark and instant_text(mark.at) for name, mark in marks.items()},
        "release": release and instant_text(release),
    }
