"""A ledger and the naive model live through the same, and are asked the same at any three times."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ledger.app import Ledger
from ledger.errors import BadInput
from ledger.queries import state
from ledger.queries.listing import Filter, list_bindings
from ledger.queries.statement import statement
from ledger.queries.telling import history
from ledger.queries.times import Times, settle
from ledger.rulebook import Rulebook, read_rulebook
from ledger.terms import BEGINNING, instant_text, read_instant
from tests.model.naive import Answer, Asked, Hour, Naive, Text
from tests.story import rulebook

SHOPS: Final = ("tiktok:S1", "tiktok:S2")
ACCOUNTS: Final = ("tiktok:A1", "tiktok:A2")
CHANNEL: Final = "tiktok.channel"
START: Final = 24 * 365 * 26
SPAN: Final = 24 * 40
"""Hours: how far back things come to be known."""

OF_BINDINGS: Final = (
    *("BindingInvited", "BindingInvitationAccepted", "BindingReviewOpened"),
    *("BindingReviewFailed", "BindingActivated", "BindingActivated", "UnlinkRequested"),
    *("UnlinkRequestWithdrawn", "ShopUnlinked", "BindingEnded", "BindingEnded"),
)
OF_SHOPS: Final = (
    *("ShopRegistered", "ShopClosingAnnounced", "ShopClosingWithdrawn", "ShopClosed"),
    *("UnlinkChancesObserved", "ComplianceScoreObserved"),
    *("ComplianceScoreDeducted", "ComplianceScoreRestored"),
)
OF_ACCOUNTS: Final = (
    *("AccountRegistered", "AccountBanned", "AccountBanLifted"),
    *("ViolationRecorded", "ViolationResolved", "ShowcaseProductsAdded", "ShowcaseCleared"),
    *("EcommercePermissionFrozen", "EcommercePermissionRestored"),
)

hours_ago = st.one_of(st.integers(0, 4), st.integers(0, 48), st.integers(0, SPAN))
around_now = st.integers(-SPAN, 72)
moments = st.one_of(st.just(1000), st.integers(0, 1100))
"""Where between the beginning of a life and now, in thousandths; a little later too."""

shops, accounts = st.sampled_from(SHOPS), st.sampled_from(ACCOUNTS)
filters = st.builds(
    Filter,
    name=st.sampled_from((None, *(one.lower() for one in ACCOUNTS))),
    program=st.sampled_from((None, CHANNEL)),
    state=st.sampled_from((None, "invited", "active", "ended")),
)


def instant(hour: Hour) -> datetime:
    """An hour of the model as an instant of the ledger."""
    return BEGINNING + timedelta(hours=hour)


def hour(text: str | None) -> Hour | None:
    """An instant of an answer as an hour of the model."""
    return None if text is None else (read_instant(text) - BEGINNING) // timedelta(hours=1)


@st.composite
def laws(draw: st.DrawFn) -> tuple[str, dict[str, dict[Hour, Any]]]:
    """A rulebook with some values, which may change on a day, and the same for the model."""
    values: dict[str, dict[Hour, Any]] = {}
    days: dict[str, dict[str, Any]] = {}
    choices: dict[str, st.SearchStrategy[Any]] = {
        "shop.slots": st.integers(1, 5),
        "shop.unlink_chances": st.integers(0, 4),
        "account.rebind_wait": st.sampled_from((0, 24, 72, 300)),
        "binding.bound_time": st.sampled_from((0, 24, 72, 300)),
        "shop.campaign_score": st.integers(60, 90),
        "shop.slots.reserved_from": st.sampled_from(("accepted", "activated")),
    }
    for name, value in choices.items():
        turns = draw(st.lists(st.integers(START // 24 - 40, START // 24 + 60), max_size=2))
        values[name] = {0: draw(value), **{24 * day: draw(value) for day in turns}}
        days[name] = {
            instant(since).date().isoformat(): held for since, held in sorted(values[name].items())
        }
    return rulebook(days, units={"shop.slots.reserved_from": "text"}), values


@cache
def template() -> Path:
    """An empty ledger, to be copied for each life."""
    folder = Path(mkdtemp(prefix="bindledger-model-"))
    where = folder / "empty.db"
    made = Ledger.create(str(where), origin="model", rehearsal=True, bare=True, now=instant(START))
    made.store.close()
    return where


class Clocks(RuleBasedStateMachine):
    """Facts come early and late, are annulled, and judged by laws that change."""

    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="life-", dir=template().parent))
        where = self.folder / "ledger.db"
        shutil.copy(template(), where)
        self.opened = Ledger.open(str(where), write=True, now=instant(START))
        self.model = Naive()
        self.now = START
        self.names: dict[int, str] = {}
        self.books: list[tuple[Rulebook, Text]] = []
        self.adopted: set[tuple[str, Hour]] = set()

    def teardown(self) -> None:
        """Let go of the ledger and its folder."""
        self.opened.store.close()
        shutil.rmtree(self.folder)

    @property
    def ledger(self) -> Ledger:
        """The ledger at the time it is."""
        return replace(self.opened, timing=replace(self.opened.timing, given=instant(self.now)))

    # What happens

    @initialize(law=laws())
    def first_law(self, law: tuple[str, dict[str, dict[Hour, Any]]]) -> None:
        """Law since the beginning of time."""
        self._adopt(law, 0)

    @rule(hours=st.integers(1, 72))
    def time_passes(self, hours: int) -> None:
        """The clock goes on."""
        self.steps["time passes"] += 1
        self.now += hours

    @rule(
        kind=st.sampled_from(OF_BINDINGS),
        shop=shops,
        account=accounts,
        ago=hours_ago,
    )
    def of_a_binding(self, kind: str, shop: str, account: str, ago: int) -> None:
        """Something is learnt of a binding."""
        name = f"{shop[-2:]}-{account[-2:]}"
        more = {"reason": "platform_forced"} if kind == "BindingEnded" else {}
        self._take(kind, ago, binding=name, shop=shop, account=account, program=CHANNEL, **more)

    @rule(kind=st.sampled_from(OF_SHOPS), shop=shops, number=st.integers(0, 9), ago=hours_ago)
    def of_a_shop(self, kind: str, shop: str, number: int, ago: int) -> None:
        """Something is learnt of a shop."""
        more: dict[str, Any] = {}
        match kind:
            case "ShopRegistered":
                more = {"operating_country": "MX"}
            case "UnlinkChancesObserved":
                more = {"program": CHANNEL, "used": number % 4}
            case "ComplianceScoreObserved":
                more = {"score": 60 + 4 * number}
            case "ComplianceScoreDeducted" | "ComplianceScoreRestored":
                more = {"points": number + 1}
        self._take(kind, ago, shop=shop, **more)

    @rule(
        kind=st.sampled_from(OF_ACCOUNTS), account=accounts, number=st.integers(0, 9), ago=hours_ago
    )
    def of_an_account(self, kind: str, account: str, number: int, ago: int) -> None:
        """Something is learnt of an account."""
        more: dict[str, Any] = {}
        match kind:
            case "AccountBanLifted":
                more = {"overturned": number % 2 == 0}
            case "ViolationRecorded":
                more = {"violation": f"V-{account[-2:]}-{number % 2}", "category": "copying"}
            case "ViolationResolved":
                more = {"violation": f"V-{account[-2:]}-{number % 2}"}
            case "ShowcaseProductsAdded":
                more = {"count": number + 1}
            case "ShowcaseCleared":
                more = {"cause": "unlinked"}
            case "EcommercePermissionFrozen" if number % 2:
                more = {"until": self.now - ago + 30 * number}
        self._take(kind, ago, account=account, **more)

    @precondition(lambda self: self.names)
    @rule(which=st.integers(0, 10**6))
    def a_fact_is_annulled(self, which: int) -> None:
        """Something was recorded wrongly."""
        self.steps["a fact is annulled"] += 1
        position = sorted(self.names)[which % len(self.names)]
        self.ledger.annul(self.names.pop(position), "a slip")
        said = self.model.entries[position - 1].data
        about = {name: said[name] for name in ("shop", "account") if name in said}
        self.model.tell(self.now, self.now, "FactAnnulled", of=position, **about)

    @rule(law=laws(), since=around_now)
    def a_law_is_adopted(self, law: tuple[str, dict[str, dict[Hour, Any]]], since: int) -> None:
        """Law from some hour on, past or to come."""
        self.steps["a law is adopted"] += 1
        self._adopt(law, self.now + since)

    def _adopt(self, law: tuple[str, dict[str, dict[Hour, Any]]], since: Hour) -> None:
        written, values = law
        book = read_rulebook(written, "the model's")
        text = Text(book.digest, values)
        before = self.opened.store.head().position
        try:
            self.ledger.adopt_rulebook(written, "the model's", instant(since))
        except BadInput:
            assert (book.digest, since) in self.adopted
            return
        self.adopted.add((book.digest, since))
        if self.opened.store.head().position > before:
            self.model.tell(self.now, since, "RulebookAdopted", text=text)
            self.books.append((book, text))

    def _take(self, kind: str, ago: int, **data: Any) -> None:
        self.steps[kind] += 1
        time = self.now - ago
        position = self.model.tell(self.now, time, kind, **data)
        if "until" in data:
            data["until"] = instant_text(instant(data["until"]))
        line = {
            "specversion": "1.0",
            "type": f"{kind}.v1",
            "source": "model",
            "id": f"f{position}",
            "time": instant_text(instant(time)),
            "data": data,
        }
        taken = self.ledger.take([(1, line)])
        assert (taken.new, taken.rejected) == (1, []), taken.rejected
        assert self.opened.store.head().position == position
        self.names[position] = f"model#f{position}"

    # What is asked

    @precondition(lambda self: self.names)
    @rule(
        shop=shops,
        account=accounts,
        clocks=st.tuples(moments, moments),
        law=st.integers(0, 6 * SPAN),
        wanted=filters,
    )
    def anybody_asks(
        self, shop: str, account: str, clocks: tuple[int, int], law: int, wanted: Filter
    ) -> None:
        """A shop, an account, their histories and balances, true at, known at, under some law."""
        self.steps["anybody asks"] += 1
        begun = min(one.time for one in self.model.entries if one.time)
        valid = begun + (self.now - begun) * clocks[0] // 1000
        known = START + (self.now - START) * clocks[1] // 1000
        rules: tuple[Rulebook | datetime | None, Text | Hour | None] = (None, None)
        if law % 3 == 1:
            rules = self.books[law % len(self.books)]
        elif law % 3 == 2:
            at = self.now + law % (2 * SPAN) - SPAN
            rules = (instant(at), at)
        times = settle(
            self.opened.store, instant(self.now), instant(valid), instant(known), rules[0]
        )
        asked = Asked(valid, known, rules[1])
        self._compare_shop(shop, times, asked)
        self._compare_account(account, times, asked)
        self._compare_histories(shop, account, times, asked)
        self._compare_lists(wanted, times, asked)

    def _compare_shop(self, shop: str, times: Times, asked: Asked) -> None:
        shown = state.show_shop(self.opened.store, shop, times)
        expected = self.model.shop(shop, asked)
        told = None if shown is None else _of_shop(shown)
        assert told == expected, (asked, told, expected)
        if shown is None or expected is None:
            assert statement(self.opened.store, f"shop:{shop}", "compliance_score", times) is None
            return
        for balance in ("slots", "unlink_chances"):
            if expected[balance] is not None:
                name = f"{balance}:{CHANNEL}"
                found = statement(self.opened.store, f"shop:{shop}", name, times)
                assert found is not None
                assert found["closing"] == expected[balance]["left"], (asked, found, expected)
        found = statement(self.opened.store, f"shop:{shop}", "compliance_score", times)
        assert found is not None
        assert found["closing"] == expected["compliance_score"]["value"]

    def _compare_account(self, account: str, times: Times, asked: Asked) -> None:
        shown = state.show_account(self.opened.store, account, times)
        expected = self.model.account(account, asked)
        told = None if shown is None else _of_account(shown)
        assert told == expected, (asked, told, expected)

    def _compare_histories(self, shop: str, account: str, times: Times, asked: Asked) -> None:
        subjects = [("shop", shop), ("account", account)]
        for together in ([subjects[0]], [subjects[1]], subjects):
            told = [
                (one["position"], one.get("late", False), one.get("annulled", False))
                for one in history(
                    self.opened.store, [f"{noun}:{name}" for noun, name in together], times
                )
            ]
            expected = self.model.history(asked, *together)
            assert told == expected, (asked, told, expected)

    def _compare_lists(self, wanted: Filter, times: Times, asked: Asked) -> None:
        listed = {
            one["binding"]: (one["state"], hour(one["since"]), one["reason"])
            for one in list_bindings(self.opened.store, times, wanted)
        }
        known = {
            one["binding"]: (one["state"], one["since"], one["reason"])
            for shop in SHOPS
            for one in self.model.bindings(asked, shop=shop)
            if wanted.state in (None, one["state"])
            and (wanted.name or "").casefold() in one["account"].casefold()
        }
        assert listed == known, (asked, wanted, listed, known)


def _of_shop(shown: Answer) -> Answer:
    """What `show` tells of a shop, as far as the model knows how to."""
    score = shown["compliance_score"]
    return {
        "status": shown["status"],
        "bindings": _bindings(shown),
        "pending": {one["binding"]: one["waiting_for"] for one in shown["pending"]},
        "slots": shown["slots"].get(CHANNEL),
        "unlink_chances": shown["unlink_chances"].get(CHANNEL),
        "compliance_score": score | {"at": hour(score["at"])},
    }


def _of_account(shown: Answer) -> Answer:
    return {
        "status": shown["status"],
        "bindings": _bindings(shown),
        "bound": shown["bound_to"] is not None,
        "cooldowns": {one["rule"]: hour(one["until"]) for one in shown["cooldowns"]},
        "ecommerce_permission": shown["ecommerce_permission"],
        "open_violations": sorted(shown["open_violations"]),
        "showcase": shown["showcase"]["count"],
    }


def _bindings(shown: Answer) -> Answer:
    return {
        one["binding"]: {
            "state": one["state"],
            "since": hour(one["since"]),
            "active_since": hour(one["active_since"]),
        }
        for one in shown["bindings"]
    }
