"""`settle`: to whom which part of each order goes, when, and by which facts and law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.feeds import opened
from ledger.console.importing import size_of, watched
from ledger.console.options import FILE, Clocks, Invocation, clocks, examples
from ledger.console.output import print_csv, print_json_lines, stages
from ledger.console.settle_words import basis_text, missing_text, reason_text
from ledger.console.tables import Cell, heading, pairs, sentence, table
from ledger.console.times import settled as at_times
from ledger.console.times import times_told
from ledger.explain import source_text
from ledger.language import say, say_count, say_list

if TYPE_CHECKING:
    from ledger.app.files import Form
    from ledger.border import Faulty
    from ledger.orders import Order
    from ledger.queries.settling import Settling

_SHOWN: Final = 40
_RECIPIENTS: Final = ("host", "platform", "payment", "merchant")
_COLUMNS: Final = (
    "line",
    "order",
    "answer",
    "shop",
    "account",
    "ordered_at",
    "currency",
    "amount",
    *_RECIPIENTS,
    "basis",
    "binding",
    "program",
    "collection_account",
    "day",
    "due",
    "reason",
    "evidence",
    "sources",
)

_View = dict[str, Any]


@dataclass(slots=True)
class _Counts:
    """What was said of all orders: how many, why not, and sums by currency and recipient."""

    settled: int = 0
    bad: int = 0
    undecided: Counter[str] = field(default_factory=Counter)
    sums: dict[str, Counter[str]] = field(default_factory=dict)

    def take(self, view: _View) -> None:
        """Count one more answer."""
        match view["answer"]:
            case "error":
                self.bad += 1
            case "undecided":
                self.undecided[view["reason"]] += 1
            case _:
                self.settled += 1
                sums = self.sums.setdefault(view["currency"], Counter())
                for part in view["parts"]:
                    sums[part["recipient"]] += part["amount"]

    def told(self, as_of: _View) -> _View:
        """The counts as the last line under `--json`."""
        return {
            "answer": "total",
            "settled": self.settled,
            "undecided": self.undecided.total(),
            "bad": self.bad,
            "reasons": dict(self.undecided.most_common()),
            "sums": {
                currency: {name: sums[name] for name in _RECIPIENTS}
                for currency, sums in sorted(self.sums.items())
            },
            "as_of": as_of,
        }


@click.command(
    help=say(
        "Say of each order of a file which binding was in force when it was placed, so who gets "
        "how much of it and when, with the facts and the law that decide it. Nothing is recorded."
    ),
    epilog=examples(
        "bindledger settle orders.csv",
        "bindledger --json settle orders.ndjson",
        "bindledger settle orders.csv --known 2026-03-01T00:00:00Z",
        "bindledger schema Order",
    ),
)
@click.argument("file", type=FILE, metavar="FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(["ndjson", "csv"]),
    help=say("How the file is written; its name says so if nothing is given."),
)
@clocks
@click.pass_obj
def settle(invocation: Invocation, file: str, form: Form | None, clocks: Clocks) -> int:
    from ledger.app.files import form_of
    from ledger.app.orders import orders_in
    from ledger.queries.citing import AnswerDigest
    from ledger.queries.settling import Settling

    counts = _Counts()
    with (
        opened(file) as stream,
        answering(invocation) as (ledger, citing),
        ledger.store.staying(),
        stages() as begin,
    ):
        times = at_times(ledger, clocks)
        moved = watched(stream, begin(say("settling"), size_of(stream), unit="bytes"))
        orders = orders_in(moved, file, form or form_of(file))
        settling = Settling.at(ledger.store, times)
        digest = AnswerDigest()
        answers = digest.following(_answers(orders, settling, counts))
        if invocation.json:
            print_json_lines(answers)
            total = counts.told(settling.as_of())
            print_json_lines([total | {"cite": citing.concluded(digest).id}])
        elif invocation.csv:
            print_csv(_COLUMNS, map(_row, answers))
        else:
            _tell(answers, counts, times.as_of())
            citing.tell_id(citing.concluded(digest))
    return 2 if counts.bad else 0


def _answers(
    orders: Iterator[tuple[int, Order | Faulty]], settling: Settling, counts: _Counts
) -> Iterator[_View]:
    from ledger.border import Faulty

    for line, order in orders:
        view = _bad(line, order) if isinstance(order, Faulty) else settling.told(line, order)
        counts.take(view)
        yield view


def _bad(line: int, faulty: Faulty) -> _View:
    faults = [
        {"field": fault.field, "expected": fault.expected, "got": fault.got}
        for fault in faulty.faults
    ]
    return {"line": line, "order": None, "answer": "error", "faults": faults}


def _row(view: _View) -> list[Any]:
    """An answer as a row of CSV: the parts side by side, a bad line by its fields."""
    parts = {part["recipient"]: part for part in view.get("parts", ())}
    binding, payout = view.get("binding") or {}, view.get("payout") or {}
    reason = view.get("reason") or say_list(
        f"{fault['field']}: {fault['expected']}" for fault in view.get("faults", ())
    )
    amounts = {name: parts[name]["amount"] for name in parts}
    more = {
        "binding": binding.get("binding"),
        "program": binding.get("program"),
        "collection_account": parts["merchant"]["to"] if parts else None,
        "day": payout.get("day"),
        "due": payout.get("due"),
        "reason": reason,
        "evidence": _evidence(view),
        "sources": _sources(view),
    }
    row = {**view, **amounts, **more}
    return [row.get(name) for name in _COLUMNS]


def _of_answer(view: _View) -> list[_View]:
    """All that an answer gives facts and law for."""
    bindings = [view.get("binding"), *view.get("beside", ())]
    places = [view, *bindings, *view.get("parts", ()), view.get("payout")]
    return [place for place in places if place]


def _evidence(view: _View) -> list[int]:
    return sorted({at for place in _of_answer(view) for at in place.get("evidence", ())})


def _sources(view: _View) -> list[str]:
    limits = [place.get("limit") for place in _of_answer(view)] + [view.get("base")]
    limits += view.get("limits", ())
    return list(dict.fromkeys(limit["source"] for limit in limits if limit))


# For people


def _sources_told(view: _View) -> list[str]:
    return [source_text(source) for source in _sources(view)]


def _tell(answers: Iterator[_View], counts: _Counts, as_of: _View) -> None:
    """The first orders of each sort, and what all of them come to."""
    first: dict[str, list[_View]] = {"settled": [], "undecided": [], "error": []}
    for view in answers:
        same = first[view["answer"]]
        if len(same) < _SHOWN:
            same.append(view)
    _tell_settled(first["settled"], counts.settled)
    _tell_undecided(first["undecided"], counts.undecided.total())
    _tell_bad(first["error"], counts.bad)
    _tell_sums(counts)
    heading(say("Settlement"))
    pairs(
        [
            (say("settled"), counts.settled),
            (say("undecided"), counts.undecided.total()),
            (say("bad lines"), counts.bad),
            *times_told(as_of),
        ]
    )


def _tell_settled(views: list[_View], count: int) -> None:
    if not views:
        return
    columns = (
        *(say("line"), say("order"), say("amount"), say("host"), say("platform")),
        *(say("payment"), say("merchant"), say("paid out"), say("because")),
    )
    table(say("Orders"), columns, map(_settled_row, views))
    _tell_more(views, count)


def _settled_row(view: _View) -> tuple[Cell, ...]:
    parts = {part["recipient"]: part["amount"] for part in view["parts"]}
    return (
        view["line"],
        view["order"],
        f"{view['amount']} {view['currency']}",
        *(parts.get(name) for name in _RECIPIENTS),
        view["payout"]["day"] or missing_text(view["payout"]["missing"]),
        _because(view),
    )


def _because(view: _View) -> str:
    binding = view["binding"]
    why = basis_text(view["basis"])
    if binding is not None:
        named = {"binding": binding["binding"], "program": binding["program"]}
        why = say("{why}: {binding}, {program}", why=why, **named)
    elif view["beside"]:
        why = say("{why}; not bound then", why=why)
    facts = " ".join(f"#{at}" for at in _evidence(view))
    return say_list(part for part in (why, facts, *_sources_told(view)) if part)


def _tell_undecided(views: list[_View], count: int) -> None:
    if not views:
        return
    columns = (say("line"), say("order"), say("shop"), say("account"), say("why not"), say("facts"))
    rows = [
        (
            view["line"],
            view["order"],
            view["shop"],
            view["account"],
            say_list([reason_text(view["reason"]), *_sources_told(view)]),
            " ".join(f"#{at}" for at in _evidence(view)) or None,
        )
        for view in views
    ]
    title = say_count("{count} order is undecided", "{count} orders are undecided", count)
    table(title, columns, rows)
    _tell_more(views, count)


def _tell_bad(views: list[_View], count: int) -> None:
    if not views:
        return
    rows = [
        (view["line"], fault["field"], fault["expected"], fault["got"])
        for view in views
        for fault in view["faults"]
    ]
    title = say_count("{count} line was bad", "{count} lines were bad", count)
    table(title, (say("line"), say("field"), say("expected"), say("got")), rows)
    _tell_more(views, count)


def _tell_more(views: list[_View], count: int) -> None:
    if count > len(views):
        sentence(say("… and {count} more; --json lists all of them.", count=count - len(views)))


def _tell_sums(counts: _Counts) -> None:
    if counts.sums:
        columns = (
            say("currency"),
            *(say("host"), say("platform"), say("payment"), say("merchant"), say("together")),
        )
        rows: list[tuple[Cell, ...]] = [
            (currency, *(sums[name] for name in _RECIPIENTS), sums.total())
            for currency, sums in sorted(counts.sums.items())
        ]
        table(say("Sums, in the smallest unit of the currency"), columns, rows)
