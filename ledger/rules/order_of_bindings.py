"""What is asked of shops and accounts that are bound, or let go."""

from __future__ import annotations

from typing import Final

from ledger.rulebook import Rulebook
from ledger.rules import (
    of_account,
    of_binding,
    of_integration,
    of_mini_program,
    of_shop,
    of_staff,
    of_standing,
    of_trade,
)
from ledger.rules.acts import (
    ASSIGN,
    BEGIN,
    BIND,
    BY_STAFF,
    CONNECT,
    ENTER,
    INVITE,
    LEAVE,
    OF_AN_OPEN_SHOP,
    OFFER,
    ON_A_BINDING,
    TAKE_EFFECT,
    TO_ACCOUNT,
    TO_SHOP,
    UNLINK,
)
from ledger.rules.case import Act, Case, Rule


def _asks_of_the_shop(case: Case, book: Rulebook) -> bool:
    """Other acts that were observed show by themselves that the shop was there."""
    return case.shop is not None and (case.act in BIND | TO_SHOP or not case.observed)


def _asks_of_the_account(case: Case, book: Rulebook) -> bool:
    """Other acts that were observed show by themselves that the account was there."""
    judged = BIND | BEGIN | TO_ACCOUNT
    return case.account is not None and (case.act in judged or not case.observed)


def _asks_of_a_clean_record(case: Case, book: Rulebook) -> bool:
    wanted = of_standing.is_of_a_clean_platform(case, book)
    return wanted and of_integration.reads_data(case, book)


OF_BINDINGS: Final[tuple[Rule, ...]] = (
    Rule(
        "shop.open",
        BIND | OF_AN_OPEN_SHOP | TO_SHOP | ASSIGN | CONNECT | OFFER | {Act.GRANT_STAFF},
        of_shop.shop_open,
        _asks_of_the_shop,
        cures=of_shop.open_cures,
    ),
    Rule(
        "actor.scope",
        BY_STAFF,
        of_staff.actor_scope,
        of_staff.needs_scope,
        cures=of_staff.actor_scope_cures,
    ),
    Rule(
        "account.status",
        BIND
        | BEGIN
        | TO_ACCOUNT
        | ASSIGN
        | CONNECT
        | {Act.REQUEST_DEREGISTRATION, Act.UPGRADE_COLLECTION},
        of_account.account_status,
        _asks_of_the_account,
        cures=of_account.status_cures,
    ),
    Rule(
        "account.enterprise_verified",
        BIND | BEGIN | {Act.SUBMIT},
        of_mini_program.account_enterprise_verified,
        cures=of_mini_program.enterprise_verified_cures,
    ),
    Rule("account.same_subject", BIND, of_standing.account_same_subject),
    Rule(
        "account.ban_record",
        BIND,
        of_account.account_ban_record,
        cures=of_account.ban_record_cures,
    ),
    Rule(
        "account.holder_age",
        BIND,
        of_account.account_holder_age,
        cures=of_account.holder_age_cures,
    ),
    Rule("account.region", BIND, of_account.account_region, cures=of_account.region_cures),
    Rule(
        "account.bind_network",
        ENTER,
        of_account.account_bind_network,
        cures=of_account.bind_network_cures,
    ),
    Rule(
        "account.content_screen",
        BIND,
        of_account.account_content_screen,
        cures=of_account.content_screen_cures,
    ),
    Rule("account.app", BIND, of_standing.account_app),
    Rule("account.name", BIND, of_standing.account_name, cures=of_standing.name_cures),
    Rule(
        "account.own_shop_application",
        BIND,
        of_standing.account_own_shop_application,
        cures=of_standing.own_shop_application_cures,
    ),
    Rule(
        "account.followers", BIND, of_standing.account_followers, cures=of_standing.followers_cures
    ),
    Rule("account.compliance_score", BIND, of_standing.account_compliance_score),
    Rule(
        "account.clean_period",
        BIND | CONNECT,
        of_standing.account_clean_period,
        _asks_of_a_clean_record,
    ),
    Rule(
        "account.formal_collection",
        BIND | {Act.UPGRADE_COLLECTION},
        of_standing.account_formal_collection,
        cures=of_standing.formal_collection_cures,
    ),
    Rule(
        "account.verification",
        BIND,
        of_standing.account_verification,
        cures=of_standing.verification_cures,
    ),
    Rule("account.exclusive", BIND, of_account.account_exclusive, cures=of_account.exclusive_cures),
    Rule("account.rebind_wait", BIND, of_account.account_rebind_wait),
    Rule("shop.slots", BIND, of_shop.shop_slots, cures=of_shop.slots_cures),
    Rule(
        "shop.slots.probation",
        BIND,
        of_shop.shop_slots_probation,
        of_shop.is_on_probation,
        cures=of_shop.slots_probation_cures,
    ),
    Rule("shop.slots_per_app", BIND, of_shop.shop_slots_per_app, cures=of_shop.slots_per_app_cures),
    Rule("shop.links_in_window", BIND, of_shop.shop_links_in_window),
    Rule("shop.reviewed", BIND, of_trade.shop_reviewed),
    Rule("shop.permits", BIND | CONNECT, of_trade.shop_permits, of_integration.reads_data),
    Rule("shop.recent_sale", BIND, of_trade.shop_recent_sale),
    Rule("shop.bonded_warehouse", BIND, of_trade.shop_bonded_warehouse),
    Rule("shop.integration", TAKE_EFFECT, of_integration.shop_integration),
    Rule("shop.mapping", TAKE_EFFECT, of_integration.shop_mapping),
    Rule(
        "account.category_match",
        INVITE,
        of_account.account_category_match,
        cures=of_account.category_match_cures,
    ),
    Rule("binding.state", ON_A_BINDING, of_binding.binding_state, cures=of_binding.state_cures),
    Rule("shop.may_unlink", UNLINK, of_binding.shop_may_unlink),
    Rule(
        "account.may_request_unlink",
        frozenset({Act.REQUEST_UNLINK, Act.APPROVE_UNLINK}),
        of_binding.account_may_request_unlink,
    ),
    Rule("binding.bound_time", LEAVE, of_binding.binding_bound_time),
    Rule("shop.unlink_chances", UNLINK, of_shop.shop_unlink_chances),
    Rule(
        "account.open_violation",
        LEAVE,
        of_account.account_open_violation,
        of_account.open_violation_blocks,
        cures=of_account.open_violation_cures,
    ),
    Rule(
        "account.unlink_network",
        frozenset({Act.REQUEST_UNLINK}),
        of_account.account_unlink_network,
        cures=of_account.unlink_network_cures,
    ),
)
"""The rules of binding and unlinking; some are asked of other acts too."""
