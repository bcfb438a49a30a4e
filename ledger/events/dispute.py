"""Disputes: who claims what, what was noted meanwhile, and how it ended.

What settles a dispute are the facts themselves, which stand elsewhere. These kinds only tell that
people disagreed about them; the ledger records them by its own commands, so that none comes after
the end of its dispute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.events.base import Event
from ledger.terms import AccountId, FactName, Id, Instant, Personal, Program, ShopId, Tag

ClaimKind = Literal[
    "bound",
    "unlink_chance_left",
    "appeal_in_time",
    "refused_wrongly",
    "no_notice_before",
    "posted_while_bound",
]
"""What may be claimed: each is answered by a function of its own over facts and law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(Event):
    """Parties disagree about some subjects. `parties` are the tags of shops and accounts."""

    kind: ClassVar = "DisputeOpened.v1"
    from_feeds: ClassVar = False
    needs: ClassVar = (("title",),)
    dispute: Id
    about: tuple[Tag, ...]
    parties: tuple[Tag, ...] | None = None
    title: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeNoted(Event):
    """Something was said in a dispute that is no claim: a statement, a phone call, a promise."""

    kind: ClassVar = "DisputeNoted.v1"
    from_feeds: ClassVar = False
    needs: ClassVar = (("note",),)
    dispute: Id
    note: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMade(Event):
    """A party claims something that facts and law can answer.

    Which fields a claim has depends on its kind: `bound` an account, a shop, `since` and `until`;
    `unlink_chance_left` a shop and `at`; `appeal_in_time` a violation and perhaps one of its
    appeals; `refused_wrongly` a request; `no_notice_before` a violation and `at`;
    `posted_while_bound` a violation and perhaps a shop.
    """

    kind: ClassVar = "ClaimMade.v1"
    from_feeds: ClassVar = False
    dispute: Id
    claim: Id
    claim_kind: ClaimKind
    claimed_by: Tag | None = None
    account: AccountId | None = None
    shop: ShopId | None = None
    program: Program | None = None
    since: Instant | None = None
    until: Instant | None = None
    at: Instant | None = None
    violation: Id | None = None
    appeal: Id | None = None
    request: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeResolved(Event):
    """A dispute came to its end. `remedies` names the facts that put right what was wrong.

    A remedy is a fact like any other: a chance or a score restored, an end annulled.
    """

    kind: ClassVar = "DisputeResolved.v1"
    from_feeds: ClassVar = False
    dispute: Id
    outcome: Literal["upheld", "partly_upheld", "dismissed", "settled", "withdrawn"]
    remedies: tuple[FactName, ...] | None = None
    note: Personal | None = None
