"""A query asked once more: as it was asked before, or as if the log ended elsewhere."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from ledger.console.answering import CITATION
from ledger.console.options import Asked, Invocation
from ledger.errors import BadInput, LedgerError
from ledger.language import say

if TYPE_CHECKING:
    from ledger.queries.citing import Citation


def tell(invocation: Invocation, query: Sequence[str], asked: Asked) -> Citation | None:
    """Run the command line of a query, whose answer is printed; gives what cites the answer."""
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


def answer(
    invocation: Invocation, query: Sequence[str], asked: Asked
) -> tuple[list[Any], Citation]:
    """What a query answers: its JSON documents, and their citation.

    Raises BadInput for a command that answers no query, and whatever the query raises.
    """
    held = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(held, write_through=True)) as out:
        citation = tell(invocation, ("--json", *query), asked)
        out.detach()
    if citation is None:
        raise BadInput(
            say("Nothing can be cited by this."),
            where="QUERY",
            why=say("This command answers no question about facts."),
            now=say("Give a command that shows or lists, such as `shop show ID`."),
        )
    return [orjson.loads(document) for document in held.getvalue().splitlines()], citation


def answer_or_error(invocation: Invocation, query: Sequence[str], asked: Asked) -> list[Any]:
    """What a query answers; that it cannot be answered is an answer too.

    A fact that is annulled may be the only one that named what the query is about.
    """
    try:
        return answer(invocation, query, asked)[0]
    except LedgerError as error:
        return [{"error": error.as_json()}]
