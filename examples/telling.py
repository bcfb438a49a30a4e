"""The facts the platform reports of shops, accounts and their conduct."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from examples.lines import GOVERNANCE, PROGRAM, Data, Year
from examples.places import ACCOUNT, SHOP


def of_binding(
    year: Year,
    kind: str,
    at: datetime,
    shop: str,
    account: str,
    *,
    name: str | None = None,
    late: int = 0,
    **more: Any,
) -> None:
    """A fact about a binding, as the platform saw it."""
    data: Data = {
        "binding": f"{shop}-{account}",
        "shop": SHOP[shop].id,
        "account": ACCOUNT[account].id,
        "program": PROGRAM,
        **more,
    }
    year.fact(kind, at, data, name=name, late=late)


def of_shop(year: Year, kind: str, at: datetime, shop: str, *, late: int = 0, **more: Any) -> None:
    """A fact about a shop."""
    year.fact(kind, at, {"shop": SHOP[shop].id, **more}, late=late)


def of_account(
    year: Year, kind: str, at: datetime, account: str, *, late: int = 0, **more: Any
) -> None:
    """A fact about an account."""
    year.fact(kind, at, {"account": ACCOUNT[account].id, **more}, late=late)


def score(year: Year, shop: str, at: datetime, value: int, *, late: int = 0) -> None:
    """A shop's compliance score as the platform shows it."""
    data: Data = {"shop": SHOP[shop].id, "score": value}
    year.fact("ComplianceScoreObserved", at, data, source=GOVERNANCE, late=late)


def score_moved(
    year: Year, kind: str, shop: str, at: datetime, points: int, violation: str
) -> None:
    """Points off a shop's score, or back on it, for a violation."""
    data: Data = {"shop": SHOP[shop].id, "points": points, "violation": violation}
    year.fact(f"ComplianceScore{kind}", at, data, source=GOVERNANCE)


def violation(
    year: Year,
    name: str,
    account: str,
    at: datetime,
    category: str,
    *,
    shop: str | None = None,
    posted: datetime | None = None,
    late: int = 0,
) -> None:
    """A violation is put on an account; its fact bears the violation's name."""
    data: Data = {"violation": name, "account": ACCOUNT[account].id}
    data |= {} if shop is None else {"shop": SHOP[shop].id}
    posted = posted or at - timedelta(days=3)
    data |= {
        "category": category,
        "content_posted_at": f"{posted:%Y-%m-%dT%H:%M:%SZ}",
        "detected_by": "ai_review",
        "rule_ref": "TikTok Shop content rules",
    }
    named = f"{name}-recorded"
    year.fact("ViolationRecorded", at, data, name=named, source=GOVERNANCE, late=late)


def of_violation(year: Year, kind: str, at: datetime, name: str, account: str, **more: Any) -> None:
    """What came of a violation."""
    data: Data = {"violation": name, "account": ACCOUNT[account].id, **more}
    year.fact(kind, at, data, source=GOVERNANCE)


def permission(year: Year, kind: str, at: datetime, account: str, violation: str) -> None:
    """An account's permission to sell is frozen, restored or closed."""
    data: Data = {"account": ACCOUNT[account].id, "violation": violation}
    year.fact(f"EcommercePermission{kind}", at, data, source=GOVERNANCE)
