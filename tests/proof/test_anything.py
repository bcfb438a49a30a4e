"""Every parser of the proof is given anything: it reads it or refuses it, and never falls over."""

from __future__ import annotations

from pathlib import Path

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.checkpoint import Checkpoint, consistency_bytes, read_consistency, read_head
from ledger.console.pack_story import tell_case
from ledger.errors import BadInput
from ledger.evidence.checking import check_pack
from ledger.evidence.pack import Broken, pack_bytes, read_pack
from ledger.merkle import leaf_hash
from ledger.note import read_signer, read_vkey
from ledger.proof.archive import verify_archive
from tests.proof.known_notes import DEMO_ORIGIN, NEUMANN_KEY_TEXT, NEUMANN_VKEY
from tests.proof.test_checkpoint import FILE
from tests.proof.trees import plain_root

anything = st.binary(max_size=300) | st.text(max_size=300).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
keys = st.text(max_size=200) | st.builds(
    lambda key, at, put: key[:at] + put + key[at + len(put) :],
    st.sampled_from((NEUMANN_VKEY, NEUMANN_KEY_TEXT)),
    st.integers(0, 70),
    st.text(max_size=5),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=9), one, max_size=3),
    max_leaves=8,
)


@given(keys)
def test_any_text_is_a_key_or_refused(text: str) -> None:
    for read in (read_vkey, read_signer):
        try:
            key = read(text, "key")
        except BadInput:
            continue
        assert text.strip() in (getattr(key, "vkey", None), getattr(key, "key_text", None))


@given(anything)
def test_anything_is_a_checkpoint_or_a_consistency_proof_or_refused(data: bytes) -> None:
    for candidate in (data, b"origin\n3\n" + data):
        try:
            read_head(candidate, "checkpoint")
        except BadInput:
            continue
    for candidate in (data, b"old 3\n" + data, b"old 3\n\norigin\n3\n" + data):
        try:
            proof = read_consistency(candidate, "proof")
        except BadInput:
            continue
        assert consistency_bytes(proof) == candidate


CASE = (
    b'{"facts":[1],"law":[],"origin":"%s","size":300,"subject":"shop:tiktok:S1"}\n'
    % DEMO_ORIGIN.encode()
)
PACK = pack_bytes({"case.json": b"{}\n", "checkpoint": b"x", "facts/1.json": b"{}"})


@given(st.lists(st.tuples(st.integers(0, len(PACK)), anything), max_size=3))
def test_any_pack_is_read_or_found_broken(changes: list[tuple[int, bytes]]) -> None:
    data = PACK
    for at, some in changes:
        data = data[:at] + some + data[at + len(some) :]
    try:
        members = read_pack(data)
    except Broken:
        members = {}
    assert not members or pack_bytes(members) == data
    assert not check_pack(data, tell_case).is_ok


@given(JSON, anything)
def test_any_case_and_any_members_are_found(told: object, data: bytes) -> None:
    try:
        case = orjson.dumps(told)
    except TypeError:  # half a character, or a number beyond 64 bits
        case = data
    head = FILE.partition(b"\n\n")[2]
    members = {"case.json": case, "checkpoint": head, "facts/1.json": data, "story.html": data}
    whole = {**members, "case.json": CASE, "proofs/1.tlog-proof": data}
    for some in (members, whole, {**whole, "personal/1.json": data}):
        assert not check_pack(pack_bytes(some), tell_case).is_ok


@given(st.sampled_from(("checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3")), anything)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_of_an_archive_is_checked_or_refused(
    tmp_path: Path, name: str, data: bytes
) -> None:
    leaves = [b"one", b"two", b"three"]
    files = {
        "checkpoint": Checkpoint("o", 3, plain_root(leaves)).text.encode(),
        "tile/0/000.p/3": b"".join(map(leaf_hash, leaves)),
        "tile/entries/000.p/3": b"".join(len(one).to_bytes(2, "big") + one for one in leaves),
    }
    for each, bytes_of in files.items():
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).write_bytes(bytes_of)
    assert verify_archive(tmp_path).is_ok
    (tmp_path / name).write_bytes(data)
    if name == "checkpoint":
        try:
            found = verify_archive(tmp_path)
        except BadInput:
            return
        assert not found.is_ok or read_head(data, "").checkpoint.root == plain_root(leaves)
    else:
        assert verify_archive(tmp_path).is_ok == (data == files[name])
