"""Who may act for whom: staff of a shop, chats among them, and accounts that authorise accounts.

State machine 2.5; source 001 rows 1-01 … 1-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypedDict

from ledger.events.base import Event
from ledger.terms import AccountId, Id, Instant, Personal, ShopId, Words

AgentStatus = Literal["available", "busy", "offline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDelegationGranted(Event):
    """A shop let a member of its staff act for it within `scopes` (1-01, 1-08, 1-09).

    `staff` is the actor of that person's later acts, `granted_by` the actor who let him or her, if
    not that of the fact; a second grant adds to the first. `login` is what the person logs in with.
    """

    kind: ClassVar = "StaffDelegationGranted.v1"
    shop: ShopId
    staff: Id
    scopes: tuple[Words, ...]
    granted_by: Id | None = None
    login: Literal["main_account", "sub_account"] | None = None
    name: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDelegationRevoked(Event):
    """A shop took scopes back from a member of its staff; without `scopes`, all of them (1-09)."""

    kind: ClassVar = "StaffDelegationRevoked.v1"
    shop: ShopId
    staff: Id
    scopes: tuple[Words, ...] | None = None
    revoked_by: Id | None = None
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRoutingRuleSet(Event):
    """How conversations of one group of a shop reach its agents, until it is set again (1-10).

    The order is group, then binding, then status: of the `agents` of the group, `bound_agent` comes
    first, and who gets a conversation must be `agent_status` or better, in the order available,
    busy, offline. With `account`, the rule is for conversations that come in through that account.
    Agents are actors; a group without agents routes nothing.
    """

    kind: ClassVar = "ChatRoutingRuleSet.v1"
    shop: ShopId
    agent_group: Id
    agents: tuple[Id, ...]
    account: AccountId | None = None
    bound_agent: Id | None = None
    agent_status: AgentStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAgentStatusObserved(Event):
    """Whether an agent of a shop can take conversations from now on (1-10)."""

    kind: ClassVar = "ChatAgentStatusObserved.v1"
    shop: ShopId
    staff: Id
    agent_status: AgentStatus


class DelegationNames(TypedDict):
    """What every fact of one delegation has in common."""

    delegation: str
    grantor: str
    grantee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEvent(Event):
    """A fact about one delegation: which, and between whom."""

    apart: ClassVar = ("grantor", "grantee")
    delegation: Id
    grantor: AccountId
    grantee: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationOffered(DelegationEvent):
    """An account offered another to act for it: the sub account to the main account (1-03, A39).

    `until` is the first instant at which the offer can no longer be taken up; a delegation that was
    taken up has no end of its own (1-05).
    """

    kind: ClassVar = "DelegationOffered.v1"
    ends: ClassVar = "until"
    scopes: tuple[Words, ...] | None = None
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationAccepted(DelegationEvent):
    """The other account accepted; the delegation holds at once (1-01, 1-03)."""

    kind: ClassVar = "DelegationAccepted.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRefused(DelegationEvent):
    """The other account refused, or did not answer in time, as `reason` says."""

    kind: ClassVar = "DelegationRefused.v1"
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRevoked(DelegationEvent):
    """A delegation is over: by customer service alone, as the document has it (1-07)."""

    kind: ClassVar = "DelegationRevoked.v1"
    revoked_by: Literal["platform_support", "grantor", "grantee"]
    ticket: Id | None = None
    reason: Words | None = None
