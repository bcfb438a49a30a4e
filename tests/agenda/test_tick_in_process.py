"""`tick` on a real ledger, in process, on both backends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.app import Ledger, Surroundings
from ledger.app.ticking import ACTOR, Ticking
from ledger.errors import BadInput
from ledger.events import FactAnnulled, ShopUnlinked
from ledger.queries.reading import every_fact
from ledger.record import Fact
from ledger.store.query import query_of
from ledger.terms import BEGINNING, instant_text
from tests.console.talking import Line, account, fact, of_binding, shop
from tests.story import instant, rulebook

NOW = instant("2026-04-01T00:00Z")


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """A rehearsal ledger at 1 April 2026; its law lets invitations expire after two days."""
    Ledger.create(ledger_url, origin="here", rehearsal=True, now=BEGINNING).store.close()
    with Ledger.open(ledger_url, write=True, now=NOW) as opened:
        law = rulebook({"binding.invitation_ttl": 48})
        opened.adopt_rulebook(law, "law", BEGINNING.replace(second=1))
        yield opened


def take(ledger: Ledger, *lines: Line) -> None:
    """Record facts that are all good and new."""
    taken = ledger.take(enumerate(lines, start=1))
    assert (taken.new, taken.rejected) == (len(lines), ())


def told(recorded: tuple[Fact, ...]) -> list[tuple[str, str, str]]:
    """Kind, time, and the binding, violation or account it is about."""
    names = ("binding", "violation", "account")
    return [
        (
            fact.event.kind.removesuffix(".v1"),
            instant_text(fact.time),
            next(name for of in names if (name := getattr(fact.event, of, None)) is not None),
        )
        for fact in recorded
    ]


def much(ledger: Ledger) -> None:
    """A shop that closed, an account that is gone, an invitation and a notice nobody answered."""
    take(
        ledger,
        shop("S1"),
        shop("S2"),
        *account("A1"),
        *account("A2"),
        *account("A3"),
        of_binding("BindingActivated", "2026-02-01", "B1", "S1", "A1"),
        of_binding("BindingActivated", "2026-02-02", "B2", "S1", "A2"),
        of_binding("BindingActivated", "2026-02-03", "B3", "S2", "A3"),
        of_binding("BindingInvited", "2026-03-10", "B4", "S2", "A1"),
        fact("AccountDeregistered", "gone", "2026-03-08", account="tiktok:A3"),
        fact("ShopClosed", "closed", "2026-03-15", shop="tiktok:S1"),
        fact(
            "ViolationRecorded",
            "v",
            "2026-03-02",
            violation="V1",
            account="tiktok:A1",
            category="copying",
            content_posted_at="2026-03-01T00:00:00Z",
        ),
        fact("ViolationNotified", "n", "2026-03-03T18:00:00Z", violation="V1"),
    )


def test_all_that_fell_due_is_recorded_in_its_order_at_its_own_instants(ledger: Ledger) -> None:
    much(ledger)
    recorded = ledger.tick()

    assert told(recorded) == [
        ("BindingInvitationExpired", "2026-03-12T00:00:00Z", "B4"),
        ("AppealWindowLapsed", "2026-03-13T06:00:00Z", "V1"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B1"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B2"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B3"),
        ("AccountReleased", "2026-03-15T00:00:00Z", "tiktok:A3"),
    ] or told(recorded) == [
        ("BindingInvitationExpired", "2026-03-12T00:00:00Z", "B4"),
        ("AppealWindowLapsed", "2026-03-13T06:00:00Z", "V1"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B3"),
        ("AccountReleased", "2026-03-15T00:00:00Z", "tiktok:A3"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B1"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B2"),
    ]
