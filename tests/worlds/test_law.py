"""The numbers of source 002 in the rulebooks of its programs, by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ledger.rulebook import Rulebook, built_in_rulebooks, read_rulebook
from ledger.verdict import Value
from tests.worlds.words import CROSS, KUAISHOU, PDD, PROGRAMS, WECHAT, YOUZAN

BOOKS: dict[str, Rulebook] = {
    book.program: book
    for book in (read_rulebook(text, where) for where, text in built_in_rulebooks())
}
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
IN_2023 = datetime(2023, 1, 1, tzinfo=UTC)

NUMBERS: list[tuple[str, str, Value, str, str]] = [
    (WECHAT, "account.enterprise_verified", True, "boolean", "2-02, 2-06"),
    (WECHAT, "account.same_subject", True, "boolean", "2-06"),
    (WECHAT, "account.compliance_score", 80, "points", "2-14, reading A15"),
    (WECHAT, "shop.materials", ("business_licence", "legal_person_id"), "text", "2-08"),
    (
        WECHAT,
        "shop.materials.individual_business",
        ("legal_person_id", "business_permit"),
        "text",
        "2-07",
    ),
    (WECHAT, "shop.social_credit_code", True, "boolean", "2-07"),
    (WECHAT, "shop.corporate_bank_account", True, "boolean", "2-08"),
    (WECHAT, "shop.review_time", 3, "working_days", "2-08, reading A48"),
    (WECHAT, "shop.review_time.least", 1, "working_days", "2-08, reading A48"),
    (WECHAT, "integration.auth", ("authorised_login",), "text", "2-11"),
    (WECHAT, "integration.data_scope", ("orders_and_users",), "text", "2-11"),
    (WECHAT, "binding.data_scope", "orders_and_users", "text", "2-11"),
    (KUAISHOU, "account.followers", 10_000, "followers", "2-17"),
    (KUAISHOU, "shop.materials", ("id_front", "id_back", "handheld_photo"), "text", "2-10"),
    (KUAISHOU, "shop.face_recognition", True, "boolean", "2-10"),
    (KUAISHOU, "shop.review_time", 0, "hours", "2-10"),
    (PDD, "shop.recent_sale", 7, "calendar_days", "2-18, reading A48"),
    (YOUZAN, "shop.integration", ("oauth2",), "text", "2-13"),
    (YOUZAN, "shop.mapping", True, "boolean", "2-13"),
    (YOUZAN, "integration.data_scope", ("custom_mapping",), "text", "2-13"),
    (CROSS, "account.clean_period", 30, "calendar_days", "2-15, readings A42, A48"),
    (CROSS, "account.clean_period.platforms", ("douyin",), "text", "2-15, reading A42"),
    (CROSS, "integration.auth", ("api_key",), "text", "2-03, 2-12"),
    (CROSS, "integration.credential", True, "boolean", "2-12"),
    (CROSS, "integration.data_scope", ("product_info",), "text", "2-12, reading A42"),
    *(
        (program, "shop.bonded_warehouse", True, "boolean", "2-32")
        for program in (WECHAT, KUAISHOU, PDD, YOUZAN)
    ),
]


@pytest.mark.parametrize(("program", "name", "value", "unit", "source"), NUMBERS)
def test_every_number_is_the_one_of_its_row(
    program: str, name: str, value: Value, unit: str, source: str
) -> None:
    limit = BOOKS[program].limit(name, FIRST_DAY)

    assert limit is not None
    assert (limit.value, type(limit.value), limit.unit) == (value, type(value), unit)
    assert limit.source == f"002 / {source}"


@pytest.mark.parametrize("program", PROGRAMS)
def test_permits_are_data_and_grew_in_2023(program: str) -> None:
    book = BOOKS[program]
    before, after = book.limit("shop.permits", FIRST_DAY), book.limit("shop.permits", IN_2023)

    assert before is not None
    assert after is not None
    assert before.value == ("food: qs", "食品: qs", "digital: 3c", "数码: 3c")
    assert after.value == (
        *before.value,
        "virtual: network_culture",
        "虚拟: network_culture",
    )
    assert book.next_change(FIRST_DAY) == IN_2023


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_the_source_does_not_say_is_no_rule(program: str) -> None:
    others = ("account.exclusive", "shop.slots", "account.rebind_wait", "shop.unlink_chances")

    assert not [name for name in others if name in BOOKS[program].parameters]
