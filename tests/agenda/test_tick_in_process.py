"""`tick` on a real ledger, in process, on both backends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from ledger.app import Ledger, Surroundings
from ledger.app.ticking import ACTOR, Ticking
from ledger.errors import BadInput
from ledger.events import AppealWindowLapsed, BindingEnded
from ledger.queries.reading import every_fact
from ledger.record import Fact
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
    assert (taken.new, taken.rejected) == (len(lines), [])


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
        shop("S1", time_zone="America/Mexico_City"),
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

    # At one instant the earlier cause comes first: the account was told of before the shop.
    assert told(recorded) == [
        ("BindingInvitationExpired", "2026-03-12T00:00:00Z", "B4"),
        ("AppealWindowLapsed", "2026-03-13T06:00:00Z", "V1"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B3"),
        ("AccountReleased", "2026-03-15T00:00:00Z", "tiktok:A3"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B1"),
        ("BindingEnded", "2026-03-15T00:00:00Z", "B2"),
    ]
    ends = [one.event for one in recorded if isinstance(one.event, BindingEnded)]
    assert [end.reason for end in ends] == ["account_deregistered", "shop_closed", "shop_closed"]
    lapsed = recorded[1].event
    assert isinstance(lapsed, AppealWindowLapsed)
    assert (lapsed.account, lapsed.shop) == ("tiktok:A1", "tiktok:S1")


def test_what_is_recorded_names_the_ledger_and_its_cause(ledger: Ledger) -> None:
    much(ledger)
    recorded = ledger.tick()

    assert [one.causationid for one in recorded] == [
        "tests#B4-BindingInvited-2026-03-10",
        "tests#n",
        *["tests#gone"] * 2,
        *["tests#closed"] * 2,
    ]
    for one in recorded:
        assert (one.source, one.actor, one.correlationid) == ("bindledger:here", ACTOR, None)
        assert UUID(one.id).version == 7
        assert one.recordedtime == NOW
    kept = [one for one in every_fact(ledger.store) if one.actor == ACTOR]
    assert kept == list(recorded)


def test_twice_changes_nothing(ledger: Ledger) -> None:
    much(ledger)
    ledger.tick()
    before = ledger.store.head()

    assert ledger.tick() == ()
    assert ledger.store.head() == before


def test_nothing_is_recorded_before_its_instant(ledger: Ledger) -> None:
    much(ledger)

    assert told(ledger.tick(instant("2026-03-11T23:59:59Z"))) == []
    assert [one[2] for one in told(ledger.tick(instant("2026-03-12T00:00Z")))] == ["B4"]
    assert [one[2] for one in told(ledger.tick(instant("2026-03-14T00:00Z")))] == ["V1"]


def test_a_late_fact_that_makes_something_due_is_told_at_the_next_tick(ledger: Ledger) -> None:
    much(ledger)
    ledger.tick()
    take(ledger, of_binding("BindingActivated", "2026-02-20", "B5", "S1", "A2"))

    assert told(ledger.tick()) == [("BindingEnded", "2026-03-15T00:00:00Z", "B5")]
    assert ledger.tick() == ()


def test_a_late_fact_that_shows_a_ticked_one_wrong_leaves_it_to_be_annulled(
    ledger: Ledger,
) -> None:
    much(ledger)
    (expired,) = ledger.tick(instant("2026-03-12T00:00Z"))
    take(ledger, of_binding("BindingInvitationAccepted", "2026-03-11", "B4", "S2", "A1"))

    later = ledger.tick()
    assert "B4" not in [one[2] for one in told(later)]
    ledger.annul(expired.name, "the account had accepted in time")
    assert ledger.tick() == ()


def test_an_appeal_that_was_taken_back_after_the_window_lapses_then(ledger: Ledger) -> None:
    much(ledger)
    appeal = {"violation": "V1", "appeal": "P1"}
    take(
        ledger,
        fact("AppealSubmitted", "p", "2026-03-05", **appeal, submitted_by="account:tiktok:A1"),
    )
    assert "V1" not in [one[2] for one in told(ledger.tick())]
    take(ledger, fact("AppealWithdrawn", "w", "2026-03-20", **appeal))

    assert told(ledger.tick()) == [("AppealWindowLapsed", "2026-03-20T00:00:00Z", "V1")]


@pytest.mark.parametrize(
    ("days", "lapses"),
    [
        ({"2000-01-01": 7, "2026-03-07": 3}, "2026-03-07T06:00:00Z"),
        ({"2000-01-01": 7, "2026-03-10": 3}, "2026-03-10T00:00:00Z"),
        ({"2000-01-01": 3, "2026-03-06": 7}, "2026-03-13T06:00:00Z"),
        ({"2000-01-01": 3, "2026-03-08": 7}, "2026-03-07T06:00:00Z"),
    ],
    ids=["shortened in time", "shortened afterwards", "lengthened in time", "lengthened too late"],
)
def test_a_window_lapses_when_the_law_of_that_instant_says_so(
    ledger: Ledger, days: dict[str, int], lapses: str
) -> None:
    much(ledger)
    law = rulebook({"violation.appeal_window": days})
    ledger.adopt_rulebook(law, "law", instant("2020-01-01T00:00Z"))

    lapsed = [one for one in told(ledger.tick()) if one[0] == "AppealWindowLapsed"]
    assert lapsed == [("AppealWindowLapsed", lapses, "V1")]


def test_what_others_change_meanwhile_is_seen(ledger: Ledger, ledger_url: str) -> None:
    much(ledger)
    calls = 0

    def new_id() -> str:
        """Another process tells of an earlier end just before the tick is written."""
        nonlocal calls
        calls += 1
        if calls == 1:
            with Ledger.open(ledger_url, write=True, now=NOW) as other:
                end = {"reason": "platform_forced"}
                take(other, of_binding("BindingEnded", "2026-03-14", "B1", "S1", "A1", **end))
        return Surroundings().new_id()

    timing = replace(ledger.timing, surroundings=Surroundings(new_id=new_id))
    recorded = Ticking(ledger.store, timing).tick()

    assert [one[2] for one in told(recorded)] == ["B4", "V1", "B3", "tiktok:A3", "B2"]
    assert ledger.tick() == ()


def test_a_great_many_things_fall_due_at_once(ledger: Ledger) -> None:
    names = [f"A{number:03}" for number in range(130)]
    take(ledger, shop("S1"), fact("ShopClosed", "closed", "2026-03-15", shop="tiktok:S1"))
    take(ledger, *(of_binding("BindingActivated", "2026-02-01", f"B{n}", "S1", n) for n in names))

    assert [one[2] for one in told(ledger.tick())] == [f"B{name}" for name in names]
    assert ledger.tick() == ()


def test_a_ledger_with_a_clock_takes_no_time_to_come(ledger_url: str) -> None:
    now = datetime(2026, 4, 1, tzinfo=UTC)
    surroundings = Surroundings(clock=lambda: now)
    Ledger.create(ledger_url, origin="here", surroundings=surroundings).store.close()
    with Ledger.open(ledger_url, write=True, surroundings=surroundings) as ledger:
        much(ledger)
        with pytest.raises(BadInput) as wrong:
            ledger.tick(now + timedelta(microseconds=1))
        assert wrong.value.where == "--until"
        # Without a time for invitations in the law, none expires.
        assert [one[2] for one in told(ledger.tick(now))] == ["V1", "B3", "tiktok:A3", "B1", "B2"]


def test_on_a_rehearsal_ledger_until_is_the_time_it_is(ledger: Ledger, ledger_url: str) -> None:
    much(ledger)
    with Ledger.open(ledger_url, write=True) as later:
        with pytest.raises(BadInput):
            later.tick(NOW - timedelta(microseconds=1))
        recorded = later.tick(NOW + timedelta(days=3))

    assert {one.recordedtime for one in recorded} == {NOW + timedelta(days=3)}
    with pytest.raises(BadInput):
        ledger.tick(NOW + timedelta(days=4))
