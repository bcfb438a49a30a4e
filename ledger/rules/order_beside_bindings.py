"""What is asked of what goes on beside bindings: lives, mini-programs, access, selling."""

from __future__ import annotations

from typing import Final

from ledger.rules import (
    of_account,
    of_account_life,
    of_delegation,
    of_identifier,
    of_integration,
    of_mini_program,
    of_shop,
    of_shop_life,
    of_showcase,
    of_violation,
)
from ledger.rules.acts import (
    ASSIGN,
    BEGIN,
    CLOSING,
    CONNECT,
    DELEGATE,
    DEREGISTRATION,
    ON_A_DELEGATION,
    REVOKE,
    SHOP_REVIEW,
    SHOWCASE,
    TIES,
    TO_SHOP,
    VERSION,
)
from ledger.rules.case import Act, Rule, is_asked

BESIDE_BINDINGS: Final[tuple[Rule, ...]] = (
    Rule(
        "shop.materials",
        SHOP_REVIEW,
        of_shop_life.shop_materials,
        cures=of_shop_life.materials_cures,
    ),
    Rule(
        "shop.materials.individual_business",
        SHOP_REVIEW,
        of_shop_life.shop_materials_of_individual_business,
        of_shop_life.is_individual_business,
        cures=of_shop_life.materials_cures,
    ),
    Rule(
        "shop.social_credit_code",
        SHOP_REVIEW,
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
    Rule("shop.name_equals_licence", SHOP_REVIEW, of_shop_life.shop_name_equals_licence),
    Rule(
        "shop.review_state",
        SHOP_REVIEW | {Act.FAIL_SHOP_REVIEW},
        of_shop_life.shop_review_state,
        is_asked,
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
        CLOSING | {Act.REFUND_DEPOSIT},
        of_shop_life.shop_closing_state,
        cures=of_shop_life.closing_state_cures,
    ),
    Rule("shop.closing_notice", frozenset({Act.CLOSE_SHOP}), of_shop_life.shop_closing_notice),
    Rule(
        "account.deregistration_state",
        DEREGISTRATION,
        of_account_life.account_deregistration_state,
        cures=of_account_life.deregistration_state_cures,
    ),
    Rule("mini_program.build_mode", BEGIN, of_mini_program.mini_program_build_mode),
    Rule(
        "mini_program.state",
        VERSION,
        of_mini_program.mini_program_state,
        is_asked,
        cures=of_mini_program.state_cures,
    ),
    Rule(
        "shop.enterprise_subject",
        TO_SHOP,
        of_mini_program.shop_enterprise_subject,
        cures=of_mini_program.enterprise_subject_cures,
    ),
    Rule("mini_program.same_subject", TO_SHOP, of_mini_program.mini_program_same_subject),
    Rule(
        "mini_program.one_to_one",
        TO_SHOP,
        of_mini_program.mini_program_one_to_one,
        cures=of_mini_program.one_to_one_cures,
    ),
    Rule(
        "mini_program.bound",
        TIES,
        of_mini_program.mini_program_bound,
        is_asked,
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
        is_asked,
    ),
    Rule("integration.auth", CONNECT, of_integration.integration_auth, of_integration.reads_data),
    Rule(
        "integration.credential",
        CONNECT,
        of_integration.integration_credential,
        of_integration.reads_data,
    ),
    Rule(
        "integration.data_scope",
        CONNECT,
        of_integration.integration_data_scope,
        of_integration.reads_data,
    ),
    Rule("identifier.unique", ASSIGN, of_identifier.identifier_unique),
    Rule(
        "identifier.held",
        frozenset({Act.RETIRE_IDENTIFIER}),
        of_identifier.identifier_held,
        is_asked,
    ),
    Rule("account.bound", SHOWCASE, of_account.account_bound, cures=of_account.bound_cures),
    Rule("account.showcase_daily", SHOWCASE, of_showcase.account_showcase_daily),
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
        DELEGATE,
        of_delegation.grantor_status,
        cures=of_delegation.grantor_status_cures,
    ),
    Rule(
        "delegation.grantee_status",
        DELEGATE,
        of_delegation.grantee_status,
        cures=of_delegation.grantee_status_cures,
    ),
    Rule(
        "delegation.grantor_verified",
        DELEGATE,
        of_delegation.grantor_verified,
        cures=of_delegation.grantor_verified_cures,
    ),
    Rule(
        "delegation.grantee_verified",
        DELEGATE,
        of_delegation.grantee_verified,
        cures=of_delegation.grantee_verified_cures,
    ),
    Rule("delegation.once", DELEGATE, of_delegation.once, cures=of_delegation.once_cures),
    Rule("delegation.state", ON_A_DELEGATION, of_delegation.state, cures=of_delegation.state_cures),
    Rule("delegation.ticket", REVOKE, of_delegation.ticket, cures=of_delegation.ticket_cures),
    Rule(
        "violation.appeal_window",
        frozenset({Act.APPEAL}),
        of_violation.violation_appeal_window,
        cures=of_violation.appeal_window_cures,
    ),
)
"""The rules of all other acts."""
