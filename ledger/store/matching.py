"""The library's query as SQL: which facts a boundary is about.

A query item holds for a fact of one of its kinds (any, if it names none) that has all its tags.
Every statement takes the parameters `after` and `upto`: it looks at positions after < p <= upto.

Building a statement costs more than running it. So a query is split into its shape, from which a
statement is built once, and the tags, which are handed to it as parameters.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from eventsourcing.dcb.api import DCBQuery
from sqlalchemy import CompoundSelect, Select, bindparam, select, union

from ledger.store.tables import facts, tags

AFTER = bindparam("after", type_=facts.c.position.type)
UPTO = bindparam("upto", type_=facts.c.position.type)

Positions = Select[tuple[int]] | CompoundSelect[tuple[int]]

Kinds = tuple[str, ...]


class Branch(NamedTuple):
    """Facts of some kinds with any of the tags of one parameter, or with all of some tags.

    `together` is how many tags each fact must have; 0 means that kinds alone decide.
    """

    kinds: Kinds
    together: int


Shape = tuple[Branch, ...]
"""What a query looks like without its tags; no branch at all means every fact."""


def shape_of(query: DCBQuery | None) -> tuple[Shape, dict[str, Any]]:
    """The shape of a query, and the parameters that carry its tags."""
    if query is None or not query.items:
        return (), {}
    alone: dict[Kinds, list[str]] = {}
    together: list[tuple[Kinds, list[str]]] = []
    no_tags: set[str] = set()
    for item in query.items:
        kinds = tuple(sorted(set(item.types)))
        if not item.tags:
            if not kinds:
                return (), {}
            no_tags.update(kinds)
        elif len(item.tags) == 1:
            alone.setdefault(kinds, []).append(item.tags[0])
        else:
            together.append((kinds, list(item.tags)))
    parts = [(Branch(kinds, 1), found) for kinds, found in sorted(alone.items())]
    parts += [(Branch(kinds, len(found)), found) for kinds, found in together]
    parts += [(Branch(tuple(sorted(no_tags)), 0), [])] if no_tags else []
    parameters: dict[str, Any] = {}
    for number, (branch, found) in enumerate(parts):
        if branch.together == 1:
            parameters[_tags(number)] = sorted(set(found))
        else:
            parameters |= {_tag(number, place): tag for place, tag in enumerate(found)}
    return tuple(branch for branch, _ in parts), parameters


def kinds_alone(shape: Shape) -> Kinds | None:
    """The kinds a query is about if it asks for nothing else, else None."""
    return shape[0].kinds if len(shape) == 1 and not shape[0].together else None


def positions_matching(shape: Shape) -> Positions:
    """The positions of the facts a query is about, found in indexes alone."""
    branches = [_branch(number, branch) for number, branch in enumerate(shape)]
    return branches[0] if len(branches) == 1 else union(*branches)


def _tags(number: int) -> str:
    return f"tags_{number}"


def _tag(number: int, place: int) -> str:
    return f"tag_{number}_{place}"


def _branch(number: int, branch: Branch) -> Select[tuple[int]]:
    if not branch.together:
        return select(facts.c.position).where(
            facts.c.kind.in_(branch.kinds), facts.c.position > AFTER, facts.c.position <= UPTO
        )
    found = select(tags.c.position).where(tags.c.position > AFTER, tags.c.position <= UPTO)
    if branch.kinds:
        found = found.where(tags.c.kind.in_(branch.kinds))
    if branch.together == 1:
        return found.where(tags.c.tag.in_(bindparam(_tags(number), expanding=True)))
    found = found.where(tags.c.tag == bindparam(_tag(number, 0)))
    for place in range(1, branch.together):
        also = tags.alias()
        found = found.where(
            select(also.c.position)
            .where(also.c.tag == bindparam(_tag(number, place)), also.c.position == tags.c.position)
            .exists()
        )
    return found
