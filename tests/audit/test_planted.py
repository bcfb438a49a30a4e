"""Defects planted in a copy of the demo year: the command finds each of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ledger.law_file import digest_of
from tests.audit.database import Database, Envelope, dropped_fences
from tests.console.talking import Talk

Plant = Callable[[Database], None]
Found = dict[str, Any]

LISTS = ("disagreements", "breaches", "balances", "defects", "read_models")
TOO_MANY = "d1-A05-invite-too-many"
WAITING = "d3-after-20-hours"


def audited(talk: Talk) -> Found:
    """What the command finds; everything planted, and every breach, ends it with status 4."""
    found: Found = talk.json("audit", status=4)
    return found


def news(found: Found, clean: Found) -> set[str]:
    """The lists in which an audit says something else than that of the clean year."""
    return {name for name in LISTS if found[name] != clean[name]}


@pytest.fixture(scope="session")
def clean(year: Talk) -> Found:
    """What the audit of the year says of it as it is."""
    return audited(year)


def test_a_clean_year_shows_nothing_but_its_real_breaches(clean: Found) -> None:
    assert clean["judged"] == clean["agree"] == 366
    assert [name for name in LISTS if clean[name]] == ["breaches"]
    assert [(one["subject"], *one["rules"]) for one in clean["breaches"]] == [
        ("shop:tiktok:SG1", "shop.slots"),
        ("shop:tiktok:SG1", "shop.slots"),
        ("shop:tiktok:SG1", "account.showcase_daily"),
        ("shop:tiktok:SG1", "shop.campaign_score"),
        ("shop:tiktok:SG1", "shop.slots"),
        ("shop:tiktok:SG1", "binding.bound_time"),
    ]


def law(change: Callable[[str], str], *, renamed: bool) -> Plant:
    """The text of the rulebook is another one; `renamed` also gives it the name of that text."""

    def rewritten(said: Envelope) -> None:
        before = said["data"]["text"]
        said["data"]["text"] = change(before)
        assert said["data"]["text"] != before
        if renamed:
            said["id"] = said["id"].replace(digest_of(before), digest_of(said["data"]["text"]))

    return lambda database: database.rewrite(
        database.first("RulebookAdopted", of_channels), rewritten
    )


def of_channels(said: Envelope) -> bool:
    return bool(said["data"]["program"] == "tiktok.channel")


def without_slots(text: str) -> str:
    start = text.index('[parameter."shop.slots"]')
    return text[:start] + text[text.index('[parameter."', text.index('"shop.slots".history')) :]


def shorter_wait(text: str) -> str:
    head, history, rest = text.partition('[[parameter."account.rebind_wait".history]]')
    return head + history + re.sub(r"(value +=) 24\b", r"\1 23", rest, count=1)


def says(**changes: Any) -> Callable[[Envelope], None]:
    """Other data in a leaf."""
    return lambda said: said["data"].update(changes)


def score(said: Envelope) -> bool:
    return bool(said["data"]["score"] < 80) and "shop" in said["data"]


def active(said: Envelope) -> bool:
    return bool(said["source"] != "bindledger:demo")


def flipped(database: Database, name: str, kind: str) -> None:
    """A decision says the opposite, wherever it says so."""

    def rewritten(said: Envelope) -> None:
        granted = kind == "RequestGranted"
        said["type"] = f"{kind}.v1"
        data = said["data"]
        data["verdict"]["holds"] = granted
        data.pop("earliest", None)
        if not granted:
            data["earliest"] = None
        for finding in data["verdict"]["findings"]:
            if granted and finding["outcome"] == "breaks":
                finding["outcome"] = "holds"
                del finding["cured_at"]

    database.rewrite(database.decision(name), rewritten)


def other_evidence(said: Envelope) -> None:
    finding = next(one for one in said["data"]["verdict"]["findings"] if one["evidence"])
    finding["evidence"] = [one + 1 for one in finding["evidence"]]


def first_granted(database: Database, ask: str) -> str:
    position = database.first("RequestGranted", lambda said: said["data"]["request"]["ask"] == ask)
    return str(database.leaf(position)["data"]["request"]["id"])


def cited(database: Database, name: str) -> int:
    """The fact that a refusal points at."""
    findings = database.leaf(database.decision(name))["data"]["verdict"]["findings"]
    return int(next(one for one in findings if one["outcome"] == "breaks")["evidence"][-1])


PLANTED: dict[str, tuple[Plant, set[str]]] = {
    "a rule dropped from the law": (
        law(without_slots, renamed=True),
        {"disagreements", "breaches"},
    ),
    "a number of the law changed": (law(shorter_wait, renamed=True), {"disagreements"}),
    "a number changed under the old name": (
        law(shorter_wait, renamed=False),
        {"disagreements", "defects"},
    ),
    "law that cannot be read": (
        law(lambda text: text.replace("value ", "valeu ", 1), renamed=True),
        {"breaches", "defects"},
    ),
    "a leaf edited": (
        lambda on: on.overwrite(on.first("ComplianceScoreObserved", score), says(score=95)),
        {"breaches", "defects"},
    ),
    "a leaf that is no JSON": (
        lambda on: on.run("UPDATE facts SET leaf = ? WHERE position = 100", b"{nothing"),
        {"breaches", "defects"},
    ),
    "a leaf edited, its hash too": (
        lambda on: on.overwrite_with_hash(
            on.first("BindingActivated", active),
            lambda said: said.update(time="2026-01-30T00:00:00Z"),
        ),
        {"defects", "read_models"},
    ),
    "a deduction edited wherever it stands": (
        lambda on: on.rewrite(cited(on, "d6-campaign-at-75"), says(points=1)),
        {"disagreements"},
    ),
    "a time column": (
        lambda on: on.run("UPDATE facts SET time = time - 1 WHERE position = 200"),
        {"defects"},
    ),
    "a recordedtime column": (
        lambda on: on.run("UPDATE facts SET recordedtime = recordedtime - 1 WHERE position = 200"),
        {"defects"},
    ),
    "a kind column": (
        lambda on: on.run(
            "UPDATE facts SET kind = 'ContentScreened.v1' WHERE position = ?",
            on.first("NetworkLocationObserved"),
        ),
        {"defects"},
    ),
    "a name column": (
        lambda on: on.run("UPDATE facts SET id = 'another' WHERE position = 200"),
        {"defects"},
    ),
    "a tag removed": (
        lambda on: on.run("DELETE FROM tags WHERE position = 200 AND place = 0"),
        {"defects"},
    ),
    "a tag added": (
        lambda on: on.run("INSERT INTO tags VALUES (200, 9, 'shop:tiktok:SG1', 'X.v1')"),
        {"defects"},
    ),
    "a tag changed": (
        lambda on: on.run("UPDATE tags SET tag = 'shop:tiktok:S9' WHERE position = 200"),
        {"defects"},
    ),
    "a personal field": (
        lambda on: on.run(
            "UPDATE personal SET fields = ? WHERE position = ?",
            b'{"name":"Nobody"}',
            on.first("ShopRegistered", lambda said: "personaldigest" in said),
        ),
        {"defects"},
    ),
    "personal fields that are no JSON": (
        lambda on: on.run("UPDATE personal SET fields = ?", b"{nothing"),
        {"defects"},
    ),
    "a read model touched": (
        lambda on: on.run("UPDATE bindings SET state = 'ended' WHERE state = 'active'"),
        {"read_models"},
    ),
    "a row of a read model removed": (lambda on: on.run("DELETE FROM cooldowns"), {"read_models"}),
    "a read model said to be further than the log": (
        lambda on: on.run("UPDATE projections SET position = 9999"),
        {"read_models"},
    ),
    "a refusal made a grant": (
        lambda on: flipped(on, TOO_MANY, "RequestGranted"),
        {"disagreements"},
    ),
    "a grant made a refusal": (
        lambda on: flipped(on, first_granted(on, "EnrolInCampaign"), "RequestRefused"),
        {"disagreements"},
    ),
    "a fact removed": (
        lambda on: on.remove(on.first("BindingActivated", active)),
        {"defects", "read_models"},
    ),
    "two facts of one report swapped": (
        lambda on: on.swap(*two_scores(on)),
        {"read_models"},
    ),
    "two facts learnt at different times swapped": (lambda on: on.swap(200, 900), {"defects"}),
    "the evidence of a verdict": (
        lambda on: on.rewrite(on.decision(TOO_MANY), other_evidence),
        {"disagreements"},
    ),
    "the promise of a refusal": (
        lambda on: on.rewrite(on.decision(WAITING), says(earliest="2026-12-24T00:00:00Z")),
        {"disagreements"},
    ),
    "a verdict without its findings": (
        lambda on: on.rewrite(on.decision(TOO_MANY), says(verdict={"holds": False})),
        {"disagreements"},
    ),
    "a request that nobody could have asked": (
        lambda on: on.rewrite(on.decision(TOO_MANY), says(request={"ask": "Please"})),
        {"disagreements"},
    ),
    "a decision read from what came after it": (
        lambda on: on.rewrite(on.decision(TOO_MANY), says(read_at=1_499)),
        {"disagreements"},
    ),
}
"""What is done to the database, and where the audit must show it."""


def two_scores(database: Database) -> tuple[int, int]:
    """Two scores of shops that one report brought, one after the other."""
    rows = database.rows(
        "SELECT max(position), min(position) FROM facts WHERE kind = 'ComplianceScoreObserved.v1'"
        " GROUP BY recordedtime HAVING count(*) > 1 ORDER BY 1 DESC"
    )
    return int(rows[0][0]), int(rows[0][1])


@pytest.mark.parametrize("name", PLANTED)
def test_each_defect_is_found(name: str, copied: Talk, spoilt: Database, clean: Found) -> None:
    plant, where = PLANTED[name]
    plant(spoilt)

    found = audited(copied)

    assert where <= news(found, clean), name


ON_A_SERVER = (
    "a rule dropped from the law",
    "a leaf edited",
    "a tag removed",
    "a read model touched",
    "a fact removed",
)


def test_each_is_found_on_a_server_too(served: Talk, clean: Found, year: Talk) -> None:
    assert audited(served) == clean
    for name in ON_A_SERVER:
        plant, where = PLANTED[name]
        again = dropped_fences(served.ledger)
        plant(again)
        assert where <= news(audited(served), clean), name
        mend(again, year)


def mend(database: Database, year: Talk) -> None:
    """Put every row back as it is in the clean year."""
    clean = Database(year.ledger)
    for table in ("facts", "tags", "personal", "bindings"):
        database._run(f"DELETE FROM {table}", ())
        database.fill(table, clean.rows(f"SELECT * FROM {table}"))


def test_a_rule_that_is_gone_is_named(copied: Talk, spoilt: Database) -> None:
    law(without_slots, renamed=True)(spoilt)

    found = audited(copied)

    assert found["agree"] == 0
    told = next(one for one in found["disagreements"] if one["request"] == TOO_MANY)
    assert (told["recorded"], told["judged"]) == ("refused", "granted")
    assert "shop.slots" in told["rules"]


def test_a_decision_that_was_flipped_is_the_only_one_named(copied: Talk, spoilt: Database) -> None:
    flipped(spoilt, TOO_MANY, "RequestGranted")

    (one,) = audited(copied)["disagreements"]

    assert one == {
        "position": spoilt.decision(TOO_MANY),
        "request": TOO_MANY,
        "recorded": "granted",
        "judged": "refused",
        "rules": ["shop.slots"],
    }


def test_a_row_of_a_read_model_is_named_by_its_key(copied: Talk, spoilt: Database) -> None:
    ((shop,),) = spoilt.rows("SELECT shop FROM unlink_chances ORDER BY shop LIMIT 1")
    spoilt.run("UPDATE unlink_chances SET by_shop = 99 WHERE shop = ?", shop)

    assert audited(copied)["read_models"] == [
        {"projection": "unlink_chances", "key": {"shop": shop, "program": "tiktok.channel"}}
    ]


def test_a_leaf_that_was_changed_ends_the_audit(copied: Talk, spoilt: Database) -> None:
    position = spoilt.first("ComplianceScoreObserved", score)
    spoilt.overwrite(position, says(score=95))

    found = audited(copied)

    assert found["defects"] == [{"position": position, "what": "leaf"}]
    assert found["judged"] == 0
    assert "nothing was judged" in copied.run("audit").out
