"""The stories of five programs under `examples/`, lived through on the real command line."""

from __future__ import annotations

import pytest

from ledger.border import read_feed_line, read_request
from ledger.border.strict_json import read_json
from tests.console.talking import ROOT, Talk
from tests.examples.stories import Told, asked, is_clean, refusing
from tests.worlds.words import PROGRAMS

# What comes of each request, by folder, stream by stream.
STORIES: dict[str, list[Told]] = {
    "wechat": [
        {
            "qh-review-early": ["shop.materials"],
            "qh-licence": [],
            "qh-person": [],
            "qh-review": [],
            "qh-lx-early": ["account.compliance_score", "shop.reviewed"],
            "qh-pass-early": ["shop.corporate_bank_account"],
        },
        {
            "qh-pass": [],
            "qh-lx": [],
            "qh-lx-accept": [],
            "qh-mo": ["account.same_subject"],
            "yl-lx": ["account.same_subject", "shop.permits"],
            "qh-api": [],
            "qh-api-off": [],
            "qh-lx-unlink": [],
        },
    ],
    "kuaishou": [
        {
            "sx-id_front": [],
            "sx-id_back": [],
            "sx-review-early": ["shop.materials"],
            "sx-handheld_photo": [],
            "sx-review": [],
            "sx-pass-early": ["shop.face_recognition"],
        },
        {
            "sx-pass": [],
            "sx-ay-early": ["shop.permits"],
            "jp-ay-early": ["shop.bonded_warehouse"],
            "jp-warehouse": [],
            "jp-ay": [],
            "jp-ay-accept": [],
        },
        {
            "sx-bo": ["account.followers"],
            "sx-ay": [],
            "sx-ay-late": ["shop.permits"],
        },
    ],
    "pinduoduo": [
        {
            "new-ch": ["shop.recent_sale"],
            "gd-ch": [],
            "gd-ch-late": ["shop.recent_sale"],
        },
        {
            "gd-ch-accept": [],
        },
    ],
    "youzan": [
        {
            "bm-xl": [],
            "bm-xl-early": ["shop.integration", "shop.mapping"],
            "bm-key": ["integration.auth"],
            "bm-oauth": [],
            "bm-xl-unmapped": ["shop.mapping"],
        },
        {
            "bm-xl-accept": [],
            "bm-off": [],
            "bm-off-again": ["integration.state"],
        },
    ],
    "cross-platform": [
        {
            "qh7-soon": ["account.clean_period"],
            "qh7-too-much": ["integration.data_scope"],
            "qh7-then": [],
            "qh7-again": ["integration.state"],
            "qh7-off": [],
        },
    ],
}
PARTS = [(name, part) for name, parts in STORIES.items() for part in range(1, len(parts) + 1)]


def file(story: str, name: str) -> str:
    return str(ROOT / "examples" / story / f"{name}.ndjson")


def lived(talk: Talk, story: str) -> Talk:
    """A story taken through the ledger; each request must come out as it is told above."""
    assert [refusing(answers) for answers in asked(talk, story)] == STORIES[story]
    return talk


@pytest.mark.parametrize(("story", "part"), PARTS)
def test_every_line_is_a_fact_or_a_request(story: str, part: int) -> None:
    for name in (f"{part}-facts", f"{part}-requests"):
        with open(file(story, name), "rb") as lines:
            read = read_feed_line if name.endswith("facts") else read_request
            assert all(read(read_json(line.rstrip(b"\n"))) for line in lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_wechat_compares_the_subjects_and_says_only_whether_they_are_one(
    nowhere: Talk, language: str
) -> None:
    talk = lived(nowhere, "wechat")
    shown = talk.json("shop", "show", "wechat:QH1")

    assert shown["review"]["state"] == "passed"
    assert shown["bindings"] == []
    assert [(one["integration"], one["state"]) for one in shown["integrations"]] == [
        ("QH1-API", "disconnected")
    ]
    leaves = talk.ok("export", "--leaves").out
    for text in ("青禾服饰", "91330100MA2ABCDE0X", "Mo's Teahouse", "林晓"):
        assert text not in leaves
        assert text in talk.ok("export").out
    again = talk.ok("--lang", language, "history", "binding:QH1-LX", "account:wechat:mo").out
    assert "91330100MA2ABCDE0X" not in again
    question = ("can", "invite", "--shop", "wechat:QH1", "--account", "wechat:mo")
    rest = ("--program", "wechat.channels_shop", "--actor", "shop:QH1")
    told = talk.run("--lang", language, *question, *rest)
    assert told.status == 3
    assert {"en": "they differ", "zh": "不一致"}[language] in told.out
    assert "Teahouse" not in told.out
    assert is_clean(talk)


def test_kuaishou_reviews_at_once_and_asks_for_permits_and_followers(nowhere: Talk) -> None:
    talk = lived(nowhere, "kuaishou")
    shown = talk.json("shop", "show", "kuaishou:SX1")

    assert shown["permits"] == [
        {
            "permit_kind": "3c",
            "category": None,
            "since": "2026-02-04T00:00:00Z",
            "until": "2026-08-04T00:00:00Z",
            "in_force": False,
        }
    ]
    assert talk.json("shop", "show", "kuaishou:JP1")["integrations"][0]["state"] == "connected"
    for language, words in (("en", "3C"), ("zh", "3C 认证")):
        printed = talk.ok("--lang", language, "shop", "show", "kuaishou:SX1").out
        assert words in printed
        assert "3C-2026-0042" not in printed
    assert is_clean(talk)


def test_pinduoduo_asks_for_a_sale_within_seven_days(nowhere: Talk) -> None:
    talk = lived(nowhere, "pinduoduo")

    assert talk.json("binding", "show", "GD1-CH")["state"] == "active"
    assert is_clean(talk)


def test_youzan_is_let_in_and_mapped_and_stays_bound_when_it_is_shut_out(nowhere: Talk) -> None:
    talk = lived(nowhere, "youzan")
    shown = talk.json("binding", "show", "BM1-XL")

    assert shown["state"] == "active"
    assert shown["terms"]["data_scope"] == {
        "value": "custom_mapping",
        "unit": "text",
        "source": "002 / 2-13",
    }
    talk.ok("tick")
    assert talk.json("binding", "show", "BM1-XL")["state"] == "active"
    printed = talk.ok("--lang", "zh", "shop", "show", "youzan:BM1").out
    assert "已断开" in printed
    assert is_clean(talk)


def test_between_platforms_there_is_a_connection_and_no_binding(nowhere: Talk) -> None:
    talk = lived(nowhere, "cross-platform")

    assert talk.json("shop", "show", "douyin:QH7")["bindings"] == []
    (breach,) = talk.json("audit", status=4)["breaches"]
    assert (breach["subject"], breach["rules"]) == (
        "shop:douyin:QH7",
        ["account.clean_period", "integration.data_scope"],
    )


def test_a_secret_is_neither_recorded_nor_said_again(nowhere: Talk) -> None:
    talk = lived(nowhere, "cross-platform")
    before = talk.ok("export", "--leaves").out
    error = talk.refuses(
        "connect-integration",
        *("--shop", "douyin:QH7", "--integration", "X", "--auth", "api_key"),
        *("--program", "cross_platform.integration", "--actor", "a"),
        *("--credential-ref", "sk-live-0123456789"),
        status=2,
    )

    assert error["where"] == "credential_ref"
    assert "sk-live" not in "".join(error.values())
    assert talk.ok("export", "--leaves").out == before


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_rules_show_tells_every_parameter(
    talk: Talk, program: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parameters = talk.json("rules", "show", program)["parameters"]
    # On a narrow screen each parameter is a list of its own, its name broken at most by an end of
    # line.
    monkeypatch.setenv("COLUMNS", "60")
    printed = "".join(talk.ok("--lang", language, "rules", "show", program).out.split())

    assert all(
        one["source"]["at"].startswith("002 / 2-")
        for one in parameters
        if one["source"] is not None
    )
    stated = [one["parameter"] for one in parameters if one["source"] is not None]
    assert len(stated) >= 9
    assert [name for name in stated if name not in printed] == []
