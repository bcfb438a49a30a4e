"""Contract, section 4: requests, their answers, and the facts that come of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from uuid_utils import UUID

from tests.console.talking import (
    ROOT,
    Done,
    Line,
    Talk,
    account,
    fact,
    feed,
    of_binding,
    shop,
    uncited,
)

CHANNEL = {"shop": "tiktok:S1", "account": "tiktok:A1", "program": "tiktok.channel"}
NOON = "2026-03-01T12:00:00Z"

Ask = Callable[[Talk, Line], Any]
Step = tuple[str, dict[str, Any], list[str]]

STORY: list[Step] = [
    ("Invite", {**CHANNEL, "binding": "B1"}, ["BindingInvited"]),
    ("CancelInvitation", {"binding": "B1"}, ["BindingInvitationCancelled"]),
    (
        "Invite",
        {**CHANNEL, "binding": "B2", "network_country": "MX"},
        ["NetworkLocationObserved", "BindingInvited"],
    ),
    ("DeclineInvitation", {"binding": "B2"}, ["BindingInvitationDeclined"]),
    ("Invite", {**CHANNEL, "binding": "B3"}, ["BindingInvited"]),
    (
        "AcceptInvitation",
        {"binding": "B3"},
        ["BindingInvitationAccepted", "BindingReviewOpened"],
    ),
    ("ConcludeReview", {"binding": "B3", "outcome": "failed"}, ["BindingReviewFailed"]),
    ("Invite", {**CHANNEL, "binding": "B4"}, ["BindingInvited"]),
    (
        "AcceptInvitation",
        {"binding": "B4", "network_country": "MX"},
        ["NetworkLocationObserved", "BindingInvitationAccepted", "BindingReviewOpened"],
    ),
    (
        "ConcludeReview",
        {"binding": "B4", "outcome": "passed"},
        ["BindingReviewPassed", "BindingActivated"],
    ),
    ("AddShowcaseProducts", {"account": "tiktok:A1", "count": 20}, ["ShowcaseProductsAdded"]),
    ("EnrolInCampaign", {"shop": "tiktok:S1", "campaign": "sale"}, ["CampaignEnrolled"]),
    (
        "IssueDiscountCode",
        {"shop": "tiktok:S1", "discount_code": "LIVE10", "percent_off": "10"},
        ["DiscountCodeIssued"],
    ),
    ("OpenLimitedOffer", {"shop": "tiktok:S1", "limited_offer": "F1"}, ["LimitedOfferOpened"]),
    ("CloseLimitedOffer", {"shop": "tiktok:S1", "limited_offer": "F1"}, ["LimitedOfferClosed"]),
    (
        "RequestUnlink",
        {"binding": "B4", "network_country": "MX"},
        ["NetworkLocationObserved", "UnlinkRequested"],
    ),
    ("WithdrawUnlinkRequest", {"binding": "B4"}, ["UnlinkRequestWithdrawn"]),
    ("RequestUnlink", {"binding": "B4"}, ["UnlinkRequested"]),
    ("RefuseUnlink", {"binding": "B4"}, ["UnlinkRefused"]),
    ("RequestUnlink", {"binding": "B4"}, ["UnlinkRequested"]),
    ("ApproveUnlink", {"binding": "B4"}, ["UnlinkApproved", "BindingEnded", "ShowcaseCleared"]),
    (
        "SubmitAppeal",
        {"violation": "V1", "submitted_by": "account:tiktok:A2", "appeal": "P1"},
        ["AppealSubmitted"],
    ),
    ("UnlinkByShop", {"binding": "B9"}, ["ShopUnlinked", "BindingEnded", "ShowcaseCleared"]),
]
COMMANDS = {
    "Invite": "invite",
    "CancelInvitation": "cancel",
    "AcceptInvitation": "accept",
    "DeclineInvitation": "decline",
    "ConcludeReview": "conclude-review",
    "UnlinkByShop": "unlink",
    "RequestUnlink": "request-unlink",
    "WithdrawUnlinkRequest": "withdraw-unlink",
    "ApproveUnlink": "approve-unlink",
    "RefuseUnlink": "refuse-unlink",
    "AddShowcaseProducts": "add-products",
    "EnrolInCampaign": "enrol",
    "IssueDiscountCode": "issue-discount-code",
    "OpenLimitedOffer": "open-limited-offer",
    "CloseLimitedOffer": "close-limited-offer",
    "SubmitAppeal": "appeal",
}


def words(request: Line) -> tuple[str, ...]:
    """The command line of a request."""
    options = (
        (f"--{name.replace('_', '-')}", str(value))
        for name, value in request.items()
        if name != "ask"
    )
    return (COMMANDS[request["ask"]], *(word for option in options for word in option))


def by_command(talk: Talk, request: Line) -> Done:
    return talk.run("--json", *words(request))


def by_stream(talk: Talk, request: Line) -> Done:
    return talk.run("--json", "ask", "-", stdin=feed(request))


def invite(id: str | None = "r1", **more: Any) -> Line:
    """An invitation of A1 by S1."""
    named = {} if id is None else {"id": id}
    return {"ask": "Invite", "actor": "shop:ops-3", **named, **CHANNEL, **more}


def setting() -> list[Line]:
    """What the story needs: a shop, two accounts, a violation, a binding of another account."""
    return [
        shop(time_zone="America/Mexico_City"),
        *account("A1"),
        *account("A2"),
        *account("A9"),
        fact("ComplianceScoreObserved", "score", "2026-02-01", shop="tiktok:S1", score=80),
        of_binding("BindingActivated", "2026-02-01", "B9", account="A9"),
    ]


@pytest.mark.parametrize("how", [by_command, by_stream])
def test_every_request_and_what_it_records(rehearsal: Talk, how: Callable[..., Done]) -> None:
    rehearsal.take(*setting(), now=NOON)
    for day, (ask, fields, kinds) in enumerate(STORY, start=2):
        at = f"2026-03-{day:02}T09:00:00Z"
        if ask == "SubmitAppeal":
            names = {"violation": "V1", "account": "tiktok:A2", "shop": "tiktok:S1"}
            rehearsal.take(
                fact("ViolationRecorded", "v", at, category="false_advertising", **names),
                fact("ViolationNotified", "n", at, **names),
                now=at,
            )
        request = {"ask": ask, "id": f"r-{day}", "actor": f"who-{day}", "at": at, **fields}
        asked = f"can {ask}"
        would = rehearsal.run("--json", "can", *words(request))
        assert would.status == 0, (asked, would.out)
        done = how(rehearsal, request)
        assert done.status == 0, (ask, done.out, done.err)
        answer = done.json
        assert [one["type"] for one in answer["recorded"]] == [
            "RequestGranted.v1",
            *(f"{kind}.v1" for kind in kinds),
        ]
        check_recorded(rehearsal, request, answer, at)
        assert uncited(would.json) == {**answer, "answer": "would_be_done", "recorded": []}
    total = sum(len(kinds) + 1 for _, _, kinds in STORY)
    assert len(rehearsal.kinds()) == len(setting()) + 2 + total


def check_recorded(talk: Talk, request: Line, answer: Any, at: str) -> None:
    """The facts of one request stand together, and say what caused them."""
    positions = [one["position"] for one in answer["recorded"]]
    assert positions == list(range(positions[0], positions[0] + len(positions)))
    facts = talk.exported("--after", str(positions[0] - 1))
    assert [fact["type"] for fact in facts] == [one["type"] for one in answer["recorded"]]
    grant, *followers = facts
    assert {fact["correlationid"] for fact in facts} == {request["id"]}
    assert {fact["actor"] for fact in facts} == {request["actor"]}
    assert {fact["time"] for fact in facts} == {fact["recordedtime"] for fact in facts} == {at}
    assert {fact["source"] for fact in facts} == {"bindledger:local"}
    assert all(UUID(fact["id"]).version == 7 for fact in facts)
    name = f"{grant['source']}#{grant['id']}"
    assert {fact["causationid"] for fact in followers} == {name}
    assert "causationid" not in grant

    data = grant["data"]
    assert set(data) == {"request", "verdict", "read_at", "engine", "calendars", "subjects"}
    stored = {key: part for key, part in data["request"].items() if key not in ("at", "program")}
    asked = {key: part for key, part in request.items() if key not in ("at", "program")}
    assert stored == asked
    assert data["subjects"] == sorted(data["subjects"])
    assert f"request:{request['id']}" in data["subjects"]
    assert data["read_at"] < positions[0]
    without_words = [
        {key: part for key, part in finding.items() if key != "because"}
        for finding in answer["verdict"]["findings"]
    ]
    assert data["verdict"] == {**answer["verdict"], "findings": without_words}
    for follower in followers:
        if follower["type"].startswith("NetworkLocationObserved"):
            context = "unlink" if request["ask"] == "RequestUnlink" else "bind"
            assert follower["data"]["context"] == context
            assert follower["data"]["country"] == "MX"


# --- the answer -----------------------------------------------------------------------------------

INVITE_RULES = [
    "shop.open",
    "account.status",
    "account.ban_record",
    "account.holder_age",
    "account.region",
    "account.bind_network",
    "account.content_screen",
    "account.exclusive",
    "account.rebind_wait",
    "shop.slots",
    "account.category_match",
]


def test_the_shape_of_a_refusal(known: Talk) -> None:
    known.take(
        of_binding("BindingActivated", "2026-02-01"),
        of_binding("BindingEnded", "2026-03-02T09:00:00Z", reason="shop_unlink"),
        now="2026-03-02T10:00:00Z",
    )
    before = known.exported()
    ended = len(before)
    done = by_command(known, invite(binding="B2"))

    assert done.status == 3
    answer = done.json
    assert list(answer) == ["request", "answer", "recorded", "verdict", "earliest"]
    assert (answer["request"], answer["answer"]) == ("r1", "refused")
    assert answer["earliest"] == "2026-03-03T09:00:00Z"
    assert answer["recorded"] == [{"position": ended + 1, "type": "RequestRefused.v1"}]
    verdict = answer["verdict"]
    assert list(verdict) == ["holds", "program", "rulebook", "findings"]
    assert verdict["holds"] is False
    assert verdict["program"] == "tiktok.channel"
    listed = known.rows("rules", "list")
    assert verdict["rulebook"] in [one["digest"] for one in listed]
    assert [finding["rule"] for finding in verdict["findings"]] == INVITE_RULES
    for finding in verdict["findings"]:
        keys = ["rule", "outcome", "severity", "limit", "seen", "evidence"]
        assert list(finding)[:6] == keys
        assert finding["because"]
        assert ("cured_at" in finding) == (finding["outcome"] == "breaks")
        assert finding["outcome"] in ("holds", "breaks", "unknown")
        assert finding["severity"] in ("refuse", "warn")
        assert list(finding["limit"]) == ["value", "unit", "since", "source"]
        assert all(0 < position <= ended for position in finding["evidence"])
    wait = verdict["findings"][INVITE_RULES.index("account.rebind_wait")]
    del wait["because"]
    assert wait == {
        "rule": "account.rebind_wait",
        "outcome": "breaks",
        "severity": "refuse",
        "limit": {
            "value": 24,
            "unit": "hours",
            "since": "2000-01-01T00:00:00Z",
            "source": "003 / 3-24",
        },
        "seen": {"value": 1, "unit": "hours"},
        "evidence": [ended],
        "cured_at": "2026-03-03T09:00:00Z",
    }
    network = verdict["findings"][INVITE_RULES.index("account.bind_network")]
    assert (network["outcome"], network["severity"]) == ("unknown", "warn")

    refusal = known.exported()[-1]
    assert refusal["data"]["earliest"] == "2026-03-03T09:00:00Z"
    assert refusal["data"]["request"] == invite(binding="B2")
    assert refusal["data"]["subjects"] == [
        "account:tiktok:A1",
        "binding:B2",
        "request:r1",
        "shop:tiktok:S1",
    ] or refusal["data"]["subjects"] == ["account:tiktok:A1", "request:r1", "shop:tiktok:S1"]
    # What was promised is kept.
    early, then = "2026-03-03T08:59:59.999999Z", "2026-03-03T09:00:00Z"
    assert by_command(known, invite("r2", at=early)).status == 3
    granted = by_command(known, invite("r3", at=then)).json
    assert list(granted) == ["request", "answer", "recorded", "verdict"]


def test_an_unregistered_shop_or_account_is_refused_and_recorded(known: Talk) -> None:
    for request, rule in (
        (invite("r1", shop="tiktok:none"), "shop.open"),
        (invite("r2", account="tiktok:none"), "account.status"),
        (
            {"ask": "EnrolInCampaign", "id": "r3", "actor": "a", "shop": "tiktok:none"}
            | {"campaign": "c"},
            "shop.campaign_score",
        ),
        (
            {"ask": "AddShowcaseProducts", "id": "r4", "actor": "a", "account": "tiktok:none"}
            | {"count": 1},
            "account.bound",
        ),
    ):
        done = by_stream(known, request)
        assert done.status == 3, done.out
        answer = done.json
        broken = [
            one["rule"]
            for one in answer["verdict"]["findings"]
            if one["severity"] == "refuse" and one["outcome"] != "holds"
        ]
        assert rule in broken
        assert answer["earliest"] is None
        assert known.exported()[-1]["type"] == "RequestRefused.v1"
        assert [one["position"] for one in answer["recorded"]] == [len(known.exported())]


def test_a_binding_in_the_wrong_state_is_refused_and_recorded(known: Talk) -> None:
    assert by_command(known, invite(binding="B1")).status == 0
    for ask in ("UnlinkByShop", "RequestUnlink", "ApproveUnlink", "WithdrawUnlinkRequest"):
        done = by_command(known, {"ask": ask, "id": ask, "binding": "B1", "actor": "a"})
        assert done.status == 3
        states = [one for one in done.json["verdict"]["findings"] if one["rule"] == "binding.state"]
        assert states[0]["outcome"] == "breaks"
        assert states[0]["seen"]["value"] == "invited"
        assert states[0]["cured_at"] is None


# --- bad requests ---------------------------------------------------------------------------------

LONG = "x" * 70_000
BAD: dict[str, Line] = {
    "unknown binding": {"ask": "UnlinkByShop", "id": "b", "actor": "a", "binding": "none"},
    "unknown violation": {
        **{"ask": "SubmitAppeal", "id": "b", "actor": "a", "violation": "none"},
        "submitted_by": "shop:tiktok:S1",
    },
    "unknown program": invite("b", program="tiktok.nothing"),
    "program of another platform": invite("b", program="douyin.channel"),
    "no program there": {
        **{"ask": "EnrolInCampaign", "id": "b", "actor": "a", "shop": "nowhere:S1"},
        "campaign": "c",
    },
    "binding exists": invite("b", binding="B1", account="tiktok:A2"),
    "no shop": {key: part for key, part in invite("b").items() if key != "shop"},
    "no actor": {key: part for key, part in invite("b").items() if key != "actor"},
    "shop without platform": invite("b", shop="S1"),
    "empty account": invite("b", account=""),
    "empty id": invite(""),
    "long id": invite(LONG),
    "long actor": invite("b", actor=LONG),
    "long binding": invite("b", binding=LONG),
    "control character": invite("b", actor="a\x1b[31m"),
    "country": invite("b", network_country="mexico"),
    "negative count": {
        **{"ask": "AddShowcaseProducts", "id": "b", "actor": "a", "account": "tiktok:A1"},
        "count": -1,
    },
    "other outcome": {
        **{"ask": "ConcludeReview", "id": "b", "actor": "a", "binding": "B1"},
        "outcome": "maybe",
    },
    "naive time": invite("b", at="2026-03-02T00:00:00"),
    "seven digits": invite("b", at="2026-03-02T00:00:00.1234567Z"),
    "before 2000": invite("b", at="1999-12-31T23:59:59Z"),
    "before the last recorded time": invite("b", at="2026-03-01T11:59:59Z"),
    "other content": invite("r1", account="tiktok:A2"),
}
ONLY_IN_A_STREAM: dict[str, Line | bytes] = {
    "not JSON": b'{"ask":',
    "no object": b'"Invite"',
    "a key twice": b'{"ask":"Invite","id":"b","id":"b"}',
    "unknown request": invite("b") | {"ask": "Invit"},
    "no request": {key: part for key, part in invite("b").items() if key != "ask"},
    "no id": invite(None),
    "unknown field": invite("b", surprise=1),
    "null": invite("b", binding=None),
    "number for a time": invite("b", at=1772355600),
    "number for an id": invite("b") | {"id": 7},
    "text for a count": {
        **{"ask": "AddShowcaseProducts", "id": "b", "actor": "a", "account": "tiktok:A1"},
        "count": "5",
    },
    "half a character": b'{"ask":"UnlinkByShop","id":"b","actor":"\\ud800","binding":"B1"}',
}


@pytest.fixture(scope="module")
def judge_of_requests(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """A rehearsal ledger in a file that has answered r1 and gets only bad requests."""
    talk = Talk(str(tmp_path_factory.mktemp("requests") / "requests.db"))
    talk.ok("init", "--rehearsal")
    talk.take(shop(), *account("A1"), *account("A2"), now=NOON)
    assert by_stream(talk, invite("r1", binding="B1")).status == 0
    return talk


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_is_explained_and_nothing_recorded(
    judge_of_requests: Talk, name: str
) -> None:
    line = words(BAD[name])

    error = judge_of_requests.refuses(*line, status=2)
    assert all(len(text) < 1_000 for text in error.values())
    judge_of_requests.refuses("can", *line, status=2)


@pytest.mark.parametrize("name", [*BAD, *ONLY_IN_A_STREAM])
def test_a_bad_line_in_a_stream_is_answered_and_the_stream_goes_on(
    judge_of_requests: Talk, name: str
) -> None:
    line = (BAD | ONLY_IN_A_STREAM)[name]
    before = judge_of_requests.export()

    done = judge_of_requests.run("--json", "ask", "-", stdin=feed(b"", line, invite("r1")))
    assert done.status == 2
    bad, good = done.lines
    assert list(bad) == ["request", "line", "answer", "error"]
    assert (bad["line"], bad["answer"]) == (2, "error")
    given = line.get("id") if isinstance(line, dict) else None
    assert bad["request"] == (given if isinstance(given, str) else None) or isinstance(line, bytes)
    assert list(bad["error"]) == ["what", "where", "why", "now"]
    empty = [part for part, text in bad["error"].items() if not text]
    assert not empty, bad
    assert good["answer"] == "done"
    assert judge_of_requests.export() == before

    human = judge_of_requests.run("ask", "-", stdin=feed(b"", line, invite("r1")))
    assert (human.status, human.complained) == (2, b"")
    assert "r1" in human.out
    assert judge_of_requests.export() == before


def test_the_exit_status_of_a_stream(known: Talk) -> None:
    def status(*lines: Line | bytes) -> int:
        return known.run("--json", "ask", "-", stdin=feed(*lines)).status

    bad: Line = {"ask": "UnlinkByShop", "id": "x", "binding": "none", "actor": "a"}
    refused = invite("r2", shop="tiktok:none")
    assert status() == 0
    assert status(invite("r1", binding="B1")) == 0
    assert status(refused, invite("r1")) == 3
    assert status(bad, refused, invite("r1")) == 2
    assert status(invite("r1"), refused, bad) == 2
    assert known.kinds()[-3:] == ["RequestGranted", "BindingInvited", "RequestRefused"]


def test_answers_come_one_by_one(known: Talk) -> None:
    """Whoever pipes requests in is answered before the next line is written."""
    with known.spawn("--json", "ask", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for id in ("r1", "r2"):
            process.stdin.write(feed(invite(id, shop="tiktok:none")))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["request"] == id
        process.stdin.close()
        assert process.wait() == 3


# --- the same request again -----------------------------------------------------------------------


def test_a_known_id_gets_the_same_answer_and_nothing_is_recorded(known: Talk) -> None:
    granted = by_command(known, invite()).json
    refused = by_command(known, invite("r2", shop="tiktok:none")).json
    known.take(shop("S5"), now="2026-03-05T00:00:00Z")
    before = known.export()

    for how in (by_command, by_stream):
        again = how(known, invite())
        assert (again.status, again.json) == (0, granted)
        assert how(known, invite("r2", shop="tiktok:none")).json == refused
        # The name that the ledger gave may be left out or given.
        binding = known.exported()[granted["recorded"][0]["position"] - 1]["data"]["request"]
        assert how(known, invite(binding=binding["binding"])).json == granted
        for other in (
            invite(account="tiktok:A2"),
            invite(actor="somebody"),
            invite(network_country="MX"),
            invite(binding="other"),
            {"ask": "UnlinkByShop", "id": "r1", "actor": "shop:ops-3", "binding": "B1"},
        ):
            bad = how(known, other)
            assert bad.status == 2, bad.out
            assert known.export() == before
    would = known.run("--json", "can", *words(invite()))
    assert would.status == 0
    assert known.export() == before


def test_a_known_id_is_answered_before_its_at_is_checked(known: Talk) -> None:
    at = "2026-03-02T00:00:00Z"
    granted = by_command(known, invite(at=at)).json
    known.take(shop("S5"), now="2026-03-05T00:00:00Z")

    for how in (by_command, by_stream):
        again = how(known, invite(at=at))
        assert (again.status, again.json) == (0, granted)
        assert how(known, invite("new", at=at)).status == 2


def test_a_given_name_may_be_left_out_of_every_request(rehearsal: Talk) -> None:
    rehearsal.take(*setting(), now=NOON)
    at = "2026-03-02T00:00:00Z"
    names: Line = {"violation": "V1", "account": "tiktok:A9", "shop": "tiktok:S1"}
    rehearsal.take(
        fact("ViolationRecorded", "v", at, category="infringement", **names),
        fact("ViolationNotified", "n", at, **names),
        now=at,
    )
    for request in (
        {"ask": "AddShowcaseProducts", "id": "p", "account": "tiktok:A9", "count": 5},
        {"ask": "EnrolInCampaign", "id": "c", "shop": "tiktok:S1", "campaign": "sale"},
        {"ask": "SubmitAppeal", "id": "a", "violation": "V1", "submitted_by": "account:tiktok:A9"},
    ):
        asked = {**request, "actor": "me"}
        first = by_stream(rehearsal, asked)
        assert first.status == 0, first.out
        stored = rehearsal.exported("--subject", f"request:{asked['id']}")[0]["data"]["request"]
        assert stored["program"] == "tiktok.channel"
        for again in (asked, stored, {**asked, "program": "tiktok.channel"}):
            assert by_stream(rehearsal, again).json == first.json


def test_reasons_are_in_the_language_of_the_asker(known: Talk) -> None:
    english = by_command(known, invite("r1", shop="tiktok:none")).json
    chinese = known.run_process("--json", "--lang", "zh", *words(invite("r1", shop="tiktok:none")))

    assert chinese.status == 3
    told = chinese.json
    for one, other in zip(english["verdict"]["findings"], told["verdict"]["findings"], strict=True):
        assert one["because"].isascii()
        assert any("\u4e00" <= char <= "\u9fff" for char in other["because"]), other["because"]
        other["because"] = one["because"]
    assert told == english


def test_a_command_without_id_names_the_request(known: Talk) -> None:
    answer = known.json(*words(invite(None)))
    assert UUID(answer["request"]).version == 7
    grant, invited = known.exported("--subject", f"request:{answer['request']}"), known.exported()
    assert grant[0]["data"]["request"]["id"] == answer["request"]
    binding = invited[-1]["data"]["binding"]
    assert UUID(binding).version == 7
    assert grant[0]["data"]["request"]["binding"] == binding
    assert f"binding:{binding}" in grant[0]["data"]["subjects"]


def test_a_name_from_a_refusal_is_free(known: Talk) -> None:
    assert by_command(known, invite("r1", binding="B1", shop="tiktok:none")).status == 3
    assert by_command(known, invite("r2", binding="B1")).status == 0
    assert by_command(known, invite("r3", binding="B1")).status == 2


# --- can ------------------------------------------------------------------------------------------


def test_can_records_nothing(known: Talk) -> None:
    before = known.export()
    for request, status, answer in (
        (invite("c1"), 0, "would_be_done"),
        (invite("c2", shop="tiktok:none"), 3, "would_be_refused"),
    ):
        done = known.run("--json", "can", *words(request))
        assert done.status == status
        told = done.json
        assert (told["answer"], told["recorded"]) == (answer, [])
        assert ("earliest" in told) == (status == 3)
        human = known.run("can", *words(request))
        assert human.status == status
        assert human.complained == b""
        asked = by_command(known, {**request, "id": f"again-{status}"}) if status == 3 else None
        if asked is not None:
            assert asked.json["verdict"] == told["verdict"]
            before = known.export()
        assert known.export() == before


# --- law ------------------------------------------------------------------------------------------


def test_without_law_there_is_nothing_to_judge_by(nowhere: Talk) -> None:
    nowhere.ok("init", "--bare", "--rehearsal")
    nowhere.take(shop(), *account(), now=NOON)

    for line in (words(invite()), ("can", *words(invite()))):
        error = nowhere.refuses(*line, status=2)
        assert "tiktok.channel" in error["what"] + error["why"]
        assert "adopt" in error["now"]
    nowhere.ok("rules", "adopt", str(ROOT / "ledger/rulebooks/tiktok/channel.toml"))
    assert by_command(nowhere, invite()).status == 0


def test_people_are_told_every_reason(known: Talk) -> None:
    done = known.run(*words(invite(shop="tiktok:none")))
    assert done.status == 3
    assert done.complained == b""
    for part in ("shop.open", "account.region", "003 / 3-14", "r1"):
        assert part in done.out
