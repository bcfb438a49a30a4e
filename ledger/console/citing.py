"""`cite`: an answer with an id, and the same answer by that id later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import rich_click as click

from ledger.console.asked_again import answer, answer_or_error, tell
from ledger.console.cited_answers import part_text
from ledger.console.opening import reading
from ledger.console.options import Asked, Invocation, examples, place
from ledger.console.output import print_json
from ledger.console.tables import Cell, sentence, table, whole_line
from ledger.console.timeline import kind_text
from ledger.errors import BadInput, LedgerError
from ledger.language import say, say_names
from ledger.terms import instant_text

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.queries.citing import Citation
    from ledger.record import Fact
    from ledger.store import Store

_NO_ANSWER = 1
_FOUND = 4


@click.command(
    help=say(
        "Give the answer of a query with an id that can be cited. With an ID and the same query: "
        "the same answer, and which facts learnt since make it another one today. Exit status 4 "
        "when it is another answer, 1 when personal fields that it may have told were destroyed."
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
    found, citation = answer(invocation, query, Asked())
    if invocation.json:
        print_json({"cite": citation.id, "answer": found})
        return 0
    tell(invocation, query, Asked(citation.at, citation.size))
    sentence("")
    whole_line(say("Cite as {id}", id=citation.id), "bold")
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
    found, again = answer(invocation, query, Asked(known.at, known.size))
    wrong = differing(known, of_the_leaves(ledger.store, again))
    forgotten = _forgotten_since(ledger.store, known) if wrong == ("answer",) else []
    learnt = [] if wrong else list(_learnt(invocation, ledger.store, query, known, head))
    now = answer_or_error(invocation, query, Asked(known.at, head)) if learnt else found
    if invocation.json:
        document = {
            "cite": known.id,
            "same": not wrong,
            "differs_in": list(wrong),
            "forgotten_since": [_learnt_json(fact) for fact in forgotten],
            "answer": found,
            "today_the_same": same_answer(now, found),
            "learnt_since": [_learnt_json(fact) for fact in learnt],
            "today": now if learnt else None,
        }
        print_json(document)
    else:
        tell(invocation, query, Asked(known.at, known.size))
        sentence("")
        _tell_again(wrong, forgotten, learnt, known.at)
    if forgotten:
        return _NO_ANSWER
    return _FOUND if wrong else 0


def _forgotten_since(store: Store, known: Citation) -> list[Fact]:
    """The certificates of personal fields destroyed since: no answer can tell these again.

    With the log the same as it was, that is why an answer is another one.
    """
    from ledger.events import PersonalFieldsForgotten
    from ledger.queries.reading import facts_of_kinds

    told = facts_of_kinds(store, PersonalFieldsForgotten.kind)
    return [fact for fact in told if fact.position > known.size]


def _learnt(
    invocation: Invocation, store: Store, query: Sequence[str], known: Citation, head: int
) -> Iterator[Fact]:
    """The facts learnt since an answer was given that make it another one."""
    from ledger.queries.citing import learnt_since
    from ledger.queries.reading import every_fact

    def ask(position: int) -> list[Any]:
        return answer_or_error(invocation, query, Asked(known.at, position))

    for position in learnt_since(ask, known.size, head):
        yield from every_fact(store, after=position - 1, upto=position)


def _learnt_json(fact: Fact) -> dict[str, Any]:
    return {
        "position": fact.position,
        "type": fact.event.kind,
        "time": instant_text(fact.time),
        "recordedtime": instant_text(fact.recordedtime),
    }


def _tell_again(
    wrong: Sequence[str], forgotten: Sequence[Fact], learnt: Sequence[Fact], at: datetime
) -> None:
    if forgotten:
        sentence(say("This answer cannot be had again, though the log is as it was."), "bold")
        _table(say("Personal fields were destroyed since"), forgotten)
        return
    if wrong:
        parts = say_names(part_text(part) for part in wrong)
        sentence(
            say("This is not the answer that was cited; what differs: {parts}.", parts=parts),
            "bold",
        )
        return
    sentence(say("This is the answer that was cited, given at {at}.", at=instant_text(at)), "bold")
    if not learnt:
        sentence(say("Nothing learnt since makes it another one."))
        return
    _table(say("Learnt since, and it makes another answer today"), learnt)


def _table(title: str, facts: Sequence[Fact]) -> None:
    rows: list[tuple[Cell, ...]] = [
        (fact.position, kind_text(fact.event.kind), fact.time, fact.recordedtime) for fact in facts
    ]
    table(title, ("#", say("what"), say("happened"), say("recorded")), rows)
