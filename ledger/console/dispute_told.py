"""Disputes for programs and for people: the story in order, the claims with their answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ledger.console.answering import Citing
from ledger.console.options import Invocation
from ledger.console.output import print_csv, print_json, print_json_lines
from ledger.console.tables import Cell, heading, pairs, sentence, table
from ledger.console.timeline import details, kind_text
from ledger.console.times import times_told
from ledger.language import say, say_list, say_name, say_names

_ANSWERS: Final = (
    *("claim", "claim_kind", "since", "until"),
    *("answer", "for", "against", "known_since", "because"),
)
_LISTED: Final = (
    *("dispute", "status", "outcome", "title", "about", "parties"),
    *("opened", "resolved", "claimed"),
)

_View = dict[str, Any]


def tell_disputes(invocation: Invocation, citing: Citing, views: list[_View]) -> None:
    """Print disputes as a list."""
    if invocation.json:
        print_json_lines(citing.lines(views))
    elif invocation.csv:
        print_csv(_LISTED, ([one[name] for name in _LISTED] for one in views))
    else:
        columns = (
            *(say("dispute"), say("state"), say("title"), say("subject")),
            *(say("claims"), say("opened")),
        )
        rows: list[list[Cell]] = [
            [
                *(one["dispute"], _state(one), one["title"], say_names(one["about"])),
                *(one["claimed"], one["opened"]),
            ]
            for one in views
        ]
        table("", columns, rows)
        citing.tell(*views)


def tell_dispute(invocation: Invocation, citing: Citing, view: _View) -> None:
    """Print a dispute: JSON, the answers as CSV, or its story."""
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        rows = (claim | answer for claim in view["claims"] for answer in claim["answers"])
        print_csv(_ANSWERS, ([row[name] for name in _ANSWERS] for row in rows))
    else:
        _tell(view)
        citing.tell(view)


def _tell(view: _View) -> None:
    pairs(
        [
            (say("dispute"), view["dispute"]),
            (say("title"), view["title"]),
            (say("state"), _state(view)),
            (say("subject"), say_names(view["about"])),
            (say("parties"), say_names(view["parties"]) or None),
            *times_told(view["as_of"]),
        ]
    )
    _tell_story(view)
    for claim in view["claims"]:
        tell_answers(claim)
    _tell_facts(view["facts"])
    if view["remedies"]:
        heading(say("Put right by"))
        for name in view["remedies"]:
            sentence(name)


def _tell_story(view: _View) -> None:
    columns = ("#", say("happened"), say("what"), say("who"), say("details"))
    rows: list[list[Cell]] = [
        [fact["position"], fact["time"], kind_text(fact["type"]), fact["actor"], _said(view, fact)]
        for fact in view["story"]
    ]
    table(say("What was said"), columns, rows)


def _said(view: _View, fact: _View) -> str:
    data = fact["data"]
    match fact["type"].partition(".")[0]:
        case "DisputeOpened":
            return str(data.get("title", ""))
        case "DisputeNoted":
            return str(data.get("note", ""))
        case "ClaimMade":
            says = {one["claim"]: one["says"] for one in view["claims"]}
            return say("{claim}: {says}", claim=data["claim"], says=says[data["claim"]])
        case "DisputeResolved":
            told = [_outcome(data["outcome"]), data.get("note")]
            return say_list(one for one in told if one is not None)
    return details({name: value for name, value in data.items() if name != "about"}, ())


def tell_answers(claim: _View) -> None:
    """Print a claim and what the facts say of it."""
    heading(claim_title(claim))
    for one in claimed_by(claim):
        sentence(one)
    table("", answered_columns(), answer_rows(claim))


def claim_title(claim: _View) -> str:
    """What is claimed."""
    return say("Claim {claim}: {says}", claim=claim["claim"], says=claim["says"])


def claimed_by(claim: _View) -> tuple[str, ...]:
    """Who claims it, if that was said."""
    party = claim["claimed_by"]
    return () if party is None else (say("Claimed by {party}.", party=party),)


def answered_columns() -> tuple[str, ...]:
    """What stands above the answers to a claim."""
    return (
        *(say("since"), say("until"), say("answer"), say("why")),
        *(say("facts"), say("known since")),
    )


def answer_rows(claim: _View) -> list[list[Cell]]:
    """A row for each stretch: how the claim stands, why, and by which facts known since when."""
    return [
        [
            one["since"],
            one["until"],
            _answer(one["answer"]),
            one["because"],
            _cited(one) or None,
            one["known_since"],
        ]
        for one in claim["answers"]
    ]


def _cited(answer: _View) -> str:
    return ", ".join(f"#{at}" for at in (*answer["for"], *answer["against"]))


def _tell_facts(facts: Iterable[_View]) -> None:
    columns = (
        *("#", say("happened"), say("learnt"), say("what")),
        *(say("who"), say("source"), say("details")),
    )
    rows: list[list[Cell]] = [
        [
            *(fact["position"], fact["time"], fact["recordedtime"], kind_text(fact["type"])),
            *(fact["actor"], fact["source"], details(fact["data"], ())),
        ]
        for fact in facts
    ]
    if rows:
        table(say("Who knew what when"), columns, rows)


def _state(view: _View) -> str:
    if view["status"] == "open":
        return say_name("open", "dispute")
    return say("resolved: {outcome}", outcome=_outcome(view["outcome"]))


def _outcome(outcome: str) -> str:
    words = {
        "upheld": say_name("upheld", "dispute"),
        "partly_upheld": say_name("partly upheld", "dispute"),
        "dismissed": say_name("dismissed", "dispute"),
        "settled": say_name("settled", "dispute"),
        "withdrawn": say_name("withdrawn", "dispute"),
    }
    return words[outcome]


def _answer(answer: str) -> str:
    words = {
        "supported": say("supported"),
        "contradicted": say("contradicted"),
        "not_provable": say("not provable"),
    }
    return words[answer]
