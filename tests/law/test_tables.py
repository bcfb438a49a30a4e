"""Tables of rulebooks: which lists of pairs are read, and what they say."""

from __future__ import annotations

import pytest

from ledger.parameters import Pairs, expected_of, pairs_of, read_value

FORM = Pairs(("invite", "unlink"))


def test_a_table_gives_a_text_to_each_of_its_words() -> None:
    value = read_value(FORM, ["invite: accounts", "unlink:  customer service "])

    assert pairs_of(value) == {"invite": "accounts", "unlink": "customer service"}
    assert pairs_of(None) == {}


@pytest.mark.parametrize(
    "raw",
    [
        [],
        "invite: accounts",
        ["invite"],
        ["invite:"],
        [": accounts"],
        ["accept: accounts"],
        ["invite: accounts", "invite: staff"],
        ["invite: accounts", "invite: accounts"],
        ["invite: accounts", 7],
        [True],
    ],
)
def test_anything_else_is_refused_with_what_was_expected(raw: object) -> None:
    with pytest.raises(ValueError, match="at most once") as wrong:
        read_value(FORM, raw)

    assert str(wrong.value) == expected_of(FORM)
