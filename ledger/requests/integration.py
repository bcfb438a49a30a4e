"""Requests about applications and tools that get at a shop's data. Source 002 / 2-03, 2-11 … 2-13.

Neither begins nor ends a binding. State machines 2.8 and 2.16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.requests.base import Request
from ledger.terms import AccountId, Id, Instant, Program, ShopId, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationRequest(Request):
    """An act on an integration of a shop.

    Without a program it is judged under the law of the shop's platform, where that speaks of
    integrations. One whose two sides are of different platforms may be of a program of its own.
    """

    names_given: ClassVar = ("program",)
    shop: ShopId
    integration: Id
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectIntegration(IntegrationRequest):
    """The shop lets an application or tool at its data, for an account or on its own.

    `credential_ref` says where the credential is kept, as `<keeper>:<name>`: a request is stored
    whole, so the secret itself must never stand in one.
    """

    auth: Literal["oauth2", "api_key", "authorised_login"]
    account: AccountId | None = None
    integration_kind: Id | None = None
    tool: Words | None = None
    platform: Id | None = None
    credential_ref: Id | None = None
    data_scope: Literal["orders_and_users", "product_info", "custom_mapping"] | None = None
    valid_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisconnectIntegration(IntegrationRequest):
    """The shop lets it at its data no more; no binding ends by that."""

    reason: Words | None = None
