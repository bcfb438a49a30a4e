"""`audit`: every decision judged again, every observed act judged under the law of its time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.options import Clocks, Invocation, clocks, examples
from ledger.console.output import print_csv, print_json, progress
from ledger.console.tables import Cell, sentence, table
from ledger.console.timeline import kind_text
from ledger.console.times import settled
from ledger.explain import because, decision_text, defect_text
from ledger.language import say, say_count, say_name

if TYPE_CHECKING:
    from ledger.audit.observed import Breach
    from ledger.audit.retrial import Disagreement
    from ledger.audit.trial import Mismatch
    from ledger.audit.whole import Audited, Judged
    from ledger.projections import Difference

_FOUND: Final = 4
_MANY: Final = 50_000


@click.command(
    help=say(
        "Judge every recorded decision again, and every observed act under the law of its time. "
        "Exit status 4 when something is found."
    ),
    epilog=examples(
        "bindledger audit",
        "bindledger audit --json",
        "bindledger audit --rules proposed.toml",
    ),
)
@clocks
@click.pass_obj
def audit(invocation: Invocation, clocks: Clocks) -> int:
    from ledger.audit.whole import audit as audited

    with answering(invocation) as (ledger, citing):
        times = settled(ledger, clocks)
        facts = ledger.store.head().position
        # A second process pays where there is much to do, and another processor to do it.
        beside = invocation.ledger if facts >= _MANY and (os.cpu_count() or 1) > 1 else None
        # Each fact is looked at twice: as it is stored, and for what it says.
        with progress(say("auditing"), 2 * facts) as advance:
            found = audited(
                ledger.store,
                times.ruling,
                advance,
                address=beside,
                upto=times.position,
                until=clocks.valid,
            )
    view = audit_json(found)
    if clocks.were_given:
        view["as_of"] = times.as_of()
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(_COLUMNS, _rows(found))
    else:
        _tell(found)
        citing.tell(view)
    return 0 if found.is_clean else _FOUND


def audit_json(found: Audited) -> dict[str, Any]:
    """An audit in the shape of the contract, section 5, and what else was found wrong."""
    from ledger.verdict import finding_json

    judged, stored = found.judged, found.stored
    return {
        "judged": judged.judged,
        "agree": judged.judged - len(judged.disagreements),
        "disagreements": [
            {
                "position": one.position,
                "request": one.request,
                "recorded": one.recorded,
                "judged": one.judged,
                "rules": list(one.rules),
            }
            for one in judged.disagreements
        ],
        "breaches": [
            {
                "position": one.position,
                "type": one.kind,
                "subject": one.subject,
                "rules": [finding.rule for finding in one.findings],
                "findings": [
                    finding_json(finding) | {"because": because(finding)}
                    for finding in one.findings
                ],
            }
            for one in judged.breaches
        ],
        "balances": [
            {
                "position": one.position,
                "subject": one.subject,
                "balance": one.balance,
                "expected": one.expected,
                "found": one.found,
            }
            for one in judged.balances
        ],
        "defects": [{"position": one.position, "what": one.what} for one in stored.defects],
        "read_models": [
            {"projection": one.projection, "key": one.key} for one in stored.read_models
        ],
    }


_COLUMNS: Final = ("found", "position", "what", "subject", "rule", "because")


def _rows(found: Audited) -> Iterable[tuple[Cell, ...]]:
    for defect in found.stored.defects:
        yield "defect", defect.position, defect.what, "", "", ""
    for model in found.stored.read_models:
        yield "read_model", None, model.projection, " ".join(model.key.values()), "", ""
    for one in found.judged.disagreements:
        for rule in one.rules or ("",):
            yield "disagreement", one.position, _turned(one), one.request, rule, ""
    for off in found.judged.balances:
        yield "balance", off.position, off.balance, off.subject, "", _adds_up_to(off)
    for breach in found.judged.breaches:
        for finding in breach.findings:
            told = because(finding)
            yield "breach", breach.position, breach.kind, breach.subject, finding.rule, told


def _turned(one: Disagreement) -> str:
    return f"{one.recorded} → {one.judged}"


def _adds_up_to(off: Mismatch) -> str:
    return say(
        "used, reserved and left come to {found}, not to {expected}",
        found="–" if off.found is None else off.found,
        expected="–" if off.expected is None else off.expected,
    )


def _tell(found: Audited) -> None:
    _tell_defects(found)
    if not found.was_judged:
        sentence(say("A fact was changed in the database; nothing was judged."))
        return
    _tell_read_models(found.stored.read_models)
    _tell_disagreements(found.judged)
    _tell_balances(found.judged.balances)
    subjects = sorted(found.judged.breaches, key=lambda breach: breach.subject)
    for subject, breaches in groupby(subjects, key=lambda breach: breach.subject):
        _tell_breaches(subject, list(breaches))
    if not found.judged.breaches:
        sentence(say("No observed act breaks a rule that was in force."))


def _tell_defects(found: Audited) -> None:
    if found.stored.defects:
        rows: list[tuple[Cell, ...]] = [
            (one.position, defect_text(one.what)) for one in found.stored.defects
        ]
        table(say("The database contradicts itself"), ("#", say("what is wrong")), rows)


def _tell_read_models(differences: list[Difference]) -> None:
    if differences:
        rows: list[tuple[Cell, ...]] = [
            (one.projection, " ".join(one.key.values())) for one in differences
        ]
        table(say("Rows that differ from a replay"), (say("projection"), say("key")), rows)


def _tell_disagreements(judged: Judged) -> None:
    sentence(
        say_count(
            "{count} decision judged again; agreeing: {agree}.",
            "{count} decisions judged again; {agree} of them agree.",
            judged.judged,
            agree=judged.judged - len(judged.disagreements),
        )
    )
    if judged.disagreements:
        was = say_name("recorded", "decision")
        columns = ("#", say("request"), was, say("judged"), say("rules"))
        rows: list[tuple[Cell, ...]] = [
            (
                one.position,
                one.request,
                decision_text(one.recorded),
                decision_text(one.judged),
                ", ".join(one.rules),
            )
            for one in judged.disagreements
        ]
        table(say("Decisions that come out differently"), columns, rows)


def _tell_balances(balances: list[Mismatch]) -> None:
    if balances:
        columns = ("#", say("subject"), say("balance"), say("expected"), say("found"))
        rows: list[tuple[Cell, ...]] = [
            (one.position, one.subject, one.balance, one.expected, one.found) for one in balances
        ]
        table(say("Balances that do not add up to their limit"), columns, rows)


def _tell_breaches(subject: str, breaches: list[Breach]) -> None:
    """The breaches of a subject, rule by rule."""
    rows: list[tuple[Cell, ...]] = [
        (finding.rule, breach.position, kind_text(breach.kind), because(finding))
        for breach in breaches
        for finding in breach.findings
    ]
    columns = (say("rule"), "#", say("what"), say("why"))
    title = say_count(
        "{subject}: {count} breach",
        "{subject}: {count} breaches",
        len(breaches),
        subject=subject,
    )
    table(title, columns, sorted(rows, key=lambda row: (str(row[0]), row[1])))
