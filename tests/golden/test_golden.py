"""The stored form of every kind, byte for byte, as it was when the kind was first written."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ledger.border import read_export_line, read_json
from ledger.codec import Draft, decode, encode, export_line, import_leaf, plain
from ledger.events import KINDS
from tests.golden.cases import LEARNT, SALT, drafts_of
from tests.golden.write_leaves import read_golden

GOLDEN = read_golden()
CASES = [pytest.param(golden, id=f"{golden['kind']} {golden['case']}") for golden in GOLDEN]

CHANGED = (
    "The stored bytes of {kind} ({case}) are not what they were. Ledgers hold the old ones for "
    "ever: leave this version of the kind as it is and add a new one."
)


@pytest.mark.parametrize("golden", CASES)
def test_an_old_leaf_is_read_and_written_again_as_it_was(golden: dict[str, Any]) -> None:
    changed = CHANGED.format(**golden)
    old = golden["leaf"].encode()
    personal = golden["personal"] and golden["personal"].encode()

    fact = decode(7, old, personal)
    draft = Draft(
        fact.event,
        fact.time,
        fact.source,
        fact.id,
        fact.actor,
        fact.correlationid,
        fact.causationid,
    )
    again = encode(draft, fact.recordedtime, lambda: SALT)

    assert again.data == old, changed
    assert list(again.tags) == golden["tags"], changed
    assert again.personal == personal, changed
    assert export_line(old, again.salt, personal).decode() == golden["export"], changed


@pytest.mark.parametrize("golden", CASES)
def test_an_old_leaf_still_says_what_it_said(golden: dict[str, Any]) -> None:
    said = json.loads(golden["export"])
    fact = decode(7, golden["leaf"].encode(), golden["personal"] and golden["personal"].encode())

    assert fact.event.kind == said["type"] == golden["kind"]
    assert {name: plain(getattr(fact.event, name)) for name in said["data"]} == said["data"]
    for attribute in ("actor", "correlationid", "causationid"):
        assert getattr(fact, attribute) == said.get(attribute)
    assert (fact.source, fact.id, fact.position) == (said["source"], said["id"], 7)
    assert plain(fact.time) == said["time"]
    assert plain(fact.recordedtime) == said["recordedtime"]
    assert not fact.forgotten


@pytest.mark.parametrize("golden", CASES)
def test_an_old_export_goes_in_again_as_it_was(golden: dict[str, Any]) -> None:
    line = read_export_line(read_json(golden["export"].encode()))

    leaf = import_leaf(line.draft, line.recordedtime, line.salt, line.digest)

    assert leaf.data.decode() == golden["leaf"], CHANGED.format(**golden)
    assert list(leaf.tags) == golden["tags"], CHANGED.format(**golden)
    said = json.loads(golden["export"]).get("personalsalt")
    assert said == (leaf.salt and base64.b64encode(leaf.salt).decode())


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.kind) for kind in KINDS])
def test_every_kind_has_golden_bytes(kind: Any) -> None:
    kept = {golden["case"]: golden["leaf"] for golden in GOLDEN if golden["kind"] == kind.kind}
    drafts = dict(drafts_of(kind))
    assert kept.keys() >= drafts.keys(), (
        f"{kind.kind} has cases without golden bytes. Once its fields are final, write them with "
        "`python -m tests.golden.write_leaves`; they cannot be changed afterwards."
    )
    for case, draft in drafts.items():
        now = encode(draft, LEARNT, lambda: SALT).data.decode()
        assert now == kept[case], CHANGED.format(kind=kind.kind, case=case)


def test_no_golden_bytes_are_lost() -> None:
    known = {kind.kind for kind in KINDS}
    lost = sorted({golden["kind"] for golden in GOLDEN} - known)
    assert not lost, f"{lost} are in ledgers, but nothing reads them any more"
