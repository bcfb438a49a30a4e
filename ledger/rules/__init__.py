"""Rules: pure questions, each answered with a finding. All of them are asked, in this order.

The order is by weight and part of the interface. A rule is asked where its program's rulebook has
its parameter in force, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final

from ledger.rulebook import Rulebook
from ledger.rules import (
    of_account,
    of_account_life,
    of_binding,
    of_delegation,
    of_identifier,
    of_integration,
    of_mini_program,
    of_offer,
    of_shop,
    of_shop_life,
    of_showcase,
    of_staff,
    of_standing,
    of_trade,
    of_violation,
)
from ledger.rules.case import Act, Case, Cure, Rule
from ledger.verdict import Finding, Verdict

_INVITE: Final = frozenset({Act.INVITE})
_ENTER: Final = frozenset({Act.INVITE, Act.ACCEPT})
_BIND: Final = frozenset({Act.INVITE, Act.ACCEPT, Act.PASS_REVIEW})
_UNLINK: Final = frozenset({Act.UNLINK})
_TAKE_EFFECT: Final = frozenset({Act.ACCEPT, Act.PASS_REVIEW})
_LEAVE: Final = frozenset({Act.UNLINK, Act.REQUEST_UNLINK, Act.APPROVE_UNLINK})
_ON_A_BINDING: Final = frozenset(
    {
        Act.CANCEL,
        Act.ACCEPT,
        Act.DECLINE,
        Act.PASS_REVIEW,
        Act.FAIL_REVIEW,
        Act.UNLINK,
        Act.REQUEST_UNLINK,
        Act.WITHDRAW_UNLINK,
        Act.APPROVE_UNLINK,
        Act.REFUSE_UNLINK,
    }
)
_BY_STAFF: Final = frozenset(
    {
        Act.INVITE,
        Act.CANCEL,
        Act.UNLINK,
        Act.APPROVE_UNLINK,
        Act.REFUSE_UNLINK,
        Act.ADD_PRODUCTS,
        Act.ENROL,
        Act.APPEAL,
        Act.GRANT_STAFF,
        Act.REVOKE_STAFF,
    }
)
_DELEGATE: Final = frozenset({Act.OFFER_DELEGATION, Act.ACCEPT_DELEGATION})
_REVOKE: Final = frozenset({Act.REVOKE_DELEGATION})
_ON_A_DELEGATION: Final = frozenset({Act.ACCEPT_DELEGATION, Act.REFUSE_DELEGATION}) | _REVOKE
_ASSIGN: Final = frozenset({Act.ASSIGN_IDENTIFIER})
_BEGIN: Final = frozenset({Act.REGISTER_MINI_PROGRAM})
_VERSION: Final = frozenset({Act.SUBMIT, Act.PASS_VERSION, Act.REJECT_VERSION, Act.PUBLISH})
_TO_SHOP: Final = frozenset({Act.BIND_TO_SHOP})
_TO_ACCOUNT: Final = frozenset({Act.BIND_TO_ACCOUNT})
_TIES: Final = frozenset(
    {Act.BIND_TO_SHOP, Act.UNBIND_FROM_SHOP, Act.BIND_TO_ACCOUNT, Act.UNBIND_FROM_ACCOUNT}
)
_SHOWCASE: Final = frozenset({Act.ADD_PRODUCTS})
_SHOP_REVIEW: Final = frozenset({Act.OPEN_SHOP_REVIEW, Act.PASS_SHOP_REVIEW})
_CLOSING: Final = frozenset({Act.ANNOUNCE_CLOSING, Act.WITHDRAW_CLOSING, Act.CLOSE_SHOP})
_OF_AN_OPEN_SHOP: Final = (
    frozenset({Act.SUBMIT_MATERIAL, Act.PAY_DEPOSIT}) | _SHOP_REVIEW | _CLOSING
)
_OFFER: Final = frozenset({Act.ISSUE_DISCOUNT_CODE, Act.OPEN_LIMITED_OFFER})
_CONNECT: Final = frozenset({Act.CONNECT})
_DEREGISTRATION: Final = frozenset(
    {Act.REQUEST_DEREGISTRATION, Act.CANCEL_DEREGISTRATION, Act.DEREGISTER}
)


def _is_asked(case: Case, book: Rulebook) -> bool:
    return not case.observed


def _asks_of_the_shop(case: Case, book: Rulebook) -> bool:
    """Other acts that were observed show by themselves that the shop was there."""
    return case.shop is not None and (case.act in _BIND | _TO_SHOP or not case.observed)


def _asks_of_the_account(case: Case, book: Rulebook) -> bool:
    """Other acts that were observed show by themselves that the account was there."""
    judged = _BIND | _BEGIN | _TO_ACCOUNT
    return case.account is not None and (case.act in judged or not case.observed)


def _asks_of_a_clean_record(case: Case, book: Rulebook) -> bool:
    wanted = of_standing.is_of_a_clean_platform(case, book)
    return wanted and of_integration.reads_data(case, book)


ORDER: Final[tuple[Rule, ...]] = (
    Rule(
        "shop.open",
        _BIND | _OF_AN_OPEN_SHOP | _TO_SHOP | _ASSIGN | _CONNECT | _OFFER | {Act.GRANT_STAFF},
        of_shop.shop_open,
        _asks_of_the_shop,
        cures=of_shop.open_cures,
    ),
    Rule(
        "actor.scope",
        _BY_STAFF,
        of_staff.actor_scope,
        of_staff.needs_scope,
        cures=of_staff.actor_scope_cures,
    ),
    Rule(
        "account.status",
        _BIND
        | _BEGIN
        | _TO_ACCOUNT
        | _ASSIGN
        | _CONNECT
        | {Act.REQUEST_DEREGISTRATION, Act.UPGRADE_COLLECTION},
        of_account.account_status,
        _asks_of_the_account,
        cures=of_account.status_cures,
    ),
    Rule(
        "account.enterprise_verified",
        _BIND | _BEGIN | {Act.SUBMIT},
        of_mini_program.account_enterprise_verified,
        cures=of_mini_program.enterprise_verified_cures,
    ),
    Rule("account.same_subject", _BIND, of_standing.account_same_subject),
    Rule(
        "account.ban_record",
        _BIND,
        of_account.account_ban_record,
        cures=of_account.ban_record_cures,
    ),
    Rule(
        "account.holder_age",
        _BIND,
        of_account.account_holder_age,
        cures=of_account.holder_age_cures,
    ),
    Rule("account.region", _BIND, of_account.account_region, cures=of_account.region_cures),
    Rule(
        "account.bind_network",
        _ENTER,
        of_account.account_bind_network,
        cures=of_account.bind_network_cures,
    ),
    Rule(
        "account.content_screen",
        _BIND,
        of_account.account_content_screen,
        cures=of_account.content_screen_cures,
    ),
    Rule("account.app", _BIND, of_standing.account_app),
    Rule("account.name", _BIND, of_standing.account_name, cures=of_standing.name_cures),
    Rule(
        "account.own_shop_application",
        _BIND,
        of_standing.account_own_shop_application,
        cures=of_standing.own_shop_application_cures,
    ),
    Rule(
        "account.followers", _BIND, of_standing.account_followers, cures=of_standing.followers_cures
    ),
    Rule("account.compliance_score", _BIND, of_standing.account_compliance_score),
    Rule(
        "account.clean_period",
        _BIND | _CONNECT,
        of_standing.account_clean_period,
        _asks_of_a_clean_record,
    ),
    Rule(
        "account.formal_collection",
        _BIND | {Act.UPGRADE_COLLECTION},
        of_standing.account_formal_collection,
        cures=of_standing.formal_collection_cures,
    ),
    Rule(
        "account.verification",
        _BIND,
        of_standing.account_verification,
        cures=of_standing.verification_cures,
    ),
    Rule(
        "account.exclusive", _BIND, of_account.account_exclusive, cures=of_account.exclusive_cures
    ),
    Rule("account.rebind_wait", _BIND, of_account.account_rebind_wait),
    Rule("shop.slots", _BIND, of_shop.shop_slots, cures=of_shop.slots_cures),
    Rule(
        "shop.slots.probation",
        _BIND,
        of_shop.shop_slots_probation,
        of_shop.is_on_probation,
        cures=of_shop.slots_probation_cures,
    ),
    Rule(
        "shop.slots_per_app", _BIND, of_shop.shop_slots_per_app, cures=of_shop.slots_per_app_cures
    ),
    Rule("shop.links_in_window", _BIND, of_shop.shop_links_in_window),
    Rule("shop.reviewed", _BIND, of_trade.shop_reviewed),
    Rule("shop.permits", _BIND | _CONNECT, of_trade.shop_permits, of_integration.reads_data),
    Rule("shop.recent_sale", _BIND, of_trade.shop_recent_sale),
    Rule("shop.bonded_warehouse", _BIND, of_trade.shop_bonded_warehouse),
    Rule("shop.integration", _TAKE_EFFECT, of_integration.shop_integration),
    Rule("shop.mapping", _TAKE_EFFECT, of_integration.shop_mapping),
    Rule(
        "account.category_match",
        _INVITE,
        of_account.account_category_match,
        cures=of_account.category_match_cures,
    ),
    Rule("binding.state", _ON_A_BINDING, of_binding.binding_state, cures=of_binding.state_cures),
    Rule("shop.may_unlink", _UNLINK, of_binding.shop_may_unlink),
    Rule(
        "account.may_request_unlink",
        frozenset({Act.REQUEST_UNLINK, Act.APPROVE_UNLINK}),
        of_binding.account_may_request_unlink,
    ),
    Rule("binding.bound_time", _LEAVE, of_binding.binding_bound_time),
    Rule("shop.unlink_chances", _UNLINK, of_shop.shop_unlink_chances),
    Rule(
        "account.open_violation",
        _LEAVE,
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
    Rule(
        "shop.materials",
        _SHOP_REVIEW,
        of_shop_life.shop_materials,
        cures=of_shop_life.materials_cures,
    ),
    Rule(
        "shop.materials.individual_business",
        _SHOP_REVIEW,
        of_shop_life.shop_materials_of_individual_business,
        of_shop_life.is_individual_business,
        cures=of_shop_life.materials_cures,
    ),
    Rule(
        "shop.social_credit_code",
        _SHOP_REVIEW,
        of_shop_life.shop_social_credit_code,
        of_shop_life.is_enterprise,
    ),
    Rule(
        "shop.corporate_bank_account",
        frozenset({Act.PASS_SHOP_REVIEW}),
        of_shop_life.shop_corporate_bank_account,
    ),
    Rule(
        "shop.face_recognition",
        frozenset({Act.PASS_SHOP_REVIEW}),
        of_shop_life.shop_face_recognition,
    ),
    Rule("shop.name_equals_licence", _SHOP_REVIEW, of_shop_life.shop_name_equals_licence),
    Rule(
        "shop.review_state",
        _SHOP_REVIEW | {Act.FAIL_SHOP_REVIEW},
        of_shop_life.shop_review_state,
        _is_asked,
        cures=of_shop_life.review_state_cures,
    ),
    Rule(
        "shop.deposit",
        frozenset({Act.PASS_SHOP_REVIEW, Act.REFUND_DEPOSIT}),
        of_shop_life.shop_deposit,
        cures=of_shop_life.deposit_cures,
    ),
    Rule(
        "shop.closing_state",
        _CLOSING | {Act.REFUND_DEPOSIT},
        of_shop_life.shop_closing_state,
        cures=of_shop_life.closing_state_cures,
    ),
    Rule("shop.closing_notice", frozenset({Act.CLOSE_SHOP}), of_shop_life.shop_closing_notice),
    Rule(
        "account.deregistration_state",
        _DEREGISTRATION,
        of_account_life.account_deregistration_state,
        cures=of_account_life.deregistration_state_cures,
    ),
    Rule("mini_program.build_mode", _BEGIN, of_mini_program.mini_program_build_mode),
    Rule(
        "mini_program.state",
        _VERSION,
        of_mini_program.mini_program_state,
        of_mini_program.asked_for,
        cures=of_mini_program.state_cures,
    ),
    Rule(
        "shop.enterprise_subject",
        _TO_SHOP,
        of_mini_program.shop_enterprise_subject,
        cures=of_mini_program.enterprise_subject_cures,
    ),
    Rule("mini_program.same_subject", _TO_SHOP, of_mini_program.mini_program_same_subject),
    Rule(
        "mini_program.one_to_one",
        _TO_SHOP,
        of_mini_program.mini_program_one_to_one,
        cures=of_mini_program.one_to_one_cures,
    ),
    Rule(
        "mini_program.bound",
        _TIES,
        of_mini_program.mini_program_bound,
        of_mini_program.asked_for,
        cures=of_mini_program.bound_cures,
    ),
    Rule(
        "mini_program.monthly_unbinds",
        frozenset({Act.UNBIND_FROM_ACCOUNT}),
        of_mini_program.mini_program_monthly_unbinds,
    ),
    Rule(
        "mini_program.shop_required",
        frozenset({Act.PUBLISH}),
        of_mini_program.mini_program_shop_required,
    ),
    Rule(
        "mini_program.shop_features",
        frozenset({Act.USE_FEATURE}),
        of_mini_program.mini_program_shop_features,
    ),
    Rule(
        "mini_program.capability",
        frozenset({Act.MOUNT_LINK}),
        of_mini_program.mini_program_capability,
        cures=of_mini_program.capability_cures,
    ),
    Rule(
        "integration.state",
        frozenset({Act.CONNECT, Act.DISCONNECT}),
        of_integration.integration_state,
        _is_asked,
    ),
    Rule("integration.auth", _CONNECT, of_integration.integration_auth, of_integration.reads_data),
    Rule(
        "integration.credential",
        _CONNECT,
        of_integration.integration_credential,
        of_integration.reads_data,
    ),
    Rule(
        "integration.data_scope",
        _CONNECT,
        of_integration.integration_data_scope,
        of_integration.reads_data,
    ),
    Rule("identifier.unique", _ASSIGN, of_identifier.identifier_unique),
    Rule(
        "identifier.held",
        frozenset({Act.RETIRE_IDENTIFIER}),
        of_identifier.identifier_held,
        of_mini_program.asked_for,
    ),
    Rule("account.bound", _SHOWCASE, of_account.account_bound, cures=of_account.bound_cures),
    Rule("account.showcase_daily", _SHOWCASE, of_showcase.account_showcase_daily),
    Rule(
        "shop.active_binding",
        _OFFER,
        of_offer.shop_active_binding,
        cures=of_offer.active_binding_cures,
    ),
    Rule(
        "limited_offer.state",
        frozenset({Act.OPEN_LIMITED_OFFER, Act.CLOSE_LIMITED_OFFER}),
        of_offer.limited_offer_state,
        _is_asked,
    ),
    Rule(
        "shop.campaign_score",
        frozenset({Act.ENROL}),
        of_shop.shop_campaign_score,
        cures=of_shop.campaign_score_cures,
    ),
    Rule(
        "shop.violation_points",
        frozenset({Act.ENROL}),
        of_shop.shop_violation_points,
        cures=of_shop.violation_points_cures,
    ),
    Rule(
        "delegation.grantor_status",
        _DELEGATE,
        of_delegation.grantor_status,
        cures=of_delegation.grantor_status_cures,
    ),
    Rule(
        "delegation.grantee_status",
        _DELEGATE,
        of_delegation.grantee_status,
        cures=of_delegation.grantee_status_cures,
    ),
    Rule(
        "delegation.grantor_verified",
        _DELEGATE,
        of_delegation.grantor_verified,
        cures=of_delegation.grantor_verified_cures,
    ),
    Rule(
        "delegation.grantee_verified",
        _DELEGATE,
        of_delegation.grantee_verified,
        cures=of_delegation.grantee_verified_cures,
    ),
    Rule("delegation.once", _DELEGATE, of_delegation.once, cures=of_delegation.once_cures),
    Rule(
        "delegation.state", _ON_A_DELEGATION, of_delegation.state, cures=of_delegation.state_cures
    ),
    Rule("delegation.ticket", _REVOKE, of_delegation.ticket, cures=of_delegation.ticket_cures),
    Rule(
        "violation.appeal_window",
        frozenset({Act.APPEAL}),
        of_violation.violation_appeal_window,
        cures=of_violation.appeal_window_cures,
    ),
)

_ASKED_OF: Final = {act: tuple(rule for rule in ORDER if act in rule.acts) for act in Act}
"""The rules that are asked of each act, in the same order."""


def judge(case: Case, book: Rulebook) -> Verdict:
    """Every finding of a case under a rulebook, in the order of the rules."""
    findings = tuple(_asked(case, book, _ASKED_OF[case.act]))
    calendars = sorted({digest for finding in findings for digest in finding.calendars})
    return Verdict(case.program, book.digest, findings, tuple(calendars))


def cures_of(case: Case, book: Rulebook, name: str) -> Iterable[Cure] | None:
    """What could happen that a rule which does not hold in a case holds; None if nothing could."""
    rule = next(rule for rule in _ASKED_OF[case.act] if rule.name == name)
    limit = book.limit(name, case.at)
    return None if rule.cures is None or limit is None else rule.cures(case, book, limit)


def findings_of(case: Case, book: Rulebook, names: Set[str]) -> list[Finding]:
    """What `judge` finds of some rules only."""
    return _asked(case, book, (rule for rule in _ASKED_OF[case.act] if rule.name in names))


def _asked(case: Case, book: Rulebook, rules: Iterable[Rule]) -> list[Finding]:
    return [
        rule.judge(case, book, limit)
        for rule in rules
        if (limit := book.limit(rule.name, case.at)) is not None and rule.applies(case, book)
    ]


__all__ = ["ORDER", "Act", "Case", "Cure", "Rule", "cures_of", "findings_of", "judge"]
