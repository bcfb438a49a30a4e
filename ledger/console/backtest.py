"""`backtest`: history under one or two proposed rulebooks, beside the history that was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.law import read_text
from ledger.console.options import FILE, INSTANT, Invocation, examples
from ledger.console.output import print_csv, print_json, progress
from ledger.console.tables import Cell, heading, pairs, sentence, table
from ledger.console.timeline import kind_text
from ledger.errors import BadInput
from ledger.explain import decision_text
from ledger.language import say, say_count, say_name, say_names
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.backtest.outcomes import Backtested, Comparison, Judged
    from ledger.rulebook import Rulebook

_MOST_FILES: Final = 2
_MOST_SHOWN: Final = 50
"""A person reads so many lines of a table; a program gets all of them."""

_WHAT: Final = ("request", "act", "binding")
_LISTS: Final = {"request": "requests", "act": "acts", "binding": "bindings"}


@click.command(
    help=say(
        "Judge history under one or two proposed rulebooks: which requests, observed acts and "
        "bindings come out otherwise, and what would be left today. Nothing is recorded."
    ),
    epilog=examples(
        "bindledger rules show tiktok.channel --text > proposed.toml",
        "bindledger backtest proposed.toml",
        "bindledger backtest proposed.toml other.toml --csv",
    ),
)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE [FILE]")
@click.option(
    "--values-at",
    type=INSTANT,
    metavar="T",
    help=say("With the values that hold at T (default: those of the time of each act)."),
)
@click.pass_obj
def backtest(invocation: Invocation, files: tuple[str, ...], values_at: datetime | None) -> None:
    from ledger.backtest.whole import backtest as backtested

    books = _proposed(files, values_at)
    with answering(invocation) as (ledger, citing):
        facts = ledger.store.head().position
        with progress(say("judging"), facts) as advance:
            found = backtested(ledger.store, books, ledger.now(), advance)
    view = backtest_json(found)
    if invocation.json:
        print_json(citing.document(view))
    elif invocation.csv:
        print_csv(_COLUMNS, _rows(found))
    else:
        _tell(found)
        citing.tell(view)


def _proposed(files: tuple[str, ...], values_at: datetime | None) -> list[tuple[str, Rulebook]]:
    from ledger.rulebook import read_rulebook

    if len(files) > _MOST_FILES or len(set(files)) < len(files):
        raise BadInput(
            say("One or two different files are judged by."),
            where="FILE",
            why=say("What they change is told beside each other."),
            now=say("Give one file, or two."),
        )
    books = [read_rulebook(read_text(file), file) for file in files]
    # Where a file lies is nothing that the answer is about, unless its name does not tell it apart.
    names = [Path(file).name for file in files]
    told = names if len(set(names)) == len(files) else files
    return [
        (name, replace(book, values_at=values_at)) for name, book in zip(told, books, strict=True)
    ]


def backtest_json(found: Backtested) -> dict[str, Any]:
    """A backtest as one document: what was judged, by which laws, and each comparison."""
    proposed = [
        {
            "name": name,
            "program": book.program,
            "title": book.title,
            "digest": book.digest,
            "values_at": book.values_at and instant_text(book.values_at),
        }
        for name, book in zip(found.laws[1:], found.proposed, strict=True)
    ]
    return {
        "judged": {
            "requests": found.requests,
            "acts": found.acts,
            "bindings": found.bindings,
        },
        "proposed": proposed,
        "comparisons": [_comparison_json(one) for one in found.comparisons()],
    }


def _comparison_json(one: Comparison) -> dict[str, Any]:
    before, after = one.names
    return {
        "from": before,
        "to": after,
        "totals": _totals_json(one.totals()),
        **{
            _LISTS[what]: [_judged_json(one, judged) for judged in one.changes(what)]
            for what in _WHAT
        },
        "balances": [
            {
                "shop": left.shop,
                "balance": left.balance,
                "before": left.sides[one.before],
                "after": left.sides[one.after],
            }
            for left in one.balances()
        ],
        "subjects": [
            {"subject": tag, "totals": _totals_json(totals)}
            for tag, totals in one.by_subject().items()
        ],
    }


def _totals_json(totals: Mapping[tuple[str, str, str], int]) -> list[dict[str, Any]]:
    return [
        {"what": what, "before": before, "after": after, "count": count}
        for (what, before, after), count in totals.items()
    ]


def _judged_json(one: Comparison, judged: Judged) -> dict[str, Any]:
    before, after = one.sides(judged)
    return {
        "position": judged.position,
        "name": judged.name,
        "time": instant_text(judged.at),
        "shop": judged.shop,
        "account": judged.account,
        "before": {"outcome": before.outcome, "rules": list(before.rules)},
        "after": {"outcome": after.outcome, "rules": list(after.rules)},
    }


_COLUMNS: Final = (
    "from",
    "to",
    "what",
    "position",
    "name",
    "time",
    "shop",
    "account",
    "before",
    "after",
    "rules_before",
    "rules_after",
)


def _rows(found: Backtested) -> Iterator[tuple[Cell, ...]]:
    for one in found.comparisons():
        for what in _WHAT:
            for judged in one.changes(what):
                before, after = one.sides(judged)
                yield (
                    *one.names,
                    what,
                    judged.position,
                    judged.name,
                    judged.at,
                    judged.shop,
                    judged.account,
                    before.outcome,
                    after.outcome,
                    "|".join(before.rules),
                    "|".join(after.rules),
                )
        for left in one.balances():
            sides = left.sides[one.before], left.sides[one.after]
            yield *one.names, "balance", None, left.balance, None, left.shop, None, *sides, "", ""


def _tell(found: Backtested) -> None:
    pairs(
        [
            (say("decisions judged"), found.requests),
            (say("observed acts judged"), found.acts),
            (say("bindings that run today"), found.bindings),
        ]
    )
    sentence("")
    for name, book in zip(found.laws[1:], found.proposed, strict=True):
        told = say(
            "{file} is {program} ({title}), {digest}.",
            file=name,
            program=book.program,
            title=say_name(book.title, "title"),
            digest=book.digest,
        )
        sentence(told, "dim")
    for one in found.comparisons():
        _tell_comparison(one)


def _tell_comparison(one: Comparison) -> None:
    before, after = one.names
    if before == "recorded":
        heading(say("Under {after}, instead of the law of the time", after=after))
    else:
        heading(say("Under {after}, instead of {before}", after=after, before=before))
    totals, balances = one.totals(), one.balances()
    if not totals and not balances:
        sentence(say("Nothing comes out otherwise."))
        return
    if totals:
        rows: list[tuple[Cell, ...]] = [
            (_what_text(what), _turn_text(was, now), count)
            for (what, was, now), count in totals.items()
        ]
        table("", (say("what"), say("how"), say("count")), rows)
    for what, title in (
        ("request", say("Requests that come out otherwise")),
        ("act", say("Observed acts that become a breach, or are none any more")),
        ("binding", say("Running bindings that are out of order")),
    ):
        _tell_changes(title, one, what)
    if balances:
        _shown(
            say("What would be left today"),
            (say("shop"), say("balance"), say("before"), say("after")),
            [
                (left.shop, left.balance, left.sides[one.before], left.sides[one.after])
                for left in balances
            ],
        )
    if totals:
        _tell_subjects(one)


def _tell_changes(title: str, one: Comparison, what: str) -> None:
    rows: list[tuple[Cell, ...]] = []
    for judged in one.changes(what):
        before, after = one.sides(judged)
        rules = after.rules or before.rules
        rows.append(
            (
                judged.position,
                kind_text(judged.name) if what == "act" else judged.name,
                judged.at,
                judged.shop,
                judged.account,
                _turn_text(before.outcome, after.outcome),
                say_names(rules),
            )
        )
    if rows:
        # A binding stands there with what began its present state, be it a request to end it.
        since = say("in its present state since") if what == "binding" else say("happened")
        columns = (
            "#",
            say("what"),
            since,
            say("shop"),
            say("account"),
            say("how"),
            say("rules"),
        )
        _shown(title, columns, rows)


def _tell_subjects(one: Comparison) -> None:
    rows: list[tuple[Cell, ...]] = [
        (tag, _what_text(what), _turn_text(was, now), count)
        for tag, totals in one.by_subject().items()
        for (what, was, now), count in totals.items()
    ]
    columns = (say("subject"), say("what"), say("how"), say("count"))
    _shown(say("By shop and account"), columns, rows)


def _shown(title: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> None:
    """A table of the first rows, and how many there are more."""
    table(title, columns, rows[:_MOST_SHOWN])
    more = len(rows) - _MOST_SHOWN
    if more > 0:
        told = say_count(
            "and {count} more line: --csv and --json have it.",
            "and {count} more lines: --csv and --json have them.",
            more,
        )
        sentence(told, "dim")


def _what_text(what: str) -> str:
    words = {
        "request": say_name("request", "backtest"),
        "act": say_name("act", "backtest"),
        "binding": say_name("binding", "backtest"),
    }
    return words[what]


def _turn_text(before: str, after: str) -> str:
    words: Iterable[str] = dict.fromkeys((_outcome_text(before), _outcome_text(after)))
    return " → ".join(words)


def _outcome_text(outcome: str) -> str:
    words = {
        "kept": say_name("kept", "backtest"),
        "breach": say_name("breach", "backtest"),
        "regular": say_name("regular", "backtest"),
        "irregular": say_name("irregular", "backtest"),
    }
    return words.get(outcome) or decision_text(outcome)
