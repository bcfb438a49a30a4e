"""Lists that are asked for again and again: what happened is the difference."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.console.talking import Line, Talk, fact, feed

FORMAT = ("import", "-", "--format", "douyin-self-authors")


def authors(at: str, *them: tuple[int, int], shop: str = "S1", total: int | None = None) -> Line:
    """A list of authors, each with an id and a type."""
    listed = [{"author_id": author, "author_type": its} for author, its in them]
    body = {"total": len(them) if total is None else total, "authors": listed}
    return {"at": at, "shop": shop, "body": json.dumps(body)}


def take(talk: Talk, *lines: Line, status: int = 0) -> Any:
    """What an import of lists says."""
    return talk.json(*FORMAT, stdin=feed(*lines), status=status)


def bound(talk: Talk, at: str) -> list[str]:
    """The accounts of the shop whose bindings run at an instant."""
    shown = talk.json("shop", "show", "douyin:S1", "--valid", at)
    return sorted(one["account"] for one in shown["bindings"] if one["state"] == "active")


def test_the_bindings_are_those_of_the_last_list(small: Talk) -> None:
    take(
        small,
        authors("2026-03-01T00:00:00Z", (1, 0), (2, 1)),
        authors("2026-03-02T00:00:00Z", (1, 0), (3, 1)),
        authors("2026-03-03T00:00:00Z"),
    )

    assert bound(small, "2026-03-01T12:00:00Z") == ["douyin:1", "douyin:2"]
    assert bound(small, "2026-03-02T12:00:00Z") == ["douyin:1", "douyin:3"]
    assert bound(small, "2026-03-03T12:00:00Z") == []


def test_a_list_older_than_the_last_one_is_a_bad_line(small: Talk) -> None:
    take(small, authors("2026-03-02T00:00:00Z", (1, 1)))
    before = small.export()

    told = take(small, authors("2026-03-01T00:00:00Z", (2, 1)), status=2)

    assert [(one["line"], one["field"]) for one in told["rejected"]] == [(1, "at")]
    assert small.export() == before


def test_lists_of_two_shops_do_not_meet(small: Talk) -> None:
    told = take(
        small,
        authors("2026-03-02T00:00:00Z", (1, 1)),
        authors("2026-03-01T00:00:00Z", (2, 1), shop="S2"),
    )

    assert told["rejected"] == []
    assert bound(small, "2026-03-03T00:00:00Z") == ["douyin:1"]


def test_a_page_of_a_list_is_no_list(small: Talk) -> None:
    told = take(small, authors("2026-03-02T00:00:00Z", (1, 1), total=60), status=2)

    assert [one["field"] for one in told["rejected"]] == ["body.total"]


def test_another_list_of_the_same_instant_is_a_conflict(small: Talk) -> None:
    take(small, authors("2026-03-02T00:00:00Z", (1, 1)))

    told = take(small, authors("2026-03-02T00:00:00Z", (2, 1)), status=2)

    assert (told["new"], {one["field"] for one in told["rejected"]}) == (0, {"id"})


@pytest.mark.parametrize("wanted", ["shop", "at"])
def test_a_list_needs_its_shop_and_time(small: Talk, wanted: str) -> None:
    line = authors("2026-03-02T00:00:00Z", (1, 1))
    del line[wanted]

    assert [one["field"] for one in take(small, line, status=2)["rejected"]] == [wanted]


def binding(kind: str, at: str, **more: Any) -> Line:
    """A fact of a binding that somebody else told."""
    names = {"shop": "douyin:S1", "account": "douyin:1", "program": "douyin.channel"}
    return fact(kind, f"b1-{kind}", at, binding="B1", **names, **more)


def test_a_binding_that_is_known_otherwise_is_not_told_again_but_ended(small: Talk) -> None:
    small.take(binding("BindingActivated", "2026-02-01"))

    first = take(small, authors("2026-03-01T00:00:00Z", (1, 1)))
    take(small, authors("2026-03-02T00:00:00Z"))

    assert first["new"] == 2
    (shown,) = small.json("shop", "show", "douyin:S1", "--all")["bindings"]
    assert (shown["binding"], shown["state"], shown["reason"]) == ("B1", "ended", "unknown")


def test_a_binding_that_ended_otherwise_is_not_ended_again(small: Talk) -> None:
    take(small, authors("2026-03-01T00:00:00Z", (1, 1)))
    (running,) = small.json("shop", "show", "douyin:S1")["bindings"]
    ended = binding("BindingEnded", "2026-03-02", reason="account_unlink")
    ended["data"]["binding"] = running["binding"]
    small.take(ended)

    told = take(small, authors("2026-03-03T00:00:00Z"))

    assert told["new"] == 2
    assert set(small.kinds()) == {"BindingListAsserted", "BindingActivated", "BindingEnded"}
    assert small.kinds().count("BindingEnded") == 1


def test_what_became_known_since_does_not_make_an_old_file_another_one(small: Talk) -> None:
    lines = (
        authors("2026-03-01T00:00:00Z", (1, 1)),
        authors("2026-03-02T00:00:00Z"),
    )
    first = take(small, *lines)
    small.take(binding("BindingActivated", "2026-02-01"))

    again = take(small, *lines)

    assert (again["new"], again["known"], again["rejected"]) == (0, first["new"], [])


def test_a_list_that_was_annulled_is_compared_with_no_more(small: Talk) -> None:
    take(small, authors("2026-03-01T00:00:00Z", (1, 1)), authors("2026-03-05T00:00:00Z", (1, 1)))
    for program in ("official", "channel"):
        name = f"douyin:S1/2026-03-05T00:00:00Z/BindingListAsserted/douyin.{program}"
        small.ok("annul", f"douyin/self-authors#{name}", "--reason", "of another shop")

    told = take(small, authors("2026-03-03T00:00:00Z"))

    assert told["rejected"] == []
    assert "BindingEnded" in small.kinds()


def test_no_deauthorisation_ends_a_binding(small: Talk) -> None:
    take(small, authors("2026-03-01T00:00:00Z", (1, 1)))
    gone = {"event": "unauthorize", "client_key": "k", "from_user_id": "1"}
    line = {"at": "2026-03-02T00:00:00Z", "body": gone}

    small.json("import", "-", "--format", "douyin-push", stdin=feed(line))

    assert "IntegrationDisconnected" in small.kinds()
    assert bound(small, "2026-03-03T00:00:00Z") == ["douyin:1"]
