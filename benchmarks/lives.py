"""Facts by the hundred thousand: the lives of 3,000 accounts and the bindings of 1,000 shops.

The same seed gives the same facts for ever, and the first 100,000 of a million are the 100,000.
They are told in order of time, as a feed would bring them; a few of them break a rule.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from random import Random
from typing import Any, Final

import orjson

SHOPS: Final = 1_000
ACCOUNTS: Final = 3_000
SEED: Final = 20_261_121

_BEGINNING: Final = datetime(2018, 1, 1, tzinfo=UTC)
_COUNTRIES: Final = ("MX", "BR", "ES", "JP")

_Happened = tuple[datetime, str, dict[str, Any]]
"""When, the kind, and what it says."""

_Told = tuple[datetime, int, int, str, dict[str, Any]]
"""When, of which subject, its how-manieth fact, the kind, and what it says."""


def lines(count: int, seed: int = SEED) -> Iterator[bytes]:
    """So many facts as lines of a feed, in order of time."""
    told = merge(
        *(_numbered(one, _shop(one, seed)) for one in range(SHOPS)),
        *(_numbered(SHOPS + one, _account(one, seed)) for one in range(ACCOUNTS)),
    )
    for at, subject, number, kind, data in islice(told, count):
        line = {
            "specversion": "1.0",
            "type": f"{kind}.v1",
            "source": "platform/feed",
            "id": f"{subject}-{number}",
            "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "actor": "platform",
            "data": data,
        }
        yield orjson.dumps(line) + b"\n"


def _numbered(subject: int, facts: Iterator[_Happened]) -> Iterator[_Told]:
    for number, (at, kind, data) in enumerate(facts, start=1):
        yield at, subject, number, kind, data


def _shop(one: int, seed: int) -> Iterator[_Happened]:
    chance, shop = Random(f"{seed}/shop/{one}"), f"tiktok:S{one}"
    at = _BEGINNING + timedelta(minutes=chance.randrange(60 * 24))
    country = _COUNTRIES[one % len(_COUNTRIES)]
    yield (
        at,
        "ShopRegistered",
        {"shop": shop, "operating_country": country, "name": f"Tienda «{one}»"},
    )
    while True:
        at += timedelta(days=chance.randrange(20, 40), minutes=chance.randrange(1440))
        score = chance.randrange(70, 101)
        yield at, "ComplianceScoreObserved", {"shop": shop, "score": score}
        if score >= 80:
            yield (
                at + timedelta(hours=1),
                "CampaignEnrolled",
                {"shop": shop, "campaign": f"{at:%Y-%m}"},
            )


def _account(one: int, seed: int) -> Iterator[_Happened]:
    chance, account = Random(f"{seed}/account/{one}"), f"tiktok:A{one}"
    country = _COUNTRIES[one % SHOPS % len(_COUNTRIES)]
    at = _BEGINNING + timedelta(days=1, minutes=chance.randrange(1440 * 20))
    named = {"account": account, "region": country, "handle": f"@creador_{one}", "theme": "beauty"}
    yield at, "AccountRegistered", named
    attested = {"account": account, "of_age": True, "minimum_age": 18, "method": "document"}
    yield at, "AccountHolderAgeAttested", attested
    yield at, "AccountRegionDeclared", {"account": account, "region": country}
    for number in range(1, 1_000_000):
        at += timedelta(hours=chance.randrange(20, 24 * 20), seconds=chance.randrange(3600))
        yield (
            at,
            "NetworkLocationObserved",
            {"account": account, "country": country, "context": "bind"},
        )
        yield at, "ContentScreened", {"account": account, "result": "clean"}
        # Most accounts come back to one shop; some move on to one that may be full.
        shop = one % SHOPS if chance.random() < 0.9 else (one + 4 * number) % SHOPS
        names = {
            "binding": f"B{one}-{number}",
            "shop": f"tiktok:S{shop}",
            "account": account,
            "program": "tiktok.channel",
        }
        at = yield from _binding(chance, at, names)


def _binding(
    chance: Random, at: datetime, names: dict[str, Any]
) -> Generator[_Happened, None, datetime]:
    at += timedelta(minutes=chance.randrange(1, 300))
    yield at, "BindingInvited", {**names, "channel": "seller_center_web"}
    at += timedelta(minutes=chance.randrange(1, 3_000))
    if chance.random() < 0.15:
        yield at, chance.choice(("BindingInvitationDeclined", "BindingInvitationCancelled")), names
        return at
    yield at, "BindingInvitationAccepted", names
    yield at, "BindingReviewOpened", names
    at += timedelta(minutes=chance.randrange(1, 3_000))
    if chance.random() < 0.1:
        yield at, "BindingReviewFailed", {**names, "reasons": ["documents unreadable"]}
        return at
    yield at, "BindingReviewPassed", names
    yield at, "BindingActivated", names
    at = yield from _conduct(chance, at, names)
    at += timedelta(hours=chance.randrange(25, 1_500))
    if chance.random() < 0.1:
        yield at, "ShopUnlinked", names
        reason = "shop_unlink"
    else:
        yield at, "UnlinkRequested", {**names, "reason": "moving on"}
        at += timedelta(minutes=chance.randrange(1, 3_000))
        yield at, "UnlinkApproved", names
        reason = "account_unlink"
    yield at, "BindingEnded", {**names, "reason": reason}
    yield at, "ShowcaseCleared", {"account": names["account"], "cause": "unlinked"}
    return at


def _conduct(
    chance: Random, at: datetime, names: dict[str, Any]
) -> Generator[_Happened, None, datetime]:
    account, shop = names["account"], names["shop"]
    for _ in range(chance.randrange(3, 12)):
        at += timedelta(minutes=chance.randrange(60, 20_000))
        yield (
            at,
            "ShowcaseProductsAdded",
            {"account": account, "shop": shop, "count": chance.randrange(1, 30)},
        )
    if chance.random() < 0.1:
        violation = {
            "violation": f"V-{names['binding']}",
            "account": account,
            "shop": shop,
        }
        yield at, "ViolationRecorded", {**violation, "category": "false_advertising"}
        yield at, "ViolationNotified", violation
        at += timedelta(hours=chance.randrange(1, 100))
        if chance.random() < 0.5:
            appeal = f"P-{names['binding']}"
            yield (
                at,
                "AppealSubmitted",
                {**violation, "appeal": appeal, "submitted_by": f"account:{account}"},
            )
            yield (
                at + timedelta(hours=5),
                "AppealDecided",
                {**violation, "appeal": appeal, "outcome": "granted"},
            )
            at += timedelta(hours=5)
        yield at, "ViolationResolved", violation
    return at
