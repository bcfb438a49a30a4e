"""All the law the ledger brings along: which names it feeds, and where its numbers come from."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from ledger.parameters import PARAMETERS, Role
from ledger.rulebook import Rulebook, built_in_names, built_in_rulebooks, read_rulebook
from ledger.verdict import Value

FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
BOOKS = {name: read_rulebook(text, name) for name, text in built_in_names().items()}
FIELD = {name: book for name, book in BOOKS.items() if name.endswith(".field")}
SOURCE = {name: book for name, book in BOOKS.items() if name not in FIELD}

# Parameter, value, unit and row of the facts of source 001, by hand.
Stated = tuple[str, Value, str, str]
STAFF: list[Stated] = [
    ("actor.scope", True, "boolean", "1-08, 1-09, reading A40"),
    (
        "staff.scopes",
        (
            "invite: accounts",
            "cancel: accounts",
            "unlink: accounts",
            "approve_unlink: accounts",
            "refuse_unlink: accounts",
            "add_products: products",
            "enrol: campaigns",
            "appeal: appeals",
            "grant_staff: staff",
            "revoke_staff: staff",
        ),
        "text",
        "1-08, 1-09, reading A40",
    ),
]
OFFICIAL: list[Stated] = [
    *STAFF,
    ("shop.open", True, "boolean", "1-20, 1-27"),
    ("account.status", True, "boolean", "1-20, 1-27"),
    ("account.app", ("douyin",), "text", "1-17"),
    ("account.formal_collection", True, "boolean", "1-16, reading A44"),
    ("account.verification", ("individual_business", "enterprise"), "text", "1-22"),
    ("account.exclusive", 1, "shops", "1-19"),
    ("shop.slots", 1, "bindings", "1-26"),
    ("binding.state", True, "boolean", "1-13, 1-22"),
    ("shop.may_unlink", False, "boolean", "1-14"),
    ("account.may_request_unlink", False, "boolean", "1-14"),
    ("account.bound", True, "boolean", "1-24"),
    ("shop.slots.reserved_from", "accepted", "text", "1-26, reading A8"),
    (
        "account.exclusive.across",
        ("douyin.official", "douyin.channel"),
        "text",
        "1-19, reading A35",
    ),
    ("binding.review_required", True, "boolean", "1-22, reading A10"),
    ("account.release_delay", 7, "calendar_days", "1-27, reading A37"),
    ("binding.settlement", "shop_collection_account", "text", "1-15"),
    ("binding.commission", 0, "percent", "1-23"),
    ("binding.data_sharing", ("shop_platform", "affiliates", "creator_square"), "text", "1-25"),
    ("binding.display", ("checkout", "showcase"), "text", "1-13, 1-21"),
    ("binding.surfaces", ("showcase", "live_cart"), "text", "1-24"),
    ("binding.catalogue_sync", "all", "text", "1-21"),
]
CHANNEL: list[Stated] = [
    *STAFF,
    ("shop.open", True, "boolean", "1-20, 1-27"),
    ("account.status", True, "boolean", "1-20, 1-27"),
    ("account.exclusive", 1, "shops", "1-19"),
    ("binding.state", True, "boolean", "1-12, 1-20"),
    ("shop.may_unlink", False, "boolean", "1-20"),
    ("account.may_request_unlink", False, "boolean", "1-20"),
    ("account.bound", True, "boolean", "1-24"),
    (
        "account.exclusive.across",
        ("douyin.channel", "douyin.official"),
        "text",
        "1-19, reading A35",
    ),
    ("binding.review_required", False, "boolean", "1-12, reading A10"),
    ("account.release_delay", 7, "calendar_days", "1-27, reading A37"),
    ("binding.commission", 0, "percent", "1-23"),
    ("binding.data_sharing", ("shop_platform", "affiliates", "creator_square"), "text", "1-25"),
    ("binding.display", ("showcase",), "text", "1-21"),
    ("binding.surfaces", ("showcase", "live_cart"), "text", "1-24"),
    ("binding.catalogue_sync", "all", "text", "1-21"),
]
# What the field says beyond the sources: book, parameter, day, value, unit, citation.
BEYOND = [
    ("tiktok.channel.field", "shop.slots.probation", 1, "bindings", "[E1] grade B"),
    ("tiktok.channel.field", "shop.links_in_window", 10, "bindings", "[E2] grade A"),
    ("tiktok.channel.field", "shop.links_in_window.window", 180, "calendar_days", "[E2] grade A"),
    ("tiktok.channel.field", "binding.invitation_ttl", 48, "hours", "[E4] grade B"),
    ("tiktok.channel.field", "shop.violation_points", 24, "points", "[E48] grade A"),
    ("tiktok.official.field", "shop.slots", 1, "bindings", "[E2] grade A"),
    ("tiktok.official.field", "binding.bound_time", 24, "hours", "[E7] grade A"),
    ("tiktok.official.field", "shop.unlink_chances", 3, "unlinks", "[E7] grade A"),
    ("tiktok.official.field", "account.name", True, "boolean", "[E6] grade A"),
    ("tiktok.official.field", "account.region", True, "boolean", "[E6] grade A"),
    ("douyin.channel.field", "binding.bound_time", 180, "calendar_days", "[E14] grade D"),
    ("douyin.channel.field", "shop.slots_per_app", 5, "bindings", "[E14] grade D"),
    ("douyin.channel.field", "shop.may_unlink", True, "boolean", "[E14] grade D"),
    ("douyin.channel.field", "account.own_shop_application", True, "boolean", "[E14] grade D"),
    ("douyin.channel.field", "account.followers", 1000, "followers", "[E12] grade D"),
]


def test_init_adopts_the_source_rulebooks_and_no_other() -> None:
    adopted = [read_rulebook(text, where) for where, text in built_in_rulebooks()]

    assert sorted(book.program for book in adopted) == sorted(SOURCE)
    assert {book.edition for book in adopted} == {"source"}


@pytest.mark.parametrize("name", BOOKS)
def test_a_rulebook_is_named_after_its_program_and_edition(name: str) -> None:
    book = BOOKS[name]

    assert name == (book.program if book.edition == "source" else f"{book.program}.field")


def test_every_name_that_something_reads_is_fed_by_a_rulebook_that_comes_along() -> None:
    fed = {name for book in BOOKS.values() for name in book.parameters}
    by_a_source = {name for book in SOURCE.values() for name in book.parameters}

    assert fed == set(PARAMETERS)
    assert set(PARAMETERS) - by_a_source == {
        name for name, parameter in PARAMETERS.items() if parameter.field_only
    }


@pytest.mark.parametrize("name", BOOKS)
def test_parameters_stand_in_the_order_of_the_vocabulary(name: str) -> None:
    # Terms come before effects in both; within rules and readings the vocabulary rules.
    stated = [one for one in BOOKS[name].parameters if PARAMETERS[one].role is Role.RULE]

    assert stated == [one for one in PARAMETERS if one in stated]


@pytest.mark.parametrize(
    ("program", "row"),
    [
        *(("douyin.official", row) for row in OFFICIAL),
        *(("douyin.channel", row) for row in CHANNEL),
    ],
    ids=lambda one: one if isinstance(one, str) else one[0],
)
def test_every_parameter_has_the_value_of_its_source(program: str, row: Stated) -> None:
    name, value, unit, source = row
    limit = BOOKS[program].limit(name, FIRST_DAY)

    assert limit is not None
    assert (limit.value, type(limit.value), limit.unit) == (value, type(value), unit)
    assert limit.source == f"001 / {source}"


@pytest.mark.parametrize(
    ("program", "rows"), [("douyin.official", OFFICIAL), ("douyin.channel", CHANNEL)]
)
def test_and_there_is_no_other(program: str, rows: list[Stated]) -> None:
    assert set(BOOKS[program].parameters) == {row[0] for row in rows}


@pytest.mark.parametrize(("book", "name", "value", "unit", "source"), BEYOND)
def test_what_the_field_adds_is_cited_with_its_grade(
    book: str, name: str, value: Value, unit: str, source: str
) -> None:
    limit = BOOKS[book].limit(name, FIRST_DAY)

    assert limit is not None
    assert (limit.value, limit.unit, limit.source) == (value, unit, source)


@pytest.mark.parametrize("name", BOOKS)
def test_every_value_says_where_it_comes_from(name: str) -> None:
    of_a_source = r"00[0-3] / \d-\d\d.*"
    allowed = rf"{of_a_source}|\[E\d+[a-z]?\] grade [ABCD]" if name in FIELD else of_a_source

    entries = [entry for one in BOOKS[name].parameters.values() for entry in one.history]
    assert all(re.fullmatch(allowed, entry.source.at) for entry in entries)


def test_points_expire_sooner_since_the_platform_said_so() -> None:
    book: Rulebook = BOOKS["tiktok.channel.field"]

    changed = book.next_change(FIRST_DAY)
    assert changed == datetime(2025, 6, 23, tzinfo=UTC)
    later = book.limit("shop.violation_points.window", changed)
    assert later is not None
    assert (later.value, later.source) == (90, "[E49] grade B")


def test_the_field_takes_the_unlink_chances_from_the_channel_accounts() -> None:
    source, field = BOOKS["tiktok.channel"], BOOKS["tiktok.channel.field"]

    assert set(source.parameters) - set(field.parameters) == {
        "shop.unlink_chances",
        "shop.unlink_chances.account_route_counts",
    }
    for name in set(source.parameters) & set(field.parameters) - {"account.exclusive.across"}:
        assert source.limit(name, FIRST_DAY) == field.limit(name, FIRST_DAY)
