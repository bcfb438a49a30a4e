"""A Douyin channel account under its source rulebook: state machine 2.4, every refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.events import (
    BindingActivated,
    BindingInvitationAccepted,
    BindingReviewOpened,
    BindingReviewPassed,
    DataSharingConsented,
    RequestGranted,
)
from ledger.events.binding import BindingNames
from tests.story import (
    Deed,
    Question,
    Story,
    accept,
    adopted,
    ask_to_leave,
    banned,
    bound,
    cancel,
    cancelled,
    closed,
    decline,
    declined,
    deed,
    deregistered,
    given,
    invite,
    invited,
    keep,
    let_go_of,
    nobody_knows,
    pass_review,
    source_rulebook,
    stay,
    unlink,
)

CHANNEL, OFFICIAL = "douyin.channel", "douyin.official"
S1, S2, A1 = "douyin:S1", "douyin:S2", "douyin:A1"
MONDAY, LATER = "2026-03-02T09:00Z", "2036-03-02T09:00Z"
NAMES: BindingNames = {"binding": "B1", "shop": S1, "account": A1, "program": CHANNEL}
INVITED = invited(S1, A1, at="2026-03-01T09:00Z", binding="B1", program=CHANNEL)
ACTIVE = bound(S1, A1, at="2026-03-01T09:00Z", binding="B1", program=CHANNEL)


def told(*deeds: Deed) -> Story:
    law = [adopted(source_rulebook(program), program=program) for program in (CHANNEL, OFFICIAL)]
    return given(*deeds, law=law)


def ask(shop: str = S1, at: str = MONDAY) -> Question:
    return invite(shop, A1, at=at, program=CHANNEL, binding="B2")


def test_it_is_bound_as_soon_as_the_account_accepts() -> None:
    story = (
        told(INVITED)
        .when(accept(S1, A1, at=MONDAY, binding="B1"))
        .then(
            deed(
                BindingInvitationAccepted(**NAMES),
                DataSharingConsented(
                    account=A1,
                    shop=S1,
                    recipients=("shop_platform", "affiliates", "creator_square"),
                ),
                BindingActivated(**NAMES),
                at=MONDAY,
            )
        )
    )

    # Neither the acceptance nor the activation it brought is judged as if somebody else told it.
    assert story.breaches() == []


def test_an_activation_that_claims_an_acceptance_is_believed_only_where_no_review_is() -> None:
    full = [bound("S1", f"A{number}", at="2026-03-01T10:00Z") for number in range(2, 6)]
    begun = given(invited("S1", "A1", at="2026-03-01T09:00Z"))
    story = begun.when(accept("S1", "A1", at=MONDAY)).recorded()
    granted = next(one for one in story.facts if isinstance(one.event, RequestGranted))
    names: BindingNames = {
        "binding": "S1-A1",
        "shop": "tiktok:S1",
        "account": "tiktok:A1",
        "program": "tiktok.channel",
    }
    forged = Deed(
        granted.time,
        (BindingActivated(**names),),
        source=granted.source,
        correlationid=granted.correlationid,
        causationid=granted.name,
    )

    breaches = story.and_then(*full, forged).breaches()
    assert [kind for _, kind, _ in breaches] == ["BindingActivated.v1"]


def test_an_invitation_is_declined_or_cancelled() -> None:
    told(INVITED).when(decline(S1, A1, at=MONDAY, binding="B1")).then(
        declined(S1, A1, at=MONDAY, binding="B1", program=CHANNEL)
    )
    told(INVITED).when(cancel(S1, A1, at=MONDAY, binding="B1")).then(
        cancelled(S1, A1, at=MONDAY, binding="B1", program=CHANNEL)
    )


@pytest.mark.parametrize("question", [accept, decline, cancel, pass_review, stay, keep])
def test_an_active_binding_has_none_of_these_steps_before_it(
    question: Callable[..., Question],
) -> None:
    answer = told(ACTIVE).when(question(S1, A1, at=MONDAY, binding="B1"))

    assert "binding.state" in [one.rule for one in answer.verdict.findings if one.refuses]


def test_there_is_no_review_to_conclude() -> None:
    told(INVITED).when(pass_review(S1, A1, at=MONDAY, binding="B1")).then_refused(
        "binding.state", earliest=None
    )


def test_a_review_that_a_feed_reports_is_concluded_all_the_same() -> None:
    opened = deed(BindingReviewOpened(**NAMES), at="2026-03-01T10:00Z")

    told(INVITED, opened).when(pass_review(S1, A1, at=MONDAY, binding="B1")).then(
        deed(BindingReviewPassed(**NAMES), BindingActivated(**NAMES), at=MONDAY)
    )


def test_the_relation_is_long_lived_whatever_the_time() -> None:
    told(ACTIVE).when(unlink(S1, A1, at=LATER, binding="B1")).finds(
        "shop.may_unlink", "breaks", source="001 / 1-20"
    ).then_refused("shop.may_unlink", earliest=None, see=(1,))
    told(ACTIVE).when(ask_to_leave(S1, A1, at=LATER, binding="B1")).then_refused(
        "account.may_request_unlink", earliest=None
    )
    told(ACTIVE).when(let_go_of(S1, A1, at=LATER, binding="B1")).then_refused(
        "binding.state", "account.may_request_unlink", earliest=None
    )


def test_no_number_of_accounts_is_too_many_for_a_shop() -> None:
    many = [bound(S1, f"douyin:M{n}", at="2026-01-01T09:00Z", program=CHANNEL) for n in range(50)]
    answer = told(*many).when(ask())

    assert answer.verdict.holds
    assert "shop.slots" not in answer.asked()


@pytest.mark.parametrize("program", [CHANNEL, OFFICIAL])
def test_an_account_belongs_to_one_shop(program: str) -> None:
    told(bound(S2, A1, at="2026-01-01T09:00Z", program=program)).when(ask()).then_refused(
        "account.exclusive", earliest=None, see=(1,)
    )


def test_until_that_shop_is_closed() -> None:
    elsewhere = bound(S2, A1, at="2026-01-01T09:00Z", program=CHANNEL)
    story = told(elsewhere, closed(S2, at=MONDAY))

    story.when(ask(at="2026-03-02T08:59:59.999999Z")).then_refused(
        "account.exclusive", earliest=MONDAY
    )
    for at in (MONDAY, "2026-03-02T09:00:00.000001Z"):
        story.when(ask(at=at)).then(invited(S1, A1, at=at, binding="B2", program=CHANNEL))


def test_who_is_unknown_gone_or_banned_is_not_bound() -> None:
    nobody = given(
        nobody_knows(f"shop:{S1}", f"account:{A1}"),
        law=[adopted(source_rulebook(CHANNEL), program=CHANNEL)],
    )
    nobody.when(ask()).then_refused("shop.open", "account.status", earliest=None)
    told(banned(A1, at="2026-01-01T09:00Z")).when(ask()).then_refused(
        "account.status", earliest=None
    )
    told(deregistered(A1, at="2026-01-01T09:00Z")).when(ask()).then_refused(
        "account.status", earliest=None
    )
    told(closed(S1, at="2026-01-01T09:00Z")).when(ask()).then_refused("shop.open", earliest=None)
