"""The story of a case in plain words: what a pack tells of the facts it proves.

It is made of the facts of the case alone, so whoever has them can have it told again. The sections
are the same on a page to look at (`pack_page`) and as plain text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ledger.console.custody_svg import custody_svg
from ledger.console.output import json_line
from ledger.console.receipt import receipt_json
from ledger.console.text import clean
from ledger.console.timeline import details, kind_text
from ledger.explain import because, decision_text, outcome_text, reason_text, waiting
from ledger.language import LANGUAGES, say, say_name, say_names, speaking
from ledger.subjects import tags_of
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.evidence.case import Case
    from ledger.record import Fact
    from ledger.rulebook import Rulebook

_MOST_PICTURES: Final = 8
"""Custodies that are drawn; more would bury the story."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the story: sentences, then a table, then pictures; each may be missing."""

    title: str
    sentences: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    pictures: Sequence[str] = field(default=(), repr=False)


def tell_case(case: Case) -> dict[str, bytes]:
    """All that is told of a case, in English and in Chinese, by the names of its members."""
    from ledger.console.pack_page import page

    told: dict[str, bytes] = {}
    stories: dict[str, list[Section]] = {}
    for language in LANGUAGES:
        with speaking(language):
            views = _custodies(case)
            kinds = {fact.position: kind_text(fact.event.kind) for fact in case.facts}
            pictures = [custody_svg(view, kinds) for view in views]
            stories[language] = story(case, views, pictures)
            told[f"README.{language}.txt"] = _readme(case).encode()
            told[f"story.{language}.txt"] = as_text(stories[language]).encode()
            for number, picture in enumerate(pictures, 1):
                told[f"custody/{number}.{language}.svg"] = picture.encode()
    with speaking(LANGUAGES[0]):
        told |= _receipts(case)
    told["story.html"] = page(case.tag, stories).encode()
    return dict(sorted(told.items()))


def story(case: Case, views: Sequence[dict[str, Any]], pictures: Sequence[str]) -> list[Section]:
    """The story of a case in the language that is spoken."""
    return [
        _of_what(case),
        *_claims(case),
        *_custody(views, pictures),
        _happened(case),
        *(_decided(case, decided) for decided in case.decisions),
        *_law(case),
        Section(say("What this proves"), tuple(_proves())),
    ]


def as_text(sections: Sequence[Section]) -> str:
    """Sections as plain text: a line for each sentence, and for each row of a table."""
    lines: list[str] = []
    for section in sections:
        lines += ["", section.title, "=" * 72, *section.sentences]
        for row in section.rows:
            lines.append("- " + " · ".join(cell for cell in row if cell))
    return "\n".join([*(clean(line) for line in lines[1:]), ""])


def _of_what(case: Case) -> Section:
    about = say(
        "{tag}: {count} of the {size} facts of the log {origin}, known at {known}.",
        tag=case.tag,
        count=len(case.told),
        size=case.size,
        origin=case.origin,
        known=instant_text(case.times.known),
    )
    return Section(say("Evidence about {tag}", tag=case.tag), (*_titles(case), about))


def _titles(case: Case) -> Iterator[str]:
    """What the dispute was called by whoever opened it."""
    from ledger.events import DisputeOpened

    for fact in case.told:
        match fact.event:
            case DisputeOpened(title=str(title)) if case.tag in tags_of(fact.event):
                yield title


def _claims(case: Case) -> Iterator[Section]:
    """What is claimed in a dispute, and what the facts of the case say of it."""
    if case.what != "dispute":
        return
    from ledger.console.dispute_told import answer_rows, answered_columns, claim_title, claimed_by
    from ledger.disputes import answered_from
    from ledger.evidence.case import claims_among

    own = [fact for fact in case.told if case.tag in tags_of(fact.event)]
    for claim in claims_among(own):
        told = answered_from(case.facts, claim, case.times)
        rows = [
            tuple("" if cell is None else str(cell) for cell in row) for row in answer_rows(told)
        ]
        yield Section(claim_title(told), claimed_by(told), answered_columns(), rows)


def _happened(case: Case) -> Section:
    from ledger.codec import split_personal
    from ledger.record import annulled_in, in_order

    gone = annulled_in(case.facts)
    rows = []
    for fact in sorted(case.told, key=in_order):
        public, personal = split_personal(fact.event)
        remarks = [
            *([say("annulled")] if fact.name in gone else []),
            *([say("personal fields forgotten or not handed over")] if fact.forgotten else []),
        ]
        rows.append(
            (
                instant_text(fact.time),
                f"#{fact.position}",
                kind_text(fact.event.kind),
                details(public | personal, ()),
                fact.actor or fact.source,
                instant_text(fact.recordedtime),
                say_names(remarks),
            )
        )
    columns = (
        say("happened"),
        say("fact"),
        say("what"),
        say("details"),
        say("who"),
        say("recorded"),
        say("remarks"),
    )
    return Section(say("What happened"), (), columns, rows)


def _decided(case: Case, decided: Fact) -> Section:
    """A decision with every reason, and where each rule stands."""
    from ledger.events import RequestGranted, RequestRefused
    from ledger.verdict import read_verdict

    event = decided.event
    assert isinstance(event, RequestGranted | RequestRefused)
    granted = isinstance(event, RequestGranted)
    verdict = read_verdict(event.verdict, event.calendars)
    book = case.history.law.text(verdict.rulebook)
    rows = [
        (
            one.rule,
            outcome_text(one),
            because(one),
            _source(book, one.rule, one.limit.since) or one.limit.source,
            say_names(f"#{position}" for position in one.evidence),
        )
        for one in verdict.findings
    ]
    sentences = [
        say(
            "Fact #{position}: {asked} was {answer} at {time}, under {digest}, by what was known"
            " up to #{read_at}.",
            position=decided.position,
            asked=event.request["ask"],
            answer=decision_text("granted" if granted else "refused"),
            time=instant_text(decided.time),
            digest=verdict.rulebook,
            read_at=event.read_at,
        )
    ]
    if isinstance(event, RequestRefused):
        sentences.append(waiting(event.earliest))
    columns = (say("rule"), say("outcome"), say("why"), say("source"), say("facts"))
    return Section(say("Request {id}", id=event.request["id"]), sentences, columns, rows)


def _source(book: Rulebook | None, rule: str, since: Any) -> str | None:
    cited = book.citation(rule, since) if book is not None else None
    if cited is None:
        return None
    return say(
        "{title}, {places}, read {day}",
        title=say_name(cited.title, "title"),
        places=cited.at,
        day=cited.read.isoformat(),
    )


def _custodies(case: Case) -> list[dict[str, Any]]:
    from ledger.queries.custody import custody_told
    from ledger.queries.state import Scene

    scene = Scene(case.history, case.times)
    views = (custody_told(scene, case.facts, tag) for tag in case.parties[:_MOST_PICTURES])
    return [view for view in views if view["intervals"]]


def _custody(views: Sequence[dict[str, Any]], pictures: Sequence[str]) -> Iterator[Section]:
    if not views:
        return
    rows = [
        (
            one["shop"],
            one["account"],
            one["binding"],
            one["program"],
            one["from"],
            one["until"] or say("still"),
            reason_text(one["reason"]) or "",
            say_names(f"#{at}" for at in (one["opened_by"], one["closed_by"]) if at is not None),
        )
        for one in {one["binding"]: one for view in views for one in view["intervals"]}.values()
    ]
    columns = (
        say("shop"),
        say("account"),
        say("binding"),
        say("program"),
        say("since"),
        say("until"),
        say("ended by"),
        say("facts"),
    )
    yield Section(say("Custody"), (), columns, rows, pictures)


def _law(case: Case) -> Iterator[Section]:
    from ledger.events import CalendarAdopted, RulebookAdopted
    from ledger.law_file import digest_of

    rows = []
    for fact in case.law:
        match fact.event:
            case RulebookAdopted(program=program, text=text):
                book = case.history.law.text(digest_of(text))
                title = say_name(book.title, "title") if book is not None else ""
                rows.append(_law_row(fact, program, title, text))
            case CalendarAdopted(country=country, year=year, text=text):
                about = say("working days of {country} in {year}", country=country, year=year)
                rows.append(_law_row(fact, country, about, text))
    if rows:
        columns = (say("law of"), say("title"), say("since"), say("file"), say("digest"))
        yield Section(say("Under which law"), (_cited(),), columns, rows)


def _law_row(fact: Fact, of: str, title: str, text: str) -> tuple[str, ...]:
    from ledger.law_file import digest_of

    since = instant_text(fact.time)
    return (of, title, since, f"law/{fact.position}.toml", digest_of(text))


def _cited() -> str:
    return say(
        "Each file is the exact text that was adopted; it cites its sources, value by value."
    )


def _receipts(case: Case) -> dict[str, bytes]:
    """For each decision what was asked, what was answered and why, for programs."""
    from ledger.audit.receipts import Receipt
    from ledger.events import RequestGranted, RequestRefused

    told = {}
    for decided in case.decisions:
        event = decided.event
        assert isinstance(event, RequestGranted | RequestRefused)
        receipt = Receipt(decided, case.caused(decided), case.history, frozenset())
        document = receipt_json(receipt, case.history.law.text(str(event.verdict["rulebook"])))
        # What the decision was taken from is known to the ledger, not to a pack.
        del document["boundary"]
        told[f"receipts/{decided.position}.json"] = json_line(document)
    return told


def _proves() -> Iterator[str]:
    yield say("Each fact here is in the log whose head is in the file checkpoint, at its place.")
    yield say("That a fact is true, and that no other fact about this was left out, is not proven.")
    yield say(
        "Story, pictures and receipts are told from these facts; facts decide, not the story."
    )


def _readme(case: Case) -> str:
    lines = (
        say(
            "This is evidence about {tag}, from the log {origin}.", tag=case.tag, origin=case.origin
        ),
        "",
        say("Read story.html; it needs no network."),
        say("Ask the keeper of the log for the verifier key by another way than this file."),
        say("With the program: bindledger evidence verify PACK --key VKEY"),
        say("Without it, with openssl and xxd: sh check.sh VKEY PACK"),
        say("Take check.sh from where you trust it, or read it first."),
        "",
        say("facts/N.json: the exact bytes of fact N. proofs/N.tlog-proof: that it is in the log."),
        say("personal/N.json: its personal fields, known to the fact by their salted digest."),
        say("law/N.toml: the rulebook or calendar that fact N adopted, with its sources."),
        say("receipts/N.json: why the request was granted or refused that fact N decided."),
        say("manifest.txt: the SHA-256 of every file."),
        "",
        *_proves(),
        "",
    )
    return "\n".join(clean(line) for line in lines)
