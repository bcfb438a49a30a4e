"""Observed acts on mini-programs and identifiers that a request would have been refused."""

from __future__ import annotations

import pytest

from ledger.audit.observed_mini_programs import ACTS
from tests.mini_programs.telling import (
    assigned,
    enterprise,
    expired,
    field_law,
    handed_in,
    joined,
    left,
    mounted,
    passed,
    place,
    published,
    registered,
    source_law,
    tied,
    told,
    used,
)
from tests.story import Story, closed, deregistered

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"
BEGUN = (enterprise(), registered(at=EARLIER))

BREACHES: list[tuple[Story, str, list[str]]] = [
    (
        told(enterprise(), expired(at=EARLIER), registered(at=MONDAY)),
        "MiniProgramRegistered.v1",
        ["account.enterprise_verified"],
    ),
    (
        told(place(), *BEGUN, closed("douyin:S1", at=EARLIER), tied(at=MONDAY)),
        "MiniProgramBoundToShop.v1",
        ["shop.open"],
    ),
    (
        told(*BEGUN, deregistered("douyin:A1", at=EARLIER), joined("A1", at=MONDAY)),
        "MiniProgramBoundToAccount.v1",
        ["account.status"],
    ),
    (
        told(
            *BEGUN,
            enterprise("A1"),
            enterprise("A2"),
            joined("A1", at=EARLIER),
            joined("A2", at=EARLIER),
            left("A1", at="2026-03-01T09:00Z"),
            left("A2", at=MONDAY),
            law=field_law(monthly_unbinds=1),
        ),
        "MiniProgramUnboundFromAccount.v1",
        ["mini_program.monthly_unbinds"],
    ),
    (
        told(*BEGUN, expired(at=EARLIER), handed_in(at=MONDAY)),
        "MiniProgramSubmittedForReview.v1",
        ["account.enterprise_verified"],
    ),
    (
        told(*BEGUN, published(at=MONDAY), law=source_law().replace("= false", "= true")),
        "MiniProgramPublished.v1",
        ["mini_program.shop_required"],
    ),
    (
        told(*BEGUN, used("payment", at=MONDAY)),
        "MiniProgramFeatureUsed.v1",
        ["mini_program.shop_features"],
    ),
    (
        told(*BEGUN, mounted("A1", at=MONDAY)),
        "MiniProgramLinkMounted.v1",
        ["mini_program.capability"],
    ),
    (
        told(
            assigned("13800000000", shop="S1", at=EARLIER),
            assigned("13800000000", shop="S2", at=MONDAY),
        ),
        "RegistrationIdentifierAssigned.v1",
        ["identifier.unique"],
    ),
]


@pytest.mark.parametrize(("story", "kind", "rules"), BREACHES)
def test_each_guarded_act_that_a_request_would_have_been_refused(
    story: Story, kind: str, rules: list[str]
) -> None:
    assert story.breaches() == [(max(story.told), kind, rules)]


def test_every_guarded_kind_is_among_them() -> None:
    assert {kind for _, kind, _ in BREACHES} == {kind.kind for kind in ACTS}


def test_steps_a_feed_leaves_out_are_no_breach() -> None:
    story = told(
        place(),
        enterprise(),
        registered(at=EARLIER),
        published(at=EARLIER),
        passed(at=MONDAY),
        tied(at=EARLIER),
        tied(at=MONDAY),
        joined("A1", at=EARLIER),
        joined("A1", at=MONDAY),
    )

    assert story.breaches() == []


def test_what_nobody_told_of_an_account_is_no_breach() -> None:
    assert told(registered(at=EARLIER, account=None), handed_in(at=MONDAY)).breaches() == []
