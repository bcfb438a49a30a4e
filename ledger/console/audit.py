"""`audit`: every decision judged again, every observed act judged under the law of its time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.opening import reading
from ledger.console.options import RULES, Invocation, examples
from ledger.console.output import print_csv, print_json, progress
from ledger.console.tables import Cell, sentence, table
from ledger.console.timeline import kind_text
from ledger.errors import BadInput
from ledger.explain import because, decision_text
from ledger.language import say, say_count

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.audit.observed import Breach
    from ledger.audit.whole import Audited, Bend

_FOUND: Final = 4


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
@click.option(
    "--rules",
    type=RULES,
    metavar="T|DIGEST|FILE",
    help=say("Under which law (default: that of the time of each act)."),
)
@click.pass_obj
def audit(invocation: Invocation, rules: datetime | str | Path | None) -> int:
    from ledger.audit.whole import audit as audited

    with reading(invocation) as ledger:
        bend = _bend(ledger, rules)
        # Each fact is looked at twice: as it is stored, and for what it says.
        with progress(say("auditing"), 2 * ledger.store.head().position) as advance:
            found = audited(ledger.store, bend, advance)
    if invocation.json:
        print_json(audit_json(found))
    elif invocation.csv:
        print_csv(_COLUMNS, _rows(found))
    else:
        _tell(found)
    return _FOUND if found.defects or found.disagreements or found.breaches else 0


def _bend(ledger: Ledger, rules: datetime | str | Path | None) -> Bend:
    """What `--rules` does to the law. Raises BadInput for a digest nobody adopted."""
    if rules is None:
        return lambda law: law
    if isinstance(rules, datetime):
        instant = rules
        return lambda law: law.as_of(instant)
    if isinstance(rules, Path):
        from ledger.console.law import read_text
        from ledger.rulebook import read_rulebook

        book = read_rulebook(read_text(str(rules)), str(rules))
        return lambda law: law.with_text(book)
    known = ledger.rulebook(rules)
    if known is None:
        raise BadInput(
            say("{digest} is the digest of no adopted rulebook.", digest=rules),
            where="--rules",
            why=say("A digest names a text that was law in this ledger at some time."),
            now=say("See `bindledger rules list`, or give the file."),
        )
    return lambda law: law.with_text(known)


def audit_json(found: Audited) -> dict[str, Any]:
    """An audit in the shape of the contract, section 5."""
    from ledger.verdict import finding_json

    return {
        "judged": found.judged,
        "agree": found.judged - len(found.disagreements),
        "disagreements": [
            {
                "position": one.position,
                "request": one.request,
                "recorded": one.recorded,
                "judged": one.judged,
                "rules": list(one.rules),
            }
            for one in found.disagreements
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
            for one in found.breaches
        ],
        "defects": [{"position": one.position, "what": one.what} for one in found.defects],
    }


_COLUMNS: Final = ("found", "position", "what", "subject", "rule", "because")


def _rows(found: Audited) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [
        ("defect", one.position, one.what, "", "", "") for one in found.defects
    ]
    rows += [
        ("disagreement", one.position, f"{one.recorded} → {one.judged}", one.request, rule, "")
        for one in found.disagreements
        for rule in one.rules or ("",)
    ]
    for breach in found.breaches:
        rows += [
            ("breach", breach.position, breach.kind, breach.subject, one.rule, because(one))
            for one in breach.findings
        ]
    return rows


def _tell(found: Audited) -> None:
    if found.defects:
        rows: list[tuple[Cell, ...]] = [(one.position, one.what) for one in found.defects]
        table(say("The database contradicts itself"), ("#", say("what is wrong")), rows)
        if any(one.what == "leaf" for one in found.defects):
            sentence(say("A fact was changed in the database; nothing was judged."))
            return
    sentence(
        say_count(
            "{count} decision judged again; {agree} of them agrees.",
            "{count} decisions judged again; {agree} of them agree.",
            found.judged,
            agree=found.judged - len(found.disagreements),
        )
    )
    if found.disagreements:
        columns = ("#", say("request"), say("recorded"), say("judged"), say("rules"))
        rows = [
            (
                one.position,
                one.request,
                decision_text(one.recorded),
                decision_text(one.judged),
                ", ".join(one.rules),
            )
            for one in found.disagreements
        ]
        table(say("Decisions that come out differently"), columns, rows)
    for subject in sorted({breach.subject for breach in found.breaches}):
        _tell_breaches(subject, [one for one in found.breaches if one.subject == subject])
    if not found.breaches:
        sentence(say("No observed act breaks a rule that was in force."))


def _tell_breaches(subject: str, breaches: list[Breach]) -> None:
    rows: list[tuple[Cell, ...]] = [
        (one.rule, breach.position, kind_text(breach.kind), because(one))
        for breach in breaches
        for one in breach.findings
    ]
    columns = (say("rule"), "#", say("what"), say("why"))
    title = say_count(
        "{subject}: {count} breach",
        "{subject}: {count} breaches",
        len(breaches),
        subject=subject,
    )
    table(title, columns, sorted(rows, key=lambda row: (str(row[0]), row[1])))
