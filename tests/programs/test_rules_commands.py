"""Field rulebooks at the command line: listed, compared, adopted, and taken back."""

from __future__ import annotations

from tests.console.talking import Talk, fact, of_binding, run, shop
from tests.rehearsed import plain_surroundings, talk

__all__ = ["plain_surroundings", "talk"]

NAMES = [
    "douyin.channel.field",
    "douyin.mini_program.field",
    "douyin.shop.field",
    "tiktok.channel.field",
    "tiktok.official.field",
]


def in_force(talk: Talk) -> dict[str, str]:
    """The edition of each program's law that is in force."""
    listed = talk.rows("rules", "list")
    return {one["program"]: one["edition"] for one in listed if one["in_force"]}


def test_they_come_along_and_are_not_law() -> None:
    listed = run("--json", "rules", "list", "--field").lines

    assert [one["name"] for one in listed] == NAMES
    assert all(one["name"] == f"{one['program']}.field" for one in listed)


def test_a_table_says_so_too(talk: Talk) -> None:
    assert set(in_force(talk).values()) == {"source"}
    adoptable = {name.removesuffix(".field") for name in NAMES}
    assert adoptable - in_force(talk).keys() == {"tiktok.official"}
    assert "rules list --field" in talk.ok("rules", "list").out
    table = talk.ok("--lang", "zh", "rules", "list", "--field").out
    assert all(name in table for name in NAMES)
    assert "业内资料" in table


def test_adopted_by_name_and_back_again(talk: Talk) -> None:
    adopted = talk.json("--now", "2026-01-01T00:00:00Z", "rules", "adopt", "tiktok.channel.field")
    assert adopted["name"] == "tiktok.channel"
    assert in_force(talk)["tiktok.channel"] == "field"
    shown = talk.json("rules", "show", "tiktok.channel")
    window = next(
        one for one in shown["parameters"] if one["parameter"] == "shop.links_in_window.window"
    )
    assert (window["value"], window["source"]["at"]) == (180, "[E2] grade A")

    talk.ok("--now", "2026-02-01T00:00:00Z", "rules", "adopt", "tiktok.channel")
    assert in_force(talk)["tiktok.channel"] == "source"


def test_a_program_without_a_source_rulebook_begins_with_one_of_the_field(talk: Talk) -> None:
    talk.ok("--now", "2026-01-01T00:00:00Z", "rules", "adopt", "tiktok.official.field")

    assert in_force(talk)["tiktok.official"] == "field"


def test_the_difference_between_source_and_field(talk: Talk) -> None:
    found = talk.rows("rules", "diff", "tiktok.channel", "tiktok.channel.field")
    parameters = {one["parameter"] for one in found}

    assert parameters == {
        "",
        "shop.unlink_chances",
        "shop.unlink_chances.account_route_counts",
        "account.exclusive.across",
        "shop.slots.probation",
        "shop.links_in_window",
        "shop.links_in_window.window",
        "shop.violation_points",
        "shop.violation_points.window",
        "binding.invitation_ttl",
        "binding.commission",
        "binding.data_sharing",
        "binding.display",
        "binding.catalogue_sync",
    }
    (limit,) = (
        one for one in found if (one["parameter"], one["part"]) == ("shop.links_in_window", "value")
    )
    assert (limit["before"], limit["after"], limit["day"]) == (None, 10, "2000-01-01")


def test_a_name_nobody_knows_is_no_rulebook(talk: Talk) -> None:
    talk.refuses("rules", "adopt", "tiktok.nothing.field", status=2)
    talk.refuses("rules", "diff", "tiktok.channel", "tiktok.nothing.field", status=2)


def test_a_shop_on_probation_shows_the_lower_cap(talk: Talk) -> None:
    talk.ok("--now", "2026-01-01T00:00:00Z", "rules", "adopt", "tiktok.channel.field")
    started = fact("ShopProbationStarted", "P", "2026-01-02", shop="tiktok:S1")
    bound = of_binding("BindingActivated", "2026-01-03")
    talk.take(shop(), started, bound, now="2026-01-03T00:00:00Z")

    slots = talk.json("shop", "show", "tiktok:S1")["slots"]["tiktok.channel"]
    assert (slots["limit"], slots["left"]) == (4, 3)
    assert slots["probation"] == {"limit": 1, "left": 0}

    talk.take(
        fact("ShopProbationEnded", "Q", "2026-01-04", shop="tiktok:S1"), now="2026-01-04T00:00:00Z"
    )
    assert "probation" not in talk.json("shop", "show", "tiktok:S1")["slots"]["tiktok.channel"]
