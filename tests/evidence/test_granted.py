"""Packs of requests that were granted, with the facts they caused."""

from __future__ import annotations

import json
from pathlib import Path

from ledger.evidence.pack import read_pack
from tests.console.talking import Talk
from tests.evidence.conftest import packed
from tests.proof.conftest import Key

AT = "2026-03-10T00:00:00Z"


def test_a_granted_request_goes_with_what_it_caused(talk: Talk, key: Key, tmp_path: Path) -> None:
    talk.ask(
        "Invite",
        id="r-18",
        at=AT,
        shop="tiktok:S2",
        account="tiktok:A1",
        program="tiktok.channel",
        binding="B2",
        network_country="MX",
    )
    talk.ask("AcceptInvitation", id="r-19", at="2026-03-11T00:00:00Z", binding="B2")
    path = tmp_path / "case.tar"
    for request, kinds in (
        ("r-18", {"RequestGranted.v1", "NetworkLocationObserved.v1", "BindingInvited.v1"}),
        ("r-19", {"RequestGranted.v1", "BindingInvitationAccepted.v1", "BindingReviewOpened.v1"}),
    ):
        members = read_pack(packed(talk, key, path, "--request", request))
        found = talk.json("evidence", "verify", str(path), "--key", key.vkey)
        assert found["ok"], found
        leaves = [json.loads(data) for name, data in members.items() if name.startswith("facts/")]
        mine = {leaf["type"] for leaf in leaves if leaf.get("correlationid") == request}
        assert mine == kinds
        assert "granted" in members["story.en.txt"].decode()
        assert "准许" in members["story.zh.txt"].decode()
