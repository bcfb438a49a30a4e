"""`cite`: an answer with an id, and the same answer by that id later."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
import rich_click as click

from ledger.console.answering import CITATION
from ledger.console.opening import reading
from ledger.console.options import Asked, Invocation, examples, place
from ledger.console.output import print_json
from ledger.console.tables import Cell, sentence, table
from ledger.console.timeline import kind_text
from ledger.errors import BadInput, LedgerError
from ledger.language import say, say_names
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.queries.citing import Citation
    from ledger.record import Fact
    from ledger.store import Store

_FOUND = 4


@click.command(
    help=say(
        "Give the answer of a query with an id that can be cited. With an ID and the same query: "
        "the same answer, and which facts learnt since make it another one today. Exit status 4 "
        "when the answer cannot be had again."
    ),
    epilog=examples(
        "bindledger cite -- shop show tiktok:S1",
        "bindledger cite c1-9-1772452800000000-3bd2cc-633787cb7611-5abe74e9-57e45c707bc4 -- agenda",
    ),
    context_settings={"ignore_unknown_options": True},
)
@click.argument("words", nargs=-1, required=True, metavar="[ID] -- QUERY", type=click.UNPROCESSED)
@click.pass_context
def cite(ctx: click.Context, words: tuple[str, ...]) -> int:
    from ledger.queries.citing import read_citation

    invocation: Invocation = ctx.obj
    known = read_citation(words[0])
    query = words[1:] if known is not None else words
    if not query or (known is None and words[0].startswith("c1-")):
        raise BadInput(
            say("Nothing can be cited by this."),
            where=place(None, ctx),
            why=say("An id goes with the query it was given for; the ledger keeps no list."),
            now=say("Give the whole id, and after -- the same query."),
        )
    if known is None:
        return _issue(invocation, query)
    with reading(invocation) as ledger:
        return _again(invocation, ledger, query, known)


def _issue(invocation: Invocation, query: Sequence[str]) -> int:
    answer, citation = _answer(invocation, query, Asked())
    if invocation.json:
        print_json({"cite": citation.id, "answer": answer})
        return 0
    _ask(invocation, query, Asked(citation.at, citation.size))
    sentence("")
    sentence(say("Cite as {id}", id=citation.id), "bold")
    return 0


def _again(invocation: Invocation, ledger: Ledger, query: Sequence[str], known: Citation) -> int:
    from ledger.queries.citing import differing, of_the_leaves, same_answer

    head = ledger.store.head().position
    if known.size > head:
        raise LedgerError(
            say("The answer was given of another ledger."),
            where=known.id,
            why=say("It knew {size} facts; this log has {head}.", size=known.size, head=head),
            now=say("Ask the ledger it was given of, or a copy that is as long."),
        )
    answer, again = _answer(invocation, query, Asked(known.at, known.size))
    wrong = differing(known, of_the_leaves(ledger.store, again))
    learnt = [] if wrong else list(_learnt(invocation, ledger.store, query, known, head))
    now = _answer(invocation, query, Asked(known.at, head))[0] if learnt else answer
    if invocation.json:
        document = {
            "cite": known.id,
            "same": not wrong,
            "differs_in": list(wrong),
            "answer": answer,
            "today_the_same": same_answer(now, answer),
            "learnt_since": [_learnt_json(fact) for fact in learnt],
            "today": now if learnt else None,
        }
        print_json(document)
    else:
        _ask(invocation, query, Asked(known.at, known.size))
        sentence("")
        _tell_again(wrong, learnt, known.at)
    return _FOUND if wrong else 0


def _learnt(
    invocation: Invocation, store: Store, query: Sequence[str], known: Citation, head: int
) -> Iterator[Fact]:
    """The facts learnt since an answer was given that make it another one."""
    from ledger.queries.citing import learnt_since
    from ledger.queries.reading import every_fact

    def ask(position: int) -> list[Any]:
        return _answer(invocation, query, Asked(known.at, position))[0]

    for position in learnt_since(ask, known.size, head):
        yield from every_fact(store, after=position - 1, upto=position)


def _learnt_json(fact: Fact) -> dict[str, Any]:
    return {
        "position": fact.position,
        "type": fact.event.kind,
        "time": instant_text(fact.time),
        "recordedtime": instant_text(fact.recordedtime),
    }


def _answer(
    invocation: Invocation, query: Sequence[str], asked: Asked
) -> tuple[list[Any], Citation]:
    """What a query answers, now or as asked before: its JSON documents, and their citation."""
    held = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(held, write_through=True)) as out:
        citation = _ask(invocation, ("--json", *query), asked)
        out.detach()
    if citation is None:
        raise BadInput(
            say("Nothing can be cited by this."),
            where="QUERY",
            why=say("This command answers no question about facts."),
            now=say("Give a command that shows or lists, such as `shop show ID`."),
        )
    return [orjson.loads(document) for document in held.getvalue().splitlines()], citation


def _ask(invocation: Invocation, query: Sequence[str], asked: Asked) -> Citation | None:
    """Run the command line of a query, now or as asked before; gives what cites the answer."""
    from ledger.console import commands
    from ledger.console.root import root_command

    now = invocation.now if asked.at is None else None
    start = replace(invocation, csv=False, json=False, now=now, asked=asked)
    root = root_command(commands())
    words = ["--ledger", invocation.ledger, *query]
    with root.make_context("bindledger", words, obj=start) as ctx:
        root.invoke(ctx)
        citation: Citation | None = ctx.meta.get(CITATION)
        return citation


def _tell_again(wrong: Sequence[str], learnt: Sequence[Fact], at: datetime) -> None:
    if wrong:
        parts = say_names(_part_text(part) for part in wrong)
        sentence(
            say("This is not the answer that was cited; what differs: {parts}.", parts=parts),
            "bold",
        )
        return
    sentence(say("This is the answer that was cited, given at {at}.", at=instant_text(at)), "bold")
    if not learnt:
        sentence(say("Nothing learnt since makes it another one."))
        return
    rows: list[tuple[Cell, ...]] = [
        (fact.position, kind_text(fact.event.kind), fact.time, fact.recordedtime) for fact in learnt
    ]
    columns = ("#", say("what"), say("happened"), say("recorded"))
    table(say("Learnt since, and it makes another answer today"), columns, rows)


def _part_text(part: str) -> str:
    words = {
        "query": say("the query"),
        "log": say("the log"),
        "law": say("the law"),
        "answer": say("the answer"),
    }
    return words[part]
