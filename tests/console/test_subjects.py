"""Contract, section 2: subjects of every kind are told in histories, and how they are written."""

from __future__ import annotations

import pytest

from tests.console.talking import Line, Talk, fact, shop

NOON = "2026-03-01T12:00:00Z"
LIST = "sha256:" + "0" * 64
D1: Line = {"delegation": "D1", "grantor": "douyin:A1", "grantee": "douyin:A2"}
M1: Line = {"mini_program": "douyin:商城"}


@pytest.fixture
def office(rehearsal: Talk) -> Talk:
    """A shop with staff, a mini-program, a delegation between two accounts, and a list."""
    rehearsal.take(
        shop(),
        fact(
            *("StaffDelegationGranted", "st", "2026-01-02"),
            shop="tiktok:S1",
            staff="shop:ops-3",
            scopes=["unlink", "chat"],
            name="小王",
        ),
        fact("DelegationOffered", "d1", "2026-01-03", scopes=["chat"], **D1),
        fact("DelegationAccepted", "d2", "2026-01-04", **D1),
        fact("MiniProgramRegistered", "m1", "2026-01-05", build_mode="self", name="好物商城", **M1),
        fact("MiniProgramBoundToAccount", "m2", "2026-01-06", account="douyin:A2", **M1),
        fact(
            *("BindingListAsserted", "l1", "2026-01-07"),
            shop="tiktok:S1",
            accounts=["tiktok:A1", "tiktok:A2"],
            digest=LIST,
        ),
        fact(
            *("ImportBatchRecorded", "b1", "2026-01-08"),
            batch_source="tiktok/seller-center",
            digest=LIST,
            new=3,
            known=0,
            rejected=1,
        ),
        now=NOON,
    )
    return rehearsal


@pytest.mark.parametrize(
    ("subject", "kinds"),
    [
        ("delegation:D1", ["DelegationOffered.v1", "DelegationAccepted.v1"]),
        ("account:douyin:A1", ["DelegationOffered.v1", "DelegationAccepted.v1"]),
        (
            "mini_program:douyin:商城",
            ["MiniProgramRegistered.v1", "MiniProgramBoundToAccount.v1"],
        ),
        ("account:tiktok:A2", ["BindingListAsserted.v1"]),
        ("source:tiktok/seller-center", ["ImportBatchRecorded.v1"]),
    ],
)
def test_a_history_of_every_kind_of_subject(office: Talk, subject: str, kinds: list[str]) -> None:
    assert [one["type"] for one in office.rows("history", subject)] == kinds
    assert len(office.ok("history", subject, "--csv").out.splitlines()) == 1 + len(kinds)
    office.ok("history", subject)


def test_a_table_of_several_subjects_marks_whom_each_fact_concerns(office: Talk) -> None:
    told = office.ok("history", "account:douyin:A2", "mini_program:douyin:商城", "--lang", "zh")

    marks = [line.count("●") for line in told.out.splitlines() if "2026-01-" in line]
    assert marks == [1, 1, 1, 2]
    assert "账号授权已接受" in told.out


def test_a_list_in_a_fact_is_told_in_its_line(office: Talk) -> None:
    told = office.ok("shop", "history", "tiktok:S1").out

    assert "unlink|chat" in told
    assert "小王" in told


def test_an_unknown_subject_of_a_known_kind_is_not_told_how_to_write_it(office: Talk) -> None:
    for subject in ("mini_program:douyin:none", "delegation:none", "source:none"):
        error = office.refuses("history", subject, status=1)
        assert "<kind>:<id>" not in error["now"]
    assert "<kind>:<id>" in office.refuses("history", "minis:none", status=1)["now"]
