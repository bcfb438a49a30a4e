"""What the sources say of data on each platform, by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ledger.rulebook import built_in_names, read_rulebook
from ledger.verdict import Value

FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
STATED: list[tuple[str, str, Value, str, str]] = [
    ("wechat", "sync.data_scope", "orders_and_users", "text", "2-11"),
    ("wechat", "sync.orders.every", 15, "seconds", "2-19"),
    ("wechat", "sync.orders.trigger", "automatic", "text", "2-19"),
    ("wechat", "sync.stock.direction", "two_way", "text", "2-20"),
    ("wechat", "sync.profile.privacy_mode", "deidentified_merge", "text", "2-21"),
    ("wechat", "traffic.referrals.mode", "fixed", "text", "2-29"),
    ("wechat", "traffic.referrals.daily", 500, "referrals", "2-29, reading A50 (unconfirmed)"),
    ("douyin", "sync.data_scope", "product_info", "text", "2-12"),
    ("douyin", "sync.orders.every", 30, "minutes", "2-19"),
    ("douyin", "sync.orders.trigger", "automatic", "text", "2-19"),
    ("douyin", "sync.stock.direction", "push", "text", "2-20"),
    ("douyin", "sync.profile.privacy_mode", "separate", "text", "2-21"),
    ("douyin", "traffic.referrals.mode", "graded", "text", "2-29"),
    ("kuaishou", "sync.orders.trigger", "manual", "text", "2-19"),
    ("kuaishou", "sync.stock.runs_per_day", 2, "runs", "2-20"),
    ("kuaishou", "sync.profile.privacy_mode", "encrypted_crm", "text", "2-21"),
    ("kuaishou", "traffic.referrals.mode", "dynamic", "text", "2-29"),
    ("youzan", "sync.data_scope", "custom_mapping", "text", "2-13"),
    ("tiktok", "metrics.window.short", 7, "calendar_days", "3-43"),
    ("tiktok", "metrics.window.long", 28, "calendar_days", "3-43"),
]
BOOKS = {
    name.removesuffix(".data"): read_rulebook(text, name)
    for name, text in built_in_names().items()
    if name.endswith(".data")
}


@pytest.mark.parametrize("row", STATED, ids=lambda row: f"{row[0]}-{row[1]}")
def test_every_number_is_that_of_its_source(row: tuple[str, str, Value, str, str]) -> None:
    platform, name, value, unit, at = row
    limit = BOOKS[platform].limit(name, FIRST_DAY)

    assert limit is not None
    source = "003" if platform == "tiktok" else "002"
    assert (limit.value, limit.unit, limit.source) == (value, unit, f"{source} / {at}")


def test_and_there_is_no_other() -> None:
    stated = {(platform, name) for platform, book in BOOKS.items() for name in book.parameters}

    assert stated == {(platform, name) for platform, name, *_ in STATED}
    assert not any(book.has_rules for book in BOOKS.values())
