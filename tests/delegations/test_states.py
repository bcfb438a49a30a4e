"""The life of a delegation between two accounts: machine 2.5 with every refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest

from ledger.aggregates import Delegation
from tests.delegations.words import (
    SCOPES,
    about,
    accept,
    accepted,
    enterprise,
    offer,
    offered,
    on_douyin,
    refuse,
    refused,
    revoke,
    revoked,
    ticket_closed,
    ticket_opened,
    told,
)
from tests.story import Deed, Question, Story, instant

EARLIER = "2026-02-01T09:00Z"
MONDAY = "2026-03-02T09:00Z"
AFTER = "2026-03-02T09:00:00.000001Z"
BEFORE = "2026-03-02T08:59:59.999999Z"

TWO = (*enterprise("S1"), *enterprise("M1"))
TICKET = ticket_opened("T1", "S1", at=EARLIER, about=about("S1", "M1"))

STATES: dict[str, tuple[Deed, ...]] = {
    "offered": (offered("S1", "M1", at=EARLIER),),
    "active": (offered("S1", "M1", at=EARLIER), accepted("S1", "M1", at=EARLIER)),
    "ended": (offered("S1", "M1", at=EARLIER), refused("S1", "M1", at=EARLIER)),
}

ACTS: list[tuple[Callable[..., Question], dict[str, Any], str, Callable[..., Deed]]] = [
    (accept, {}, "offered", accepted),
    (refuse, {}, "offered", refused),
    (revoke, {"ticket": "T1"}, "active", revoked),
]


def delegation(story: Story, name: str = "S1-M1", at: str = MONDAY) -> Delegation:
    """A delegation as both accounts remember it."""
    past = story.history
    of_sub = past.account(on_douyin("S1"), instant(at)).delegations[name]
    of_main = past.account(on_douyin("M1"), instant(at)).delegations[name]
    assert of_sub == of_main
    return of_sub.at(instant(at))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("ask", "fields", "allowed", "happens"), ACTS)
def test_each_act_follows_from_its_state_only(
    ask: Callable[..., Question],
    fields: dict[str, Any],
    allowed: str,
    happens: Callable[..., Deed],
    state: str,
) -> None:
    history = told(*TWO, TICKET, *STATES[state])
    asked = history.when(ask("S1", "M1", at=MONDAY, **fields))

    if state == allowed:
        asked.finds("delegation.state", "holds", seen=state)
        asked.then(happens("S1", "M1", at=MONDAY, **fields))
    else:
        asked.finds("delegation.state", "breaks", severity="refuse", seen=state, unit="text")
        asked.then_refused("delegation.state", earliest=None, see=(5 + len(STATES[state]),))


def test_an_offer_begins_a_delegation_that_holds_once_it_is_accepted() -> None:
    asked = told(*TWO).when(offer("S1", "M1", at=EARLIER))
    assert asked.asked() == [
        "delegation.grantor_status",
        "delegation.grantee_status",
        "delegation.grantor_verified",
        "delegation.grantee_verified",
        "delegation.once",
    ]
    story = asked.then(offered("S1", "M1", at=EARLIER))
    assert delegation(story).state == "offered"

    story = story.when(accept("S1", "M1", at=MONDAY)).then(accepted("S1", "M1", at=MONDAY))

    held = delegation(story)
    assert (held.state, held.since.at, held.scopes) == ("active", instant(MONDAY), SCOPES)
    assert held.accepted == held.since


def test_what_is_not_named_gets_a_name() -> None:
    asked = told(*TWO).when(offer("S1", "M1", at=MONDAY, delegation=""))

    asked.then(offered("S1", "M1", at=MONDAY, delegation="named-by-the-ledger"))
    assert asked.decision.request["delegation"] == "named-by-the-ledger"
    assert "delegation:named-by-the-ledger" in asked.decision.subjects


def test_a_name_is_given_once() -> None:
    history = told(*TWO, offered("S1", "M1", at=EARLIER))

    history.when(offer("M1", "S1", at=MONDAY, delegation="S1-M1")).then_bad_input("delegation")


@pytest.mark.parametrize("ask", [accept, refuse, revoke])
def test_nobody_acts_on_a_delegation_that_no_fact_names(ask: Callable[..., Question]) -> None:
    told(*TWO).when(ask("S1", "M1", at=MONDAY)).then_bad_input("delegation")


def test_an_account_does_not_authorise_itself() -> None:
    told(*TWO).when(offer("S1", "S1", at=MONDAY)).then_bad_input("grantee")


# --- the offer's own time -------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "open_"), [(BEFORE, True), (MONDAY, False), (AFTER, False)])
def test_an_offer_is_taken_up_before_it_is_over(at: str, open_: bool) -> None:
    history = told(*TWO, offered("S1", "M1", at=EARLIER, until=MONDAY))
    asked = history.when(accept("S1", "M1", at=at))

    if open_:
        asked.then(accepted("S1", "M1", at=at))
    else:
        asked.finds("delegation.state", "breaks", seen="ended")
        asked.then_refused("delegation.state", earliest=None, see=(5,))
        assert delegation(history, at=at).reason == "expired"
        assert delegation(history, at=at).since.at == instant(MONDAY)


@pytest.mark.parametrize("at", [BEFORE, MONDAY])
def test_an_offer_is_not_over_before_it_is_made(at: str) -> None:
    told(*TWO).when(offer("S1", "M1", at=MONDAY, until=at)).then_bad_input("until")


def test_an_offer_may_be_as_short_as_one_likes() -> None:
    offering = offer("S1", "M1", at=MONDAY, until=AFTER)

    told(*TWO).when(offering).then(offered("S1", "M1", at=MONDAY, until=AFTER))


def test_a_delegation_that_holds_has_no_end_of_its_own() -> None:
    story = told(*TWO, offered("S1", "M1", at=EARLIER, until=MONDAY)).and_then(
        accepted("S1", "M1", at=BEFORE)
    )

    assert delegation(story, at="2030-01-01T00:00Z").state == "active"


# --- who with whom --------------------------------------------------------------------------------


def test_delegations_are_many_to_many_and_an_account_may_be_main_and_sub() -> None:
    three = (*TWO, *enterprise("X1"))
    story = told(*three, *STATES["active"])

    for sub, main in (("S1", "X1"), ("X1", "M1"), ("M1", "S1"), ("M1", "X1")):
        story = story.when(offer(sub, main, at=MONDAY)).then(offered(sub, main, at=MONDAY))
        story = story.when(accept(sub, main, at=MONDAY)).then(accepted(sub, main, at=MONDAY))

    both = story.history.account(on_douyin("M1"), instant(MONDAY)).delegations.values()
    assert sorted((one.grantor, one.grantee) for one in both) == [
        (on_douyin("M1"), on_douyin("S1")),
        (on_douyin("M1"), on_douyin("X1")),
        (on_douyin("S1"), on_douyin("M1")),
        (on_douyin("X1"), on_douyin("M1")),
    ]


@pytest.mark.parametrize(("state", "see"), [("offered", (5,)), ("active", (6,))])
def test_the_same_pair_is_not_delegated_twice(state: str, see: tuple[int, ...]) -> None:
    history = told(*TWO, *STATES[state])
    asked = history.when(offer("S1", "M1", at=MONDAY, delegation="again"))

    asked.finds("delegation.once", "breaks", seen=state, unit="text")
    asked.then_refused("delegation.once", earliest=None, see=see)


def test_what_is_over_stands_in_nobodys_way() -> None:
    history = told(*TWO, *STATES["ended"])

    again = offer("S1", "M1", at=MONDAY, delegation="again")
    history.when(again).then(offered("S1", "M1", at=MONDAY, delegation="again"))


def test_an_offer_that_runs_out_frees_the_pair_at_that_instant() -> None:
    history = told(*TWO, offered("S1", "M1", at=EARLIER, until=MONDAY))
    again = offer("S1", "M1", at=BEFORE, delegation="again")

    history.when(again).then_refused("delegation.once", earliest=MONDAY, see=(5,))


def test_of_two_offers_one_is_taken_up() -> None:
    history = told(
        *TWO,
        offered("S1", "M1", at=EARLIER),
        offered("S1", "M1", at=EARLIER, delegation="other"),
        accepted("S1", "M1", at=EARLIER),
    )

    history.when(accept("S1", "M1", at=MONDAY, delegation="other")).then_refused(
        "delegation.once", earliest=None, see=(7,)
    )


# --- only customer service revokes ----------------------------------------------------------------


@pytest.mark.parametrize("side", ["S1", "M1"])
def test_either_account_may_open_the_ticket(side: str) -> None:
    ticket = ticket_opened("T1", side, at=EARLIER, about=about("S1", "M1"))
    history = told(*TWO, *STATES["active"], ticket)

    ended = history.when(revoke("S1", "M1", at=MONDAY, ticket="T1")).then(
        revoked("S1", "M1", at=MONDAY, ticket="T1")
    )
    held = delegation(ended)
    assert (held.state, held.reason, held.ticket) == ("ended", "revoked", "T1")


@pytest.mark.parametrize(
    ("ticket", "seen", "tickets"),
    [
        (None, "none", ()),
        ("T1", "none", ()),
        ("T2", "none", (TICKET,)),
        ("T1", "closed", (TICKET, ticket_closed("T1", "S1", at=EARLIER))),
        # a closing alone does not say what the ticket was about
        ("T1", "elsewhere", (ticket_closed("T1", "S1", at=EARLIER),)),
        ("T1", "elsewhere", (ticket_opened("T1", "S1", at=EARLIER, about="delegation:D10"),)),
        ("T1", "elsewhere", (ticket_opened("T1", "S1", at=EARLIER),)),
    ],
)
def test_without_an_open_ticket_about_it_nothing_is_revoked(
    ticket: str | None, seen: str, tickets: tuple[Deed, ...]
) -> None:
    history = told(*TWO, *STATES["active"], *tickets)
    asked = history.when(revoke("S1", "M1", at=MONDAY, ticket=ticket))

    asked.finds("delegation.ticket", "breaks", seen=seen, source="001 / 1-07")
    asked.then_refused("delegation.ticket", earliest=None)


def test_a_ticket_of_a_stranger_is_none() -> None:
    stranger = ticket_opened("T1", "X1", at=EARLIER, about=about("S1", "M1"))
    history = told(*TWO, *enterprise("X1"), *STATES["active"], stranger)

    history.when(revoke("S1", "M1", at=MONDAY, ticket="T1")).finds(
        "delegation.ticket", "breaks", seen="none"
    ).then_refused("delegation.ticket", earliest=None, see=())


def test_a_ticket_that_is_opened_again_is_open() -> None:
    again = ticket_opened("T1", "S1", at=EARLIER, about="S1-M1")
    history = told(*TWO, *STATES["active"], TICKET, ticket_closed("T1", "S1", at=EARLIER), again)

    history.when(revoke("S1", "M1", at=MONDAY, ticket="T1")).then(
        revoked("S1", "M1", at=MONDAY, ticket="T1")
    )


# --- folds and audits -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("life", "state", "reason"),
    [
        ((offered,), "offered", None),
        ((accepted,), "active", None),
        ((offered, accepted), "active", None),
        ((accepted, offered), "active", None),
        ((offered, refused), "ended", "refused"),
        ((refused, offered), "ended", "refused"),
        ((refused, accepted), "ended", "refused"),
        ((offered, accepted, refused), "active", None),
        ((offered, accepted, revoked), "ended", "revoked"),
        ((revoked,), "ended", "revoked"),
        ((revoked, accepted), "ended", "revoked"),
    ],
)
def test_folds_accept_every_order(
    life: tuple[Callable[..., Deed], ...], state: str, reason: str | None
) -> None:
    deeds = (
        happens("S1", "M1", at=f"2026-01-{day:02}T09:00Z")
        for day, happens in enumerate(life, start=1)
    )
    held = delegation(told(*TWO, *deeds))

    assert (held.state, held.reason) == (state, reason)
    assert held.scopes == (SCOPES if offered in life else ())


def test_what_happened_lawfully_is_no_breach() -> None:
    history = told(*TWO, *STATES["active"], TICKET, revoked("S1", "M1", at=MONDAY, ticket="T1"))

    assert history.breaches() == []


def test_steps_that_a_feed_leaves_out_are_no_breach() -> None:
    history = told(accepted("S1", "M1", at=EARLIER), revoked("S1", "M1", at=MONDAY))

    assert history.breaches() == []


@pytest.mark.parametrize("by", ["grantor", "grantee"])
def test_the_parties_revoke_nothing_by_themselves(by: Literal["grantor", "grantee"]) -> None:
    history = told(*TWO, *STATES["active"], revoked("S1", "M1", at=MONDAY, by=by, ticket="T1"))

    assert history.breaches() == [(7, "DelegationRevoked.v1", ["delegation.ticket"])]


def test_an_observed_revocation_under_a_closed_ticket_is_a_breach() -> None:
    closed = (TICKET, ticket_closed("T1", "S1", at=EARLIER))
    history = told(*TWO, *STATES["active"], *closed, revoked("S1", "M1", at=MONDAY, ticket="T1"))

    assert history.breaches() == [(9, "DelegationRevoked.v1", ["delegation.ticket"])]


def test_what_is_taken_up_twice_or_after_its_end_is_a_breach() -> None:
    history = told(
        *TWO,
        *STATES["active"],
        accepted("S1", "M1", at=MONDAY),
        revoked("S1", "M1", at=MONDAY),
        accepted("S1", "M1", at=AFTER),
        offered("S1", "M1", at=AFTER, delegation="again"),
        offered("S1", "M1", at=AFTER, delegation="once more"),
    )

    assert history.breaches() == [
        (7, "DelegationAccepted.v1", ["delegation.state"]),
        (9, "DelegationAccepted.v1", ["delegation.state"]),
        (11, "DelegationOffered.v1", ["delegation.once"]),
    ]


def test_decisions_are_taken_again_alike() -> None:
    story = told(*TWO, TICKET).when(offer("S1", "M1", at=EARLIER)).recorded()
    story = story.when(revoke("S1", "M1", at=EARLIER, ticket="T1")).recorded()
    story = story.when(accept("S1", "M1", at=MONDAY)).recorded()
    story = story.when(revoke("S1", "M1", at=AFTER, ticket="T1")).recorded()

    decisions = [one.position for one in story.facts if one.event.kind.startswith("Request")]
    assert len(decisions) == 4
    assert all(story.decision_agrees(position) for position in decisions)
    assert story.breaches() == []
