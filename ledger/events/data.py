"""What data flows where: integrations, synchronisation, traffic and metrics.

State machines 2.8 and 2.16; source 002 rows 2-03, 2-11 … 2-13, 2-18 … 2-21, 2-26, 2-27, 2-29,
2-30, 2-32; source 003 rows 3-07, 3-19, 3-42 … 3-48; row 0-07. No integration is a binding, and none
that ends ends one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.events.base import Event
from ledger.terms import (
    AccountId,
    Count,
    Currency,
    Digest,
    Id,
    Instant,
    Number,
    ShopId,
    Words,
)

DataKind = Literal["orders", "stock", "products", "users", "profile"]

Direction = Literal["two_way", "push", "pull"]

Trigger = Literal["automatic", "manual"]

DataScope = Literal["orders_and_users", "product_info", "custom_mapping"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationConnected(Event):
    """A shop or account let an application or tool at its data (2-03, 2-11 … 2-13, 2-32, 0-07).

    `integration_kind` is such as data_tool or bonded_warehouse, `platform` the other side.
    `credential_ref` says where the credential is kept: a name of it, never the secret itself.
    """

    kind: ClassVar = "IntegrationConnected.v1"
    ends: ClassVar = "valid_until"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None
    integration: Id
    integration_kind: Id | None = None
    tool: Words | None = None
    platform: Id | None = None
    auth: Literal["oauth2", "api_key", "authorised_login"]
    credential_ref: Id | None = None
    data_scope: DataScope | None = None
    valid_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationDisconnected(Event):
    """An application or tool may not get at the data any more (2.16); no binding ends by it."""

    kind: ClassVar = "IntegrationDisconnected.v1"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None
    integration: Id
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPolicySet(Event):
    """How one kind of a shop's data is kept the same in two places, until set again (2-19 … 2-21).

    An automatic one runs every `interval_seconds`, or `runs_per_day` times. `data_scope` is what
    the platform lets through (2-11 … 2-13), `mapping_digest` the digest of a mapping of one's own.
    """

    kind: ClassVar = "SyncPolicySet.v1"
    shop: ShopId
    account: AccountId | None = None
    integration: Id | None = None
    platform: Id | None = None
    data_kind: DataKind
    direction: Direction | None = None
    trigger: Trigger | None = None
    interval_seconds: Count | None = None
    runs_per_day: Count | None = None
    data_scope: DataScope | None = None
    mapping_digest: Digest | None = None
    privacy_mode: Literal["deidentified_merge", "separate", "encrypted_crm"] | None = None
    protection: Words | None = None
    data_owner: Literal["merchant", "platform"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRunObserved(Event):
    """Data was synchronised, or could not be (2-19, 2-20, 2-30).

    `lag_seconds` is how old the data was when it came, `count` how many records came.
    """

    kind: ClassVar = "SyncRunObserved.v1"
    shop: ShopId
    account: AccountId | None = None
    integration: Id | None = None
    platform: Id | None = None
    data_kind: DataKind
    outcome: Literal["succeeded", "failed"]
    trigger: Trigger | None = None
    lag_seconds: Count | None = None
    count: Count | None = None
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficQuotaSet(Event):
    """How much traffic a platform lets through to a shop, until it is set again (2-29).

    `quota_kind` is such as referrals. A fixed quota is `limit` for each local day or month; `grade`
    names the package of a graded one; a dynamic one has no number.
    """

    kind: ClassVar = "TrafficQuotaSet.v1"
    shop: ShopId
    account: AccountId | None = None
    quota_kind: Id
    mode: Literal["fixed", "graded", "dynamic"]
    limit: Count | None = None
    per: Literal["day", "month"] | None = None
    grade: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficQuotaReached(Event):
    """The platform says that a shop's traffic quota is used up for now (2-29)."""

    kind: ClassVar = "TrafficQuotaReached.v1"
    shop: ShopId
    account: AccountId | None = None
    quota_kind: Id
    used: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSnapshotRecorded(Event):
    """What a metric said at the fact's time (3-07, 3-19, 3-42 … 3-48, 2-26, 2-30).

    `metric` is such as gmv, conversion_rate, average_order_value, gpm, dwell_time, click_rate,
    orders or plays; `value` counts in `unit`, or in whole units of `currency`. It speaks of
    the `window_days` up to `window_end`, or up to the fact's time; of one `segment`, such as an age
    group, or of one `live_room`. `measured_by` is where it was read, such as data_compass, and
    `lag_seconds` how old it was then; `benchmark` is what the trade reaches.
    """

    kind: ClassVar = "MetricSnapshotRecorded.v1"
    needs: ClassVar = (("shop", "account"),)
    shop: ShopId | None = None
    account: AccountId | None = None
    metric: Id
    value: Number
    unit: Id | None = None
    currency: Currency | None = None
    window_days: Count | None = None
    window_end: Instant | None = None
    segment: Words | None = None
    live_room: Id | None = None
    measured_by: Words | None = None
    lag_seconds: Count | None = None
    benchmark: Number | None = None
