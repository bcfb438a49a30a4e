"""`reconcile`: a platform's own list of bound accounts held against the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.feeds import opened, reading_to_write, told
from ledger.console.options import FILE, INSTANT, PROGRAM, SHOP, Clocks, Invocation, examples
from ledger.console.output import print_csv, print_json
from ledger.console.subjects import nobody
from ledger.console.tables import Cell, pairs, sentence, table
from ledger.console.times import settled, times_told
from ledger.errors import BadInput
from ledger.explain import reason_text, state_text
from ledger.language import say, say_count, say_in_turn
from ledger.phrases.of_lists import explained, lists_told, would_explain
from ledger.subjects import shop_tag
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.app.files import Form
    from ledger.app.lists import BindingList
    from ledger.queries.reconciling import Compared, Explanation

_DIFFERENCE: Final = 4
_SOURCE: Final = "reconcile"
_COLUMNS: Final = (
    "found",
    "account",
    "binding",
    "program",
    "state",
    "since",
    "active_since",
    "told_since",
    "told_otherwise",
    "what",
    "evidence",
    "wanted",
    "after",
    "by",
    "because",
)

_View = dict[str, Any]


@click.command(
    help=say(
        "Hold a platform's own list of the accounts bound to a shop against the ledger: what "
        "agrees, what is missing on either side, since when, and what would explain it. The list "
        "is recorded as a fact. CSV with a column account, or JSON lines with that field; an id "
        "without a platform is one of the shop's platform. Status 4 if they differ."
    ),
    epilog=examples(
        "bindledger reconcile bound.csv --shop tiktok:S1 --at 2026-03-01T09:00:00Z",
        "bindledger reconcile bound.ndjson --shop tiktok:S1 --at 2026-03-01T09:00:00Z --dry-run",
    ),
)
@click.argument("file", type=FILE, metavar="FILE|-")
@click.option("--shop", type=SHOP, required=True, metavar="ID", help=say("Whose list it is."))
@click.option("--at", type=INSTANT, required=True, metavar="T", help=say("When the list was true."))
@click.option(
    "--program",
    type=PROGRAM,
    metavar="PROGRAM",
    help=say("The list holds bindings under this program only (default: under any)."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["ndjson", "csv"]),
    help=say("How the file is written; its name says so if nothing is given."),
)
@click.option(
    "--known", type=INSTANT, metavar="T", help=say("As it was known at T (default: now).")
)
@click.option("--dry-run", is_flag=True, help=say("Compare only; record nothing."))
@click.pass_obj
def reconcile(
    invocation: Invocation,
    file: str,
    shop: str,
    at: datetime,
    program: str | None,
    form: Form | None,
    known: datetime | None,
    dry_run: bool,
) -> int:
    from ledger.app.files import form_of
    from ledger.app.lists import read_list
    from ledger.queries.reconciling import reconciled

    with opened(file) as stream:
        listed = read_list(stream.read(), file, form or form_of(file), shop)
    with reading_to_write(invocation) as ledger:
        times = settled(ledger, Clocks(at, known))
        found = reconciled(ledger.store, shop, listed.accounts, times, program)
        if found is None:
            raise nobody(ledger.store, shop_tag(shop))
        assertion = _asserted(ledger, listed, shop, at, program, dry_run=dry_run)
    view = {
        "shop": shop,
        "program": program,
        "at": instant_text(at),
        "digest": listed.digest,
        "as_of": found.as_of,
        "assertion": assertion,
        "listed": len(listed.accounts),
        "matches": found.matches,
        "agree": [_agreed(one) for one in found.agree],
        "missing_in_ledger": [_view(one, named=True) for one in found.missing_in_ledger],
        "missing_in_list": [_view(one, named=False) for one in found.missing_in_list],
    }
    if invocation.json:
        print_json(view)
    elif invocation.csv:
        print_csv(_COLUMNS, _rows(view))
    else:
        _tell(view)
    return 0 if found.matches else _DIFFERENCE


def _asserted(
    ledger: Ledger,
    listed: BindingList,
    shop: str,
    at: datetime,
    program: str | None,
    *,
    dry_run: bool,
) -> _View:
    """Record what the list asserts; the same file of the same time is known already."""
    from ledger.events import BindingListAsserted

    scope = {"program": program} if program is not None else {}
    # The same file may be the list of two shops, an empty one above all.
    whose = "\n".join((shop, program or "", listed.digest))
    name = f"sha256:{sha256(whose.encode()).hexdigest()}@{instant_text(at)}"
    line = {
        "specversion": "1.0",
        "type": BindingListAsserted.kind,
        "source": _SOURCE,
        "id": name,
        "time": instant_text(at),
        "data": {
            "shop": shop,
            "accounts": list(listed.accounts),
            "digest": listed.digest,
            **scope,
        },
    }
    taken = ledger.take([(1, line)], dry_run=dry_run)
    if taken.rejected:
        raise BadInput(
            say("The list cannot be recorded."),
            where="--at",
            why=told([fault for _, fault in taken.rejected]),
            now=say("Give the time at which the list was true, and the list of that time."),
        )
    found = ledger.store.named([(_SOURCE, name)])
    position = next((leaf.position for leaf in found.values()), None)
    return {"source": _SOURCE, "id": name, "position": position, "known": bool(taken.known)}


def _agreed(one: Compared) -> _View:
    binding = one.binding
    return {
        "account": one.account,
        "binding": binding and binding.binding,
        "program": binding and binding.program,
        "state": binding and binding.state.value,
        "since": binding and instant_text(binding.since.at),
        "active_since": binding and binding.activated and instant_text(binding.activated.at),
    }


def _view(one: Compared, *, named: bool) -> _View:
    assert one.told_since is not None
    return _agreed(one) | {
        "told_since": instant_text(one.told_since),
        "told_otherwise": one.told_otherwise and instant_text(one.told_otherwise),
        "explanations": [_explanation(each) for each in one.explanations],
        "because": say_in_turn(
            (
                lists_told(one.told_since, one.told_otherwise, named=named),
                *(_because(each) for each in one.explanations),
                *dict.fromkeys(
                    would_explain(each.wanted, each.after, each.by)
                    for each in one.explanations
                    if each.wanted is not None and each.by is not None
                ),
            )
        ),
    }


def _explanation(one: Explanation) -> _View:
    return {
        "what": one.what,
        "evidence": list(one.evidence),
        "wanted": one.wanted,
        "after": one.after and instant_text(one.after),
        "by": one.by and instant_text(one.by),
    }


def _because(one: Explanation) -> str:
    return explained(
        one.what,
        binding=one.binding,
        state=state_text(one.state) if one.state is not None else None,
        at=instant_text(one.at) if one.at is not None else None,
        other=one.other,
        reason=reason_text(one.reason),
    )


_SIDES: Final = ("agree", "missing_in_ledger", "missing_in_list")


def _rows(view: _View) -> Iterator[list[Any]]:
    for side in _SIDES:
        for one in view[side]:
            for each in one.get("explanations", [{}]):
                whole = {"found": side} | one | each
                yield [whole.get(name) for name in _COLUMNS]


def _tell(view: _View) -> None:
    assertion = view["assertion"]
    pairs(
        [
            (say("shop"), view["shop"]),
            (say("program"), view["program"] or say("any")),
            (say("list of"), view["at"]),
            (say("list recorded"), _recorded(assertion)),
            *times_told(view["as_of"])[1:],
        ]
    )
    _tell_side(say("Listed, but not bound in the ledger"), view["missing_in_ledger"])
    _tell_side(say("Bound in the ledger, but not listed"), view["missing_in_list"])
    sentence("")
    agree, differ = len(view["agree"]), len(view["missing_in_ledger"] + view["missing_in_list"])
    sentence(say_count("{count} account agrees.", "{count} accounts agree.", agree))
    if differ:
        sentence(say_count("{count} account differs.", "{count} accounts differ.", differ), "bold")
    else:
        sentence(say("List and ledger name the same accounts."), "bold")


def _recorded(assertion: _View) -> str:
    if assertion["position"] is None:
        return say("no, only compared")
    if assertion["known"]:
        return say("known already, at position {position}", position=assertion["position"])
    return say("at position {position}", position=assertion["position"])


def _tell_side(title: str, views: list[_View]) -> None:
    if not views:
        return
    columns = (say("account"), say("state"), say("since"), say("why"), say("facts"))
    rows: list[tuple[Cell, ...]] = [
        (
            view["account"],
            state_text(view["state"]) if view["state"] is not None else None,
            view["since"],
            view["because"],
            ", ".join(f"#{at}" for each in view["explanations"] for at in each["evidence"]),
        )
        for view in views
    ]
    table(title, columns, rows)
