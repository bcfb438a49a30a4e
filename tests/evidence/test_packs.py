"""`evidence export` and `evidence verify`: a case in one file, checked by who trusts nobody."""

from __future__ import annotations

import json
import random
import re
import secrets
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ledger.console.pack_story import tell_case
from ledger.evidence.checking import Flaw, check_pack
from ledger.evidence.members import case_bytes, told_of
from ledger.evidence.pack import MANIFEST, Broken, pack_bytes, read_pack
from ledger.note import read_vkey
from tests.console.talking import ROOT, Talk, account, of_binding
from tests.evidence.conftest import NAME, OUTSIDE, packed
from tests.outside.asking import check
from tests.proof.conftest import Key, new_key

FLIPS = 1500
CASES = (
    ("--request", "r-17"),
    ("--subject", "shop:tiktok:S1"),
    ("--subject", "binding:B1"),
    ("--dispute", "D1"),
)


@pytest.fixture
def pack(talk: Talk, key: Key, tmp_path: Path) -> bytes:
    """The pack of a refused request."""
    return packed(talk, key, tmp_path / "r-17.tar", "--request", "r-17")


def flaws(data: bytes, key: Key) -> tuple[Flaw, ...]:
    """What is wrong with a pack, as it is found offline."""
    return check_pack(data, tell_case, read_vkey(key.vkey, "")).flaws


def flipped(data: bytes, bit: int) -> bytes:
    """The bytes with one bit another."""
    spoilt = bytearray(data)
    spoilt[bit // 8] ^= 1 << bit % 8
    return bytes(spoilt)


def spans(data: bytes) -> Iterator[tuple[str, int, int]]:
    """Where each member begins and ends in a pack, its header and padding with it."""
    at = 0
    while any(data[at : at + 512]):
        name = data[at : at + 100].rstrip(b"\0").decode()
        size = int(data[at + 124 : at + 135], 8)
        end = at + 512 + -(-size // 512) * 512
        yield name, at, end
        at = end


@pytest.mark.parametrize("case", CASES)
def test_a_pack_holds_its_case_and_verifies(
    talk: Talk, key: Key, tmp_path: Path, case: tuple[str, str]
) -> None:
    path = tmp_path / "case.tar"
    members = read_pack(packed(talk, key, path, *case))
    told = json.loads(members["case.json"])
    assert told[case[0].removeprefix("--")] == case[1]

    for words in (("evidence", "verify"), ("verify",)):
        found = talk.json(*words, str(path), "--key", key.vkey)
        assert (found["ok"], found["key"], found["facts"]) == (True, "good", told["facts"])
    leaves = talk.export("--leaves").splitlines()
    for position in (*told["facts"], *told["law"]):
        assert members[f"facts/{position}.json"] == leaves[position - 1]
    assert check(key.vkey, path)


def test_the_same_case_under_the_same_head_is_the_same_bytes(
    talk: Talk, key: Key, tmp_path: Path, pack: bytes
) -> None:
    again = packed(talk, key, tmp_path / "again.tar", "--request", "r-17")
    assert again == pack
    talk.ok("--lang", "zh", "evidence", "export", "--request", "r-17", "-o", str(tmp_path / "zh"))
    assert (tmp_path / "zh").read_bytes() == pack
    talk.take(of_binding("BindingActivated", "2026-03-02", "B8"), now="2026-03-07T00:00:00Z")
    talk.ok("evidence", "export", "--request", "r-17", "-o", str(tmp_path / "later"))
    assert (tmp_path / "later").read_bytes() == pack


def test_facts_outside_the_case_stand_nowhere_in_the_pack(talk: Talk, pack: bytes) -> None:
    facts = json.loads(read_pack(pack)["case.json"])
    inside = {*facts["facts"], *facts["law"]}
    assert OUTSIDE.encode() not in pack
    assert b"nobodys-business" not in pack
    outside = 0
    for position, leaf in enumerate(talk.export("--leaves").splitlines(), 1):
        if position in inside:
            continue
        line = json.loads(leaf)
        assert leaf not in pack
        for name in ("shop", "account", "binding"):
            if (one := line["data"].get(name)) in ("tiktok:S9", "tiktok:A9", "B9"):
                assert re.search(rf"\b{one}\b".encode(), pack) is None
                outside += 1
    assert outside >= 5


def test_other_tools_read_it(tmp_path: Path, pack: bytes) -> None:
    members = read_pack(pack)
    with tarfile.open(tmp_path / "r-17.tar") as file:
        assert file.getnames() == [MANIFEST, *members]
        for one in file:
            assert (one.mode, one.uid, one.mtime, one.isfile()) == (0o644, 0, 0, True)
            read = file.extractfile(one)
            assert read is not None
            assert one.name == MANIFEST or read.read() == members[one.name]
    assert members["check.sh"] == (ROOT / "ledger/evidence/check.sh").read_bytes()
    manifest = pack[512 : 512 + 2**16].split(b"\0")[0].decode().splitlines()
    assert manifest == [f"{sha256(data).hexdigest()}  {name}" for name, data in members.items()]


def test_every_flipped_bit_is_found_and_named(key: Key, pack: bytes) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    places = list(spans(pack))
    ends = places[-1][2]
    assert flaws(pack, key) == ()
    # Somewhere in each member, then anywhere.
    bits = [chance.randrange(start * 8, end * 8) for _, start, end in places]
    bits += [chance.randrange(len(pack) * 8) for _ in range(FLIPS)]
    for bit in bits:
        (found,) = flaws(flipped(pack, bit), key)
        byte = bit // 8
        if byte >= ends:
            assert found.what in ("end", "header"), (bit, found)
            continue
        name = next(name for name, start, end in places if start <= byte < end)
        # A line of the manifest that was changed names the member it is about.
        assert found.member == name or name == MANIFEST, (bit, name, found)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The pack of an account of which a ledger without law knows one fact."""
    folder = tmp_path_factory.mktemp("small")
    talk = Talk(str(folder / "ledger.db"))
    talk.ok("init", "--rehearsal", "--bare", "--origin", "example.com/proof")
    talk.take(account("A1", handle="@lucia")[0], now="2026-03-05T12:00:00Z")
    key = new_key(talk, folder / "key")
    return packed(talk, key, folder / "small.tar", "--subject", "account:tiktok:A1")


@pytest.mark.parametrize("bit", range(8))
def test_every_bit_of_every_byte_of_a_small_pack(small: bytes, bit: int) -> None:
    places = list(spans(small))
    ends = places[-1][2]
    whole = bytearray(small)
    for name, start, end in (*places, (MANIFEST, ends, len(small))):
        for byte in range(start, end):
            whole[byte] ^= 1 << bit
            with pytest.raises(Broken) as found:
                read_pack(bytes(whole))
            whole[byte] ^= 1 << bit
            # A line of the manifest names the member it is about; the end, the last one.
            assert found.value.member == name or name == MANIFEST, byte
    assert read_pack(bytes(whole)) == read_pack(small)


def test_the_script_finds_flipped_bits(key: Key, pack: bytes, tmp_path: Path) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    path = tmp_path / "spoilt.tar"
    for _ in range(5):
        bit = chance.randrange(len(pack) * 8)
        path.write_bytes(flipped(pack, bit))
        assert not check(key.vkey, path), bit


def forged(pack: bytes, **changes: bytes | None) -> bytes:
    """A pack whose manifest agrees with what was changed in it, taken out, or put in."""
    members: dict[str, bytes] = dict(read_pack(pack))
    for name, data in changes.items():
        if data is None:
            del members[name]
        else:
            members[name] = data
    return pack_bytes(members)


def test_whoever_changes_the_manifest_too_is_found(talk: Talk, key: Key, pack: bytes) -> None:
    members = read_pack(pack)
    told = json.loads(members["case.json"])
    mine, law = told["facts"][0], told["law"][0]
    opened = next(name for name in members if name.startswith("personal/"))
    receipt = next(name for name in members if name.startswith("receipts/"))
    size = b"\n%b\n" % members["checkpoint"].splitlines()[1]
    other = talk.ok("prove", "1").printed
    changed: dict[str, Any] = {
        f"facts/{mine}.json": (members[f"facts/{mine}.json"].replace(b"MX", b"US"), "leaf"),
        f"law/{law}.toml": (members[f"law/{law}.toml"].replace(b"24", b"12"), "told"),
        f"proofs/{mine}.tlog-proof": (other, "proof"),
        opened: (members[opened].replace(b'"salt":"', b'"salt":"A'), "personal"),
        "story.html": (members["story.html"].replace(b"refused", b"granted"), "told"),
        "story.zh.txt": (members["story.zh.txt"] + b".", "told"),
        "check.sh": (b"echo PROVEN\n", "told"),
        receipt: (b"{}\n", "told"),
        "checkpoint": (members["checkpoint"].replace(size, b"\n999\n"), "checkpoint"),
        "case.json": (members["case.json"].replace(b"r-17", b"r-18"), "case"),
        "facts/1.json": (talk.export("--leaves").splitlines()[0], "extra"),
        "custody/1.en.svg": (None, "missing"),
        f"proofs/{law}.tlog-proof": (None, "missing"),
    }
    for name, (data, what) in changed.items():
        assert data != members.get(name), name
        found = flaws(forged(pack, **{name: data}), key)
        member = "case.json" if name == "checkpoint" and found[0].what == "case" else name
        assert Flaw(member, what if member == name else "case") in found, (name, found)
    order = dict(reversed(members.items()))
    assert flaws(pack_bytes(order), key) == (Flaw(MANIFEST, "manifest"),)


def test_a_decision_that_does_not_follow_from_the_facts_is_found(key: Key, pack: bytes) -> None:
    """Who makes a pack leaves out the end of the binding, for which the request was refused."""
    verifier = read_vkey(key.vkey, "")
    whole = check_pack(pack, tell_case, verifier).case
    assert whole is not None
    (ended,) = (one for one in whole.facts if one.event.kind == "BindingEnded.v1")
    rest = replace(whole, facts=tuple(one for one in whole.facts if one != ended))
    members = read_pack(pack)
    kept: dict[str, bytes] = {"case.json": case_bytes(rest), "checkpoint": members["checkpoint"]}
    for one in rest.facts:
        names = (f"facts/{one.position}.json", f"personal/{one.position}.json")
        for name in (*names, f"proofs/{one.position}.tlog-proof"):
            kept |= {name: members[name]} if name in members else {}
    kept |= told_of(rest, tell_case)

    found = flaws(pack_bytes(kept), key)

    (decided,) = whole.decisions
    assert found == (Flaw(f"facts/{decided.position}.json", "decision"),)


def test_another_key_or_none(talk: Talk, key: Key, pack: bytes, tmp_path: Path) -> None:
    other = new_key(talk, tmp_path / "other.key")
    assert flaws(pack, other) == (Flaw("checkpoint", "checkpoint"),)
    path = tmp_path / "r-17.tar"
    done = talk.run("evidence", "verify", str(path), "--key", other.vkey)
    assert done.status == 4
    assert "checkpoint" in done.out
    assert "Who signed was not checked" in talk.ok("evidence", "verify", str(path)).out
    assert not check(other.vkey, path)


def test_an_unsigned_pack_says_so(talk: Talk, key: Key, tmp_path: Path) -> None:
    path = tmp_path / "unsigned.tar"
    done = talk.ok("evidence", "export", "--subject", "shop:tiktok:S1", "-o", str(path))
    assert "proves nothing" in done.err
    assert flaws(path.read_bytes(), key) == (Flaw("checkpoint", "checkpoint"),)
    assert not check(key.vkey, path)


def cut(pack: bytes, chance: random.Random) -> bytes:
    return pack[: chance.randrange(len(pack))]


def renamed(pack: bytes, chance: random.Random) -> bytes:
    """A member under a name that leads elsewhere, with a header that fits."""
    _, start, _ = chance.choice(list(spans(pack))[1:])
    path = chance.choice((b"../evil", b"/etc/evil", b"facts/../../evil", b"manifest.txt"))
    header = bytearray(pack[start : start + 512])
    header[:100] = path.ljust(100, b"\0")
    return pack[:start] + summed(header) + pack[start + 512 :]


def linked(pack: bytes, chance: random.Random) -> bytes:
    """A member that is a link."""
    _, start, _ = chance.choice(list(spans(pack))[1:])
    header = bytearray(pack[start : start + 512])
    header[156:157] = chance.choice((b"1", b"2", b"5"))
    header[157:164] = b"/etc/hi"
    return pack[:start] + summed(header) + pack[start + 512 :]


def doubled(pack: bytes, chance: random.Random) -> bytes:
    _, start, end = chance.choice(list(spans(pack)))
    return pack[:end] + pack[start:end] + pack[end:]


def grown(pack: bytes, chance: random.Random) -> bytes:
    """A member that says it is far larger than the file."""
    _, start, _ = chance.choice(list(spans(pack)))
    header = bytearray(pack[start : start + 512])
    header[124:135] = b"77777777777"
    return pack[:start] + summed(header) + pack[start + 512 :]


def garbage(pack: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(pack))
    return pack[:start] + chance.randbytes(600) + pack[start + 600 :]


def summed(header: bytearray) -> bytes:
    """A header with the checksum that fits it."""
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


@pytest.mark.parametrize("spoil", [cut, renamed, linked, doubled, grown, garbage])
def test_hostile_packs_are_refused(
    spoil: Any, talk: Talk, key: Key, pack: bytes, tmp_path: Path
) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    path, place = tmp_path / "hostile.tar", tmp_path / "place"
    place.mkdir()
    for number in range(40):
        path.write_bytes(spoil(pack, chance))
        assert flaws(path.read_bytes(), key), number
    found = talk.json("evidence", "verify", str(path), "--key", key.vkey, status=4)
    assert not found["ok"]
    assert not check(key.vkey, path)
    assert sorted(one.name for one in tmp_path.iterdir() if "evil" in one.name) == []


class Page(HTMLParser):
    """What a page holds: its tags with what they point to, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.points: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.points += [value or "" for name, value in attrs if name in ("href", "src", "style")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_stands_for_itself(pack: bytes) -> None:
    members = read_pack(pack)
    html, told = members["story.html"].decode(), json.loads(members["case.json"])["facts"][0]
    page = Page(html)
    assert not page.tags & {"script", "img", "link", "iframe", "object", "form"}
    assert page.points == ["#en", "#zh"]
    assert "default-src &#x27;none&#x27;" in html
    assert "@media print" in html
    for text in ("rebind_wait", "好物店铺", "发生了什么", "What happened", f"#{told}"):
        assert text in page.text, text


def test_names_of_strangers_do_nothing_on_the_page(talk: Talk, key: Key, tmp_path: Path) -> None:
    members = read_pack(packed(talk, key, tmp_path / "p", "--subject", "shop:tiktok:S1"))
    html = members["story.html"].decode()
    assert NAME in Page(html).text
    assert "<&>" not in html
    for name, data in members.items():
        if name.endswith(".svg"):
            ElementTree.fromstring(data)
    assert "binding activated" in members["story.en.txt"].decode()
    assert "绑定" in members["story.zh.txt"].decode()


def test_what_cannot_be_exported(talk: Talk, tmp_path: Path) -> None:
    out = str(tmp_path / "out.tar")
    talk.refuses("evidence", "export", "-o", out, status=2)
    both = ("--request", "r-17", "--subject", "shop:tiktok:S1")
    talk.refuses("evidence", "export", *both, "-o", out, status=2)
    talk.refuses("evidence", "export", "--request", "r-99", "-o", out, status=1)
    talk.refuses("evidence", "export", "--dispute", "D9", "-o", out, status=1)
    talk.refuses("evidence", "export", "--subject", "shop:tiktok:S7", "-o", out, status=1)
    talk.refuses("evidence", "export", "--request", "r-17", "-o", "/nowhere/out.tar", status=2)
    talk.refuses("evidence", "verify", str(tmp_path / "none"), status=2)
    assert not Path(out).exists()


def test_a_file_that_is_no_pack(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "no.tar"
    for data in (b"", b"\0" * 2048, b"manifest.txt\0", b"hello\n"):
        path.write_bytes(data)
        found = talk.json("evidence", "verify", str(path), status=4)
        assert found["flaws"][0]["member"] == MANIFEST
