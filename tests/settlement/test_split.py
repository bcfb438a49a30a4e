"""Amounts are divided in whole numbers, and every cent goes to somebody."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.queries.settling import Shares, divided, millionths
from ledger.queries.settling.split import WHOLE
from ledger.terms import LARGEST_INTEGER

RATES = st.integers(min_value=0, max_value=WHOLE)


@given(
    amount=st.integers(min_value=0, max_value=LARGEST_INTEGER),
    rates=st.tuples(RATES, RATES, RATES),
    reduction=RATES,
    payment_first=st.booleans(),
)
def test_the_parts_add_up_and_nobody_is_charged_more_than_their_share(
    amount: int, rates: tuple[int, int, int], reduction: int, payment_first: bool
) -> None:
    shares = Shares(*rates, reduction, payment_first)
    assume(shares.fit)

    parts = divided(amount, shares)

    assert parts.host + parts.platform + parts.payment + parts.merchant == amount
    assert min(parts.host, parts.platform, parts.payment, parts.merchant) >= 0
    for part, rate in zip((parts.host, parts.platform, parts.payment), rates, strict=True):
        assert part * WHOLE <= amount * rate


@given(amount=st.integers(min_value=0, max_value=10**9), rates=st.tuples(RATES, RATES, RATES))
def test_rounding_down_takes_less_than_one_unit_from_each(
    amount: int, rates: tuple[int, int, int]
) -> None:
    shares = Shares(*rates)
    assume(shares.fit)

    parts = divided(amount, shares)

    for part, rate in zip((parts.host, parts.platform, parts.payment), rates, strict=True):
        assert amount * rate - part * WHOLE < WHOLE


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("0", 0), ("0.6", 600_000), ("15", 15_000_000), ("0.000001", 1), ("100.000000", WHOLE)],
)
def test_rates_are_read_without_fractions(percent: str, expected: int) -> None:
    assert millionths(percent) == expected


def test_the_numbers_of_the_source_by_hand() -> None:
    # 99.99: 20 % are 19.998, 5 % are 4.9995, 0.6 % are 0.59994.
    parts = divided(9999, Shares(millionths("20"), millionths("5"), millionths("0.6")))

    assert (parts.host, parts.platform, parts.payment, parts.merchant) == (1999, 499, 59, 7442)


def test_of_what_the_payment_left_if_the_law_reads_it_so() -> None:
    # 100.00 less 0.60: 20 % of 99.40 are 19.88, 5 % are 4.97.
    shares = Shares(millionths("20"), millionths("5"), millionths("0.6"), payment_first=True)
    parts = divided(10_000, shares)

    assert (parts.host, parts.platform, parts.payment, parts.merchant) == (1988, 497, 60, 7455)


def test_a_waived_part_of_the_platforms_fee_stays_with_the_merchant() -> None:
    shares = Shares(0, millionths("5"), 0, reduction=millionths("20"))

    assert divided(10_000, shares).platform == 400
    assert divided(10_000, shares).merchant == 9_600


def test_shares_beyond_the_whole_do_not_fit() -> None:
    assert Shares(WHOLE - 1, 1, 0).fit
    assert not Shares(WHOLE, 1, 0).fit
