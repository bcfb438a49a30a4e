"""Who may act for a shop: every act of its people with and without the scope it needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.parameters import PARAMETERS, Pairs
from ledger.rulebook import built_in_rulebooks, read_rulebook
from ledger.rules import ORDER
from tests.staff.words import (
    ACTS,
    DOUYIN,
    OPS,
    OWNER,
    asked_by,
    by,
    channel_law,
    grant,
    granted,
    take_back,
    taken_back,
    told,
)
from tests.story import (
    Deed,
    Question,
    add_products,
    added,
    appeal,
    appealed,
    asked_to_leave,
    bound,
    cancel,
    closed,
    enrol,
    enrolled,
    given,
    instant,
    invite,
    invited,
    keep,
    let_go,
    let_go_of,
    notified,
    scored,
    shop,
    unlink,
    unlinked,
    violated,
)

EARLIER = "2026-02-01T09:00Z"
FRIDAY = "2026-02-27T09:00Z"
BEFORE = "2026-03-02T08:59:59.999999Z"
MONDAY = "2026-03-02T09:00Z"
AFTER = "2026-03-02T09:00:00.000001Z"

TIKTOK = "tiktok:S1"

LIVES: dict[str, tuple[Deed, ...]] = {
    "invite": (),
    "cancel": (invited("S1", "A1", at=EARLIER),),
    "unlink": (bound("S1", "A1", at=EARLIER),),
    "approve_unlink": (bound("S1", "A1", at=EARLIER), asked_to_leave("S1", "A1", at=EARLIER)),
    "refuse_unlink": (bound("S1", "A1", at=EARLIER), asked_to_leave("S1", "A1", at=EARLIER)),
    "add_products": (bound("S1", "A1", at=EARLIER),),
    "enrol": (scored("S1", 90, at=EARLIER),),
    "appeal": (
        violated("V1", shop="S1", at=FRIDAY),
        notified("V1", at=FRIDAY),
    ),
}

ASKED: dict[str, Callable[[], Question]] = {
    "invite": lambda: invite("S1", "A1", at=MONDAY),
    "cancel": lambda: cancel("S1", "A1", at=MONDAY),
    "unlink": lambda: unlink("S1", "A1", at=MONDAY),
    "approve_unlink": lambda: let_go_of("S1", "A1", at=MONDAY),
    "refuse_unlink": lambda: keep("S1", "A1", at=MONDAY),
    "add_products": lambda: add_products("A1", 5, at=MONDAY),
    "enrol": lambda: enrol("S1", "C1", at=MONDAY),
    "appeal": lambda: appeal("V1", by="shop:tiktok:S1", at=MONDAY),
}

HAPPENED: dict[str, Deed] = {
    "invite": invited("S1", "A1", at=MONDAY),
    "unlink": unlinked("S1", "A1", at=MONDAY),
    "approve_unlink": let_go("S1", "A1", at=MONDAY),
    "add_products": added("A1", 5, at=MONDAY, shop="S1"),
    "enrol": enrolled("S1", "C1", at=MONDAY),
    "appeal": appealed("V1", by="shop:tiktok:S1", shop="S1", at=MONDAY),
}

PLACE = shop("S1", country="CN", time_zone="Asia/Shanghai")


def staffed(*scopes: str) -> Deed:
    """The owner let ops-1 act for the TikTok shop."""
    return granted(OPS, *scopes, at=EARLIER, shop=TIKTOK)


def test_the_acts_of_people_are_the_words_of_the_table() -> None:
    form = PARAMETERS["staff.scopes"].forms["text"]
    (rule,) = (one for one in ORDER if one.name == "actor.scope")

    assert isinstance(form, Pairs)
    assert set(form.words) == {act.value for act in rule.acts} == set(ACTS)
    assert {*LIVES, "grant_staff", "revoke_staff"} == set(ACTS)


@pytest.mark.parametrize("act", LIVES)
def test_every_act_of_a_shops_people_needs_its_scope(act: str) -> None:
    others = sorted(set(ACTS.values()) - {ACTS[act]})
    history = told(PLACE, *LIVES[act], staffed(*others))
    asked = history.when(asked_by(OPS, ASKED[act]()))

    asked.finds(
        "actor.scope",
        "breaks",
        severity="refuse",
        limit=ACTS[act],
        seen=", ".join(others),
        see=(max(history.told),),
    )
    held = told(PLACE, *LIVES[act], staffed(ACTS[act]))
    held.when(asked_by(OPS, ASKED[act]())).finds(
        "actor.scope", "holds", seen=ACTS[act], see=(max(held.told),)
    )


@pytest.mark.parametrize("act", HAPPENED)
def test_the_audit_finds_an_act_whose_actor_had_no_scope_for_it(act: str) -> None:
    others = sorted(set(ACTS.values()) - {ACTS[act]})

    def found(actor: str | None, *scopes: str) -> list[str]:
        lived = (PLACE, *LIVES[act], staffed(*scopes), by(actor, HAPPENED[act]))
        return [rule for _, _, rules in told(*lived).breaches() for rule in rules]

    assert "actor.scope" in found(OPS, *others)
    assert "actor.scope" not in found(OPS, ACTS[act])
    assert "actor.scope" not in found(OWNER, *others)
    # Who did it is not known, or only who reported it.
    assert "actor.scope" not in found(None, *others)
    assert "actor.scope" not in found("platform", *others)
    assert "actor.scope" not in found("platform:review", *others)


@pytest.mark.parametrize("actor", ["shop:S1/somebody", "shop:S2/ops-1", "account:A1"])
def test_a_stranger_holds_no_scope(actor: str) -> None:
    history = told(staffed("accounts"))

    history.when(asked_by(actor, invite("S1", "A1", at=MONDAY))).finds(
        "actor.scope", "breaks", seen="none", see=(1,)
    ).then_refused("actor.scope", earliest=None)


def test_a_shop_that_has_said_nothing_of_its_people_is_not_asked() -> None:
    for story in (told(), told(granted(OPS, at=EARLIER, shop="tiktok:S2"))):
        assert "actor.scope" not in story.when(invite("S1", "A1", at=MONDAY)).asked()


@pytest.mark.parametrize(("at", "is_asked"), [(BEFORE, False), (MONDAY, True), (AFTER, True)])
def test_it_is_asked_from_the_first_grant_on(at: str, is_asked: bool) -> None:
    history = told(granted(OPS, "campaigns", at=MONDAY, shop=TIKTOK))

    assert ("actor.scope" in history.when(invite("S1", "A1", at=at)).asked()) is is_asked


@pytest.mark.parametrize(
    ("at", "outcome"), [(BEFORE, "holds"), (MONDAY, "breaks"), (AFTER, "breaks")]
)
def test_a_scope_is_held_until_it_is_taken_back(at: str, outcome: str) -> None:
    history = told(
        staffed("accounts", "campaigns"), taken_back(OPS, "accounts", at=MONDAY, shop=TIKTOK)
    )

    history.when(asked_by(OPS, invite("S1", "A1", at=at))).finds("actor.scope", outcome)


def test_the_table_says_which_act_needs_which_scope() -> None:
    lenient = channel_law(acts=["unlink"])
    history = told(staffed("campaigns"), bound("S1", "A1", at=EARLIER), law=lenient)

    assert "actor.scope" not in history.when(asked_by(OPS, invite("S1", "A2", at=MONDAY))).asked()
    history.when(asked_by(OPS, unlink("S1", "A1", at=MONDAY))).then_refused(
        "actor.scope", earliest=None
    )


def test_the_law_of_channel_accounts_does_not_ask_it() -> None:
    history = given(staffed("campaigns"))

    assert "actor.scope" not in history.when(asked_by(OPS, invite("S1", "A1", at=MONDAY))).asked()


def test_what_an_account_does_needs_no_scope_of_the_shop() -> None:
    history = told(
        PLACE,
        staffed("campaigns"),
        bound("S1", "A1", at=EARLIER),
        violated("V1", account="A1", at=FRIDAY),
        notified("V1", at=FRIDAY),
    )

    for asked in (
        add_products("A1", 5, at=MONDAY),
        appeal("V1", by="account:tiktok:A1", at=MONDAY),
    ):
        assert "actor.scope" not in history.when(asked_by("account:A1", asked)).asked()
    shops = appeal("V1", by="shop:tiktok:S1", at=MONDAY)
    history.when(asked_by(OPS, shops)).finds("actor.scope", "breaks", seen="campaigns")


# --- who lets whom --------------------------------------------------------------------------------


def test_the_first_grant_is_free_and_whoever_made_it_may_do_everything() -> None:
    place = shop(DOUYIN, country="CN")
    asked = told(place).when(grant(OPS, "campaigns", at=FRIDAY, login="sub_account"))
    assert asked.asked() == ["shop.open"]
    story = asked.then(granted(OPS, "campaigns", at=FRIDAY, login="sub_account"))

    story.when(grant("shop:S1/ops-2", "staff", at=MONDAY, actor=OPS)).then_refused(
        "actor.scope", earliest=None
    )
    asked = story.when(grant("shop:S1/ops-2", "staff", at=MONDAY, actor=OWNER))
    story = asked.finds("actor.scope", "holds", seen="main_account").then(
        granted("shop:S1/ops-2", "staff", at=MONDAY)
    )
    third = grant("shop:S1/ops-3", "accounts", at=MONDAY, actor="shop:S1/ops-2")
    story.when(third).then(
        granted("shop:S1/ops-3", "accounts", at=MONDAY, granted_by="shop:S1/ops-2")
    )


def test_who_is_logged_in_with_the_main_account_may_do_everything() -> None:
    chief = "shop:S1/chief"
    history = told(
        staffed("campaigns"), granted(chief, at=EARLIER, shop=TIKTOK, login="main_account")
    )
    history.when(asked_by(chief, invite("S1", "A1", at=MONDAY))).finds(
        "actor.scope", "holds", seen="main_account", see=(2,)
    )

    dismissed = history.and_then(taken_back(chief, at=FRIDAY, shop=TIKTOK))
    dismissed.when(asked_by(chief, invite("S1", "A1", at=MONDAY))).finds(
        "actor.scope", "breaks", seen="none", see=(3,)
    )


def test_what_was_never_given_is_not_taken_back() -> None:
    history = told(shop(DOUYIN, country="CN"), granted(OPS, "campaigns", at=EARLIER))

    history.when(take_back("shop:S1/ops-2", at=MONDAY)).then_bad_input("staff")
    story = history.when(take_back(OPS, "campaigns", at=FRIDAY)).then(
        taken_back(OPS, "campaigns", at=FRIDAY)
    )
    story.when(take_back(OPS, at=MONDAY)).then_bad_input("staff")


def test_a_closed_shop_lets_nobody_act_but_takes_back() -> None:
    history = told(
        shop(DOUYIN, country="CN"),
        granted(OPS, "campaigns", at=EARLIER),
        closed(DOUYIN, at=FRIDAY),
    )

    history.when(grant("shop:S1/ops-2", "staff", at=MONDAY)).then_refused(
        "shop.open", earliest=None
    )
    history.when(take_back(OPS, at=MONDAY)).then(taken_back(OPS, at=MONDAY))


def test_where_no_law_of_staff_is_in_force_nothing_is_decided() -> None:
    told().when(grant(OPS, "accounts", at=MONDAY, shop=TIKTOK)).then_bad_input("program")


def test_observed_grants_of_people_without_the_scope_are_breaches() -> None:
    history = told(
        shop(DOUYIN, country="CN"),
        granted(OPS, "campaigns", at=EARLIER),
        granted("shop:S1/friend", "staff", at=FRIDAY, granted_by=OPS),
        by(OPS, granted("shop:S1/friend", "staff", at=FRIDAY, granted_by=None)),
        taken_back("shop:S1/friend", at=MONDAY, revoked_by=OPS),
        taken_back("shop:S1/friend", at=MONDAY, revoked_by=None),
    )

    assert history.breaches() == [
        (3, "StaffDelegationGranted.v1", ["actor.scope"]),
        (4, "StaffDelegationGranted.v1", ["actor.scope"]),
        (5, "StaffDelegationRevoked.v1", ["actor.scope"]),
    ]


def test_decisions_about_staff_are_taken_again_alike() -> None:
    story = told(shop(DOUYIN, country="CN"))
    story = story.when(grant(OPS, "campaigns", at=EARLIER)).recorded()
    story = story.when(grant("shop:S1/ops-2", "staff", at=FRIDAY, actor=OPS)).recorded()
    story = story.when(take_back(OPS, at=MONDAY)).recorded()

    decisions = [one.position for one in story.facts if one.event.kind.startswith("Request")]
    assert len(decisions) == 3
    assert all(story.decision_agrees(position) for position in decisions)
    assert story.breaches() == []


# --- what is remembered ---------------------------------------------------------------------------


def test_a_second_grant_adds_and_what_is_taken_back_begins_anew() -> None:
    story = told(
        granted(OPS, "campaigns", at=EARLIER),
        granted(OPS, "campaigns", "staff", at=FRIDAY, granted_by="shop:S1/chief"),
    )
    (member,) = story.history.shop(DOUYIN, instant(MONDAY)).staff.members.values()
    assert [(one.scope, one.granted.at, one.granted_by) for one in member.held] == [
        ("campaigns", instant(EARLIER), OWNER),
        ("staff", instant(FRIDAY), "shop:S1/chief"),
    ]

    again = story.and_then(
        taken_back(OPS, "campaigns", at=BEFORE), granted(OPS, "campaigns", at=MONDAY)
    )
    (member,) = again.history.shop(DOUYIN, instant(MONDAY)).staff.members.values()
    assert [(one.scope, one.granted.at) for one in member.held] == [
        ("staff", instant(FRIDAY)),
        ("campaigns", instant(MONDAY)),
    ]


def test_every_built_in_law_that_asks_for_scopes_says_which() -> None:
    books = [read_rulebook(text, where) for where, text in built_in_rulebooks()]
    asking = [book for book in books if "actor.scope" in book.parameters]

    assert asking
    assert all("staff.scopes" in book.parameters for book in asking)
