"""Answers to requests, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ledger.console.helping import help_json, tell_help
from ledger.console.tables import sentence, table
from ledger.explain import because, outcome_text, source_text, waiting
from ledger.language import say, say_list, say_name, say_names
from ledger.terms import instant_text
from ledger.verdict import Finding, Outcome, Verdict, verdict_json

if TYPE_CHECKING:
    from ledger.app.asking import Answer
    from ledger.decisions import Help
    from ledger.rulebook import Rulebook


def answer_json(answer: Answer, *, asked: bool = True) -> dict[str, Any]:
    """An answer in the shape of the contract; not `asked` means it is only what would be."""
    verdict = verdict_json(answer.verdict)
    for told, finding in zip(verdict["findings"], answer.verdict.findings, strict=True):
        told["because"] = because(finding)
    words = ("done", "refused") if asked else ("would_be_done", "would_be_refused")
    document: dict[str, Any] = {
        "request": answer.request,
        "answer": words[0] if answer.granted else words[1],
        "recorded": [{"position": at, "type": kind} for at, kind in answer.recorded],
        "verdict": verdict,
    }
    if not answer.granted:
        document["earliest"] = answer.earliest and instant_text(answer.earliest)
    return document if answer.help is None else document | help_json(answer.help)


def tell_answer(answer: Answer, book: Rulebook | None, *, asked: bool = True) -> None:
    """An answer for a person: what came of it, every reason, its sources, what waiting does."""
    name = answer.request
    if asked:
        words = say("Done: {id}.", id=name) if answer.granted else say("Refused: {id}.", id=name)
    elif answer.granted:
        words = say("This would be done.")
    else:
        words = say("This would be refused.")
    sentence(words, "bold")
    earliest, found = answer.earliest, answer.help
    tell_findings(answer.verdict, book, granted=answer.granted, earliest=earliest, found=found)
    if answer.recorded:
        kinds = ", ".join(f"{at} {kind}" for at, kind in answer.recorded)
        sentence(say("Recorded: {kinds}.", kinds=kinds), "dim")


def tell_findings(
    verdict: Verdict,
    book: Rulebook | None,
    *,
    granted: bool,
    earliest: datetime | None,
    found: Help | None = None,
    then: bool = False,
) -> None:
    """Every reason of a verdict, its sources, and what waiting or other events do for a refusal.

    `then` is for a decision that was taken some time ago.
    """
    against = [one for one in verdict.findings if one.outcome is not Outcome.HOLDS]
    if against:
        columns = (say("rule"), say("outcome"), say("why"), say("source"), say("facts"))
        table("", columns, [_row(finding) for finding in against])
    held = [one.rule for one in verdict.findings if one.outcome is Outcome.HOLDS]
    if held:
        sentence("")
        sentence(say("Asked too, and holds: {rules}.", rules=say_names(held)), "dim")
    if not granted:
        sentence(waiting(earliest), "bold")
    if found is not None:
        tell_help(found, then=then)
    _tell_law(verdict, against, book)


def _tell_law(verdict: Verdict, against: Iterable[Finding], book: Rulebook | None) -> None:
    sentence("")
    name = verdict.program
    if book is not None:
        title = say_name(book.title, "title")
        name = say("{program} ({title})", program=verdict.program, title=title)
    sentence(say("Judged under {law}, {digest}.", law=name, digest=verdict.rulebook), "dim")
    if book is None:
        return
    citations = [book.citation(one.rule, one.limit.since) for one in against]
    cited = dict.fromkeys(one for one in citations if one is not None)
    for title, read in dict.fromkeys((one.title, one.read) for one in cited):
        places = [source_text(one.at) for one in cited if (one.title, one.read) == (title, read)]
        source = say(
            "Source: {title}, {places}, read {day}.",
            title=say_name(title, "title"),
            places=say_list(places),
            day=read.isoformat(),
        )
        sentence(source, "dim")


def _row(finding: Finding) -> tuple[str, str, str, str, str]:
    facts = ", ".join(f"#{position}" for position in finding.evidence)
    source = source_text(finding.limit.source)
    return (finding.rule, outcome_text(finding), because(finding), source, facts)


def short(answer: Answer) -> str:
    """An answer in one line, for a stream."""
    if answer.granted:
        return say("{id}: done.", id=answer.request)
    rules = say_names(one.rule for one in answer.verdict.findings if one.refuses)
    return say(
        "{id}: refused ({rules}). {waiting}",
        id=answer.request,
        rules=rules,
        waiting=waiting(answer.earliest),
    )
