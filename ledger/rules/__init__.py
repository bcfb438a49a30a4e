"""Rules: pure questions, each answered with a finding. All of them are asked, in this order.

The order is by weight and part of the interface. A rule is asked where its program's rulebook has
its parameter in force, and nowhere else.
"""

from __future__ import annotations

from typing import Final

from ledger.rulebook import Rulebook
from ledger.rules import (
    of_account,
    of_binding,
    of_identifier,
    of_mini_program,
    of_shop,
    of_showcase,
    of_violation,
)
from ledger.rules.case import Act, Case, Rule
from ledger.verdict import Finding, Verdict

_INVITE: Final = frozenset({Act.INVITE})
_ENTER: Final = frozenset({Act.INVITE, Act.ACCEPT})
_BIND: Final = frozenset({Act.INVITE, Act.ACCEPT, Act.PASS_REVIEW})
_UNLINK: Final = frozenset({Act.UNLINK})
_LEAVE: Final = frozenset({Act.UNLINK, Act.REQUEST_UNLINK, Act.APPROVE_UNLINK})
_ON_A_BINDING: Final = frozenset(
    {
        Act.ACCEPT,
        Act.DECLINE,
        Act.CANCEL,
        Act.PASS_REVIEW,
        Act.FAIL_REVIEW,
        Act.UNLINK,
        Act.REQUEST_UNLINK,
        Act.WITHDRAW_UNLINK,
        Act.APPROVE_UNLINK,
        Act.REFUSE_UNLINK,
    }
)
_ASSIGN: Final = frozenset({Act.ASSIGN_IDENTIFIER})
_BEGIN: Final = frozenset({Act.REGISTER_MINI_PROGRAM})
_VERSION: Final = frozenset({Act.SUBMIT, Act.PASS_VERSION, Act.REJECT_VERSION, Act.PUBLISH})
_TO_SHOP: Final = frozenset({Act.BIND_TO_SHOP})
_TO_ACCOUNT: Final = frozenset({Act.BIND_TO_ACCOUNT})
_TIES: Final = frozenset(
    {Act.BIND_TO_SHOP, Act.UNBIND_FROM_SHOP, Act.BIND_TO_ACCOUNT, Act.UNBIND_FROM_ACCOUNT}
)
_SHOWCASE: Final = frozenset({Act.ADD_PRODUCTS})

ORDER: Final[tuple[Rule, ...]] = (
    Rule("shop.open", _BIND | _TO_SHOP | _ASSIGN, of_shop.shop_open, of_shop.names_a_shop),
    Rule(
        "account.status",
        _BIND | _BEGIN | _TO_ACCOUNT | _ASSIGN,
        of_account.account_status,
        of_account.names_an_account,
    ),
    Rule(
        "account.enterprise_verified",
        _BEGIN | {Act.SUBMIT},
        of_mini_program.account_enterprise_verified,
    ),
    Rule("account.ban_record", _BIND, of_account.account_ban_record),
    Rule("account.holder_age", _BIND, of_account.account_holder_age),
    Rule("account.region", _BIND, of_account.account_region),
    Rule("account.bind_network", _ENTER, of_account.account_bind_network),
    Rule("account.content_screen", _BIND, of_account.account_content_screen),
    Rule("account.exclusive", _BIND, of_account.account_exclusive),
    Rule("account.rebind_wait", _BIND, of_account.account_rebind_wait),
    Rule("shop.slots", _BIND, of_shop.shop_slots),
    Rule("account.category_match", _INVITE, of_account.account_category_match),
    Rule("binding.state", _ON_A_BINDING, of_binding.binding_state),
    Rule("binding.bound_time", _LEAVE, of_binding.binding_bound_time),
    Rule("shop.unlink_chances", _UNLINK, of_shop.shop_unlink_chances),
    Rule(
        "account.open_violation",
        _LEAVE,
        of_account.account_open_violation,
        of_account.open_violation_blocks,
    ),
    Rule(
        "account.unlink_network",
        frozenset({Act.REQUEST_UNLINK}),
        of_account.account_unlink_network,
    ),
    Rule("mini_program.build_mode", _BEGIN, of_mini_program.mini_program_build_mode),
    Rule(
        "mini_program.state",
        _VERSION,
        of_mini_program.mini_program_state,
        of_mini_program.asked_for,
    ),
    Rule("shop.enterprise_subject", _TO_SHOP, of_mini_program.shop_enterprise_subject),
    Rule("mini_program.same_subject", _TO_SHOP, of_mini_program.mini_program_same_subject),
    Rule("mini_program.one_to_one", _TO_SHOP, of_mini_program.mini_program_one_to_one),
    Rule(
        "mini_program.bound", _TIES, of_mini_program.mini_program_bound, of_mini_program.asked_for
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
    ),
    Rule("identifier.unique", _ASSIGN, of_identifier.identifier_unique),
    Rule(
        "identifier.held",
        frozenset({Act.RETIRE_IDENTIFIER}),
        of_identifier.identifier_held,
        of_mini_program.asked_for,
    ),
    Rule("account.bound", _SHOWCASE, of_account.account_bound),
    Rule("account.showcase_daily", _SHOWCASE, of_showcase.account_showcase_daily),
    Rule("shop.campaign_score", frozenset({Act.ENROL}), of_shop.shop_campaign_score),
    Rule("violation.appeal_window", frozenset({Act.APPEAL}), of_violation.violation_appeal_window),
)

_ASKED_OF: Final = {act: tuple(rule for rule in ORDER if act in rule.acts) for act in Act}
"""The rules that are asked of each act, in the same order."""


def judge(case: Case, book: Rulebook) -> Verdict:
    """Every finding of a case under a rulebook, in the order of the rules."""
    findings = tuple(_asked(case, book))
    calendars = sorted({digest for finding in findings for digest in finding.calendars})
    return Verdict(case.program, book.digest, findings, tuple(calendars))


def _asked(case: Case, book: Rulebook) -> list[Finding]:
    return [
        rule.judge(case, book, limit)
        for rule in _ASKED_OF[case.act]
        if (limit := book.limit(rule.name, case.at)) is not None and rule.applies(case, book)
    ]


__all__ = ["ORDER", "Act", "Case", "Rule", "judge"]
