"""Facts to bytes and back: canonical form, round trips, personal fields, limits."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledger.border import read_export_line, read_feed_line, read_json
from ledger.codec import (
    LONGEST_LEAF,
    SALT_BYTES,
    Draft,
    LeafTooLong,
    canonical,
    decode,
    encode,
    export_line,
    import_leaf,
    personal_fields,
    says_the_same,
    split_personal,
)
from ledger.events import (
    KINDS,
    AccountBanned,
    AccountRegistered,
    BindingListAsserted,
    DelegationOffered,
    Event,
    FactAnnulled,
    RequestRefused,
    RulebookAdopted,
    ShopRegistered,
    ViolationRecorded,
)
from ledger.record import Fact
from ledger.terms import LARGEST_INTEGER
from tests.codec.events import drafts, drafts_of, instants, plain_json, salts
from tests.golden.write_leaves import read_golden

HAPPENED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LEARNT = datetime(2026, 3, 1, 9, 0, 5, tzinfo=UTC)
SALT = bytes(range(SALT_BYTES))
EVERY_KIND = pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.kind) for kind in KINDS])

SHOP = ShopRegistered(shop="tiktok:S1", operating_country="MX", name="墨西哥小店")


def draft(event: Event = SHOP) -> Draft:
    return Draft(event, HAPPENED, "tiktok/seller-center", "s1")


def drafted(fact: Fact) -> Draft:
    return Draft(
        fact.event,
        fact.time,
        fact.source,
        fact.id,
        fact.actor,
        fact.correlationid,
        fact.causationid,
    )


# Canonical bytes


@given(plain_json)
def test_canonical_bytes_are_those_of_an_independent_implementation(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("number", [LARGEST_INTEGER, -LARGEST_INTEGER, 0, -1])
def test_the_largest_integers_are_canonical(number: int) -> None:
    assert canonical({"n": number}) == rfc8785.dumps({"n": number})


@pytest.mark.parametrize("code", range(0x20))
def test_control_characters_are_escaped_as_rfc_8785_says(code: int) -> None:
    assert canonical({"text": chr(code)}) == rfc8785.dumps({"text": chr(code)})


def test_keys_stand_in_order_of_their_code_points() -> None:
    assert canonical({"b": 1, "a_": 2, "aB": 3, "a": 4, "B": 5}) == (
        b'{"B":5,"a":4,"aB":3,"a_":2,"b":1}'
    )


@given(drafts, instants, salts)
def test_a_leaf_is_canonical(one: Draft, learnt: datetime, salt: bytes) -> None:
    leaf = encode(one, learnt, lambda: salt)

    assert leaf.data == rfc8785.dumps(json.loads(leaf.data))


@pytest.mark.parametrize("golden", read_golden(), ids=lambda one: f"{one['kind']} {one['case']}")
def test_golden_leaves_are_canonical(golden: dict[str, Any]) -> None:
    for text in (golden["leaf"], golden["export"], golden["personal"] or "{}"):
        assert rfc8785.dumps(json.loads(text)).decode() == text


# Round trips


@EVERY_KIND
@given(data=st.data(), learnt=instants, salt=salts)
@settings(max_examples=10)
def test_what_was_encoded_is_decoded(
    kind: type[Event], data: st.DataObject, learnt: datetime, salt: bytes
) -> None:
    one = data.draw(drafts_of(kind))

    leaf = encode(one, learnt, lambda: salt)
    fact = decode(3, leaf.data, leaf.personal)

    assert drafted(fact) == one
    assert (fact.position, fact.recordedtime, fact.forgotten) == (3, learnt, False)
    assert (leaf.kind, leaf.source, leaf.id) == (kind.kind, one.source, one.id)
    assert (leaf.time, leaf.recordedtime) == (one.time, learnt)
    assert (leaf.salt is None) == (leaf.personal is None)


@EVERY_KIND
@given(data=st.data(), learnt=instants, salt=salts)
@settings(max_examples=10)
def test_an_export_line_becomes_the_same_leaf(
    kind: type[Event], data: st.DataObject, learnt: datetime, salt: bytes
) -> None:
    leaf = encode(data.draw(drafts_of(kind)), learnt, lambda: salt)

    line = export_line(leaf.data, leaf.salt, leaf.personal)
    read = read_export_line(read_json(line))

    assert import_leaf(read.draft, read.recordedtime, read.salt, read.digest) == leaf
    assert rfc8785.dumps(json.loads(line)) == line


@EVERY_KIND
@given(data=st.data(), learnt=instants, salt=salts)
@settings(max_examples=5)
def test_a_fact_whose_personal_fields_are_forgotten_is_exported_as_its_leaf(
    kind: type[Event], data: st.DataObject, learnt: datetime, salt: bytes
) -> None:
    one = data.draw(drafts_of(kind))
    leaf = encode(one, learnt, lambda: salt)

    fact = decode(3, leaf.data, None)
    line = export_line(leaf.data, None, None)
    read = read_export_line(read_json(line))
    again = import_leaf(read.draft, read.recordedtime, read.salt, read.digest)

    assert line == leaf.data
    assert fact.forgotten == (leaf.personal is not None)
    assert all(getattr(fact.event, name) is None for name in personal_fields(kind))
    assert again == dataclasses.replace(leaf, salt=None, personal=None)


def test_a_null_that_a_kind_asks_for_stands_in_the_leaf() -> None:
    refused = RequestRefused(
        request={"id": "r"},
        verdict={"holds": False},
        earliest=None,
        read_at=1,
        engine="0",
        calendars=(),
        subjects=("request:r",),
    )
    leaf = encode(draft(refused), LEARNT, lambda: SALT)

    assert json.loads(leaf.data)["data"]["earliest"] is None
    assert (
        "reason"
        not in json.loads(
            encode(draft(AccountBanned(account="tiktok:A1")), LEARNT, lambda: SALT).data
        )["data"]
    )


# Personal fields


def test_personal_fields_stand_beside_the_leaf() -> None:
    leaf = encode(draft(), LEARNT, lambda: SALT)

    assert "墨西哥小店" not in leaf.data.decode()
    assert leaf.personal == '{"name":"墨西哥小店"}'.encode()
    assert leaf.salt == SALT


def test_the_digest_is_that_of_the_contract() -> None:
    event = AccountRegistered(account="tiktok:A1", handle="@ñandú", name="小红", region="MX")
    leaf = encode(draft(event), LEARNT, lambda: SALT)

    fields = rfc8785.dumps({"handle": "@ñandú", "name": "小红"})
    expected = hashlib.sha256(SALT + fields).hexdigest()
    assert json.loads(leaf.data)["personaldigest"] == expected
    assert json.loads(leaf.data)["data"] == {"account": "tiktok:A1", "region": "MX"}


def test_without_personal_fields_there_is_no_digest_and_no_salt_is_asked_for() -> None:
    event = ShopRegistered(shop="tiktok:S1", operating_country="MX")

    def salt() -> bytes:
        raise AssertionError("randomness was used up for nothing")

    leaf = encode(draft(event), LEARNT, salt)

    assert "personaldigest" not in json.loads(leaf.data)
    assert (leaf.salt, leaf.personal) == (None, None)


def test_an_export_line_carries_the_salt_instead_of_the_digest() -> None:
    leaf = encode(draft(), LEARNT, lambda: SALT)

    line = json.loads(export_line(leaf.data, leaf.salt, leaf.personal))

    assert base64.b64decode(line["personalsalt"]) == SALT
    assert "personaldigest" not in line
    assert line["data"]["name"] == "墨西哥小店"


def test_which_fields_are_personal() -> None:
    personal = {kind.__name__: names for kind in KINDS if (names := personal_fields(kind))}

    assert personal == {
        "ShopRegistered": ("name",),
        "ShopRenamed": ("name",),
        "ShopSubjectDeclared": ("subject", "uscc"),
        "RegistrationIdentifierAssigned": ("value",),
        "RegistrationIdentifierRetired": ("value",),
        "AccountRegistered": ("handle", "name"),
        "AccountRenamed": ("handle", "name"),
        "MaterialSubmitted": ("document_number",),
        "EnterpriseVerificationPassed": ("subject", "uscc"),
        "CorporateBankAccountVerified": ("subject",),
        "PermitRecorded": ("document_number",),
        "PermitExpired": ("document_number",),
        "StaffDelegationGranted": ("name",),
        "CollectionAccountOpened": ("subject",),
        "MiniProgramRegistered": ("name",),
        "MiniProgramBoundToShop": ("value",),
        "EvidenceAttached": ("title",),
        "DisputeOpened": ("title",),
        "DisputeNoted": ("note",),
        "DisputeResolved": ("note",),
        "RawEventKept": ("body",),
        "RequestGranted": ("personal",),
        "RequestRefused": ("personal",),
    }


def test_personal_fields_can_be_forgotten_so_no_kind_requires_one() -> None:
    for kind in KINDS:
        defaults = {field.name: field.default for field in dataclasses.fields(kind)}
        assert all(defaults[name] is None for name in personal_fields(kind)), kind.kind


# The same again, or something else


@given(drafts, instants, salts)
def test_a_fact_says_the_same_as_itself(one: Draft, learnt: datetime, salt: bytes) -> None:
    leaf = encode(one, learnt, lambda: salt)

    assert says_the_same(one, leaf.data, leaf.personal)
    assert says_the_same(one, leaf.data, None)


@EVERY_KIND
@given(data=st.data())
@settings(max_examples=5)
def test_a_fact_that_differs_says_something_else(kind: type[Event], data: st.DataObject) -> None:
    one, other = data.draw(drafts_of(kind)), data.draw(drafts_of(kind))
    other = dataclasses.replace(other, source=one.source, id=one.id)
    assume(one != other)
    leaf = encode(one, LEARNT, lambda: SALT)

    assert not says_the_same(other, leaf.data, leaf.personal)


@pytest.mark.parametrize(
    "change",
    [
        {"time": datetime(2026, 3, 1, 9, 0, 1, tzinfo=UTC)},
        {"actor": "platform"},
        {"correlationid": "r-1"},
        {"causationid": "s#1"},
        {"event": dataclasses.replace(SHOP, operating_country="CN")},
        {"event": dataclasses.replace(SHOP, main_category="美妆")},
        {"event": dataclasses.replace(SHOP, name="another name")},
        {"event": dataclasses.replace(SHOP, name=None)},
    ],
)
def test_every_attribute_and_field_is_compared(change: dict[str, Any]) -> None:
    leaf = encode(draft(), LEARNT, lambda: SALT)

    assert not says_the_same(dataclasses.replace(draft(), **change), leaf.data, leaf.personal)


def test_the_recorded_time_and_the_salt_are_not_compared() -> None:
    leaf = encode(draft(), datetime(2030, 1, 1, tzinfo=UTC), lambda: os.urandom(SALT_BYTES))

    assert says_the_same(draft(), leaf.data, leaf.personal)


@pytest.mark.parametrize("name", ["another name", None])
def test_forgotten_personal_fields_are_not_compared(name: str | None) -> None:
    leaf = encode(draft(), LEARNT, lambda: SALT)
    other = draft(dataclasses.replace(SHOP, name=name))

    assert says_the_same(other, leaf.data, None)


def test_a_personal_field_that_was_never_given_is_something_new() -> None:
    leaf = encode(draft(dataclasses.replace(SHOP, name=None)), LEARNT, lambda: SALT)

    assert not says_the_same(draft(), leaf.data, None)


def test_the_same_line_in_another_offset_says_the_same() -> None:
    line = {
        "specversion": "1.0",
        "type": "ShopRegistered.v1",
        "source": "tiktok/seller-center",
        "id": "s1",
        "time": "2026-03-01t17:00:00.000+08:00",
        "datacontenttype": "application/json",
        "data": {"name": "墨西哥小店", "operating_country": "MX", "shop": "tiktok:S1"},
    }
    leaf = encode(draft(), LEARNT, lambda: SALT)

    assert says_the_same(read_feed_line(line), leaf.data, leaf.personal)


# Limits


def _adopted(size: int) -> Draft:
    """A fact whose leaf has exactly `size` bytes."""
    empty = draft(RulebookAdopted(program="tiktok.channel", text=""))
    around = len(encode(empty, LEARNT, lambda: SALT).data)
    return draft(RulebookAdopted(program="tiktok.channel", text="x" * (size - around)))


def test_the_longest_leaf_passes() -> None:
    leaf = encode(_adopted(65_535), LEARNT, lambda: SALT)

    assert len(leaf.data) == 65_535 == LONGEST_LEAF
    assert import_leaf(_adopted(65_535), LEARNT, None, None) == leaf


def test_a_leaf_one_byte_longer_does_not() -> None:
    with pytest.raises(LeafTooLong, match=r"^65536 bytes$"):
        encode(_adopted(65_536), LEARNT, lambda: SALT)
    with pytest.raises(LeafTooLong):
        import_leaf(_adopted(65_536), LEARNT, None, None)


def test_bytes_are_counted_and_not_characters() -> None:
    with pytest.raises(LeafTooLong):
        encode(
            draft(ViolationRecorded(violation="V1", category="违" * 30_000)), LEARNT, lambda: SALT
        )


def test_personal_fields_have_the_same_limit() -> None:
    longest = "x" * (65_535 - len('{"name":""}'))
    leaf = encode(draft(dataclasses.replace(SHOP, name=longest)), LEARNT, lambda: SALT)
    assert leaf.personal is not None
    assert len(leaf.personal) == 65_535

    with pytest.raises(LeafTooLong):
        encode(draft(dataclasses.replace(SHOP, name=longest + "x")), LEARNT, lambda: SALT)


# Tags


def test_a_fact_carries_the_tags_of_all_its_subjects() -> None:
    event = ViolationRecorded(violation="V1", shop="tiktok:S1", account="tiktok:A1", category="x")

    leaf = encode(draft(event), LEARNT, lambda: SALT)

    assert leaf.tags == ("shop:tiktok:S1", "account:tiktok:A1", "violation:V1")


def test_a_delegation_carries_the_tags_of_both_accounts() -> None:
    event = DelegationOffered(delegation="D1", grantor="douyin:A1", grantee="douyin:A2")

    tags = ("delegation:D1", "account:douyin:A1", "account:douyin:A2")
    assert encode(draft(event), LEARNT, lambda: SALT).tags == tags

    to_itself = dataclasses.replace(event, grantee="douyin:A1")
    assert encode(draft(to_itself), LEARNT, lambda: SALT).tags == tags[:2]


def test_a_list_of_bindings_carries_the_tags_of_all_its_accounts() -> None:
    accounts = ("tiktok:A1", "tiktok:A2", "tiktok:A1")
    event = BindingListAsserted(shop="tiktok:S1", accounts=accounts, digest="sha256:" + "0" * 64)

    assert encode(draft(event), LEARNT, lambda: SALT).tags == (
        "shop:tiktok:S1",
        "account:tiktok:A1",
        "account:tiktok:A2",
    )


def test_an_annulment_carries_the_tags_of_what_it_annuls() -> None:
    event = FactAnnulled(fact="s#1", reason="typed twice", subjects=("shop:tiktok:S1",))

    assert encode(draft(event), LEARNT, lambda: SALT).tags == ("shop:tiktok:S1",)


def test_the_parts_of_a_fact_are_plain_json() -> None:
    public, personal = split_personal(SHOP)

    assert public == {"shop": "tiktok:S1", "operating_country": "MX"}
    assert personal == {"name": "墨西哥小店"}
