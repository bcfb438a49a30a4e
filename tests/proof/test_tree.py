"""The tree: the known answers, the definition, and verifiers that believe nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency,
    inclusion,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.proof.trees import plain_path, plain_proof, plain_root, subtrees_of

# Test constants of transparency-dev/merkle (Apache-2.0).
EIGHT = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_HASHES = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
]
_5F = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_6B = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_CA = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
_0E = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"


KNOWN_INCLUSIONS = [
    (0, 8, [LEAF_HASHES[1], _5F, _6B]),
    (5, 8, [LEAF_HASHES[4], _CA, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], _5F, LEAF_HASHES[4]]),
]
KNOWN_CONSISTENCIES = [
    (1, 8, [LEAF_HASHES[1], _5F, _6B]),
    (6, 8, [_0E, _CA, ROOTS[4]]),
    (2, 5, [_5F, LEAF_HASHES[4]]),
    (6, 7, [_0E, LEAF_HASHES[6], ROOTS[4]]),
]


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    assert root(size, subtrees_of(EIGHT[:size])).hex() == ROOTS[size]


def test_known_leaf_hashes() -> None:
    assert [leaf_hash(leaf).hex() for leaf in EIGHT] == LEAF_HASHES


@pytest.mark.parametrize(("index", "size", "path"), KNOWN_INCLUSIONS)
def test_known_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    made = inclusion(index, size, subtrees_of(EIGHT[:size]))

    assert [one.hex() for one in made] == path
    assert verify_inclusion(index, size, leaf_hash(EIGHT[index]), made, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "proof"), KNOWN_CONSISTENCIES)
def test_known_consistency_proofs(old: int, new: int, proof: list[str]) -> None:
    made = consistency(old, new, subtrees_of(EIGHT[:new]))

    assert [one.hex() for one in made] == proof
    assert verify_consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), made)


# The 300 leaves {"seq":0} to {"seq":299}; these answers were accepted by Go's tlog package.
SEQUENCE = [f'{{"seq":{number}}}'.encode() for number in range(300)]
ROOT_200 = "c83eaa25c2358ce58ba4dac0c069260872ec20ed6c7ae0593e559470a386124f"
ROOT_300 = "d79792302fe5c2367829586f451c3f927610e51da85d5050a2e6ef1d84f3ceaf"
_38 = "38f7d614308d2bb26cd5b171b33fba02ef22f3c505397d79015c861ac15b8128"
_EA = "ea875cfc030f0a72ccf284a5627f595bba36b65c9c65ec1058fa5e8ea68b428e"
PATH_137 = [
    "9ef9512c3f529134822f60d1fd6b763863ee17b2085b473caae69947a1f05c2a",
    "fd99ae81bc7681e9caa5183f55a550053de634cecc1013c9da438fc3eff90631",
    "be361264559ecd18cfb4f99596217206e19d1f1ad3948e03ac46011ccc53eacb",
    "6c5c90045983d809916ad2bfc5a78c83d48a3665c72cbe316f9eebf1f23a476e",
    "80a8fd69b081c248ac829d7455b506d173cececc7fb4275bff34dee5ca394db0",
    "2fb4d5288b5af9a5245496e63671b66c32e3fc9611964f0b3ee0b55f6867ee0e",
    "b9f717880efce200df3a486ff90efce03fd0fd7f28dcda86e9e1121b8a87183d",
    _38,
    _EA,
]
FROM_200 = [
    "2767d3a2764a2ea5a5738945f14ce028f2bc6d349633bc8449a7feafc7c05e1a",
    "095260468162039af69e4a43a9d25be0fbbe7872ac4e7067a0d73917bda1a599",
    "64b558929b537e7ccff8ccf1aed57d6257ef76a8cef31c3829e772727c87392c",
    "6bab3347060f944cd7d37d9443b851c87dfd03857eb9e5fd0ec381b4e0a38e9f",
    "62b1cddcb980bc26b195f3ea2d68edf8409c58296f0a60124404ea50cfc971d9",
    _38,
    _EA,
]


def test_known_answers_beyond_one_tile() -> None:
    subtree = subtrees_of(SEQUENCE)

    assert root(200, subtree).hex() == ROOT_200
    assert root(300, subtree).hex() == ROOT_300
    assert [one.hex() for one in inclusion(137, 300, subtree)] == PATH_137
    assert [one.hex() for one in consistency(200, 300, subtree)] == FROM_200


def test_a_known_proof_of_another_program_is_accepted() -> None:
    # transparency-dev/witness, origin `monkeys`
    proof = [
        "b9e1d62618f7fee8034e4c5010f727ab24d8e4705cb296c374bf2025a87a10d2",
        "aac66cd7a79ce4012d80762fe8eec3a77f22d1ca4145c3f4cee022e7efcd599d",
        "89d0f753f66a290c483b39cd5e9eafb12021293395fad3d4a2ad053cfbcfdc9e",
        "29e40bb79c966f4c6fe96aff6f30acfce5f3e8d84c02215175d6e018a5dee833",
    ]
    old = bytes.fromhex("e35b268c1522014ef412d2a54fa94838862d453631617b0307e5c77dcbeefc11")
    new = bytes.fromhex("57c2bd6a4959e043c1f9130e935ffc56c254745651efb183b59510abce2f49ba")

    assert verify_consistency(5, 8, old, new, [bytes.fromhex(one) for one in proof])


sizes = st.integers(1, 600)


def some_leaves(size: int) -> list[bytes]:
    return [number.to_bytes(2, "big") for number in range(size)]


@given(sizes, st.data())
def test_paths_are_those_of_the_definition_and_verify(size: int, data: st.DataObject) -> None:
    leaves = some_leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(index, size, subtrees_of(leaves))

    assert path == plain_path(index, leaves)
    assert len(path) <= (size - 1).bit_length()
    assert verify_inclusion(index, size, leaf_hash(leaves[index]), path, plain_root(leaves))


@given(sizes, st.data())
def test_consistency_is_that_of_the_definition_and_verifies(size: int, data: st.DataObject) -> None:
    leaves = some_leaves(size)
    old = data.draw(st.integers(1, size))
    proof = consistency(old, size, subtrees_of(leaves))

    assert proof == plain_proof(old, leaves)
    assert verify_consistency(old, size, plain_root(leaves[:old]), plain_root(leaves), proof)


@given(st.integers(0, 600))
def test_a_frontier_has_the_root_of_its_leaves_at_every_size(size: int) -> None:
    frontier = Frontier()
    for leaf in some_leaves(size):
        frontier.add(leaf_hash(leaf))

    assert frontier.size == size
    assert frontier.root() == plain_root(some_leaves(size))


def spoilt(hashes: list[bytes], data: st.DataObject) -> list[bytes]:
    """The hashes with one bit flipped, one removed, one added, or one in another place."""
    spoil = data.draw(st.sampled_from(("flip", "remove", "add", "shorten", "lengthen")))
    place = data.draw(st.integers(0, len(hashes) - 1))
    some = list(hashes)
    match spoil:
        case "flip":
            bit = data.draw(st.integers(0, 255))
            flipped = int.from_bytes(some[place], "big") ^ 1 << bit
            some[place] = flipped.to_bytes(32, "big")
        case "remove":
            del some[place]
        case "add":
            some.insert(place, data.draw(st.binary(min_size=32, max_size=32)))
        case "shorten":
            some[place] = some[place][:-1]
        case "lengthen":
            some[place] += b"\0"
    return some


@given(st.integers(2, 600), st.data())
def test_a_spoilt_path_shows_nothing(size: int, data: st.DataObject) -> None:
    leaves = some_leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(index, size, subtrees_of(leaves))
    leaf, head = leaf_hash(leaves[index]), plain_root(leaves)

    assert not verify_inclusion(index, size, leaf, spoilt(path, data), head)
    assert not verify_inclusion(index, size, leaf[:-1], path, head)
    assert not verify_inclusion(index, size, head, path, head)
    assert not verify_inclusion(index, size, leaf, path, leaf)
    assert not verify_inclusion(size, size, leaf, path, head)
    assert not verify_inclusion(-1, size, leaf, path, head)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
    assert not verify_inclusion(other, size, leaf, path, head)


@given(st.integers(2, 600), st.data())
def test_a_spoilt_consistency_proof_shows_nothing(size: int, data: st.DataObject) -> None:
    leaves = some_leaves(size)
    old = data.draw(st.integers(1, size - 1))
    proof = consistency(old, size, subtrees_of(leaves))
    before, after = plain_root(leaves[:old]), plain_root(leaves)

    assert not verify_consistency(old, size, before, after, spoilt(proof, data))
    assert not verify_consistency(old, size, after, before, proof)
    assert not verify_consistency(size, old, before, after, proof)
    assert not verify_consistency(old, size, before, after, [])
    assert not verify_consistency(0, size, EMPTY_ROOT, after, proof)
    assert not verify_consistency(0, size, EMPTY_ROOT, after, [])
    assert not verify_consistency(size, size, after, after, proof)
    assert not verify_consistency(size, size, before, after, [])
    assert verify_consistency(size, size, after, after, [])


def test_a_leaf_alone_is_its_own_tree() -> None:
    leaf = leaf_hash(b"one")

    assert inclusion(0, 1, subtrees_of([b"one"])) == []
    assert verify_inclusion(0, 1, leaf, [], leaf)
    assert not verify_inclusion(0, 1, leaf, [leaf], leaf)
