"""Personal fields destroyed: the rows, the key that opens every copy of them, and free pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, delete, select

from ledger.store.log import Store
from ledger.store.query import query_of
from ledger.store.sealing import is_sealed, keys_for, person_of, prepare, seal
from ledger.store.stored import StoredLeaf
from ledger.store.tables import person_keys, personal

_AT_ONCE: Final = 500
_OPENED: Final = "DisputeOpened.v1"
_RESOLVED: Final = "DisputeResolved.v1"
_DISPUTE: Final = "dispute:"


def fields_of(store: Store, subject: str) -> list[StoredLeaf]:
    """The facts whose personal fields are those of a subject, and not forgotten yet."""
    found = [leaf for leaf in store.facts(query_of([((), (subject,))])) if leaf.personal]
    tags = store.tags_of([leaf.position for leaf in found])
    return [leaf for leaf in found if person_of(tags[leaf.position]) == subject]


def open_disputes(store: Store, subject: str) -> list[str]:
    """The tags of the disputes about a subject that were opened and not resolved, sorted."""
    opened = _disputes_in(store, _OPENED, subject)
    return sorted(one for one in opened if one not in _disputes_in(store, _RESOLVED, one))


def _disputes_in(store: Store, kind: str, tag: str) -> set[str]:
    """The disputes that facts of a kind with a tag are about."""
    found = store.read(query_of([((kind,), (tag,))]))
    return {one for each in found for one in each.event.tags if one.startswith(_DISPUTE)}


def key_of(connection: Connection, subject: str) -> bytes | None:
    """The key of a subject; None if nothing was sealed with one, or it is destroyed."""
    prepare(connection)
    key = connection.scalar(select(person_keys.c.key).where(person_keys.c.subject == subject))
    return None if key is None else bytes(key)


def erase(connection: Connection, subject: str, positions: Sequence[int]) -> None:
    """Remove the key of a subject and the fields at some positions, in the caller's transaction."""
    connection.execute(delete(person_keys).where(person_keys.c.subject == subject))
    for start in range(0, len(positions), _AT_ONCE):
        some = positions[start : start + _AT_ONCE]
        connection.execute(delete(personal).where(personal.c.position.in_(some)))


def seal_the_rest(store: Store, connection: Connection) -> None:
    """Seal the fields that a ledger from before keys has as they are, in the caller's transaction.

    Otherwise what is the same text about somebody else could not be told from what is left over.
    """
    for some in _unsealed(connection):
        tags = store.tags_of([position for position, _, _ in some])
        people = {position: person_of(tags[position]) for position, _, _ in some}
        keys = keys_for(connection, people.values())
        wanted = personal.c.position.in_([position for position, _, _ in some])
        connection.execute(delete(personal).where(wanted))
        connection.execute(
            personal.insert(),
            [
                {
                    "position": position,
                    "salt": salt,
                    "fields": seal(keys[people[position]], position, salt, fields),
                }
                for position, salt, fields in some
            ],
        )


def _unsealed(connection: Connection) -> Iterator[list[tuple[int, bytes, bytes]]]:
    last = 0
    while True:
        window = select(personal).where(personal.c.position > last)
        rows = connection.execute(window.order_by(personal.c.position).limit(_AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].position
        found = [(one.position, bytes(one.salt), bytes(one.fields)) for one in rows]
        plain = [one for one in found if not is_sealed(one[2])]
        if plain:
            yield plain
