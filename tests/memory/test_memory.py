"""What is kept between requests changes no answer: each is that of a fresh recall."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.app import Ledger
from ledger.app.asking import Answer, Asking
from ledger.app.files import objects_of
from ledger.border import read_request
from ledger.decisions import Interest
from ledger.errors import BadInput
from ledger.queries.memory import Memory, read_interests
from ledger.requests import Request
from ledger.subjects import shop_tag
from tests.console.talking import account, fact, feed, of_binding, shop

START = datetime.fromisoformat("2026-03-01T00:00:00+00:00")
SHOPS, ACCOUNTS, BINDINGS = ("S1", "S2"), ("A1", "A2", "A3"), ("B1", "B2", "B3", "B4")
ON_BINDINGS = (
    "CancelInvitation",
    "AcceptInvitation",
    "DeclineInvitation",
    "UnlinkByShop",
    "RequestUnlink",
    "WithdrawUnlinkRequest",
    "ApproveUnlink",
    "RefuseUnlink",
)

Step = dict[str, Any]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal ledger that knows two shops and three accounts; copied, it is made only once."""
    path = tmp_path_factory.mktemp("memory") / "ledger.db"
    lines = [line for one in ACCOUNTS for line in account(one)] + [shop(one) for one in SHOPS]
    with Ledger.create(str(path), origin="tests", rehearsal=True, now=START) as ledger:
        assert ledger.take(objects_of(feed(*lines).splitlines())).new == len(lines)
    return path


def parties(step: Step) -> Step:
    """The shop and the account of a binding: always the same, so that acts meet."""
    number = BINDINGS.index(step["binding"])
    return {"shop": SHOPS[number % 2], "account": ACCOUNTS[number % 3]}


bindings = st.fixed_dictionaries({"binding": st.sampled_from(BINDINGS)})
requests = st.one_of(
    bindings.map(
        lambda step: {
            "ask": "Invite",
            "program": "tiktok.channel",
            "binding": step["binding"],
            **{of: f"tiktok:{name}" for of, name in parties(step).items()},
        }
    ),
    st.tuples(st.sampled_from(ON_BINDINGS), bindings).map(lambda two: {"ask": two[0], **two[1]}),
    bindings.map(lambda step: {"ask": "ConcludeReview", "outcome": "passed", **step}),
    st.sampled_from(ACCOUNTS).map(
        lambda one: {"ask": "AddShowcaseProducts", "account": f"tiktok:{one}", "count": 30}
    ),
    st.just({"ask": "SubmitAppeal", "violation": "V1", "submitted_by": "account:tiktok:A1"}),
)
observed = st.one_of(
    st.tuples(st.sampled_from(("BindingActivated", "ShopUnlinked")), bindings).map(
        lambda two: (two[0], "", {**two[1], **parties(two[1])})
    ),
    bindings.map(lambda one: ("BindingEnded", "", {**one, **parties(one), "reason": "unknown"})),
    st.sampled_from(ACCOUNTS).map(lambda one: ("AccountBanned", "", {"account": one})),
    st.sampled_from(ACCOUNTS).map(lambda one: ("AccountDeregistered", "", {"account": one})),
    st.sampled_from(SHOPS).map(lambda one: ("ShopClosed", "", {"shop": one})),
    st.sampled_from(("ViolationRecorded", "ViolationNotified", "ViolationResolved")).map(
        lambda kind: (kind, "V1", {"account": "A1", "violation": "V1"})
    ),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), requests),
        st.tuples(st.just("ask"), requests),
        st.tuples(st.just("observe"), observed),
        st.tuples(st.just("annul"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.integers(1, 40)),
    ),
    min_size=5,
    max_size=40,
)


def line_of(number: int, at: datetime, observation: tuple[str, str, Step]) -> Step:
    """A fact from outside; every other one is told a day late."""
    kind, _, data = observation
    happened = at - timedelta(days=number % 2)
    named = {
        of: f"tiktok:{name}" if of in ("shop", "account") else name for of, name in data.items()
    }
    if "binding" in named:
        named["program"] = "tiktok.channel"
    if kind == "ViolationRecorded":
        named["category"] = "false_advertising"
    return fact(kind, f"o{number}", f"{happened:%Y-%m-%dT%H:%M:%SZ}", **named)


def outcome(ask: Callable[[Request], Answer], request: Request) -> Any:
    """What an answer says, or the error."""
    try:
        answer = ask(request)
    except BadInput as why:
        return why.as_json()
    return answer.granted, answer.verdict, answer.earliest


@given(steps=steps, most=st.sampled_from((3, 40, 50_000)))
@settings(max_examples=25, deadline=None)
def test_an_answer_with_a_memory_is_that_of_a_fresh_recall(
    begun: Path, steps: list[tuple[str, Any]], most: int
) -> None:
    path = begun.with_name("copy.db")
    shutil.copy(begun, path)
    at, told = START, list[str]()
    with (
        Ledger.open(str(path), write=True) as opened,
        Ledger.open(str(path), write=True) as another,
    ):
        ledger = replace(opened, memory=Memory(most))
        for number, (what, given) in enumerate(steps):
            at += timedelta(minutes=1)
            other = replace(another, timing=replace(another.timing, given=at))
            if what == "wait":
                at += timedelta(hours=given)
            elif what == "observe":
                line = line_of(number, at, given)
                assert other.take(objects_of(feed(line).splitlines())).new == 1
                told.append(f"tests#o{number}")
            elif what == "annul" and given < len(told):
                other.annul(told.pop(given), "told in error")
            elif what == "ask":
                value = {"id": f"r{number}", "actor": "tests", "at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
                request = read_request(value | given)
                fresh = Asking(another.store, another.timing)
                would_be = outcome(fresh.can, request)
                assert outcome(ledger.ask, request) == would_be
                assert outcome(ledger.ask, request) == outcome(fresh.can, request)


def test_a_log_that_is_not_the_one_that_was_read_is_read_afresh(
    begun: Path, tmp_path: Path
) -> None:
    memory, interest = Memory(), Interest(("BindingInvited.v1",), shop_tag("tiktok:S1"))
    for told in ("B1", "B2"):
        path = tmp_path / f"{told}.db"
        shutil.copy(begun, path)
        with Ledger.open(str(path), write=True, now=START) as ledger:
            line = of_binding("BindingInvited", "2026-02-01", told)
            ledger.take(objects_of(feed(line).splitlines()))
            head = ledger.store.head().position
            ledger.take(objects_of(feed(shop(f"S-{told}")).splitlines()))
            for upto in (head, head + 1):
                memory.catch_up(ledger.store, upto)
                kept = memory.read(ledger.store, [interest], upto)
                fresh = read_interests(ledger.store, [interest], upto)
                assert tuple(kept[interest]) == tuple(fresh[interest])


def test_a_memory_holds_no_more_than_it_may(begun: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    shutil.copy(begun, path)
    with Ledger.open(str(path), write=False) as ledger:
        memory, head = Memory(most_facts=10), ledger.store.head().position
        for number in range(100):
            interest = Interest(("ShopRegistered.v1",), shop_tag(f"tiktok:S{number}"))
            memory.catch_up(ledger.store, head)
            memory.read(ledger.store, [interest], head)
        assert memory.held <= 10
