"""The closed vocabulary of rulebooks: every name that something in the ledger reads.

A rulebook that states any other name is refused, so that no number can stand in the law without
effect. Nothing here is a platform's number: only which names there are, in which units they are
given, and which values make sense. Only a reading has a default, the first one the contract gives
it (section 6).

The vocabulary only grows, and the forms of values only widen: a text that was adopted once is read
again for as long as the ledger lives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ledger.parameters.forms import (
    Always,
    ByName,
    Form,
    Names,
    OneOf,
    Pairs,
    Programs,
    Rate,
    SomeOf,
    Whole,
    YesOrNo,
)
from ledger.verdict import Value

UNITS: Final = (
    "hours",
    "calendar_days",
    "working_days",
    "years",
    "points",
    "products",
    "bindings",
    "shops",
    "unlinks",
    "violations",
    "accounts",
    "followers",
    "percent",
    "seconds",
    "minutes",
    "runs",
    "referrals",
    "boolean",
    "text",
)
"""Every unit a rulebook may use (contract, section 6; runs and referrals came later)."""


class Role(StrEnum):
    """What the ledger does with a parameter."""

    RULE = "rule"
    """A rule of the same name is asked, with this value as its limit."""
    READING = "reading"
    """A choice between readings of what a source leaves open; it has a default."""
    TABLE = "table"
    """A list that a rule or a question looks up; where none is stated, there is nothing in it."""
    TERM = "term"
    """A time after which something falls due by itself, or is overdue."""
    EFFECT = "effect"
    """What a binding brings with it, or how it is shown, while it lasts."""
    DATA = "data"
    """How a platform lets data and traffic through, and which spans of it are compared."""
    SETTLEMENT = "settlement"
    """What is taken from a sale for whom, and when the rest of it is paid out."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name rulebooks may state: the form of its values by the unit they are given in.

    `default` is the value of a reading that a rulebook leaves out; None where there is none, or
    where it is the rulebook's own program (`account.exclusive.across`). `field_only` marks names
    for which no document in `sources/` has a number, so that only field rulebooks state them.
    """

    name: str
    role: Role
    forms: Mapping[str, Form]
    default: Value | None = None
    field_only: bool = False


_COUNT: Final = Whole(0, 1_000_000_000)
_HOURS: Final = Whole(0, 1_000_000)
_DAYS: Final = Whole(0, 36_500)
_YEARS: Final = Whole(0, 150)
_WORKING_DAYS: Final = Whole(0, 1_000)


def _rule(
    name: str, unit: str = "boolean", form: Form | None = None, *, field_only: bool = False
) -> Parameter:
    return Parameter(name, Role.RULE, {unit: form or Always()}, field_only=field_only)


def _wait(name: str) -> Parameter:
    """A rule about elapsed time: in hours, or in calendar days of 24 hours."""
    return Parameter(name, Role.RULE, {"hours": _HOURS, "calendar_days": _DAYS})


def _reading(
    name: str, forms: Mapping[str, Form], default: Value | None, *, field_only: bool = False
) -> Parameter:
    return Parameter(name, Role.READING, forms, default, field_only)


def _choice(name: str, *words: str) -> Parameter:
    return _reading(name, {"text": OneOf(words)}, words[0])


_SHOP_ACTS: Final = (
    "invite",
    "cancel",
    "unlink",
    "approve_unlink",
    "refuse_unlink",
    "add_products",
    "enrol",
    "appeal",
    "grant_staff",
    "revoke_staff",
)
"""The acts that people of a shop do for it."""

_WAYS_IN: Final = ("oauth2", "api_key", "authorised_login")
_DATA_SCOPES: Final = ("orders_and_users", "product_info", "custom_mapping")

_RULES: Final = (
    _rule("shop.open"),
    _rule("actor.scope"),
    _rule("account.status"),
    _rule("account.enterprise_verified"),
    _rule("account.same_subject"),
    _rule("account.ban_record"),
    _rule("account.holder_age", "years", _YEARS),
    _rule("account.region"),
    _rule("account.bind_network"),
    _rule("account.content_screen"),
    _rule("account.app", "text", Names()),
    _rule("account.name", field_only=True),
    _rule("account.own_shop_application", field_only=True),
    _rule("account.followers", "followers", _COUNT),
    _rule("account.compliance_score", "points", _COUNT),
    _rule("account.clean_period", "calendar_days", _DAYS),
    _rule("account.formal_collection"),
    _rule(
        "account.verification", "text", SomeOf(("personal", "individual_business", "enterprise"))
    ),
    _rule("account.exclusive", "shops", Whole(1, _COUNT.most)),
    _wait("account.rebind_wait"),
    _rule("shop.slots", "bindings", _COUNT),
    _rule("shop.slots.probation", "bindings", _COUNT, field_only=True),
    _rule("shop.slots_per_app", "bindings", _COUNT, field_only=True),
    _rule("shop.links_in_window", "bindings", _COUNT, field_only=True),
    _rule("shop.reviewed"),
    _rule("shop.permits", "text", Pairs(())),
    _rule("shop.recent_sale", "calendar_days", _DAYS),
    _rule("shop.bonded_warehouse"),
    _rule("shop.integration", "text", SomeOf(_WAYS_IN)),
    _rule("shop.mapping"),
    _rule("account.category_match"),
    _rule("binding.state"),
    _rule("shop.may_unlink", form=YesOrNo()),
    _rule("account.may_request_unlink", form=YesOrNo()),
    _wait("binding.bound_time"),
    _rule("shop.unlink_chances", "unlinks", _COUNT),
    _rule("account.open_violation", "violations", _COUNT),
    _rule("account.unlink_network"),
    _rule("shop.materials", "text", Names()),
    _rule("shop.materials.individual_business", "text", Names()),
    _rule("shop.social_credit_code"),
    _rule("shop.corporate_bank_account"),
    _rule("shop.face_recognition"),
    _rule("shop.name_equals_licence"),
    _rule("shop.review_state"),
    _rule("shop.deposit"),
    _rule("shop.closing_state"),
    _rule("shop.closing_notice", "calendar_days", _DAYS),
    _rule("account.deregistration_state"),
    _rule("mini_program.build_mode", "text", SomeOf(("self", "third_party"))),
    _rule("mini_program.state"),
    _rule("shop.enterprise_subject", field_only=True),
    _rule("mini_program.same_subject", field_only=True),
    _rule("mini_program.one_to_one", field_only=True),
    _rule("mini_program.bound"),
    Parameter(
        "mini_program.monthly_unbinds",
        Role.RULE,
        {"unlinks": _COUNT, "text": OneOf(("undisclosed",))},
        field_only=True,
    ),
    _rule("mini_program.shop_required", form=YesOrNo()),
    _rule("mini_program.shop_features", "text", Names()),
    _rule("mini_program.capability"),
    _rule("integration.state"),
    _rule("integration.auth", "text", SomeOf(_WAYS_IN)),
    _rule("integration.credential"),
    _rule("integration.data_scope", "text", SomeOf(_DATA_SCOPES)),
    _rule("identifier.unique"),
    _rule("identifier.held"),
    _rule("account.bound"),
    _rule("account.showcase_daily", "products", _COUNT),
    _rule("shop.active_binding"),
    _rule("limited_offer.state"),
    _rule("shop.campaign_score", "points", _COUNT),
    _rule("shop.violation_points", "points", Whole(1, _COUNT.most), field_only=True),
    _rule("delegation.grantor_status"),
    _rule("delegation.grantee_status"),
    _rule("delegation.grantor_verified"),
    _rule("delegation.grantee_verified"),
    _rule("delegation.once"),
    _rule("delegation.state"),
    _rule("delegation.ticket"),
    _rule("violation.appeal_window", "working_days", _WORKING_DAYS),
)

_FOREVER: Final = "forever"

_WINDOW: Final[Mapping[str, Form]] = {
    "text": OneOf((_FOREVER,)),
    "calendar_days": Whole(_DAYS.least, _DAYS.most, words=(_FOREVER,)),
}
"""How long something stays on record: for ever, or calendar days of 24 hours."""

_READINGS: Final = (
    _reading("shop.unlink_chances.account_route_counts", {"boolean": YesOrNo()}, False),
    _choice("account.rebind_wait.scope", "account", "shop"),
    _choice("shop.slots.reserved_from", "accepted", "activated"),
    _choice("binding.bound_time.starts_at", "activated", "accepted"),
    _reading("account.ban_record.lookback", _WINDOW, _FOREVER),
    _reading("shop.links_in_window.window", _WINDOW, _FOREVER, field_only=True),
    _reading("shop.violation_points.window", _WINDOW, _FOREVER, field_only=True),
    _reading("binding.review_required", {"boolean": YesOrNo()}, True),
    _choice("violation.appeal_window.starts", "notified"),
    _reading(
        "account.open_violation.blocks",
        {"text": SomeOf(("shop", "account"))},
        ("shop", "account"),
    ),
    _reading("account.exclusive.across", {"text": Programs()}, None),
    _choice("account.showcase_daily.day", "shop_local", "utc"),
)

_TABLES: Final = (
    Parameter("chat.routing_order", Role.TABLE, {"text": SomeOf(("group", "binding", "status"))}),
    Parameter("account.clean_period.platforms", Role.TABLE, {"text": Names()}),
    Parameter("staff.scopes", Role.TABLE, {"text": Pairs(_SHOP_ACTS)}),
    Parameter(
        "delegation.dormant_while",
        Role.TABLE,
        {"text": SomeOf(("verification_expired", "banned", "deregistered"))},
    ),
)

_TERMS: Final = (
    Parameter("account.release_delay", Role.TERM, {"calendar_days": _DAYS}),
    Parameter("shop.release_delay", Role.TERM, {"calendar_days": _DAYS}, field_only=True),
    Parameter(
        "shop.release_delay_after_refund", Role.TERM, {"calendar_days": _DAYS}, field_only=True
    ),
    Parameter("shop.review_time", Role.TERM, {"working_days": _WORKING_DAYS, "hours": _HOURS}),
    Parameter("shop.review_time.least", Role.TERM, {"working_days": _WORKING_DAYS}),
    Parameter("account.verification_validity", Role.TERM, {"years": _YEARS}, field_only=True),
    Parameter("binding.invitation_ttl", Role.TERM, {"hours": _HOURS}, field_only=True),
)

_EFFECTS: Final = (
    Parameter("binding.settlement", Role.EFFECT, {"text": OneOf(("shop_collection_account",))}),
    Parameter("binding.commission", Role.EFFECT, {"percent": Whole(0, 100)}),
    Parameter("binding.data_sharing", Role.EFFECT, {"text": Names()}),
    Parameter("binding.data_scope", Role.EFFECT, {"text": OneOf(_DATA_SCOPES)}),
    Parameter("binding.display", Role.EFFECT, {"text": Names()}),
    Parameter("binding.surfaces", Role.EFFECT, {"text": Names()}),
    Parameter("binding.catalogue_sync", Role.EFFECT, {"text": OneOf(("all", "by_hand"))}),
)

_EVERY: Final[Mapping[str, Form]] = {
    "seconds": Whole(1, 1_000_000_000),
    "minutes": Whole(1, 10_000_000),
    "hours": Whole(1, _HOURS.most),
}

_DATA: Final = (
    Parameter(
        "sync.data_scope",
        Role.DATA,
        {"text": OneOf(("orders_and_users", "product_info", "custom_mapping"))},
    ),
    Parameter("sync.orders.every", Role.DATA, _EVERY),
    Parameter("sync.orders.trigger", Role.DATA, {"text": OneOf(("automatic", "manual"))}),
    Parameter("sync.stock.direction", Role.DATA, {"text": OneOf(("two_way", "push", "pull"))}),
    Parameter("sync.stock.runs_per_day", Role.DATA, {"runs": Whole(1, 86_400)}),
    Parameter(
        "sync.profile.privacy_mode",
        Role.DATA,
        {"text": OneOf(("deidentified_merge", "separate", "encrypted_crm"))},
    ),
    Parameter("traffic.referrals.mode", Role.DATA, {"text": OneOf(("fixed", "graded", "dynamic"))}),
    Parameter("traffic.referrals.daily", Role.DATA, {"referrals": _COUNT}),
    Parameter("metrics.window.short", Role.DATA, {"calendar_days": Whole(1, _DAYS.most)}),
    Parameter("metrics.window.long", Role.DATA, {"calendar_days": Whole(1, _DAYS.most)}),
)

_PERCENT: Final[Mapping[str, Form]] = {"percent": Rate()}

_SETTLEMENT: Final = (
    Parameter("split.base", Role.SETTLEMENT, {"text": OneOf(("gross", "net_of_fee"))}),
    Parameter("split.host.least", Role.SETTLEMENT, _PERCENT),
    Parameter("split.host.most", Role.SETTLEMENT, _PERCENT),
    Parameter("split.platform", Role.SETTLEMENT, _PERCENT),
    Parameter("payment.fee", Role.SETTLEMENT, {"percent": ByName(Rate())}),
    Parameter("payment.own_account", Role.SETTLEMENT, {"text": Names()}),
    Parameter(
        "settlement.cycle",
        Role.SETTLEMENT,
        {"calendar_days": ByName(_DAYS), "working_days": ByName(_WORKING_DAYS)},
    ),
)

EFFECTS: Final = tuple(parameter.name for parameter in _EFFECTS)
"""What a binding brings with it, in the order in which it is told."""

PARAMETERS: Final[Mapping[str, Parameter]] = MappingProxyType(
    {
        parameter.name: parameter
        for parameter in (*_RULES, *_READINGS, *_TABLES, *_TERMS, *_EFFECTS, *_DATA, *_SETTLEMENT)
    }
)
"""Every parameter by its name: rules in the order they are asked in, readings, tables, terms,
effects, data, settlement."""


def default_of(parameter: Parameter, program: str) -> Value:
    """The value of a reading that the rulebook of this program leaves out."""
    assert parameter.role is Role.READING, parameter.name
    return (program,) if parameter.default is None else parameter.default
