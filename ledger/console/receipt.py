"""`receipt`: what a decision was taken from, and whether the log alone gives the same one again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.answers import tell_findings
from ledger.console.errors import did_you_mean, nearest
from ledger.console.findings_apart import told_apart
from ledger.console.helping import help_json
from ledger.console.options import ID, Invocation, examples, place
from ledger.console.output import print_csv, print_json, progress
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.errors import BadInput, LedgerError
from ledger.explain import because, decision_text, defect_text
from ledger.language import say, say_count, say_names
from ledger.subjects import request_tag
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.audit.receipts import Flaw, Receipt
    from ledger.decisions import Help
    from ledger.record import Fact
    from ledger.rulebook import Rulebook
    from ledger.store import Store

_FOUND: Final = 4


@click.group(
    help=say("What a decision was taken from, and whether it can be taken again."),
    epilog=examples("bindledger receipt show r-17", "bindledger receipt check --all"),
)
def receipt() -> None:
    pass


@receipt.command(
    "show",
    help=say(
        "What was asked, what was decided and why, under which law, from which facts; of a "
        "refusal, what else would have let it be granted."
    ),
    epilog=examples("bindledger receipt show r-17", "bindledger receipt show r-17 --json"),
)
@click.argument("request", type=ID, metavar="REQUEST")
@click.pass_obj
def show(invocation: Invocation, request: str) -> None:
    from ledger.audit.receipts import receipt_of
    from ledger.queries.lawbook import law_of

    with answering(invocation) as (ledger, citing):
        receipt = receipt_of(ledger.store, _decision(ledger.store, request))
        law = law_of(ledger.store, receipt.event.read_at)
        found = _help_for(ledger, receipt)
    book = law.text(str(receipt.event.verdict["rulebook"]))
    view = receipt_json(receipt, book)
    if found is not None:
        view |= help_json(found)
    if invocation.json:
        print_json(citing.document(view))
    else:
        _tell(receipt, book, found)
        citing.tell(view)


def _help_for(ledger: Ledger, receipt: Receipt) -> Help | None:
    """What else would have let a refused request be granted when it was asked."""
    from ledger.app.helping import Helping
    from ledger.audit.decided import request_of
    from ledger.border import read_request
    from ledger.events import RequestRefused

    if not isinstance(receipt.event, RequestRefused):
        return None
    request = read_request(request_of(receipt.decided))
    return Helping(ledger.store, ledger.timing).help(request)


def _decision(store: Store, request: str) -> Fact:
    from ledger.audit.receipts import decision_on

    decided = decision_on(store, request)
    if decided is not None:
        return decided
    near = nearest(request_tag(request), store.subjects(request_tag("")))
    raise LedgerError(
        say("There is no request {id}.", id=request),
        where=request,
        why=say("Nothing was ever decided under that name."),
        now=did_you_mean(one.removeprefix(request_tag("")) for one in near)
        or say("See `bindledger history SUBJECT` for what was asked."),
    )


def receipt_json(receipt: Receipt, book: Rulebook | None) -> dict[str, Any]:
    """A receipt as a document: the decision, its law with citations, and its boundary."""
    from ledger.events import RequestRefused
    from ledger.verdict import read_verdict

    decided, event = receipt.decided, receipt.event
    verdict = read_verdict(event.verdict, event.calendars)
    findings = [
        told | {"because": because(finding)}
        for told, finding in zip(event.verdict["findings"], verdict.findings, strict=True)
    ]
    document: dict[str, Any] = {
        "request": event.request["id"],
        "answer": "refused" if isinstance(event, RequestRefused) else "done",
        "position": decided.position,
        "time": instant_text(decided.time),
        "recordedtime": instant_text(decided.recordedtime),
        "actor": decided.actor,
        "asked": event.request,
        "verdict": event.verdict | {"findings": findings},
    }
    if isinstance(event, RequestRefused):
        document["earliest"] = event.earliest and instant_text(event.earliest)
    return document | {
        "recorded": [
            {"position": fact.position, "type": fact.event.kind} for fact in receipt.caused
        ],
        "read_at": event.read_at,
        "engine": event.engine,
        "law": {
            "program": verdict.program,
            "rulebook": verdict.rulebook,
            "title": book and book.title,
            "citations": _citations(book, event.verdict["findings"]),
            "calendars": list(event.calendars),
        },
        "boundary": [{"subject": tag, "facts": positions} for tag, positions in _boundary(receipt)],
    }


def _citations(book: Rulebook | None, findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    from ledger.terms import read_instant

    found = []
    for finding in findings:
        since = read_instant(finding["limit"]["since"])
        cited = book.citation(finding["rule"], since) if book is not None else None
        if cited is not None:
            source = {"title": cited.title, "at": cited.at, "read": cited.read.isoformat()}
            found.append({"rule": finding["rule"], **source})
    return found


def _boundary(receipt: Receipt) -> Iterable[tuple[str, list[int]]]:
    """The subjects of the boundary, and the positions of the facts it had of each."""
    for tag in sorted({one.tag for one in receipt.interests}):
        told = receipt.history.by_subject.get(tag, ())
        yield tag, sorted(fact.position for fact in told)


def _tell(receipt: Receipt, book: Rulebook | None, found: Help | None) -> None:
    from ledger.events import RequestGranted, RequestRefused
    from ledger.verdict import Outcome, read_verdict

    decided, event = receipt.decided, receipt.event
    granted = isinstance(event, RequestGranted)
    pairs(
        [
            (say("request"), event.request["id"]),
            (say("asked"), _asked(event.request)),
            (say("decision"), decision_text("granted" if granted else "refused")),
            (say("position"), decided.position),
            (say("happened"), decided.time),
            (say("recorded"), decided.recordedtime),
            (say("by"), decided.actor),
            (say("calendars"), say_names(event.calendars) if event.calendars else None),
            (say("read at position"), event.read_at),
            (say("program version"), event.engine),
        ]
    )
    earliest = event.earliest if isinstance(event, RequestRefused) else None
    verdict = read_verdict(event.verdict, event.calendars)
    if any(one.outcome is not Outcome.HOLDS for one in verdict.findings):
        sentence("")
    tell_findings(verdict, book, granted=granted, earliest=earliest, found=found, then=True)
    rows: list[tuple[Cell, ...]] = [
        (tag, len(positions), _ranges(positions)) for tag, positions in _boundary(receipt)
    ]
    columns = (say("subject"), say("facts"), say("positions"))
    table(say("What it was decided from"), columns, rows)
    if receipt.caused:
        sentence("")
        kinds = ", ".join(f"{fact.position} {fact.event.kind}" for fact in receipt.caused)
        sentence(say("Recorded: {kinds}.", kinds=kinds), "dim")


def _asked(request: dict[str, Any]) -> str:
    given = (f"{name}={value}" for name, value in request.items() if name not in ("ask", "id"))
    return " ".join((str(request["ask"]), *given))


def _ranges(positions: Sequence[int]) -> str:
    """Positions with neighbours drawn together: `3, 7–9`."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


@receipt.command(
    "check",
    help=say(
        "Decide a recorded request again from the log alone. Exit status 4 when anything differs."
    ),
    epilog=examples("bindledger receipt check r-17", "bindledger receipt check --all"),
)
@click.argument("request", required=False, type=ID, metavar="REQUEST")
@click.option("--all", "everything", is_flag=True, help=say("Every decision of the ledger."))
@click.pass_context
def check(ctx: click.Context, request: str | None, everything: bool) -> int:
    from ledger.audit.receipts import flaws, flaws_of

    if (request is None) != everything:
        raise BadInput(
            say("Either one request or --all is checked."),
            where=place(None, ctx),
            why=say("A receipt is that of one decision."),
            now=say("Name the request, or give --all."),
        )
    invocation: Invocation = ctx.obj
    checked, agree, found = 0, 0, []
    with answering(invocation) as (ledger, citing):
        if request is not None:
            found = flaws_of(ledger.store, _decision(ledger.store, request))
            checked, agree = 1, int(not found)
        else:
            with progress(say("deciding again")) as advance:
                for decided, wrong in flaws(ledger.store, advance):
                    checked += decided is not None
                    agree += decided is not None and not wrong
                    found += wrong
    flawed = [{name: getattr(one, name) for name in _COLUMNS} for one in found]
    view = {"checked": checked, "agree": agree, "flaws": flawed}
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(_COLUMNS, ([getattr(one, name) for name in _COLUMNS] for one in found))
    else:
        _tell_checked(checked, agree, found)
        citing.tell(view)
    return _FOUND if found else 0


_COLUMNS: Final = ("position", "request", "what", "where", "stored", "again")


def _tell_checked(checked: int, agree: int, found: Sequence[Flaw]) -> None:
    sentence(
        say_count(
            "{count} decision judged again; agreeing: {agree}.",
            "{count} decisions judged again; {agree} of them agree.",
            checked,
            agree=agree,
        )
    )
    if found:
        columns = (
            "#",
            say("request"),
            say("what is wrong"),
            say("where"),
            say("stored"),
            say("again"),
        )
        rows: list[tuple[Cell, ...]] = [
            (one.position, one.request or None, _flaw_text(one), one.where, *told_apart(one))
            for one in found
        ]
        table(say("What a receipt does not prove"), columns, rows)


def _flaw_text(flaw: Flaw) -> str:
    words = {
        "answer": say("another answer"),
        "rulebook": say("another text of the law"),
        "calendars": say("other calendars"),
        "finding": say("another finding"),
        "earliest": say("another earliest time"),
        "subjects": say("other subjects"),
        "facts": say("other facts follow"),
        "request": say("it cannot be asked again"),
        "asked": say("the request and its fact differ"),
    }
    return words.get(flaw.what) or defect_text(flaw.what)
