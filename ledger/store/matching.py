"""The library's query as SQL: which facts a boundary is about.

A query item holds for a fact of one of its kinds (any, if it names none) that has all its tags.
Every statement takes the parameters `after` and `upto`: it looks at positions after < p <= upto.
"""

from __future__ import annotations

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem
from sqlalchemy import CompoundSelect, Select, bindparam, select, union

from ledger.store.tables import facts, tags

AFTER = bindparam("after", type_=facts.c.position.type)
UPTO = bindparam("upto", type_=facts.c.position.type)

Positions = Select[tuple[int]] | CompoundSelect[tuple[int]]


def matches_everything(query: DCBQuery | None) -> bool:
    """Whether the query leaves no fact out."""
    if query is None or not query.items:
        return True
    return any(not item.types and not item.tags for item in query.items)


def kinds_alone(query: DCBQuery) -> list[str] | None:
    """The kinds a query is about if it asks for nothing else, else None."""
    if any(item.tags for item in query.items):
        return None
    return sorted({kind for item in query.items for kind in item.types})


def positions_matching(query: DCBQuery) -> Positions:
    """The positions of the facts a query is about, found in indexes alone."""
    branches = [_item(item) for item in query.items]
    return branches[0] if len(branches) == 1 else union(*branches)


def _item(item: DCBQueryItem) -> Select[tuple[int]]:
    if not item.tags:
        return select(facts.c.position).where(
            facts.c.kind.in_(item.types), facts.c.position > AFTER, facts.c.position <= UPTO
        )
    first, *others = item.tags
    found = select(tags.c.position).where(
        tags.c.tag == first, tags.c.position > AFTER, tags.c.position <= UPTO
    )
    if item.types:
        found = found.where(tags.c.kind.in_(item.types))
    for other in others:
        also = tags.alias()
        found = found.where(
            select(also.c.position)
            .where(also.c.tag == other, also.c.position == tags.c.position)
            .exists()
        )
    return found
