"""However things went: a tick changes no verdict, and leaves nothing overdue that it records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.app import Ledger
from ledger.border import read_request
from ledger.errors import BadInput
from ledger.queries.agenda import agenda
from ledger.terms import instant_text
from ledger.verdict import verdict_json
from tests.replay.lives import ACCOUNTS, NOW, SHOPS, Happened, happenings, lived, times_of

LATER = NOW + timedelta(days=10)
TICKED = ("invitation_expires", "appeal_window_ends", "binding_ends", "account_released")


def requests() -> Iterator[dict[str, Any]]:
    """Something of everything that can be asked."""
    for shop in SHOPS:
        yield {"ask": "EnrolInCampaign", "shop": shop, "campaign": "spring"}
        for account in ACCOUNTS:
            of = {"shop": shop, "account": account, "program": "tiktok.channel"}
            yield {"ask": "Invite", **of, "binding": "B-new"}
            for act in ("AcceptInvitation", "UnlinkByShop", "RequestUnlink", "ApproveUnlink"):
                yield {"ask": act, "binding": f"{shop}-{account}"}
    for account in ACCOUNTS:
        yield {"ask": "AddShowcaseProducts", "account": account, "count": 30}
        for number in (0, 1):
            violation, by = f"V-{account}-{number}", f"account:{account}"
            yield {"ask": "SubmitAppeal", "violation": violation, "submitted_by": by}


def verdicts(ledger: Ledger) -> list[Any]:
    """What would come of every request, now and later; which facts say so is left out."""
    found: list[Any] = []
    for at in (NOW, LATER):
        for request in requests():
            whole = request | {"id": "r", "actor": "me", "at": instant_text(at)}
            try:
                answer = ledger.can(read_request(whole))
            except BadInput as wrong:
                found.append((request, wrong.as_json()))
                continue
            verdict = verdict_json(answer.verdict)
            for finding in verdict["findings"]:
                del finding["evidence"]
            found.append((request, verdict, answer.earliest))
    return found


@settings(max_examples=20, deadline=None)
@given(happenings(), st.none() | st.integers(0, 50))
def test_requests_are_judged_alike_before_and_after_a_tick(
    happened: list[Happened], wrong: int | None
) -> None:
    with lived(happened, wrong) as ledger:
        before = verdicts(ledger)
        recorded = ledger.tick()
        assert [fact.time for fact in recorded] == sorted(fact.time for fact in recorded)
        assert all(fact.time <= NOW for fact in recorded)
        assert verdicts(ledger) == before
        assert ledger.tick() == ()
        items = agenda(ledger.store, times_of(ledger), LATER)
        due = [item["due"] for item in items if item["due"] is not None]
        assert due == sorted(due)
        overdue = [item for item in items if item["due"] and item["due"] <= instant_text(NOW)]
        assert not [item for item in overdue if item["what"] in TICKED]
