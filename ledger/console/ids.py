"""The ids in a ledger that begin like what somebody has typed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from ledger.errors import LedgerError

if TYPE_CHECKING:
    import rich_click as click
    from click.shell_completion import CompletionItem

_MOST: Final = 200
_FEW: Final = 3
_DIGESTS: Final = "sha256:"


def subjects_like(ctx: click.Context, prefix: str, begun: str) -> list[CompletionItem]:
    """The subjects of a kind that begin like this, without the prefix of their kind."""
    from click.shell_completion import CompletionItem

    found = _subjects(ctx.find_root().obj.ledger, prefix + begun)
    return [CompletionItem(tag.removeprefix(prefix)) for tag in found]


def ending_in(ctx: click.Context, prefix: str, name: str) -> list[str]:
    """A few ids of a kind whose own part is this: those of a shop `MX1` on any platform."""
    ending = f":{name.casefold()}"
    tags = _subjects(ctx.find_root().obj.ledger, prefix, None)
    return [tag.removeprefix(prefix) for tag in tags if tag.casefold().endswith(ending)][:_FEW]


def digests_like(ctx: click.Context, begun: str) -> list[CompletionItem]:
    """The digests of adopted rulebooks that begin like this, with their programs."""
    from click.shell_completion import CompletionItem

    from ledger.queries.lawbook import law_of
    from ledger.store import open_store

    if not _DIGESTS.startswith(begun[: len(_DIGESTS)]):
        return []
    try:
        with open_store(ctx.find_root().obj.ledger, write=False) as store:
            books = {book.digest: book.program for book in law_of(store).texts()}
    except LedgerError:
        return []
    return [
        CompletionItem(digest, help=program)
        for digest, program in sorted(books.items())
        if digest.startswith(begun)
    ]


def _subjects(address: str, begun: str, most: int | None = _MOST) -> list[str]:
    from ledger.store import open_store

    try:
        with open_store(address, write=False) as store:
            return list(islice(store.subjects(begun), most))
    except LedgerError:
        # Nobody who presses a key wants to read an error: without a ledger there are no ids.
        return []
