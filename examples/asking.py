"""The requests of a binding's life, in the words shops, creators and reviewers ask them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from examples.lines import PROGRAM, Data, Year
from examples.places import ACCOUNT, SHOP


@dataclass(frozen=True, slots=True)
class Binding:
    """A binding of the year by its parties; `round` counts those of the same two."""

    year: Year
    shop: str
    account: str
    round: int = 1
    story: str | None = None
    """Where given, requests are named after it."""

    @property
    def id(self) -> str:
        again = f".{self.round}" if self.round > 1 else ""
        return f"{self.shop}-{self.account}{again}"

    def _ask(self, what: str, at: datetime, actor: str, fields: Data, name: str | None) -> None:
        self.year.ask(what, at, actor, fields, f"{self.story}-{name}" if self.story else None)

    def invite(self, at: datetime, name: str = "invite", network: str | None = None) -> None:
        """The shop invites the account."""
        fields: Data = {
            "shop": SHOP[self.shop].id,
            "account": ACCOUNT[self.account].id,
            "program": PROGRAM,
            "binding": self.id,
        }
        self._ask("Invite", at, self._of_shop, fields | _network(network), name)

    def cancel(self, at: datetime, name: str = "cancel") -> None:
        """The shop takes the invitation back."""
        self._ask("CancelInvitation", at, self._of_shop, self._named, name)

    def accept(self, at: datetime, name: str = "accept", network: str | None = None) -> None:
        """The account accepts."""
        fields = self._named | _network(network)
        self._ask("AcceptInvitation", at, self._of_account, fields, name)

    def decline(self, at: datetime, name: str = "decline") -> None:
        """The account declines."""
        self._ask("DeclineInvitation", at, self._of_account, self._named, name)

    def review(self, at: datetime, outcome: str = "passed", name: str = "review") -> None:
        """The platform's review ends."""
        fields = self._named | {"outcome": outcome}
        self._ask("ConcludeReview", at, "platform:review", fields, name)

    def unlink(self, at: datetime, name: str = "unlink") -> None:
        """The shop unlinks the account by itself."""
        self._ask("UnlinkByShop", at, self._of_shop, self._named, name)

    def leave(self, at: datetime, network: str, name: str = "leave") -> None:
        """The account asks to be let go, from some country."""
        fields = self._named | _network(network)
        self._ask("RequestUnlink", at, self._of_account, fields, name)

    def stay(self, at: datetime, name: str = "stay") -> None:
        """The account takes that back."""
        self._ask("WithdrawUnlinkRequest", at, self._of_account, self._named, name)

    def let_go(self, at: datetime, name: str = "let-go") -> None:
        """The shop lets the account go."""
        self._ask("ApproveUnlink", at, self._of_shop, self._named, name)

    def keep(self, at: datetime, name: str = "keep") -> None:
        """The shop does not let the account go."""
        self._ask("RefuseUnlink", at, self._of_shop, self._named, name)

    def start(self, invited: datetime, accepted: datetime, passed: datetime) -> None:
        """The whole way from invitation to activation, without a network country."""
        self.invite(invited)
        self.accept(accepted)
        self.review(passed)

    @property
    def _named(self) -> Data:
        return {"binding": self.id}

    @property
    def _of_shop(self) -> str:
        return f"shop:{self.shop}/ops-1"

    @property
    def _of_account(self) -> str:
        return f"account:{self.account}"


def add_products(
    year: Year, account: str, at: datetime, count: int, name: str | None = None
) -> None:
    """An account puts products into its showcase."""
    fields: Data = {"account": ACCOUNT[account].id, "count": count}
    year.ask("AddShowcaseProducts", at, f"account:{account}", fields, name)


def enrol(year: Year, shop: str, at: datetime, campaign: str, name: str | None = None) -> None:
    """A shop enters a campaign."""
    fields: Data = {"shop": SHOP[shop].id, "campaign": campaign}
    year.ask("EnrolInCampaign", at, f"shop:{shop}/ops-1", fields, name)


def appeal(year: Year, violation: str, at: datetime, party: str, name: str | None = None) -> None:
    """A party, a shop or an account by its key, appeals against a violation."""
    tag = f"shop:{SHOP[party].id}" if party in SHOP else f"account:{ACCOUNT[party].id}"
    fields: Data = {
        "violation": violation,
        "submitted_by": tag,
        "appeal": violation.replace("V-", "AP-"),
    }
    actor = f"shop:{party}/ops-1" if party in SHOP else f"account:{party}"
    year.ask("SubmitAppeal", at, actor, fields, name)


def _network(country: str | None) -> Data:
    return {} if country is None else {"network_country": country}
