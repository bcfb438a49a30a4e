"""The statements of the log, as SQLAlchemy writes them for either backend.

Those with parameters are built once: building a statement costs more than running it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select

from ledger.store.matching import AFTER, UPTO, Positions, Shape, kinds_alone, positions_matching
from ledger.store.stored import Raw
from ledger.store.tables import facts, personal, tags

CHUNK: Final = 4096
"""Facts that are read, or written, with one statement; what a stream holds in memory."""

LEAF: Final = (
    facts.c.position,
    facts.c.leaf,
    personal.c.salt,
    personal.c.fields,
    facts.c.recordedtime,
)
EVENT: Final = (facts.c.position, facts.c.kind, facts.c.leaf)


# Bare events have no recorded time: it is the highest there is, not that of the last row.
HEAD: Final = select(
    select(func.max(facts.c.position)).scalar_subquery(),
    select(func.max(facts.c.recordedtime)).scalar_subquery(),
)
"""The last position and the last recorded time."""


WALK: Final = (
    select(facts.c.position, facts.c.leaf)
    .where(
        facts.c.position > AFTER,
        facts.c.position <= UPTO,
        # said this way no planner looks the kinds up in their index
        func.coalesce(facts.c.kind, "").in_(bindparam("kinds", expanding=True)),
        # the library's own bare events are no facts, whatever their type is called
        facts.c.recordedtime.is_not(None),
    )
    .order_by(facts.c.position)
)
"""The leaves of some kinds in a stretch of the log."""

NAMES: Final = (
    select(facts.c.source, facts.c.id)
    .where(facts.c.kind.in_(bindparam("kinds", expanding=True)), facts.c.position <= UPTO)
    .order_by(facts.c.position)
)
"""The names of the facts of some kinds."""

KNOWN: Final = (
    select(facts.c.position)
    .where(facts.c.recordedtime <= bindparam("instant"))
    .order_by(facts.c.recordedtime.desc(), facts.c.position.desc())
    .limit(1)
)
"""The last position that was known at an instant."""


def _skipping() -> Select[Any]:
    """The different tags after the last one between two, each found from the one before."""
    end: BindParameter[str] = bindparam("end")
    first = select(func.min(tags.c.tag).label("tag")).where(
        tags.c.tag >= bindparam("start"), tags.c.tag > bindparam("last"), tags.c.tag < end
    )
    skip = first.cte("skip", recursive=True)
    following = (
        select(func.min(tags.c.tag))
        .where(tags.c.tag > skip.c.tag, tags.c.tag < end)
        .scalar_subquery()
    )
    skip = skip.union_all(select(following).where(skip.c.tag.is_not(None)))
    return select(skip.c.tag).where(skip.c.tag.is_not(None)).limit(CHUNK)


SKIPPING: Final = _skipping()
"""The different tags in a stretch of the index."""


@lru_cache(maxsize=256)
def any_of(shape: Shape) -> Positions:
    """The position of some fact that a query is about."""
    return positions_matching(shape).limit(1)


def select_leaves(*columns: Any) -> Select[Any]:
    """Columns of facts, and of what is kept beside them where these are asked for."""
    beside = facts.outerjoin(personal, personal.c.position == facts.c.position)
    return select(*columns).select_from(beside if personal.c.salt in columns else facts)


@lru_cache(maxsize=256)
def in_order(columns: tuple[Any, ...], shape: Shape) -> Select[Any]:
    """The first facts that a query is about, in order of position."""
    return within(columns, shape).order_by(facts.c.position).limit(CHUNK)


def within(columns: Sequence[Any], shape: Shape) -> Select[Any]:
    """The facts that a query is about, in no order."""
    statement = select_leaves(*columns)
    window = (facts.c.position > AFTER, facts.c.position <= UPTO)
    if not shape:
        return statement.where(*window)
    kinds = kinds_alone(shape)
    if kinds is not None:
        return statement.where(facts.c.kind.in_(kinds), *window)
    # the window stands inside: outside as well, it would lure the planner into scanning it
    return statement.where(facts.c.position.in_(positions_matching(shape)))


def rows_of(
    connection: Connection, statement: Select[Any], parameters: dict[str, Any]
) -> Sequence[Raw]:
    """All rows as the driver's own tuples: SQLAlchemy's would cost as much as reading them."""
    cursor = connection.execute(statement, parameters).cursor
    assert cursor is not None
    return list(cursor.fetchall())


def batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
