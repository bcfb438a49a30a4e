"""`impact`: what a late or annulled fact makes different of what was told before it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import rich_click as click

from ledger.console.answering import answering
from ledger.console.cited_answers import CitedAnswer, RejectedLine, made_different, read_cited
from ledger.console.options import FILE, Invocation, examples
from ledger.console.output import print_csv, print_json
from ledger.console.redecided import (
    COLUMNS,
    change_json,
    redecided_json,
    rows_of,
    tell_changes,
    tell_decisions,
)
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.console.timeline import kind_text
from ledger.errors import BadInput, LedgerError
from ledger.language import say
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.backtest.impact import Impact


@click.command(
    help=say(
        "What a fact made different when it was learnt late or annulled: earlier decisions, "
        "statements, how things stood, and cited answers. The ledger keeps no list of these: "
        "give their ids, each with its query, as lines `ID -- QUERY`, or JSON with `cite` and "
        "`query`."
    ),
    epilog=examples(
        "bindledger impact 421",
        "bindledger impact 421 --json",
        "bindledger impact 421 --cited cited.txt",
    ),
)
@click.argument("position", type=click.IntRange(min=1), metavar="POSITION")
@click.option(
    "--cited",
    "file",
    type=FILE,
    metavar="FILE|-",
    help=say("Which of these cited answers are different since."),
)
@click.pass_obj
def impact(invocation: Invocation, position: int, file: str | None) -> int:
    from ledger.backtest.impact import fact_at
    from ledger.backtest.impact import impact as found_of
    from ledger.events import CalendarAdopted, RulebookAdopted

    cited = read_cited(file) if file is not None else None
    with answering(invocation) as (ledger, citing):
        fact = fact_at(ledger.store, position)
        if fact is None:
            raise LedgerError(
                say("There is no position {position}.", position=position),
                where="POSITION",
                why=say("The log ends at position {last}.", last=ledger.store.head().position),
                now=say("Look the position up with `bindledger history TAG`."),
            )
        if isinstance(fact.event, RulebookAdopted | CalendarAdopted):
            raise BadInput(
                say("Position {position} is law.", position=position),
                where="POSITION",
                why=say("An adoption changes the law, not what happened."),
                now=say("Judge it under another rulebook with `bindledger backtest FILE`."),
            )
        found = found_of(ledger.store, fact)
    view = impact_json(found)
    different: list[CitedAnswer] = []
    rejected: list[RejectedLine] = []
    if cited is not None:
        told = list(made_different(invocation, cited, found.learnt.position))
        different = [one for one in told if isinstance(one, CitedAnswer)]
        rejected = [one for one in told if isinstance(one, RejectedLine)]
        view["cited"] = [one.as_json() for one in different]
        view["cited_rejected"] = [one.as_json() for one in rejected]
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        rows = rows_of(found.decisions, found.changes)
        print_csv(COLUMNS, chain(rows, map(_cited_row, different), map(_rejected_row, rejected)))
    else:
        _tell(found)
        if cited is not None:
            _tell_cited(different)
            _tell_rejected(rejected)
        citing.tell(view)
    return 2 if rejected else 0


def impact_json(found: Impact) -> dict[str, Any]:
    """The answer as one document."""
    return {
        "position": found.about.position,
        "type": found.about.event.kind,
        "time": instant_text(found.about.time),
        "learnt": {
            "position": found.learnt.position,
            "recordedtime": instant_text(found.learnt.recordedtime),
        },
        "late": found.is_late,
        "annulled": found.learnt is not found.about,
        "decisions": [redecided_json(one) for one in found.decisions],
        "statements": [
            {
                "subject": one.subject,
                "balance": one.balance,
                "lines": one.lines,
                "before": one.before,
                "after": one.after,
            }
            for one in found.statements
        ],
        "changes": [change_json(one) for one in found.changes],
    }


def _cited_row(one: CitedAnswer) -> Sequence[Any]:
    return "cited", one.citation.size, one.asked, one.citation.id, None, None, ""


def _rejected_row(one: RejectedLine) -> Sequence[Any]:
    return "rejected", None, one.why, say("line {line}", line=one.line), None, None, ""


def _tell_rejected(rejected: Sequence[RejectedLine]) -> None:
    if rejected:
        sentence("")
        columns = (say("line"), say("why"))
        rows = [(one.line, one.why) for one in rejected]
        table(say("Lines that name no answer of this ledger"), columns, rows)
        sentence(say("Write `ID -- QUERY`, or JSON with `cite` and `query`."))


def _tell_cited(different: Sequence[CitedAnswer]) -> None:
    if not different:
        sentence("")
        sentence(say("None of the cited answers is different."))
        return
    columns = (say("query"), say("given"), say("id"))
    rows = [(one.asked, one.at, one.citation.id) for one in different]
    table(say("Cited answers that are different since"), columns, rows)


def _tell(found: Impact) -> None:
    annulled = found.learnt is not found.about
    pairs(
        [
            (say("fact"), f"#{found.about.position} {kind_text(found.about.event.kind)}"),
            (say("happened"), found.about.time),
            (say("annulled") if annulled else say("learnt"), found.learnt.recordedtime),
            (say("late"), say("yes") if found.is_late else say("no")),
        ]
    )
    tell_decisions(say("Earlier decisions that would have been otherwise"), found.decisions)
    if found.statements:
        columns = (
            say("subject"),
            say("balance"),
            say("lines that differ"),
            say("before"),
            say("after"),
        )
        rows: list[tuple[Cell, ...]] = [
            (one.subject, one.balance, one.lines, one.before, one.after) for one in found.statements
        ]
        table(say("Statements that read otherwise since"), columns, rows)
    if found.changes:
        title = say("What was known to stand, before and after")
        tell_changes(title, found.changes, say("before"), say("after"))
    else:
        sentence(say("Nothing stood otherwise."))
