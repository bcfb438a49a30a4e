"""Personal fields at rest: sealed with a key for each person, so that whoever destroys the key has
destroyed the fields, in this file and in every copy of it that lacks the key.

What is stored is a mark, the id of the key, and ChaCha20-Poly1305 over the canonical fields; the
nonce is the first 12 of the fact's 16 random salt bytes, and the position is bound in. A ledger
from before keys has fields that are stored as they are; they begin with a brace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, bindparam, inspect, select, update

from ledger.store import driver
from ledger.store.tables import (
    SCHEMA_VERSION,
    create_key_tables,
    ledger,
    person_keys,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEY_ID_BYTES: Final = 8
_MARK: Final = b"\x01"
_NONCE_BYTES: Final = 12
_AT_ONCE: Final = 500
_MOST_KEPT: Final = 1 << 16


def person_of(tags: Sequence[str]) -> str:
    """Whose personal fields a fact with these tags has: the account's, else the shop's."""
    for kind in ("account:", "shop:"):
        for tag in tags:
            if tag.startswith(kind):
                return tag
    return tags[0] if tags else ""


def is_sealed(stored: bytes) -> bool:
    """Whether stored personal fields need a key."""
    return stored[:1] == _MARK


def key_id_of(stored: bytes) -> bytes:
    """The id of the key that sealed the fields."""
    return stored[1 : 1 + KEY_ID_BYTES]


def id_of(key: bytes) -> bytes:
    """The id of a key, by which nobody finds the key."""
    return sha256(b"person key" + key).digest()[:KEY_ID_BYTES]


def seal(key: bytes, position: int, salt: bytes, fields: bytes) -> bytes:
    """Personal fields as they are stored."""
    sealed = _cipher(key).encrypt(salt[:_NONCE_BYTES], fields, _place(position))
    return _MARK + id_of(key) + sealed


def unseal(key: bytes, position: int, salt: bytes, stored: bytes) -> bytes:
    """The personal fields that were stored; nothing if anything of it was changed."""
    from cryptography.exceptions import InvalidTag

    try:
        sealed = stored[1 + KEY_ID_BYTES :]
        return _cipher(key).decrypt(salt[:_NONCE_BYTES], sealed, _place(position))
    except (InvalidTag, TypeError, ValueError):
        return b""


def _place(position: int) -> bytes:
    return position.to_bytes(8, "big")


@lru_cache(maxsize=4096)
def _cipher(key: bytes) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key)


def keys_for(connection: Connection, people: Iterable[str]) -> dict[str, bytes]:
    """The keys of some people, made where there are none, inside the caller's transaction."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    wanted = sorted(set(people))
    prepare(connection)
    found: dict[str, bytes] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        known = select(person_keys.c.subject, person_keys.c.key)
        rows = connection.execute(known.where(person_keys.c.subject.in_(some)))
        found |= {subject: bytes(key) for subject, key in rows}
    made = {one: ChaCha20Poly1305.generate_key() for one in wanted if one not in found}
    if made:
        driver.run(
            connection,
            driver.marks(connection, "INSERT INTO person_keys (id, subject, key) VALUES (?, ?, ?)"),
            [(id_of(key), subject, key) for subject, key in made.items()],
        )
    return found | made


def prepare(connection: Connection) -> None:
    """Have the table of keys in a ledger from before there was one."""
    version = connection.scalar(select(ledger.c.schema_version))
    if version is not None and version >= SCHEMA_VERSION:
        return
    create_key_tables(connection)
    connection.execute(update(ledger).values(schema_version=SCHEMA_VERSION))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


class Keyring:
    """The keys that were needed lately, by their ids; a key never changes."""

    def __init__(self) -> None:
        self._keys: dict[bytes, bytes] = {}
        self._has_table = False

    def learn(self, connection: Connection, stored: Iterable[bytes]) -> None:
        """Read the keys that some sealed fields need, all at once."""
        if len(self._keys) > _MOST_KEPT:
            self._keys.clear()
        wanted = sorted({key_id_of(one) for one in stored} - self._keys.keys())
        if not wanted or not self._is_there(connection):
            return
        for start in range(0, len(wanted), _AT_ONCE):
            # Always as many, so that the statement is written once.
            some = wanted[start : start + _AT_ONCE]
            some += some[:1] * (_AT_ONCE - len(some) if len(some) > 1 else 0)
            rows = driver.selected(connection, _KEYS_BY_ID, {"ids": some})
            self._keys |= {bytes(id): bytes(key) for id, key in rows}

    def opened(self, position: int, salt: bytes, stored: bytes) -> bytes | None:
        """Sealed fields, opened; None if their key is gone, nothing if they were changed.

        `learn` has read the key, if there is one.
        """
        key = self._keys.get(key_id_of(stored))
        return None if key is None else unseal(key, position, salt, stored)

    def _is_there(self, connection: Connection) -> bool:
        self._has_table = self._has_table or inspect(connection).has_table(person_keys.name)
        return self._has_table


_KEYS_BY_ID: Final = select(person_keys.c.id, person_keys.c.key).where(
    person_keys.c.id.in_(bindparam("ids", expanding=True))
)
