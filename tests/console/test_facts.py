"""Contract, section 3: facts that come in, and what happens to the lines that cannot."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import orjson
import pytest
import rfc8785
from uuid_utils import UUID

from ledger.app.intake import BATCH
from tests.console.talking import Line, Talk, account, fact, feed, of_binding, shop

NOON = "2026-03-01T12:00:00Z"


def rejected(talk: Talk, *lines: Line | bytes, status: int = 2) -> list[Any]:
    """The bad fields of a feed, which a dry run finds too without recording anything."""
    before = talk.export()
    dry = talk.json("import", "-", "--dry-run", stdin=feed(*lines), status=status)
    assert talk.export() == before
    wet = talk.json("import", "-", stdin=feed(*lines), status=status)
    assert bare_of_clocks(dry) == bare_of_clocks(wet)
    found: list[Any] = wet["rejected"]
    for one in found:
        assert list(one) == ["line", "field", "expected", "got"]
        assert one["expected"]
        assert one["got"]
    return found


def bare_of_clocks(taken: Any) -> Any:
    """What came of an import, without what was expected: that may name the time it is."""
    rejected = [{**one, "expected": ""} for one in taken["rejected"]]
    return {**taken, "rejected": rejected}


# --- names ----------------------------------------------------------------------------------------


def test_the_same_line_again_is_known_already(real: Talk) -> None:
    lines: list[Line | bytes] = [shop(), *account(), of_binding("BindingActivated", "2026-01-02")]

    first = real.json("import", "-", stdin=feed(*lines, *lines))
    assert first == {"new": 4, "known": 4, "rejected": [], "breaches": first["breaches"]}
    before = real.export()
    again = real.json("import", "-", stdin=feed(*lines))
    assert again == {"new": 0, "known": 4, "rejected": [], "breaches": 0}
    assert real.export() == before


def test_what_is_compared_is_the_fact_and_not_its_spelling(real: Talk) -> None:
    line = shop(name="Tienda")
    real.take(line)
    spelled = json.dumps(
        {"datacontenttype": "application/json"}
        | dict(reversed(line.items()))
        | {"time": "2026-01-01T08:00:00.000+08:00"},
        indent=None,
        separators=(" , ", " : "),
    ).encode()

    assert real.json("import", "-", stdin=spelled)["known"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"time": "2026-01-01T00:00:01Z"},
        {"actor": "somebody"},
        {"correlationid": "c"},
        {"causationid": "tests#other"},
        {"data": {"shop": "tiktok:S1", "operating_country": "BR", "name": "Tienda"}},
        {"data": {"shop": "tiktok:S1", "operating_country": "MX", "name": "Otra"}},
        {"data": {"shop": "tiktok:S1", "operating_country": "MX"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_name_with_other_content_is_a_bad_line(
    known_shop: Talk, change: dict[str, Any]
) -> None:
    other = shop(name="Tienda") | change

    found = rejected(known_shop, shop(name="Tienda"), other, shop("S2"))
    assert [(one["line"], one["field"]) for one in found] == [(2, "id")]
    assert found[0]["got"] == "tests#S1-registered"
    # In one file too, where the first stands.
    fresh = shop("S3", name="Tienda")
    clash = fresh | {k: v for k, v in change.items() if k != "data"} | {"actor": "another"}
    assert [one["line"] for one in rejected(known_shop, fresh, clash)] == [2]
    assert known_shop.json("shop", "show", "tiktok:S3")["name"] == "Tienda"


@pytest.fixture
def known_shop(tmp_path: Path) -> Talk:
    """A ledger in a file that knows a shop with a name."""
    talk = Talk(str(tmp_path / "known.db"))
    talk.ok("init")
    talk.take(shop(name="Tienda"))
    return talk


def test_a_source_has_its_own_names(real: Talk) -> None:
    one, two = shop("S1"), shop("S2") | {"id": "S1-registered", "source": "elsewhere"}
    assert real.take(one, two)["new"] == 2


# --- attributes, personal fields, recorded time ---------------------------------------------------


def test_a_fact_in_the_log(real: Talk) -> None:
    line = shop(name="Tienda Ñ 测试") | {"actor": "shop:ops", "datacontenttype": "application/json"}
    line |= {"correlationid": "batch-1", "causationid": "tests#other"}
    real.take(line)

    leaf = real.export("--leaves").splitlines()[-1]
    told = json.loads(leaf)
    assert rfc8785.dumps(told) == leaf
    assert list(told) == sorted(told)
    assert told["data"] == {"shop": "tiktok:S1", "operating_country": "MX"}
    assert told["actor"] == "shop:ops"
    assert (told["correlationid"], told["causationid"]) == ("batch-1", "tests#other")
    assert "datacontenttype" not in told
    assert "Tienda" not in leaf.decode()

    exported_line = real.export().splitlines()[-1]
    exported = json.loads(exported_line)
    assert rfc8785.dumps(exported) == exported_line
    assert exported["data"] == line["data"]
    assert "personaldigest" not in exported
    salt = b64decode(exported["personalsalt"], validate=True)
    assert len(salt) == 16
    personal = rfc8785.dumps({"name": "Tienda Ñ 测试"})
    assert told["personaldigest"] == hashlib.sha256(salt + personal).hexdigest()
    left = {key: value for key, value in exported.items() if key not in ("personalsalt", "data")}
    assert left == {k: v for k, v in told.items() if k not in ("personaldigest", "data")}


def test_a_fact_without_personal_fields_is_exported_as_its_leaf(real: Talk) -> None:
    real.take(shop())
    leaf = real.export("--leaves").splitlines()[-1]

    assert real.export().splitlines()[-1] == leaf
    assert b"personal" not in leaf


def test_export_can_be_cut_short(known: Talk) -> None:
    everything = known.export().splitlines()

    assert known.export("--after", str(len(everything) - 2)).splitlines() == everything[-2:]
    assert known.export("--after", str(len(everything))) == b""
    of_one = [line for line in everything if b'"account":"tiktok:A1"' in line]
    assert known.export("--subject", "account:tiktok:A1").splitlines() == of_one
    assert len(of_one) == 2
    assert known.export("--subject", "account:tiktok:none") == b""
    known.refuses("export", "--after", "-1", status=2)
    known.refuses("export", "--subject", "tiktok", status=2)


def test_recordedtime_never_decreases(real: Talk) -> None:
    for name in "ABC":
        real.take(shop(name, at="2026-01-01"))
    recorded = [line["recordedtime"] for line in real.exported()]
    assert recorded == sorted(recorded)
    assert {line["time"] for line in real.exported()[-3:]} == {"2026-01-01T00:00:00Z"}


# --- dry runs -------------------------------------------------------------------------------------


def test_a_dry_run_finds_and_counts_the_same_and_records_nothing(
    known: Talk, tmp_path: Path
) -> None:
    lines: list[Line | bytes] = [
        shop(),
        shop("S2"),
        of_binding("BindingActivated", "2026-02-01", "B1", "S1", "A1"),
        of_binding("BindingActivated", "2026-02-02", "B2", "S2", "A1"),
        shop("S2", name="x"),
        b"{",
    ]
    file = tmp_path / "ledger.db"
    stored = file.read_bytes() if file.exists() else None
    before = known.export()

    dry = known.json("import", "--dry-run", "-", stdin=feed(*lines), status=2)
    assert known.export() == before
    assert (file.read_bytes() if file.exists() else None) == stored
    assert (dry["new"], dry["known"]) == (3, 1)
    assert [one["line"] for one in dry["rejected"]] == [5, 6]
    assert dry["breaches"] >= 1
    assert known.json("import", "-", stdin=feed(*lines), status=2) == dry


def test_a_dry_run_where_there_is_no_ledger_makes_none(tmp_path: Path) -> None:
    talk = Talk(str(tmp_path / "none.db"))
    taken = talk.json("import", "-", "--dry-run", stdin=feed(shop(), b"[]"), status=2)

    assert (taken["new"], len(taken["rejected"])) == (1, 1)
    assert list(tmp_path.iterdir()) == []


# --- bad lines ------------------------------------------------------------------------------------

GOOD = shop()
LONG = "x" * 70_000
BAD: dict[str, tuple[Line | bytes, list[str]]] = {
    "not JSON": (b'{"specversion":"1.0",', [""]),
    "not UTF-8": (b'{"id":"\xff"}', [""]),
    "no object": (b"[1,2]", [""]),
    "a key twice": (b'{"specversion":"1.0","id":"a","id":"b"}', ["id"]),
    "NaN": (b'{"specversion":"1.0","id":NaN}', [""]),
    "unknown kind": (GOOD | {"type": "ShopRegisterd.v1"}, ["type"]),
    "kind without version": (GOOD | {"type": "ShopRegistered"}, ["type"]),
    "unknown attribute": (GOOD | {"subject": "x"}, ["subject"]),
    "unknown field": (shop(surprise=1), ["data.surprise"]),
    "missing field": (GOOD | {"data": {"shop": "tiktok:S1"}}, ["data.operating_country"]),
    "missing attribute": ({k: v for k, v in GOOD.items() if k != "time"}, ["time"]),
    "missing data": ({k: v for k, v in GOOD.items() if k != "data"}, ["data"]),
    "other content type": (GOOD | {"datacontenttype": "text/plain"}, ["datacontenttype"]),
    "other version": (GOOD | {"specversion": "0.3"}, ["specversion"]),
    "wrong type": (shop(main_category=7), ["data.main_category"]),
    "null": (shop(main_category=None), ["data.main_category"]),
    "not in the list": (shop(subject_type="club"), ["data.subject_type"]),
    "country": (shop(registration_country="mexico"), ["data.registration_country"]),
    "time zone": (shop(time_zone="Mars/Olympus"), ["data.time_zone"]),
    "naive time": (GOOD | {"time": "2026-01-01T00:00:00"}, ["time"]),
    "number for a time": (GOOD | {"time": 1772355600}, ["time"]),
    "digits for a time": (GOOD | {"time": "1772355600"}, ["time"]),
    "seven digits": (GOOD | {"time": "2026-01-01T00:00:00.1234567Z"}, ["time"]),
    "second 60": (GOOD | {"time": "2026-01-01T00:00:60Z"}, ["time"]),
    "bare date": (GOOD | {"time": "2026-01-01"}, ["time"]),
    "before 2000": (GOOD | {"time": "1999-12-31T23:59:59Z"}, ["time"]),
    "far ahead": (GOOD | {"time": "2999-01-01T00:00:00Z"}, ["time"]),
    "empty id": (GOOD | {"id": ""}, ["id"]),
    "long id": (GOOD | {"id": "x" * 201}, ["id"]),
    "control character": (GOOD | {"id": "a\x1b[31mb"}, ["id"]),
    "control character in a field": (
        fact("ShopClosed", "c", "2026-01-01", shop="tiktok:S\x07"),
        ["data.shop"],
    ),
    "no platform": (fact("ShopClosed", "c", "2026-01-01", shop="S1"), ["data.shop"]),
    "negative count": (
        fact("ShowcaseProductsAdded", "c", "2026-01-01", account="tiktok:A1", count=-1),
        ["data.count"],
    ),
    "fraction": (
        fact("ShowcaseProductsAdded", "c", "2026-01-01", account="tiktok:A1", count=1.5),
        ["data.count"],
    ),
    "true for a number": (
        fact("ShowcaseProductsAdded", "c", "2026-01-01", account="tiktok:A1", count=True),
        ["data.count"],
    ),
    "number for true": (
        fact(*("AccountBanLifted", "c", "2026-01-01"), account="tiktok:A1", overturned=1),
        ["data.overturned"],
    ),
    "neither shop nor account": (
        fact("ComplianceScoreObserved", "c", "2026-01-01", score=80),
        ["data.shop"],
    ),
    "a long field": (shop(main_category=LONG), ["data"]),
    "a long personal field": (shop(name=LONG), ["data"]),
    "half a character": (
        b'{"specversion":"1.0","type":"ShopRegistered.v1","source":"s","id":"1",'
        b'"time":"2026-01-01T00:00:00Z","data":{"shop":"tiktok:S1","operating_country":"MX",'
        b'"name":"\\ud800"}}',
        ["data.name"],
    ),
    "recordedtime": (
        GOOD | {"recordedtime": "2026-01-01T00:00:00Z"},
        ["recordedtime"],
    ),
    "personalsalt": (
        shop(name="x") | {"personalsalt": "AAAAAAAAAAAAAAAAAAAAAA=="},
        ["personalsalt"],
    ),
    "personaldigest": (GOOD | {"personaldigest": "0" * 64}, ["personaldigest"]),
    "several at once": (
        shop(surprise=1, subject_type="club") | {"time": 1, "id": ""},
        ["data.subject_type", "data.surprise", "id", "time"],
    ),
}


@pytest.fixture(scope="module")
def judge_of_lines(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """A ledger in a file into which only bad lines are put."""
    talk = Talk(str(tmp_path_factory.mktemp("lines") / "lines.db"))
    talk.ok("init")
    return talk


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_told_by_number_and_field(judge_of_lines: Talk, name: str) -> None:
    line, fields = BAD[name]

    found = rejected(judge_of_lines, b"", line)
    assert sorted(one["field"] for one in found) == fields
    assert {one["line"] for one in found} == {2}
    assert all(len(one["got"]) < 500 for one in found)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("RulebookAdopted", {"program": "tiktok.channel", "text": "x"}),
        ("CalendarAdopted", {"country": "CN", "year": 2026, "text": "x"}),
        ("FactAnnulled", {"fact": "a#b", "reason": "x", "subjects": []}),
        ("RequestGranted", {}),
        ("RequestRefused", {}),
    ],
)
def test_law_and_decisions_do_not_come_in_through_a_feed(
    judge_of_lines: Talk, kind: str, data: dict[str, Any]
) -> None:
    found = rejected(judge_of_lines, fact(kind, "x", "2026-01-01", **data))
    assert [one["field"] for one in found] == ["type"]


def test_good_lines_are_recorded_beside_bad_ones(real: Talk) -> None:
    file = feed(shop(), b"{", *account(), shop("S2", surprise=1))
    for dry in ("--dry-run",), ():
        done = real.run("import", "-", *dry, stdin=file)
        assert done.status == 2
        assert "data.surprise" in done.out
    assert real.kinds() == ["ShopRegistered", "AccountRegistered", "AccountHolderAgeAttested"]


def test_empty_lines_a_byte_order_mark_and_a_missing_last_newline_are_fine(real: Talk) -> None:
    file = b"\xef\xbb\xbf" + feed(shop(), b"", b"  ", *account()).rstrip(b"\n")
    assert real.json("import", "-", stdin=file)["new"] == 3
    assert real.json("import", "-", stdin=b"")["new"] == 0


def test_a_long_feed_is_recorded_in_the_order_of_its_lines(real: Talk) -> None:
    many = BATCH + 100
    shops = [shop(f"S{number}") for number in range(many)]
    bad = shop("S7", surprise=1)

    taken = real.json("import", "-", stdin=feed(*shops, bad, *shops[:10]), status=2)
    assert (taken["new"], taken["known"]) == (many, 10)
    assert [one["line"] for one in taken["rejected"]] == [many + 1]
    told = [line["data"]["shop"] for line in real.exported() if "shop" in line["data"]]
    assert told == [f"tiktok:S{number}" for number in range(many)]


# --- late facts -----------------------------------------------------------------------------------


def test_late_facts_need_no_special_case(known: Talk) -> None:
    known.take(
        of_binding("BindingActivated", "2026-02-01"),
        of_binding("BindingEnded", "2026-02-10", reason="shop_unlink"),
        of_binding("BindingActivated", "2026-02-05", "B2", account="A2"),
        now="2026-03-02T00:00:00Z",
    )
    history = known.rows("shop", "history", "tiktok:S1")
    assert [fact["time"] for fact in history] == sorted(fact["time"] for fact in history)
    late = [fact["data"]["binding"] for fact in history if fact.get("late")]
    assert late == ["B2"]
    assert all(fact["late"] is True for fact in history if "late" in fact)
    # Not late for the account, which heard nothing later before.
    assert not any(f.get("late") for f in known.rows("account", "history", "tiktok:A2"))
    shown = known.json("shop", "show", "tiktok:S1", "--valid", "2026-02-07T00:00:00Z")
    assert [one["binding"] for one in shown["bindings"]] == ["B1", "B2"]


# --- record ---------------------------------------------------------------------------------------


def test_record_reads_cells_by_the_type_of_the_field(real: Talk) -> None:
    at = ("--at", "2026-02-01T10:00:00+01:00")
    told = real.json(
        *("record", "AccountHolderAgeAttested", *at, "--source", "desk", "--id", "n1"),
        *("--actor", "clerk", "account=tiktok:A1", "of_age=true", "minimum_age=18", "method=a=b"),
    )
    assert {key: told[key] for key in ("type", "source", "id", "known")} == {
        "type": "AccountHolderAgeAttested.v1",
        "source": "desk",
        "id": "n1",
        "known": False,
    }
    real.ok("record", "ContentScreened", *at, "account=tiktok:A1", "result=clean", "reasons=a|b|c")
    real.ok("record", "ContentScreened.v1", *at, "account=tiktok:A1", "result=clean", "reasons=a")
    real.ok("record", "AccountBanLifted", *at, "account=tiktok:A1", "overturned=false")

    facts = real.exported("--subject", "account:tiktok:A1")
    assert facts[0]["data"] == {
        "account": "tiktok:A1",
        "of_age": True,
        "minimum_age": 18,
        "method": "a=b",
    }
    assert (facts[0]["time"], facts[0]["actor"]) == ("2026-02-01T09:00:00Z", "clerk")
    assert facts[1]["data"]["reasons"] == ["a", "b", "c"]
    assert facts[2]["data"]["reasons"] == ["a"]
    assert facts[3]["data"]["overturned"] is False
    assert UUID(facts[1]["id"]).version == 7


def test_record_again_is_known_already_and_otherwise_a_conflict(real: Talk) -> None:
    line = ("record", "ShopClosed", "--at", "2026-02-01T00:00:00Z", "--id", "n", "shop=tiktok:S1")
    assert real.json(*line)["known"] is False
    before = real.export()
    assert real.json(*line)["known"] is True
    assert real.export() == before
    real.refuses(*line[:-1], "shop=tiktok:S2", status=2)


@pytest.mark.parametrize(
    "words",
    [
        ("ShopRegisterd", "shop=tiktok:S1", "operating_country=MX"),
        ("ShopRegistered", "shop=tiktok:S1"),
        ("ShopRegistered", "shop=S1", "operating_country=MX"),
        ("ShopRegistered", "shop=tiktok:S1", "operating_country=MX", "surprise=1"),
        ("ShopRegistered", "shop=tiktok:S1", "shop=tiktok:S1", "operating_country=MX"),
        ("ShopRegistered", "shop=tiktok:S1", "operating_country=MX", "time_zone"),
        ("ShopRegistered", "shop=tiktok:S1", "operating_country=MX", f"main_category={LONG}"),
        ("ShopRegistered", "shop=tiktok:S1", "operating_country=MX", f"name={LONG}"),
        ("ShopRegistered", "shop=tiktok:S\x1b", "operating_country=MX"),
        ("ShopRegistered", "shop=tiktok:S1", "operating_country=MX", "--id", ""),
        (
            "ShopRegistered",
            "shop=tiktok:S1",
            "operating_country=MX",
            "--source",
            "a\x00b"[:1] * 201,
        ),
        ("ShowcaseProductsAdded", "account=tiktok:A1", "count=-1"),
        ("ShowcaseProductsAdded", "account=tiktok:A1", "count=many"),
        ("AccountBanLifted", "account=tiktok:A1", "overturned=yes"),
        ("RulebookAdopted", "program=tiktok.channel", "text=x"),
        ("RequestGranted",),
        ("FactAnnulled", "fact=a#b", "reason=x", "subjects="),
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_what_record_cannot_take_is_explained(judge_of_lines: Talk, words: tuple[str, ...]) -> None:
    error = judge_of_lines.refuses(
        "record", words[0], "--at", "2026-02-01T00:00:00Z", *words[1:], status=2
    )
    assert all(len(text) < 600 for text in error.values())


@pytest.mark.parametrize("at", ["1999-12-31T23:59:59Z", "2999-01-01T00:00:00Z"])
def test_record_takes_no_time_before_2000_or_far_ahead(judge_of_lines: Talk, at: str) -> None:
    judge_of_lines.refuses("record", "ShopClosed", "--at", at, "shop=tiktok:S1", status=2)


# --- annulling ------------------------------------------------------------------------------------


def test_an_annulment_takes_a_fact_out_of_every_fold_from_then_on(known: Talk) -> None:
    wrong = of_binding("BindingActivated", "2026-02-01")
    right = of_binding("BindingActivated", "2026-02-01", "B9", account="A2")
    known.take(wrong, right, now="2026-03-02T00:00:00Z")
    name = f"tests#{wrong['id']}"
    before = known.json("shop", "show", "tiktok:S1")
    assert [one["binding"] for one in before["bindings"]] == ["B1", "B9"]

    told = known.json(
        *("--now", "2026-03-03T00:00:00Z", "annul", name, "--reason", "typed wrongly"),
        *("--replaced-by", f"tests#{right['id']}", "--actor", "clerk"),
    )
    assert told["fact"] == name
    written = known.exported()[-1]
    assert written["type"] == "FactAnnulled.v1"
    assert written["recordedtime"] == "2026-03-03T00:00:00Z"
    assert written["actor"] == "clerk"
    subjects = written["data"].pop("subjects")
    assert sorted(subjects) == ["account:tiktok:A1", "binding:B1", "shop:tiktok:S1"]
    assert written["data"] == {
        "fact": name,
        "reason": "typed wrongly",
        "replaced_by": f"tests#{right['id']}",
    }

    def bindings(*words: str) -> list[str]:
        shown = known.json("shop", "show", "tiktok:S1", *words)
        return [one["binding"] for one in shown["bindings"]]

    assert bindings() == ["B9"]
    assert bindings("--valid", "2026-02-15T00:00:00Z") == ["B9"]
    assert bindings("--known", "2026-03-02T23:59:59Z") == ["B1", "B9"]
    assert bindings("--known", "2026-03-03T00:00:00Z") == ["B9"]
    assert known.run("binding", "show", "B1").status == 1

    history = known.rows("shop", "history", "tiktok:S1")
    gone = [one for one in history if one.get("annulled")]
    assert [one["data"]["binding"] for one in gone] == ["B1"]
    assert history[-1]["type"] == "FactAnnulled.v1"
    as_known = known.rows("shop", "history", "tiktok:S1", "--known", "2026-03-02T12:00:00Z")
    assert not any(one.get("annulled") for one in as_known)


def test_what_cannot_be_annulled(known: Talk) -> None:
    asked = known.ask(
        *("Invite",), id="r1", shop="tiktok:S1", account="tiktok:A1", program="tiktok.channel"
    )
    assert asked["answer"] == "done"
    known.ask(
        "Invite",
        id="r2",
        shop="tiktok:none",
        account="tiktok:A1",
        program="tiktok.channel",
        status=3,
    )
    lasting = [
        f"{line['source']}#{line['id']}"
        for line in known.exported()
        if line["source"].startswith("bindledger:")
    ]
    known.take(of_binding("BindingActivated", "2026-02-01", "B7", account="A2"))
    for name in (lasting[0], *lasting[-3:]):
        assert "cannot" in known.refuses("annul", name, "--reason", "x", status=2)["what"]

    known.ok("annul", "tests#A2-age", "--reason", "x")
    annulment = known.exported()[-1]
    itself = f"{annulment['source']}#{annulment['id']}"
    known.refuses("annul", itself, "--reason", "x", status=2)
    assert "already" in known.refuses("annul", "tests#A2-age", "--reason", "x", status=2)["what"]
    known.refuses("annul", "tests#nothing", "--reason", "x", status=2)
    known.refuses("annul", "nothing", "--reason", "x", status=2)
    known.refuses("annul", "tests#A1-age", "--reason", "", status=2)
    known.refuses("annul", "tests#A1-age", status=2)
    known.refuses("annul", "tests#A1-age", "--reason", LONG, status=2)
    known.refuses("annul", "tests#A1-age", "--reason", "x", "--replaced-by", "tests#no", status=2)


# --- export and import ----------------------------------------------------------------------------


def well_filled(talk: Talk) -> None:
    """Facts with and without personal fields, decisions, an annulment, law adopted later."""
    talk.take(
        shop(name="Tienda"),
        *account(handle="@ñ", name="测试"),
        *account("A2"),
        fact(
            *("RegistrationIdentifierAssigned", "i1", "2026-01-02"),
            shop="tiktok:S1",
            identifier_kind="shop_backend_login",
            value="login@example",
        ),
        now="2026-03-01T12:00:00Z",
    )
    names: Line = {"shop": "tiktok:S1", "program": "tiktok.channel"}
    talk.ask("Invite", id="r1", account="tiktok:A1", **names)
    talk.ask("Invite", id="r2", account="tiktok:A9", network_country="MX", status=3, **names)
    talk.ok("annul", "tests#A2-age", "--reason", "wrong", "--now", "2026-03-02T00:00:00.5Z")


@pytest.mark.parametrize("words", [("init", "--bare"), ("init", "--bare", "--rehearsal")])
def test_an_export_comes_out_of_a_bare_ledger_as_it_went_in(
    nowhere: Talk, tmp_path: Path, words: tuple[str, ...]
) -> None:
    nowhere.ok("init", "--rehearsal", "--origin", "example.com/first")
    well_filled(nowhere)
    whole, leaves = nowhere.export(), nowhere.export("--leaves")
    file = tmp_path / "whole.ndjson"
    file.write_bytes(whole)

    copy = Talk(str(tmp_path / "copy.db"))
    copy.ok(*words)
    dry = copy.json("import", str(file), "--dry-run")
    assert copy.export() == b""
    assert copy.json("import", str(file)) == dry
    assert (dry["new"], dry["rejected"]) == (whole.count(b"\n"), [])
    assert copy.export() == whole
    assert copy.export("--leaves") == leaves
    for line in (("shop", "show", "tiktok:S1"), ("account", "show", "tiktok:A1")):
        times = ("--valid", "2026-03-02T00:00:00Z", "--known", "2026-03-02T00:00:01Z")
        assert copy.json(*line, *times) == nowhere.json(*line, *times)


def test_a_copy_goes_from_either_backend_to_the_other(postgres_url: str, tmp_path: Path) -> None:
    file, server = Talk(str(tmp_path / "file.db")), Talk(postgres_url)
    file.ok("init", "--rehearsal")
    well_filled(file)
    server.ok("init", "--bare")
    server.ok("import", "-", stdin=file.export())

    assert server.export() == file.export()
    back = Talk(str(tmp_path / "back.db"))
    back.ok("init", "--bare")
    back.ok("import", "-", stdin=server.export())
    assert back.export() == file.export()


def spoilt(lines: list[bytes], how: str) -> bytes:
    """An export with a defect in its last line but one that is about the export as a whole."""
    last = json.loads(lines[-1])
    match how:
        case "cut":
            return b"\n".join(lines)[:-20]
        case "no recordedtime":
            del last["recordedtime"]
        case "earlier":
            last["recordedtime"] = "2026-02-01T00:00:00Z"
        case "other form":
            return b"\n".join([*lines[:-1], lines[-1].replace(b"00:00:00.5Z", b"00:00:00.50Z")])
        case "unknown field":
            last["data"]["surprise"] = 1
        case "name twice":
            last = json.loads(lines[-2])
            last["recordedtime"] = json.loads(lines[-1])["recordedtime"]
    return b"\n".join([*lines[:-1], orjson.dumps(last, option=orjson.OPT_SORT_KEYS)])


@pytest.mark.parametrize(
    "how", ["cut", "no recordedtime", "earlier", "other form", "unknown field", "name twice"]
)
def test_an_export_goes_in_whole_or_not_at_all(tmp_path: Path, how: str) -> None:
    talk = Talk(str(tmp_path / "first.db"))
    talk.ok("init", "--rehearsal")
    well_filled(talk)
    lines = talk.export().splitlines()
    copy = Talk(str(tmp_path / "copy.db"))
    copy.ok("init", "--bare")

    error = copy.refuses("import", "-", stdin=spoilt(lines, how), status=2)
    if how != "name twice":
        assert str(len(lines)) in error["where"]
    assert copy.export() == b""
    copy.ok("import", "-", stdin=talk.export())


def test_salts_are_checked_on_the_way_in(tmp_path: Path) -> None:
    talk = Talk(str(tmp_path / "first.db"))
    talk.ok("init", "--rehearsal")
    well_filled(talk)
    lines = [json.loads(line) for line in talk.export().splitlines()]
    copy = Talk(str(tmp_path / "copy.db"))
    copy.ok("init", "--bare")
    named = next(n for n, line in enumerate(lines) if "personalsalt" in line)
    for wrong in ("AAAA", "AAAAAAAAAAAAAAAAAAAAAB==", "AAAAAAAAAAAAAAAAAAAAAA", 7, None):
        odd = {**lines[named], "personalsalt": wrong}
        if wrong is None:
            del odd["personalsalt"]
        file = feed(*(rfc8785.dumps(one) for one in [*lines[:named], odd, *lines[named + 1 :]]))
        error = copy.refuses("import", "-", stdin=file, status=2)
        assert str(named + 1) in error["where"]


def test_an_export_goes_into_no_other_ledger(known: Talk) -> None:
    whole = known.export().splitlines()
    taken = known.json("import", "-", stdin=b"\n".join(whole), status=2)

    assert (taken["new"], taken["known"]) == (0, 0)
    assert {one["line"] for one in taken["rejected"]} == set(range(1, len(whole) + 1))
    assert {one["field"] for one in taken["rejected"]} >= {"recordedtime", "type"}
    assert known.export().splitlines() == whole


def test_a_feed_goes_into_a_bare_ledger_too(nowhere: Talk) -> None:
    nowhere.ok("init", "--bare")
    nowhere.take(shop(), *account())
    assert nowhere.kinds() == ["ShopRegistered", "AccountRegistered", "AccountHolderAgeAttested"]
    assert [line["source"] for line in nowhere.exported()] == ["tests"] * 3


def test_forgotten_personal_fields_stay_forgotten(tmp_path: Path) -> None:
    talk = Talk(str(tmp_path / "first.db"))
    talk.ok("init", "--rehearsal")
    well_filled(talk)
    pairs = zip(talk.export().splitlines(), talk.export("--leaves").splitlines(), strict=True)
    lines = [leaf if b"Tienda" in line else line for line, leaf in pairs]
    assert sum(b"personaldigest" in line for line in lines) == 1

    copy = Talk(str(tmp_path / "copy.db"))
    copy.ok("init", "--bare", "--rehearsal")
    copy.ok("import", "-", stdin=b"\n".join(lines))
    assert copy.export().splitlines() == lines
    assert copy.export("--leaves") == talk.export("--leaves")
    assert copy.json("shop", "show", "tiktok:S1")["name"] is None
    # What nobody remembers cannot be compared.
    for name in ("Tienda", "Otra"):
        assert copy.json("import", "-", stdin=feed(shop(name=name)))["known"] == 1
    other = shop(name="Tienda", main_category="food")
    assert [one["line"] for one in rejected(copy, other)] == [1]


def test_lines_of_any_length_and_ending(real: Talk) -> None:
    endless = b'{"id":"' + b"x" * (3 << 20) + b'"}'
    ended = feed(endless, shop()).replace(b"\n", b"\r\n")
    taken = real.json("import", "-", stdin=ended, status=2)
    assert (taken["new"], {one["line"] for one in taken["rejected"]}) == (1, {1})
    assert all(len(one["got"]) < 500 for one in taken["rejected"])
