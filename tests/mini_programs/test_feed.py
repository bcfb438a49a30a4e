"""The scenario feed of mini-programs, through the real console."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.talking import Talk, fact, feed

FEED = Path(__file__).parents[2] / "examples" / "douyin-mini-program"
M = "douyin:M-yunshan"

REFUSED = {
    "bluecrane-too-late": ["account.enterprise_verified"],
    "login-taken": ["identifier.unique"],
    "publish-a-draft": ["mini_program.state"],
    "hand-in-twice": ["mini_program.state"],
    "passed-twice": ["mini_program.state"],
    "pay-without-shop": ["mini_program.shop_features"],
    "bind-shop-twice": ["mini_program.bound"],
    "mount-unbound": ["mini_program.capability"],
    "mount-live": ["mini_program.capability"],
    "unbind-xiaoman-twice": ["mini_program.bound"],
    "mount-after": ["mini_program.capability"],
    "ship-without-shop": ["mini_program.shop_features"],
}
"""What was refused, and by which rules; all else was granted."""


@pytest.fixture
def lived(talk: Talk) -> Talk:
    """The ledger after the feed."""
    taken = talk.json("import", str(FEED / "facts.ndjson"), "--now", "2026-03-01T00:00:00Z")
    assert (taken["new"], taken["rejected"], taken["breaches"]) == (19, [], 2)
    answers = talk.rows("ask", str(FEED / "requests.ndjson"), status=3)
    assert len(answers) == 28
    refused = {
        one["request"]: [
            finding["rule"]
            for finding in one["verdict"]["findings"]
            if finding["outcome"] != "holds" and finding["severity"] == "refuse"
        ]
        for one in answers
        if one["answer"] != "done"
    }
    assert refused == REFUSED
    return talk


def test_the_mini_program_is_told_as_it_was_at_any_time(lived: Talk) -> None:
    def at(instant: str) -> tuple[object, ...]:
        view = lived.json("mini-program", "show", M, "--valid", instant)
        ties = [one["shop"] for one in view["shops"]], [one["account"] for one in view["accounts"]]
        return view["state"], view["version"], bool(view["published"]), *ties, view["features"]

    without = {"payment": False, "logistics": False}
    assert at("2026-03-04T00:00:00Z") == ("submitted", "1.0", False, [], [], without)
    assert at("2026-03-05T06:00:00Z") == ("rejected", "1.0", False, [], [], without)
    assert at("2026-03-09T06:00:00Z") == ("passed", "1.1", False, [], [], without)
    assert at("2026-03-15T00:00:00Z") == (
        "published",
        "1.1",
        True,
        ["douyin:S-yunshan"],
        ["douyin:xiaoman"],
        {"payment": True, "logistics": True},
    )
    assert at("2026-03-26T00:00:00Z") == ("published", "1.1", True, [], [], without)


def test_the_shop_shows_its_mini_program_while_it_is_bound(lived: Talk) -> None:
    shown = lived.json("shop", "show", "douyin:S-yunshan", "--valid", "2026-03-15T00:00:00Z")

    assert shown["mini_programs"] == [{"mini_program": M, "since": "2026-03-10T03:00:00Z"}]
    assert lived.json("shop", "show", "douyin:S-yunshan")["mini_programs"] == []


def test_who_held_an_identifier_and_when(lived: Talk) -> None:
    held = lived.rows("identifiers", "--value", "yunshan-ops")

    assert [(one["shop"], one["since"], one["until"]) for one in held] == [
        ("douyin:S-yunshan", "2026-03-02T02:20:00Z", "2026-03-26T02:00:00Z"),
        ("douyin:S-linyun", "2026-03-26T03:00:00Z", None),
    ]
    then = ("--valid", "2026-03-10T00:00:00Z")
    (one,) = lived.rows("identifiers", "--value", "yunshan-ops", *then)
    assert (one["shop"], one["until"]) == ("douyin:S-yunshan", None)
    assert lived.rows("identifiers", "--known", "2026-02-28T00:00:00Z") == []
    (account,) = lived.rows("identifiers", "--kind", "enterprise_account")
    assert (account["account"], account["value"]) == ("douyin:yunshan", "yunshantea")
    assert [one["shop"] for one in lived.rows("shop", "list", "--name", "YUNSHAN-OPS")] == [
        "douyin:S-linyun"
    ]
    assert len(lived.rows("identifiers", "--shop", "douyin:S-bluecrane")) == 1


def test_the_audit_finds_what_the_platform_let_through_and_agrees_with_the_rest(
    lived: Talk,
) -> None:
    found = lived.json("audit", status=4)

    assert (found["judged"], found["agree"]) == (28, 28)
    assert [(one["subject"], one["rules"]) for one in found["breaches"]] == [
        ("shop:douyin:S-bluecrane", ["identifier.unique"]),
        ("mini_program:douyin:M-linyun", ["mini_program.shop_features"]),
    ]


def test_a_late_review_waits_on_the_agenda_and_nothing_of_it_falls_due(lived: Talk) -> None:
    waiting = [one for one in lived.rows("agenda") if one["what"] == "review_waits"]

    assert [(one["subject"], one["since"], one["waiting_for"]) for one in waiting] == [
        ("mini_program:douyin:M-linyun", "2026-02-27T03:00:00Z", "platform")
    ]
    assert lived.json("tick") == {"recorded": []}


def test_no_leaf_says_what_an_identifier_is(lived: Talk) -> None:
    leaves = lived.export("--leaves")

    assert b"yunshan-ops" not in leaves
    assert b"yunshan-ops" in lived.export()


def test_an_export_makes_the_same_ledger_again(lived: Talk, tmp_path: Path) -> None:
    again = Talk(str(tmp_path / "again.db"))
    again.ok("init", "--rehearsal", "--bare")
    again.ok("import", "-", stdin=lived.export())

    assert again.export("--leaves") == lived.export("--leaves")
    assert again.json("audit", status=4) == lived.json("audit", status=4)


def test_an_answer_comes_back_as_it_was_and_other_content_does_not(lived: Talk) -> None:
    words = ("--identifier-kind", "shop_backend_login", "--id", "yunshan-login")
    who = ("--shop", "douyin:S-yunshan", "--actor", "merchant:云山茶业")

    known = lived.json("assign-identifier", *who, *words, "--value", "yunshan-ops")
    assert (known["answer"], len(known["recorded"])) == ("done", 2)
    lived.refuses("assign-identifier", *who, *words, "--value", "somebody-else", status=2)


def test_a_replay_ends_in_what_is_shown(lived: Talk) -> None:
    steps = lived.rows("replay", f"mini_program:{M}")

    told = {change["path"] for step in steps for change in step.get("changes", ())}
    assert {"state", "version", "build_mode", "shops.douyin:S-yunshan.since"} <= told


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("1.1: published since 2026-03-10T01:00:00Z", "有赞云", "by a provider")),
        ("zh", ("1.1：2026-03-10T01:00:00Z 起已发布", "有赞云", "第三方服务商")),
    ],
)
def test_people_read_it_in_both_languages(lived: Talk, lang: str, words: tuple[str, ...]) -> None:
    shown = lived.ok("--lang", lang, "mini-program", "show", M).out
    listed = lived.ok("--lang", lang, "mini-program", "list").out
    held = lived.ok("--lang", lang, "identifiers").out

    assert all(word in shown for word in words)
    assert "林云茶庄商城" in listed
    assert "chazhuang-admin" in held
    assert lived.ok("--lang", lang, "mini-program", "history", M).out


def test_lists_are_filtered_and_print_csv(lived: Talk) -> None:
    assert [one["mini_program"] for one in lived.rows("mini-program", "list")] == [
        "douyin:M-linyun",
        M,
    ]
    only = lived.rows("mini-program", "list", "--state", "delayed", "--name", "茶庄")
    assert [one["mini_program"] for one in only] == ["douyin:M-linyun"]
    assert lived.rows("mini-program", "list", "--shop", "douyin:S-yunshan") == []
    first = lived.ok("--csv", "identifiers", "--kind", "enterprise_account").out.splitlines()[1]
    assert first.startswith(
        "douyin,enterprise_account,yunshantea,,douyin:yunshan,2026-03-02T02:10:00Z,,"
    )


def test_an_unknown_mini_program_is_told_its_neighbours(lived: Talk) -> None:
    error = lived.refuses("mini-program", "show", "douyin:M-yunsan", status=1)

    assert M in error["now"]


def test_what_a_refused_request_names_begins_nothing(lived: Talk) -> None:
    lived.refuses("mini-program", "show", "douyin:M-bluecrane", status=1)


def test_the_same_request_under_the_field_rulebook(lived: Talk) -> None:
    asked = ("can", "mini-bind-shop", "--mini-program", "douyin:M-linyun", "--actor", "merchant")
    shop = ("--shop", "douyin:S-linyun", "--json")
    assert lived.run(*asked, *shop).status == 0

    field = "ledger/rulebooks/douyin/mini_program.field.toml"
    lived.ok("rules", "adopt", str(FEED.parents[1] / field))
    refused = lived.json(*asked, *shop, status=3)

    findings = {one["rule"]: one for one in refused["verdict"]["findings"]}
    subject, same = findings["shop.enterprise_subject"], findings["mini_program.same_subject"]
    assert (subject["outcome"], subject["seen"]["value"]) == ("breaks", "individual_business")
    assert (same["outcome"], same["missing"]) == ("unknown", "ShopSubjectDeclared.uscc")
    assert subject["limit"]["source"] == "[E20] grade A"


def test_a_narrow_terminal_and_wrong_words(lived: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    shown = lived.ok("--lang", "zh", "mini-program", "list").out
    assert "林云茶庄商城" in shown
    error = lived.refuses("assign-identifier", "--actor", "m", "--value", "v", status=2)
    assert "identifier-kind" in error["where"] + error["what"]
    error = lived.refuses(
        *("assign-identifier", "--actor", "m", "--value", "v"),
        *("--identifier-kind", "enterprise_account"),
        status=2,
    )
    assert error["where"] == "shop, account"


def test_once_forgotten_everywhere_the_ledger_says_so_and_accuses_nobody(
    lived: Talk, tmp_path: Path
) -> None:
    whole, bare = lived.export().splitlines(), lived.export("--leaves").splitlines()
    kept = [
        leaf if b"yunshan-ops" in line else line for line, leaf in zip(whole, bare, strict=True)
    ]
    again = Talk(str(tmp_path / "forgotten.db"))
    again.ok("init", "--rehearsal", "--bare")
    again.ok("import", "-", stdin=b"\n".join(kept) + b"\n")

    assert b"yunshan-ops" not in again.export()
    held = again.rows("identifiers", "--value", "yunshan-ops")
    assert [(one["shop"], one["value"], one.get("forgotten")) for one in held] == [
        ("douyin:S-yunshan", None, True),
        ("douyin:S-linyun", None, True),
    ]
    found = again.json("audit", status=4)
    assert (found["judged"], found["agree"], found["disagreements"]) == (24, 24, [])
    asked = ("--identifier-kind", "shop_backend_login", "--value", "yunshan-ops", "--actor", "m")
    answer = again.json("can", "assign-identifier", "--shop", "douyin:S-bluecrane", *asked)
    (unique,) = [one for one in answer["verdict"]["findings"] if one["rule"] == "identifier.unique"]
    assert (unique["outcome"], unique["severity"], unique["missing"]) == (
        "unknown",
        "warn",
        "forgotten",
    )
    told = again.ok(
        "--lang", "zh", "can", "assign-identifier", "--shop", "douyin:S-bluecrane", *asked
    )
    assert "已被遗忘" in told.out


def test_an_import_counts_what_the_audit_lists_of_the_subjects_it_touched(talk: Talk) -> None:
    lines = (FEED / "facts.ndjson").read_bytes().splitlines(keepends=True)
    late = [line for line in lines if b'"bluecrane-login"' in line or b'"linyun-payment"' in line]
    early = [line for line in lines if line not in late]
    now = ("--now", "2026-03-01T00:00:00Z")

    assert talk.json("import", "-", *now, stdin=b"".join(early))["breaches"] == 0
    counted = [talk.json("import", "-", *now, stdin=line)["breaches"] for line in late]

    assert counted == [1, 1]
    assert len(talk.json("audit", status=4)["breaches"]) == 2


def test_a_version_handed_in_for_a_shop_is_judged_by_the_account_behind_it(talk: Talk) -> None:
    begun = fact(
        *("MiniProgramRegistered", "m", "2026-02-21"),
        mini_program="douyin:M9",
        account="douyin:bluecrane",
        build_mode="self",
    )
    handed = fact(
        *("MiniProgramSubmittedForReview", "h", "2026-02-22"),
        mini_program="douyin:M9",
        shop="douyin:S-bluecrane",
    )
    lines = (FEED / "facts.ndjson").read_bytes() + feed(begun)
    now = ("--now", "2026-03-01T00:00:00Z")

    before = talk.json("import", "-", *now, stdin=lines)["breaches"]
    after = talk.json("import", "-", *now, stdin=feed(handed))["breaches"]
    listed = talk.json("audit", status=4)["breaches"]

    # Of this shop and this mini-program: the identifier, the registration, and the version.
    assert (before, after, len(listed)) == (3, 3, 4)
