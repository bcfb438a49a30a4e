"""Requests about delegations between accounts. State machine 2.5.

The sub account, which offers, is the grantor; the main account, which takes up, the grantee (A39).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.requests.base import Request
from ledger.terms import AccountId, Id, Instant, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRequest(Request):
    """An act on one delegation, by its id."""

    delegation: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDelegation(Request):
    """An account offers another to act for it, until an instant if one is given.

    Without `delegation` the ledger names the new delegation.
    """

    names_given: ClassVar = ("delegation",)
    grantor: AccountId
    grantee: AccountId
    scopes: tuple[Words, ...]
    until: Instant | None = None
    delegation: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDelegation(DelegationRequest):
    """The main account takes the delegation up; it holds at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseDelegation(DelegationRequest):
    """The main account does not take the delegation up."""

    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDelegation(DelegationRequest):
    """Customer service ends the delegation, because of a ticket about it (1-07)."""

    ticket: Id | None = None
    reason: Words | None = None
