"""Random lives of a few shops and accounts, in a ledger of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hypothesis import strategies as st

from ledger.app import Ledger
from ledger.queries.times import Times
from ledger.terms import BEGINNING, instant_text
from tests.story import instant, rulebook

START: Final = instant("2026-01-01T00:00Z")
NOW: Final = START + timedelta(days=120)
SHOPS: Final = ("tiktok:S1", "tiktok:S2")
ACCOUNTS: Final = ("tiktok:A1", "tiktok:A2", "tiktok:A3")
SUBJECTS: Final = (*(f"shop:{one}" for one in SHOPS), *(f"account:{one}" for one in ACCOUNTS))

FIRST_LAW: Final = rulebook(
    {
        "shop.slots": {"2000-01-01": 4, "2026-02-01": 2, "2026-03-01": 6},
        "binding.invitation_ttl": 48,
    }
)
SECOND_LAW: Final = rulebook(
    {
        "shop.unlink_chances": {"2000-01-01": 3, "2026-02-20": 5},
        "shop.slots.reserved_from": {"2000-01-01": "accepted", "2026-03-10": "activated"},
        "shop.unlink_chances.account_route_counts": {"2000-01-01": False, "2026-03-05": True},
        "violation.appeal_window": {"2000-01-01": 7, "2026-02-10": 3},
        "binding.invitation_ttl": 24,
    },
    units={
        "shop.slots.reserved_from": "text",
        "shop.unlink_chances.account_route_counts": "boolean",
    },
)

_OF_BINDINGS: Final = (
    "BindingInvited",
    "BindingInvitationAccepted",
    "BindingReviewOpened",
    "BindingReviewFailed",
    "BindingActivated",
    "ShopUnlinked",
    "UnlinkRequested",
    "UnlinkApproved",
    "UnlinkRefused",
    "BindingEnded",
)
_OF_SHOPS: Final = (
    "ShopRegistered",
    "ShopClosingAnnounced",
    "ShopClosed",
    "UnlinkChancesObserved",
    "ComplianceScoreObserved",
    "ComplianceScoreDeducted",
)
_OF_ACCOUNTS: Final = (
    "AccountRegistered",
    "AccountDeregistered",
    "AccountBanned",
    "ShowcaseProductsAdded",
    "ViolationRecorded",
    "ViolationNotified",
    "ViolationResolved",
    "AppealSubmitted",
    "AppealWithdrawn",
    "ComplianceScoreObserved",
    "ComplianceScoreRestored",
)


@dataclass(frozen=True)
class Happened:
    """A kind of fact about one of the shops and one of the accounts, at an hour."""

    kind: str
    shop: str
    account: str
    hour: int
    number: int

    def line(self, place: int) -> dict[str, Any]:
        """The line of a feed."""
        at = instant_text(START + timedelta(hours=self.hour))
        name, data = f"{self.kind}.v1", self._data()
        return {"specversion": "1.0", "type": name, "source": "lives", "id": f"f{place}"} | {
            "time": at,
            "data": data,
        }

    def _data(self) -> dict[str, Any]:
        binding = {"binding": f"{self.shop}-{self.account}", "program": "tiktok.channel"}
        violation = f"V-{self.account}-{self.number % 2}"
        both = {"shop": self.shop, "account": self.account}
        match self.kind:
            case "BindingEnded":
                return binding | both | {"reason": "platform_forced"}
            case kind if kind in _OF_BINDINGS:
                return binding | both
            case "ShopRegistered":
                return {"shop": self.shop, "operating_country": ("MX", "CN", "TH")[self.number % 3]}
            case "UnlinkChancesObserved":
                return {"shop": self.shop, "program": "tiktok.channel", "used": self.number % 5}
            case "ComplianceScoreObserved":
                party = {"shop": self.shop} if self.number % 2 else {"account": self.account}
                return party | {"score": 60 + self.number}
            case "ComplianceScoreDeducted":
                return {"shop": self.shop, "points": self.number}
            case "ComplianceScoreRestored":
                return {"account": self.account, "points": self.number}
            case "ShowcaseProductsAdded":
                return {"account": self.account, "count": self.number}
            case "ViolationRecorded":
                return {"account": self.account, "violation": violation, "category": "copying"}
            case "AppealSubmitted":
                by = f"account:{self.account}"
                return {"violation": violation, "appeal": "P1", "submitted_by": by}
            case "AppealWithdrawn":
                return {"violation": violation, "appeal": "P1"}
            case "ViolationNotified" | "ViolationResolved":
                return {"account": self.account, "violation": violation}
        return {"shop": self.shop} if self.kind in _OF_SHOPS else {"account": self.account}


_ORDINARY: Final = (
    Happened("ShopRegistered", SHOPS[0], ACCOUNTS[0], 0, 1),
    Happened("ShopRegistered", SHOPS[1], ACCOUNTS[0], 1, 2),
    Happened("BindingActivated", SHOPS[0], ACCOUNTS[0], 24, 0),
    Happened("BindingActivated", SHOPS[1], ACCOUNTS[1], 48, 0),
    Happened("BindingInvited", SHOPS[0], ACCOUNTS[2], 72, 0),
    Happened("ViolationRecorded", SHOPS[0], ACCOUNTS[0], 500, 0),
    Happened("ViolationNotified", SHOPS[0], ACCOUNTS[0], 510, 0),
    Happened("ShowcaseProductsAdded", SHOPS[0], ACCOUNTS[0], 600, 7),
)
"""How things begin as a rule, so that what comes after finds something to change."""


def happenings() -> st.SearchStrategy[list[Happened]]:
    """Facts in the order in which they are learnt, which is not that of their times."""
    one = st.builds(
        Happened,
        kind=st.sampled_from((*_OF_BINDINGS, *_OF_SHOPS, *_OF_ACCOUNTS)),
        shop=st.sampled_from(SHOPS),
        account=st.sampled_from(ACCOUNTS),
        hour=st.integers(0, 24 * 110),
        number=st.integers(0, 30),
    )
    return st.builds(
        lambda before, ordinary, after: [*before, *ordinary, *after],
        st.lists(one, max_size=3),
        st.sampled_from((_ORDINARY, _ORDINARY[:4], ())),
        st.lists(one, min_size=3, max_size=20),
    )


@contextmanager
def lived(happened: list[Happened], wrong: int | None = None) -> Iterator[Ledger]:
    """A rehearsal ledger of two laws and these facts; the fact at the place `wrong` is annulled."""
    with TemporaryDirectory() as folder:
        where = str(Path(folder) / "ledger.db")
        Ledger.create(where, origin="lives", rehearsal=True, bare=True, now=START).store.close()
        with Ledger.open(where, write=True, now=NOW) as ledger:
            ledger.adopt_rulebook(FIRST_LAW, "first", BEGINNING)
            _calendars(ledger)
            ledger.adopt_rulebook(SECOND_LAW, "second", START + timedelta(days=45))
            lines = [(place, one.line(place)) for place, one in enumerate(happened)]
            taken = ledger.take(lines)
            assert not taken.rejected, taken.rejected
            if wrong is not None:
                ledger.annul(f"lives#f{wrong % len(happened)}", "a slip")
            yield ledger


def _calendars(ledger: Ledger) -> None:
    from ledger.working_days import built_in_calendars

    for where, text in built_in_calendars():
        if where.split("/")[-2:] in (["MX", "2026.toml"], ["CN", "2026.toml"]):
            ledger.adopt_calendar(text, where)


def times_of(ledger: Ledger, valid: datetime = NOW) -> Times:
    """True at an instant, with all that is known."""
    return Times(valid, NOW, ledger.store.head().position)
