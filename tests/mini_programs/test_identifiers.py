"""Registration identifiers: unique by kind and platform, and never said outside their place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.aggregates.history import History
from ledger.aggregates.register import Register
from ledger.audit.decided import agrees, decided_again
from ledger.codec import Draft, encode
from ledger.decisions import decide, interests
from ledger.subjects import identifier_tag, tags_of
from tests.mini_programs.telling import assign, assigned, of, retire, retired, told
from tests.story import Question, Story, annulled, closed, instant, nobody_knows

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"
PHONE = "13800000000"
LOGINS = identifier_tag("douyin", "shop_backend_login")


def test_what_nobody_holds_is_free() -> None:
    told().when(assign(PHONE, shop="S1", at=MONDAY)).finds(
        "identifier.unique", "holds", seen=True, source="000 / 0-01 to 0-05, reading A47"
    ).then(assigned(PHONE, shop="S1", at=MONDAY))


@pytest.mark.parametrize("holder", [{"shop": "S1"}, {"shop": "S2"}, {"account": "A1"}])
def test_what_somebody_holds_is_not_free(holder: dict[str, str]) -> None:
    held = told(assigned(PHONE, shop="S1", at=EARLIER))

    held.when(assign(PHONE, at=MONDAY, **holder)).then_refused(
        "identifier.unique", earliest=None, see=(1,)
    )


def test_the_same_text_may_be_of_another_kind_or_another_platform() -> None:
    held = told(
        assigned(PHONE, shop="S1", at=EARLIER), assigned(PHONE, shop="tiktok:S1", at=EARLIER)
    )

    held.when(assign(PHONE, shop="S2", kind="enterprise_account", at=MONDAY)).then(
        assigned(PHONE, shop="S2", kind="enterprise_account", at=MONDAY)
    )
    told(assigned(PHONE, shop="tiktok:S1", at=EARLIER)).when(
        assign(PHONE, shop="S2", at=MONDAY)
    ).then(assigned(PHONE, shop="S2", at=MONDAY))


def test_what_was_given_up_is_free_again() -> None:
    held = told(assigned(PHONE, shop="S1", at=EARLIER))
    free = held.when(retire(PHONE, shop="S1", at=MONDAY)).then(retired(PHONE, shop="S1", at=MONDAY))

    free.when(assign(PHONE, shop="S2", at=MONDAY)).then(assigned(PHONE, shop="S2", at=MONDAY))
    free.when(retire(PHONE, shop="S1", at=MONDAY)).then_refused("identifier.held", earliest=None)


def test_only_its_holder_gives_it_up() -> None:
    held = told(assigned(PHONE, shop="S1", at=EARLIER))

    held.when(retire(PHONE, shop="S2", at=MONDAY)).then_refused(
        "identifier.held", earliest=None, see=()
    )


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        (assign(PHONE, shop="S1", at=MONDAY), "shop.open"),
        (assign(PHONE, account="A1", at=MONDAY), "account.status"),
    ],
)
def test_nobody_unregistered_gets_one(question: Question, rule: str) -> None:
    strangers = nobody_knows("shop:douyin:S1", "account:douyin:A1")

    told(strangers).when(question).then_refused(rule, earliest=None)


def test_a_closed_shop_gets_none_but_gives_one_up() -> None:
    held = told(assigned(PHONE, shop="S1", at=EARLIER), closed("douyin:S1", at=EARLIER))

    held.when(assign("other", shop="S1", at=MONDAY)).then_refused("shop.open", earliest=None)
    held.when(retire(PHONE, shop="S1", at=MONDAY)).then(retired(PHONE, shop="S1", at=MONDAY))


def test_an_identifier_of_nobody_or_of_two_platforms_is_bad_input() -> None:
    told().when(assign(PHONE, at=MONDAY)).then_bad_input("shop, account")
    told().when(assign(PHONE, shop="S1", account="tiktok:A1", at=MONDAY)).then_bad_input(
        "shop, account"
    )


def test_whoever_asks_for_one_of_a_kind_asks_about_all_of_that_kind() -> None:
    question = assign(PHONE, shop="S1", at=MONDAY)

    wanted = interests(question.request, told().history)
    assert [one.kinds for one in wanted if one.tag == LOGINS] == [
        (
            "RegistrationIdentifierAssigned.v1",
            "RegistrationIdentifierRetired.v1",
            "FactAnnulled.v1",
        )
    ]


def test_an_assignment_that_was_annulled_is_in_nobodys_way() -> None:
    held = told(assigned(PHONE, shop="S1", at=EARLIER))

    held.and_then(annulled(held, 1, at=EARLIER)).when(assign(PHONE, shop="S2", at=MONDAY)).then(
        assigned(PHONE, shop="S2", at=MONDAY)
    )


# --- never said -----------------------------------------------------------------------------------


@pytest.mark.parametrize("holder", ["S1", "S2"])
def test_a_decision_never_says_the_identifier_in_leaf_or_tag(holder: str) -> None:
    story = told(assigned(PHONE, shop="S1", at=EARLIER))
    if holder == "S2":
        story = story.when(assign(PHONE, shop="S2", at=MONDAY)).then_refused(
            "identifier.unique", earliest=None
        )
    else:
        story = story.when(assign("other" + PHONE, shop="S2", at=MONDAY)).then(
            assigned("other" + PHONE, shop="S2", at=MONDAY)
        )
    salt = bytes(16)
    for fact in story.facts:
        draft = Draft(fact.event, fact.time, fact.source, fact.id)
        leaf = encode(draft, fact.recordedtime, lambda: salt)
        assert PHONE.encode() not in leaf.data
        assert not [tag for tag in leaf.tags if PHONE in tag]
    decision = next(fact for fact in story.facts if fact.id.startswith("decision"))
    assert LOGINS in tags_of(decision.event)


# --- forgotten ------------------------------------------------------------------------------------


def _forgetting(story: Story, number: int) -> Story:
    """The story once the personal fields of what was told under a number are destroyed."""
    facts = tuple(
        replace(fact, event=replace(fact.event, value=None), forgotten=True)  # type: ignore[call-arg]  # of identifiers
        if told == number
        else fact
        for fact, told in zip(story.facts, story.told, strict=True)
    )
    return replace(story, facts=facts, history=History.of(facts))


def test_once_forgotten_nobody_can_tell_any_more_and_the_ledger_only_warns() -> None:
    held = _forgetting(told(assigned(PHONE, shop="S1", at=EARLIER)), 1)

    held.when(assign(PHONE, shop="S2", at=MONDAY)).finds(
        "identifier.unique", "unknown", severity="warn", missing="forgotten", see=(1,)
    ).then(assigned(PHONE, shop="S2", at=MONDAY))
    held.when(retire(PHONE, shop="S1", at=MONDAY)).finds(
        "identifier.held", "unknown", severity="warn", missing="forgotten", see=(1,)
    )


def test_a_duplicate_that_can_still_be_read_is_one_whatever_else_was_forgotten() -> None:
    story = told(assigned("old", shop="S1", at=EARLIER), assigned(PHONE, shop="S3", at=EARLIER))

    _forgetting(story, 1).when(assign(PHONE, shop="S2", at=MONDAY)).then_refused(
        "identifier.unique", earliest=None, see=(2,)
    )


def test_what_was_given_up_before_it_was_forgotten_is_in_nobodys_way() -> None:
    story = told(
        assigned(PHONE, shop="S1", at=EARLIER), retired(None, shop="S1", at="2026-02-02T09:00Z")
    )

    _forgetting(story, 1).when(assign(PHONE, shop="S2", at=MONDAY)).finds(
        "identifier.unique", "holds"
    )


def test_a_forgotten_retirement_casts_doubt_on_all_it_may_have_meant() -> None:
    story = told(
        assigned(PHONE, shop="S1", at=EARLIER),
        assigned("other", shop="S1", at=EARLIER),
        retired(PHONE, shop="S1", at="2026-02-02T09:00Z"),
    )
    story.when(assign(PHONE, shop="S2", at=MONDAY)).finds("identifier.unique", "holds")

    blurred = _forgetting(story, 3)
    blurred.when(assign(PHONE, shop="S2", at=MONDAY)).finds(
        "identifier.unique", "unknown", missing="forgotten", see=(1,)
    )
    register: Register = blurred.history.register(LOGINS, instant(MONDAY))
    assert [one.doubtful for one in register.holdings] == [True, True]


def test_a_decision_that_cannot_be_read_any_more_contradicts_nothing() -> None:
    story = told(assigned(PHONE, shop="S1", at=EARLIER))
    refused = story.when(assign(PHONE, shop="S2", at=MONDAY)).then_refused(
        "identifier.unique", earliest=None
    )
    decision = refused.facts[-1]
    before = History.of(refused.facts[:-1])
    forgotten = History.of(_forgetting(refused, 1).facts[:-1])

    assert agrees(decision, decided_again(decision, before))
    assert agrees(decision, decided_again(decision, forgotten))
    other = decide(assign("other", shop="S2", at=MONDAY).request, before, instant(MONDAY), "unused")
    assert not agrees(decision, other)
    assert of("S2") == decision.event.request["shop"]  # type: ignore[attr-defined]  # a decision
