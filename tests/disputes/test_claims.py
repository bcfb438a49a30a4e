"""What facts say of claims: each kind of claim, and the smallest set of facts for each answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.aggregates import Law
from ledger.aggregates.history import History
from ledger.disputes import answers
from ledger.disputes.answer import Standing
from ledger.disputes.claims import proves
from ledger.disputes.reading import read_claim
from ledger.due import settled_account
from ledger.events import (
    ClaimMade,
    ShopClosed,
    UnlinkChancesObserved,
    ViolationNotified,
    ViolationRecorded,
)
from ledger.queries.reading import every_fact
from ledger.record import Fact, annulled_in, as_it_stood
from tests.replay.lives import ACCOUNTS, NOW, SHOPS, START, Happened, happenings, lived, times_of
from tests.story import (
    CHANNEL,
    Story,
    adopted,
    annulled,
    asked_to_leave,
    bound,
    deed,
    failed,
    instant,
    invited,
    let_go,
    platform,
    rulebook,
    shop,
    unlinked,
)
from tests.story import given as story

LATER = "2026-06-01T00:00Z"


def claim(kind: Any, **fields: Any) -> ClaimMade:
    """A claim; times are given as texts."""
    for name in ("since", "until", "at"):
        if name in fields:
            fields[name] = instant(fields[name])
    return ClaimMade(dispute="D", claim="C", claim_kind=kind, **fields)


def bound_to(
    since: str, until: str | None = None, to: str = "S1", account: str = "A1", **more: Any
) -> ClaimMade:
    """The claim that an account was bound to a shop."""
    times = {"since": since} | ({"until": until} if until is not None else {})
    return claim("bound", account=platform(account), shop=platform(to), **times, **more)


def said(told: Story, one: ClaimMade, valid: str = LATER) -> list[tuple[str, str, tuple[int, ...]]]:
    """How a claim stands, stretch by stretch: standing, ground, and the numbers of the facts."""
    found = answers(one, told.facts, told.history.law, instant(valid))
    return [
        (each.told.standing.value, each.told.ground.value, told.numbers(each.evidence))
        for each in found
    ]


def spans(told: Story, one: ClaimMade, valid: str = LATER) -> list[tuple[Any, Any]]:
    """The stretches of an answer."""
    found = answers(one, told.facts, told.history.law, instant(valid))
    return [(each.told.since, each.told.until) for each in found]


def test_a_binding_is_told_stretch_by_stretch() -> None:
    told = story(
        invited("S1", "A1", at="2026-03-01T00:00Z"),
        bound("S1", "A1", at="2026-03-05T00:00Z"),
        unlinked("S1", "A1", at="2026-04-01T00:00Z"),
    )
    one = bound_to("2026-02-01T00:00Z", "2026-07-01T00:00Z")

    assert said(told, one) == [
        ("contradicted", "not_yet", (1,)),
        ("supported", "in_effect", (2,)),
        ("contradicted", "ended", (3,)),
        ("not_provable", "to_come", ()),
    ]
    marks = ("2026-02-01", "2026-03-05", "2026-04-01", "2026-06-01", "2026-07-01")
    assert spans(told, one) == list(pairwise(instant(f"{day}T00:00Z") for day in marks))


def test_a_claim_without_an_end_reaches_to_now() -> None:
    told = story(bound("S1", "A1", at="2026-03-05T00:00Z"))

    assert said(told, bound_to("2026-03-05T00:00Z")) == [("supported", "in_effect", (1,))]
    assert spans(told, bound_to("2026-03-05T00:00Z"))[0][1] == instant(LATER)


def test_between_two_bindings_the_end_of_the_first_speaks_against_it() -> None:
    told = story(
        bound("S1", "A1", at="2026-01-05T00:00Z", binding="B1"),
        let_go("S1", "A1", at="2026-02-01T00:00Z", binding="B1"),
        bound("S1", "A1", at="2026-03-05T00:00Z", binding="B2"),
    )

    assert said(told, bound_to("2026-01-05T00:00Z")) == [
        ("supported", "in_effect", (1,)),
        ("contradicted", "ended", (2,)),
        ("supported", "in_effect", (3,)),
    ]


def test_an_invitation_nobody_took_up_is_no_binding() -> None:
    told = story(
        invited("S1", "A1", at="2026-03-01T00:00Z"), failed("S1", "A1", at="2026-03-03T00:00Z")
    )

    assert said(told, bound_to("2026-03-02T00:00Z")) == [
        ("contradicted", "not_yet", (1,)),
        ("contradicted", "not_taken_up", (2,)),
    ]


def test_a_binding_of_which_only_the_end_was_told_began_nobody_knows_when() -> None:
    told = story(unlinked("S1", "A1", at="2026-04-01T00:00Z"))

    assert said(told, bound_to("2026-03-01T00:00Z")) == [
        ("not_provable", "start_unknown", ()),
        ("contradicted", "ended", (1,)),
    ]
    asked = story(
        invited("S1", "A1", at="2026-03-01T00:00Z"),
        asked_to_leave("S1", "A1", at="2026-04-01T00:00Z"),
    )
    assert said(asked, bound_to("2026-03-01T00:00Z")) == [
        ("not_provable", "start_unknown", ()),
        ("supported", "in_effect", (2,)),
    ]


def test_an_end_that_fell_due_counts_though_nobody_recorded_it() -> None:
    closed = deed(ShopClosed(shop=platform("S1")), at="2026-04-01T00:00Z")
    told = story(shop("S1"), bound("S1", "A1", at="2026-03-05T00:00Z"), closed)

    assert said(told, bound_to("2026-03-05T00:00Z")) == [
        ("supported", "in_effect", (2,)),
        ("contradicted", "fell_due", (2, 3)),
    ]


def test_of_two_nobody_told_anything_about_nothing_can_be_proved() -> None:
    told = story(bound("S2", "A1", at="2026-03-05T00:00Z"))

    assert said(told, bound_to("2026-03-05T00:00Z")) == [("not_provable", "nothing_told", ())]
    of_other = bound_to("2026-03-05T00:00Z", to="S2", program="tiktok.official")
    assert said(told, of_other) == [("not_provable", "nothing_told", ())]


def test_an_annulled_end_is_no_end_and_the_annulment_is_named() -> None:
    told = story(
        bound("S1", "A1", at="2026-03-05T00:00Z"), unlinked("S1", "A1", at="2026-04-01T00:00Z")
    )
    mended = told.and_then(annulled(told, 2, at="2026-05-01T00:00Z"))

    assert said(mended, bound_to("2026-04-02T00:00Z")) == [("supported", "in_effect", (1, 3))]
    (answer,) = answers(
        bound_to("2026-04-02T00:00Z"), mended.facts, mended.history.law, instant(LATER)
    )
    # Of the three annulments only that of the end itself is needed.
    assert len(answer.evidence) == 2


def test_what_was_annulled_never_speaks_for_an_answer() -> None:
    twice = story(
        invited("S1", "A1", at="2026-03-01T00:00Z"), invited("S1", "A1", at="2026-03-01T00:00Z")
    )
    mended = twice.and_then(annulled(twice, 2, at="2026-05-01T00:00Z"))

    assert said(mended, bound_to("2026-03-02T00:00Z")) == [("contradicted", "not_yet", (1,))]


def chance(at: str, **more: Any) -> ClaimMade:
    """The claim that S1 had an unlink chance left."""
    return claim("unlink_chance_left", shop=platform("S1"), at=at, **more)


def lives(count: int) -> list[Any]:
    """So many unlinks by the shop, a month each."""
    return [
        unlinked("S1", f"A{number}", at=f"2026-0{number}-01T00:00Z")
        for number in range(1, count + 1)
    ]


def test_chances_are_counted_from_registration_on() -> None:
    told = story(shop("S1"), *lives(4))

    assert said(told, chance("2026-02-28T00:00Z")) == [("supported", "rule", (1,))]
    # The third unlink took the last chance; the fourth came too late to be needed.
    assert said(told, chance("2026-05-01T00:00Z")) == [("contradicted", "rule", (2, 3, 4))]
    assert said(told, chance("2026-03-01T00:00Z")) == [("contradicted", "rule", (2, 3, 4))]
    assert said(told, chance("2026-07-01T00:00Z")) == [("not_provable", "to_come", ())]


def test_of_a_shop_that_joined_in_mid_life_only_the_platform_knows_the_count() -> None:
    before = story(*lives(1))
    unregistered = Story(
        tuple(fact for fact in before.facts if fact.event.kind != "ShopRegistered.v1")
    )
    law = before.history.law
    (answer,) = answers(chance(LATER), unregistered.facts, law, instant(LATER))
    assert answer.told.standing is Standing.NOT_PROVABLE
    assert answer.told.missing == "ShopRegistered"

    observed = deed(
        UnlinkChancesObserved(shop=platform("S1"), program=CHANNEL, used=3), at="2026-02-01T00:00Z"
    )
    told = story(*lives(1), observed)
    assert said(told, chance(LATER)) == [("contradicted", "rule", (2,))]


def test_another_reading_of_the_law_gives_another_answer() -> None:
    both = rulebook(
        {"shop.unlink_chances": 1, "shop.unlink_chances.account_route_counts": True},
        units={"shop.unlink_chances.account_route_counts": "boolean"},
    )
    released = let_go("S1", "A1", at="2026-03-01T00:00Z")

    assert said(story(shop("S1"), released), chance(LATER)) == [("supported", "rule", (1,))]
    told = story(shop("S1"), released, law=[adopted(both)])
    assert said(told, chance(LATER)) == [("contradicted", "rule", (2,))]


def test_without_law_nothing_is_counted_and_without_the_rule_nothing_is_limited() -> None:
    told = story(shop("S1"))
    (answer,) = answers(chance(LATER), told.facts, Law(), instant(LATER))
    assert (answer.told.standing, answer.told.missing) == (
        Standing.NOT_PROVABLE,
        "RulebookAdopted",
    )
    free = story(shop("S1"), law=[adopted(rulebook({}, without=["shop.unlink_chances"]))])
    assert said(free, chance(LATER)) == [("supported", "no_rule", ())]


def violation(posted: str | None = None, **more: Any) -> Any:
    """A violation of A1 is recorded in May."""
    recorded = ViolationRecorded(
        violation="V1",
        account=platform("A1"),
        category="infringement",
        content_posted_at=instant(posted) if posted is not None else None,
        **more,
    )
    return deed(recorded, at="2026-05-01T00:00Z")


def test_no_notice_before_is_proved_by_a_later_one_only() -> None:
    notice = ViolationNotified(violation="V1", account=platform("A1"))
    silent = story(violation())
    told = silent.and_then(deed(notice, at="2026-05-04T00:00Z"))
    again = told.and_then(deed(notice, at="2026-05-02T00:00Z"))

    def before(at: str) -> ClaimMade:
        return claim("no_notice_before", violation="V1", at=at)

    assert said(silent, before("2026-05-03T00:00Z")) == [("not_provable", "missing", ())]
    assert said(told, before("2026-05-04T00:00Z")) == [("supported", "notified_later", (2,))]
    assert said(told, before("2026-05-05T00:00Z")) == [("contradicted", "notified_before", (2,))]
    assert said(again, before("2026-05-03T00:00Z")) == [("contradicted", "notified_before", (3,))]
    assert said(told, before("2026-05-05T00:00Z"), valid="2026-05-03T00:00Z") == [
        ("not_provable", "missing", ())
    ]


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ("2026-03-04T23:59Z", ("contradicted", "not_yet", (1, 3))),
        ("2026-03-05T00:00Z", ("supported", "in_effect", (1, 3))),
        ("2026-04-01T00:00Z", ("contradicted", "ended", (2, 3))),
    ],
)
def test_content_is_posted_before_while_or_after(posted: str, expected: Any) -> None:
    told = story(
        bound("S1", "A1", at="2026-03-05T00:00Z"),
        unlinked("S1", "A1", at="2026-04-01T00:00Z"),
        violation(posted),
    )

    assert said(told, claim("posted_while_bound", violation="V1")) == [expected]
    elsewhere = claim("posted_while_bound", violation="V1", shop=platform("S2"))
    assert said(told, elsewhere) == [("not_provable", "nothing_told", ())]


def test_when_content_was_posted_must_have_been_told() -> None:
    told = story(bound("S1", "A1", at="2026-03-05T00:00Z"), violation())
    (answer,) = answers(
        claim("posted_while_bound", violation="V1"), told.facts, told.history.law, instant(LATER)
    )

    assert answer.told.missing == "ViolationRecorded.content_posted_at"
    (answer,) = answers(
        claim("posted_while_bound", violation="V2"), told.facts, told.history.law, instant(LATER)
    )
    assert answer.told.missing == "ViolationRecorded"


def claims() -> st.SearchStrategy[ClaimMade]:
    """Claims about the shops and accounts of random lives."""
    hours = st.integers(0, 24 * 125).map(lambda hours: START + timedelta(hours=hours))
    spans = st.tuples(hours, hours).filter(lambda two: two[0] < two[1])
    violations = st.builds("V-{}-{}".format, st.sampled_from(ACCOUNTS), st.integers(0, 1))

    def made(kind: Any, **fields: Any) -> ClaimMade:
        return ClaimMade(dispute="D", claim="C", claim_kind=kind, **fields)

    return st.one_of(
        st.builds(
            lambda account, shop, span: made(
                "bound", account=account, shop=shop, since=span[0], until=span[1]
            ),
            st.sampled_from(ACCOUNTS),
            st.sampled_from(SHOPS),
            spans,
        ),
        st.builds(
            lambda shop, at: made("unlink_chance_left", shop=shop, at=at),
            st.sampled_from(SHOPS),
            hours,
        ),
        st.builds(lambda one: made("appeal_in_time", violation=one), violations),
        st.builds(
            lambda one, at: made("no_notice_before", violation=one, at=at), violations, hours
        ),
    )


@given(happenings(), st.none() | st.integers(0, 20), st.lists(claims(), min_size=4, max_size=8))
@settings(max_examples=15, deadline=None)
def test_no_fact_can_be_taken_from_the_smallest_set(
    happened: list[Happened], wrong: int | None, asked: list[ClaimMade]
) -> None:
    with lived(happened, wrong) as ledger:
        times = times_of(ledger)
        for one in asked:
            facts = read_claim(ledger.store, one, times)
            law = times.ruling(Law.recall(as_it_stood(facts)))
            gone = [fact for fact in facts if fact.name in annulled_in(facts)]
            found = answers(one, facts, law, NOW)
            assert found
            for answer in found:
                told = answer.told
                proof = [fact for fact in facts if fact.position in answer.evidence]
                assert len(proof) == len(answer.evidence)
                if told.standing is Standing.NOT_PROVABLE:
                    assert not proof
                    continue
                assert proof
                assert proves(one, told, proof, gone, law, NOW)
                for fact in proof:
                    rest = [other for other in proof if other is not fact]
                    assert not proves(one, told, rest, gone, law, NOW), (one, told, fact)


@given(happenings(), st.sampled_from(ACCOUNTS), st.sampled_from(SHOPS), st.data())
@settings(max_examples=15, deadline=None)
def test_stretches_cover_the_claim_and_agree_with_the_account(
    happened: list[Happened], account: str, shop: str, data: st.DataObject
) -> None:
    with lived(happened) as ledger:
        since, until = START, NOW
        one = bound_to("2026-01-01T00:00Z", to=shop, account=account)
        one = replace(one, since=since, until=until)
        times = times_of(ledger)
        facts = read_claim(ledger.store, one, times)
        history = History.of(every_fact(ledger.store))
        found = [answer.told for answer in answers(one, facts, history.law, NOW)]

        assert (found[0].since, found[-1].until) == (since, until)
        assert all(before.until == after.since for before, after in pairwise(found))
        at = START + timedelta(hours=data.draw(st.integers(0, 24 * 120 - 1)), minutes=30)
        told = next(one for one in found if _covers(one.since, one.until, at))
        state = settled_account(
            history.account(account, at), at, lambda of: history.shop(of, at).closure, history.law
        )
        runs = any(one.runs and one.shop == shop for one in state.bindings.values())
        assert (told.standing is Standing.SUPPORTED) == runs


def _covers(since: datetime | None, until: datetime | None, at: datetime) -> bool:
    assert since is not None
    assert until is not None
    return since <= at < until


def test_a_long_history_is_not_tried_fact_by_fact() -> None:
    from ledger.disputes.smallest import smallest

    tried = 0
    told = story(*(bound("S1", f"A{number}", at="2026-03-05T00:00Z") for number in range(300)))
    wanted = {told.facts[500].position, told.facts[900].position}

    def still(some: Any) -> bool:
        nonlocal tried
        tried += 1
        return wanted <= {fact.position for fact in some}

    kept: tuple[Fact, ...] = smallest(told.facts, still)
    assert {fact.position for fact in kept} == wanted
    assert tried < 100
