"""What else could happen so that a refused request would be granted now."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from ledger.decisions.helping import MOST_EVENTS
from ledger.events import (
    AccountBanLifted,
    AccountHolderAgeAttested,
    AccountRegionDeclared,
    AccountRegistered,
    BindingActivated,
    BindingEnded,
    BindingInvitationCancelled,
    BindingInvitationDeclined,
    BindingReviewFailed,
    BindingReviewOpened,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    ContentScreened,
    Event,
    ShopRegistered,
    UnlinkRefused,
    UnlinkRequestWithdrawn,
    ViolationResolved,
)
from ledger.events.binding import BindingNames
from tests.story import (
    CHANNEL,
    Answer,
    Deed,
    accepted,
    account,
    add_products,
    adopted,
    appeal,
    ask_to_leave,
    asked_to_leave,
    banned,
    bound,
    closed,
    enrol,
    given,
    invite,
    invited,
    let_go_of,
    nobody_knows,
    pass_review,
    platform,
    rulebook,
    scored,
    shop,
    unlink,
    unlinked,
    violated,
)

LONG_BEFORE = "2026-02-01T09:00Z"
NOW = "2026-03-02T12:00Z"
NO_WAIT = [adopted(rulebook({}, without=["account.rebind_wait"]))]


def of(shop: str, account: str) -> BindingNames:
    return {
        "binding": f"{shop}-{account}",
        "shop": platform(shop),
        "account": platform(account),
        "program": CHANNEL,
    }


def over(shop: str, account: str) -> BindingEnded:
    return BindingEnded(**of(shop, account), reason="unknown")


def resolved(violation: str, account: str) -> ViolationResolved:
    return ViolationResolved(violation=violation, account=platform(account))


def attested(account: str) -> AccountHolderAgeAttested:
    return AccountHolderAgeAttested(
        account=platform(account), of_age=True, minimum_age=18, method="unspecified"
    )


def overturned(account: str) -> AccountBanLifted:
    return AccountBanLifted(account=platform(account), overturned=True)


class TestOneRuleInTheWay:
    def test_any_binding_that_takes_a_slot_may_be_over(self) -> None:
        history = given(
            *(bound("S1", name, at=LONG_BEFORE) for name in ("A1", "A2")),
            asked_to_leave("S1", "A2", at=LONG_BEFORE),
            invited("S1", "A3", at=LONG_BEFORE),
            accepted("S1", "A3", at=LONG_BEFORE),
            bound("S1", "A4", at=LONG_BEFORE),
        )

        asked = history.when(invite("S1", "A5", at=NOW))
        asked.then_refused("shop.slots", earliest=None)
        asked.helped_by(
            [over("S1", "A1")],
            [BindingEnded(**of("S1", "A2"), reason="account_unlink")],
            [BindingReviewFailed(**of("S1", "A3"))],
            [over("S1", "A4")],
        )

    def test_as_many_must_be_over_as_are_too_many(self) -> None:
        history = given(*(bound("S1", f"A{n}", at=LONG_BEFORE) for n in range(1, 6)))

        asked = history.when(invite("S1", "A9", at=NOW))
        ends = [over("S1", f"A{n}") for n in range(1, 6)]
        asked.helped_by(*combinations(ends, 2))

    def test_each_open_violation_must_be_resolved(self) -> None:
        history = given(
            bound("S1", "A1", at=LONG_BEFORE),
            violated("V1", account="A1", at=LONG_BEFORE),
            violated("V2", account="A1", at=LONG_BEFORE),
        )

        history.when(unlink("S1", "A1", at=NOW)).helped_by(
            [resolved("V1", "A1"), resolved("V2", "A1")]
        )

    def test_a_ban_must_be_overturned_not_merely_lifted(self) -> None:
        history = given(banned("A1", at=LONG_BEFORE))

        history.when(invite("S1", "A1", at=NOW)).helped_by([overturned("A1")])

    def test_an_appeal_waits_for_its_notice(self) -> None:
        history = given(bound("S1", "A1", at=LONG_BEFORE), violated("V1", account="A1", at=NOW))

        asked = history.when(appeal("V1", by="account:tiktok:A1", at=NOW))
        asked.finds("violation.appeal_window", "unknown", missing="ViolationNotified")
        # Without working days nothing can be counted after notice either.
        asked.helped_by()

    def test_points_are_given_back_or_a_score_is_shown(self) -> None:
        history = given(scored("S1", 72, at=LONG_BEFORE))

        history.when(enrol("S1", "summer", at=NOW)).helped_by(
            [ComplianceScoreRestored(shop=platform("S1"), points=8)]
        )
        history.when(enrol("S2", "summer", at=NOW)).helped_by(
            [ComplianceScoreObserved(shop=platform("S2"), score=80)]
        )

    def test_a_binding_goes_the_steps_to_where_the_act_follows(self) -> None:
        history = given(
            shop("S1", time_zone="America/Mexico_City"),
            invited("S1", "A1", at=LONG_BEFORE),
            bound("S1", "A2", at=LONG_BEFORE),
            asked_to_leave("S1", "A2", at=LONG_BEFORE),
        )

        history.when(pass_review("S1", "A1", at=NOW)).helped_by(
            [BindingReviewOpened(**of("S1", "A1"))]
        )
        history.when(ask_to_leave("S1", "A2", at=NOW)).helped_by(
            [UnlinkRequestWithdrawn(**of("S1", "A2"))], [UnlinkRefused(**of("S1", "A2"))]
        )
        history.when(add_products("A1", 5, at=NOW)).helped_by([BindingActivated(**of("S1", "A1"))])

    def test_a_second_invitation_of_the_same_shop_is_taken_back_or_declined(self) -> None:
        history = given(invited("S1", "A1", at=LONG_BEFORE))

        history.when(invite("S1", "A1", at=NOW, binding="again")).helped_by(
            [BindingInvitationCancelled(**of("S1", "A1"))],
            [BindingInvitationDeclined(**of("S1", "A1"))],
        )


class TestSeveralRulesInTheWay:
    def test_one_cure_of_each(self) -> None:
        history = given(
            account("A9", of_age=None, region="US"),
            *(bound("S1", f"A{n}", at=LONG_BEFORE) for n in range(1, 5)),
        )

        asked = history.when(invite("S1", "A9", at=NOW))
        moved = AccountRegionDeclared(account=platform("A9"), region="MX")
        asked.then_refused("account.holder_age", "account.region", "shop.slots", earliest=None)
        asked.helped_by(
            *([attested("A9"), moved, over("S1", f"A{n}")] for n in range(1, 5)),
        )

    def test_what_nobody_knows_of_yet(self) -> None:
        history = given(nobody_knows("account:A1"))

        history.when(invite("S1", "A1", at=NOW)).helped_by(
            [
                AccountRegistered(account=platform("A1")),
                attested("A1"),
                AccountRegionDeclared(account=platform("A1"), region="MX"),
            ]
        )

    def test_a_shop_is_registered_where_the_account_is(self) -> None:
        history = given(nobody_knows("shop:S1"))

        history.when(invite("S1", "A1", at=NOW)).helped_by(
            [ShopRegistered(shop=platform("S1"), operating_country="MX")]
        )

    def test_a_screening_only_where_the_law_refuses_for_it(self) -> None:
        strict = rulebook({}, when_unknown={"account.content_screen": "refuse"})
        history = given(account("A1", screened=None), law=[adopted(strict)])

        history.when(invite("S1", "A1", at=NOW)).helped_by(
            [ContentScreened(account=platform("A1"), result="clean")]
        )
        lenient = given(account("A1", screened=None))
        assert lenient.when(invite("S1", "A1", at=NOW)).verdict.holds


class TestWhatDoesNotHelp:
    def test_an_end_that_starts_a_wait_does_not(self) -> None:
        history = given(bound("S1", "A1", at=LONG_BEFORE))

        history.when(invite("S2", "A1", at=NOW)).helped_by()
        patient = given(bound("S1", "A1", at=LONG_BEFORE), law=NO_WAIT)
        patient.when(invite("S2", "A1", at=NOW)).helped_by([over("S1", "A1")])

    def test_nothing_does_where_only_time_or_law_would(self) -> None:
        used_up = [
            one
            for n in (1, 2, 3)
            for one in (
                bound("S1", f"A{n}", at=LONG_BEFORE),
                unlinked("S1", f"A{n}", at="2026-02-05T09:00Z"),
            )
        ]
        history = given(*used_up, bound("S1", "A4", at=LONG_BEFORE))

        history.when(unlink("S1", "A4", at=NOW)).helped_by()
        history.when(invite("S1", "A1", at="2026-02-05T10:00Z")).helped_by()

    def test_a_closed_shop_is_not_opened_again(self) -> None:
        given(closed("S1", at=LONG_BEFORE)).when(invite("S1", "A1", at=NOW)).helped_by()

    def test_a_binding_that_would_have_to_begin_now_has_not_lasted(self) -> None:
        history = given(invited("S1", "A1", at=LONG_BEFORE))

        history.when(let_go_of("S1", "A1", at=NOW)).helped_by()


def test_more_than_the_search_goes_through_is_told() -> None:
    many = [violated(f"V{n}", account="A1", at=LONG_BEFORE) for n in range(MOST_EVENTS + 1)]
    history = given(bound("S1", "A1", at=LONG_BEFORE), *many)

    history.when(unlink("S1", "A1", at=NOW)).helped_by(complete=False)


# --- against exhaustive search --------------------------------------------------------------------

EVERYTHING: tuple[Event, ...] = (
    *(over("S1", f"A{n}") for n in (1, 2)),
    over("S2", "A3"),
    BindingReviewFailed(**of("S1", "A4")),
    attested("A3"),
    overturned("A3"),
    AccountBanLifted(account=platform("A3"), overturned=False),
    AccountRegionDeclared(account=platform("A3"), region="MX"),
)
"""All that could help in the stories below, and some that could not."""


def by_trying_everything(asked: Answer, most: int) -> set[frozenset[Event]]:
    """Every set of up to so many events that is enough and has no part that is."""
    found: set[frozenset[Event]] = set()
    for size in range(1, most + 1):
        for some in combinations(EVERYTHING, size):
            events = frozenset(some)
            if not any(one < events for one in found) and asked.would_hold(some):
                found.add(events)
    return found


@st.composite
def troubles(draw: st.DrawFn) -> list[Deed]:
    """Bindings, bans and papers of a shop and an account, in one of many mixtures."""
    told = [
        account(
            "A3",
            of_age=draw(st.sampled_from([True, None])),
            region=draw(st.sampled_from(["MX", "US"])),
        )
    ]
    told += [bound("S1", f"A{n}", at=LONG_BEFORE) for n in (1, 2) if draw(st.booleans())]
    if draw(st.booleans()):
        told += [accepted("S1", "A4", at=LONG_BEFORE)]
    if draw(st.booleans()):
        told += [bound("S2", "A3", at=LONG_BEFORE)]
    if draw(st.booleans()):
        told += [banned("A3", at=LONG_BEFORE)]
    return told


@settings(max_examples=30)
@drawn(troubles(), st.integers(1, 3), st.booleans())
def test_the_smallest_sets_are_those_found_by_trying_everything(
    told: list[Deed], slots: int, waits: bool
) -> None:
    law = rulebook({"shop.slots": slots}, without=[] if waits else ["account.rebind_wait"])
    asked = given(*told, law=[adopted(law)]).when(invite("S1", "A3", at=NOW))
    if asked.verdict.holds:
        return
    sets = asked.help.sets
    found = {frozenset(events) for events in sets}

    assert len(found) == len(sets)
    assert {events for events in found if len(events) <= 3} == by_trying_everything(asked, 3)
