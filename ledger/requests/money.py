"""Requests about where money is collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.requests.base import Request
from ledger.terms import AccountId, Program


@dataclass(frozen=True, slots=True, kw_only=True)
class UpgradeCollectionAccount(Request):
    """The account wants to collect in its own name from now on (1-16)."""

    names_given: ClassVar = ("program",)
    account: AccountId
    program: Program | None = None
