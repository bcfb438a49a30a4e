"""However things went: a statement adds up, and closes with what `show` prints."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.app import Ledger
from ledger.errors import LedgerError
from ledger.queries import state
from ledger.queries.statement import statement
from ledger.queries.times import Times
from tests.replay.lives import ACCOUNTS, SHOPS, START, happenings, lived, times_of


def closing(ledger: Ledger, subject: str, balance: str, times: Times) -> Any:
    """The closing balance of a statement that adds up line by line."""
    told = statement(ledger.store, subject, balance, times)
    assert told is not None
    balance_now = told["opening"]
    for line in told["lines"]:
        if line["change"] is None:
            assert balance_now is None or line["balance"] is None
        else:
            assert line["balance"] == balance_now + line["change"]
        assert line["because"]
        balance_now = line["balance"]
    assert told["closing"] == balance_now
    return told["closing"]


@settings(max_examples=25, deadline=None)
@given(happenings(), st.none() | st.integers(0, 50), st.integers(0, 24 * 120))
def test_a_statement_closes_with_what_show_prints(
    happened: list[Any], wrong: int | None, hour: int
) -> None:
    with lived(happened, wrong) as ledger:
        times = times_of(ledger, START + timedelta(hours=hour))
        for shop in SHOPS:
            of_shop = state.show_shop(ledger.store, shop, times)
            if of_shop is None:
                assert statement(ledger.store, f"shop:{shop}", "compliance_score", times) is None
                continue
            tag = f"shop:{shop}"
            for balance in ("slots", "unlink_chances"):
                for program, count in of_shop[balance].items():
                    assert closing(ledger, tag, f"{balance}:{program}", times) == count["left"]
            score = of_shop["compliance_score"]["value"]
            assert closing(ledger, tag, "compliance_score", times) == score
        for account in ACCOUNTS:
            of_account = state.show_account(ledger.store, account, times)
            if of_account is not None:
                _check_account(ledger, f"account:{account}", of_account, times)


def _check_account(ledger: Ledger, tag: str, view: dict[str, Any], times: Times) -> None:
    score = view["compliance_score"]["value"]
    assert closing(ledger, tag, "compliance_score", times) == score
    for offset in (-8, 0, 7, 8):
        day = (times.valid + timedelta(hours=offset)).date().isoformat()
        try:
            told = closing(ledger, tag, f"showcase_additions:{day}", times)
        except LedgerError:
            continue
        if _today(ledger, view, times) == day:
            assert told == view["showcase"]["added_today"]


def _today(ledger: Ledger, view: dict[str, Any], times: Times) -> str | None:
    """The local day of the shop that the account is bound to, if that is known."""
    from ledger.zones import zone_of

    bound = view["bound_to"]
    shop = state.show_shop(ledger.store, bound["shop"], times) if bound is not None else None
    if shop is None or shop["operating_country"] is None:
        return None
    zone = zone_of(shop["operating_country"])
    if zone is None:
        return None
    from zoneinfo import ZoneInfo

    return times.valid.astimezone(ZoneInfo(zone)).date().isoformat()
