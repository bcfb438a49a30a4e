"""Rules: pure questions, each answered with a finding. All of them are asked, in this order.

The order is by weight and part of the interface. A rule is asked where its program's rulebook has
its parameter in force, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final

from ledger.rulebook import Rulebook
from ledger.rules.case import Act, Case, Cure, Rule
from ledger.rules.order_beside_bindings import BESIDE_BINDINGS
from ledger.rules.order_of_bindings import OF_BINDINGS
from ledger.verdict import Finding, Verdict

ORDER: Final = (*OF_BINDINGS, *BESIDE_BINDINGS)

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
