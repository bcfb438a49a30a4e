"""Questions that are wrong in themselves: nothing is decided."""

from __future__ import annotations

import pytest

from ledger.events import AppealSubmitted
from tests.story import (
    Question,
    add_products,
    adopted,
    appeal,
    banned,
    bound,
    cancelled,
    deed,
    enrol,
    given,
    invite,
    invited,
    rulebook,
    source_rulebook,
    unlink,
    violated,
)

MONDAY = "2026-03-02T09:00Z"
EARLIER = "2026-02-01T09:00Z"


def test_a_binding_no_fact_names() -> None:
    given().when(unlink("S1", "A1", at=MONDAY)).then_bad_input("binding")


def test_a_binding_that_only_a_refusal_names_is_still_unknown() -> None:
    history = given(banned("A1", at=EARLIER))
    history = history.when(invite("S1", "A1", at=EARLIER)).then_refused(
        "account.status", "account.ban_record", earliest=None
    )

    history.when(unlink("S1", "A1", at=MONDAY)).then_bad_input("binding")


def test_an_invitation_under_the_id_of_a_binding_that_exists() -> None:
    history = given(invited("S1", "A1", at=EARLIER))

    history.when(invite("S1", "A1", at=MONDAY)).then_bad_input("binding")
    history.when(invite("S2", "A2", at=MONDAY, binding="S1-A1")).then_bad_input("binding")


def test_even_if_that_binding_is_over() -> None:
    history = given(invited("S1", "A1", at=EARLIER), cancelled("S1", "A1", at=EARLIER))

    history.when(invite("S1", "A1", at=MONDAY)).then_bad_input("binding")


def test_an_id_that_only_a_refusal_named_is_free() -> None:
    history = given(banned("A1", at=EARLIER))
    history = history.when(invite("S1", "A1", at=EARLIER, binding="B1")).then_refused(
        "account.status", "account.ban_record", earliest=None
    )

    history.when(invite("S1", "A2", at=MONDAY, binding="B1")).then(
        invited("S1", "A2", at=MONDAY, binding="B1")
    )


def test_a_violation_nobody_recorded() -> None:
    given().when(appeal("V1", by="account:tiktok:A1", at=MONDAY)).then_bad_input("violation")


def test_a_violation_of_nobody_falls_under_no_program() -> None:
    nobodys = AppealSubmitted(violation="V1", appeal="P1", submitted_by="account:tiktok:A1")
    history = given(deed(nobodys, at=EARLIER))

    history.when(appeal("V1", by="account:tiktok:A1", at=MONDAY)).then_bad_input("program")


@pytest.mark.parametrize(
    "question",
    [
        invite("S1", "A1", at=MONDAY, program="tiktok.unheard_of"),
        add_products("A1", 1, at=MONDAY, program="tiktok.unheard_of"),
        enrol("S1", "C1", at=MONDAY, program="tiktok.unheard_of"),
        appeal("V1", by="account:tiktok:A1", at=MONDAY, program="tiktok.unheard_of"),
    ],
)
def test_a_program_without_law(question: Question) -> None:
    history = given(violated("V1", account="A1", at=EARLIER))

    history.when(question).then_bad_input("program")


@pytest.mark.parametrize(
    "question",
    [
        add_products("douyin:A1", 1, at=MONDAY),
        enrol("douyin:S1", "C1", at=MONDAY),
        appeal("V1", by="account:douyin:A1", at=MONDAY),
    ],
)
def test_a_platform_without_a_channel(question: Question) -> None:
    history = given(violated("V1", account="douyin:A1", at=EARLIER))

    history.when(question).then_bad_input("program")


def test_no_rulebook_adopted() -> None:
    given(law=()).when(invite("S1", "A1", at=MONDAY)).then_bad_input("program")
    given(bound("S1", "A1", at=EARLIER), law=()).when(unlink("S1", "A1", at=MONDAY)).then_bad_input(
        "program"
    )


def test_law_that_is_adopted_for_later_is_no_law_yet() -> None:
    late = given(law=[adopted(source_rulebook(), at="2026-03-02T09:00:00.000001Z")])

    late.when(invite("S1", "A1", at=MONDAY)).then_bad_input("program")


def test_law_without_a_rule_asks_nothing() -> None:
    lenient = rulebook({}, without=("account.status", "account.ban_record"))
    free = given(banned("A1", at=EARLIER), law=[adopted(lenient)])

    free.when(invite("S1", "A1", at=MONDAY)).then(invited("S1", "A1", at=MONDAY))
