"""The tables of the log: what each column means, and the fence around them.

| table | one row is | written | changed | removed |
|---|---|---|---|---|
| `facts` | a fact: its leaf, and the attributes it is found by | once | never | never |
| `tags` | one subject of a fact | once, with the fact | never | never |
| `personal` | personal fields of a fact, sealed | once, with the fact | never | when forgotten |
| `person_keys` | the key of one person's fields | with their first | never | when forgotten |
| `ledger` | the ledger itself; there is one row | when it is made | by a new schema | never |
| `tiles` | 256 hashes of the tree, side by side | once, when all are there | never | never |
| `checkpoints` | a head of the tree that was signed | once, when it is signed | never | never |

A ledger of schema 1 has personal fields that nobody sealed; it gets its table of keys, and schema
2, with the next personal fields that are recorded. The last two tables are the tree over the leaves
(`ledger.store.tree`); a ledger from before there was one gets them with its first proof. In the
others every column beside `leaf` repeats what the leaf says, so that a fact can be found without
reading it; the leaf is the truth. Instants are whole microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION: Final = 2
"""The version of these tables. A ledger of a higher version is not touched by this program."""

# Byte order, not the server's language, decides how tags sort: the same on both backends.
_NAME = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite makes a column the row's own address only if its type is exactly INTEGER.
_POSITION = BigInteger().with_variant(Integer(), "sqlite")

LOG: Final = MetaData()
"""The tables of the log, and nothing else."""

ledger: Final = Table(
    "ledger",
    LOG,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("origin", Text, nullable=False),  # the name the ledger's own facts and checkpoints carry
    Column("rehearsal", Boolean, nullable=False),  # whether it has no clock of its own
    Column("created", BigInteger),
)

facts: Final = Table(
    "facts",
    LOG,
    Column("position", _POSITION, primary_key=True, autoincrement=False),  # 1, 2, 3 … no gaps
    Column("kind", _NAME, nullable=False),  # with its version: BindingActivated.v1
    Column("leaf", LargeBinary, nullable=False),  # the exact bytes that are hashed
    Column("hash", LargeBinary, nullable=False),  # RFC 6962 leaf hash: SHA-256(0x00 || leaf)
    Column("time", BigInteger),  # when it happened; these last four are empty for bare events
    Column("recordedtime", BigInteger),  # when it was learnt; never decreases with position
    Column("source", _NAME),
    Column("id", _NAME),
    UniqueConstraint("source", "id", name="facts_by_name"),
    Index("facts_by_kind", "kind", "position"),
    Index("facts_by_time", "time", "position"),
    Index("facts_by_recordedtime", "recordedtime", "position"),
)

tags: Final = Table(
    "tags",
    LOG,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),  # 0, 1 … in order given
    Column("tag", _NAME, nullable=False),
    Column("kind", _NAME, nullable=False),  # of the fact: kinds are told apart inside the index
    Index("tags_by_tag", "tag", "position", "kind"),
    sqlite_with_rowid=False,
)

personal: Final = Table(
    "personal",
    LOG,
    Column("position", _POSITION, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("fields", LargeBinary, nullable=False),  # RFC 8785 of the object of them, sealed
)

KEYS: Final = MetaData()
"""The table of the keys, apart from what they open."""

person_keys: Final = Table(
    "person_keys",
    KEYS,
    Column("id", LargeBinary, primary_key=True),  # what sealed fields name their key by
    Column("subject", _NAME, nullable=False, unique=True),  # the tag of whose fields it opens
    Column("key", LargeBinary, nullable=False),
)

TREE: Final = MetaData()
"""The tables of the tree over the leaves."""

tiles: Final = Table(
    "tiles",
    TREE,
    Column(
        "level",
        SmallInteger,
        primary_key=True,
        autoincrement=False,
        comment="0 for hashes of leaves; above, for the roots over the tiles of the level below",
    ),
    Column(
        "number",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="its place in the level: tile 3 of level 0 is over positions 769 to 1024",
    ),
    # Before the hashes, so that reading it leaves them on their own pages of the file.
    Column("root", LargeBinary, nullable=False, comment="the root over the 256 hashes"),
    Column("hashes", LargeBinary, nullable=False, comment="256 hashes of 32 bytes, end to end"),
    comment="The tree over the leaves (RFC 6962) in full tiles of 256 hashes (C2SP tlog-tiles)."
    " Tiles are made when a proof is asked for; what comes after the last one is in `facts.hash`.",
)

checkpoints: Final = Table(
    "checkpoints",
    TREE,
    Column(
        "size",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="how many facts the log had: the last position",
    ),
    Column("vkey", _NAME, primary_key=True, comment="the verifier key of who signed"),
    Column("note", LargeBinary, nullable=False, comment="the C2SP signed note, byte by byte"),
    comment="Every head of the log that was signed.",
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """The instant as it is stored; exact."""
    return (instant - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=1024)  # facts recorded together share their recorded time
def instant_of(stored: int) -> datetime:
    """The UTC instant that a stored number of microseconds means."""
    return _EPOCH + timedelta(microseconds=stored)


def create_tables(connection: Connection) -> None:
    """Make the tables and the fence, inside the caller's transaction."""
    LOG.create_all(connection, checkfirst=False)
    fence = _POSTGRESQL_FENCE if connection.dialect.name == "postgresql" else _SQLITE_FENCE
    for statement in fence:
        connection.exec_driver_sql(statement)
    create_tree_tables(connection)
    create_key_tables(connection)


def create_key_tables(connection: Connection) -> None:
    """Make the table of the keys, inside the caller's transaction."""
    KEYS.create_all(connection, checkfirst=False)
    on_server = connection.dialect.name == "postgresql"
    fence = _postgresql_refusal if on_server else _sqlite_refusal
    connection.exec_driver_sql(fence(person_keys.name, "UPDATE"))


def create_tree_tables(connection: Connection) -> None:
    """Make the tables of the tree and their fence, inside the caller's transaction."""
    TREE.create_all(connection, checkfirst=False)
    on_server = connection.dialect.name == "postgresql"
    for statement in _POSTGRESQL_TREE_FENCE if on_server else _SQLITE_TREE_FENCE:
        connection.exec_driver_sql(statement)


def _sqlite_refusal(table: str, act: str, when: str = "") -> str:
    return f"""
        CREATE TRIGGER {table}_never_{act.split()[0].lower()} BEFORE {act} ON {table} {when}
        BEGIN SELECT RAISE(ABORT, 'the log only grows: {table} are never changed'); END
    """


def _postgresql_refusal(table: str, acts: str) -> str:
    return f"""
        CREATE TRIGGER {table}_only_grow BEFORE {acts} ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """


_SQLITE_FENCE = (
    _sqlite_refusal("facts", "UPDATE"),
    _sqlite_refusal("facts", "DELETE"),
    # INSERT OR REPLACE may remove a row without asking the DELETE trigger. Only leaves are worth
    # the time this takes at every insert: a replaced tag or column is found when it is verified.
    _sqlite_refusal(
        "facts",
        "INSERT",
        "WHEN EXISTS (SELECT 1 FROM facts WHERE position = new.position)"
        " OR EXISTS (SELECT 1 FROM facts WHERE source = new.source AND id = new.id)",
    ),
    _sqlite_refusal("tags", "UPDATE"),
    _sqlite_refusal("tags", "DELETE"),
    _sqlite_refusal("personal", "UPDATE"),
)

_SQLITE_TREE_FENCE = tuple(
    _sqlite_refusal(table, act) for table in TREE.tables for act in ("UPDATE", "DELETE")
)

_POSTGRESQL_FENCE = (
    """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION USING
                MESSAGE = 'the log only grows: ' || TG_TABLE_NAME || ' are never changed';
        END $$
    """,
    *(
        _postgresql_refusal(table, acts)
        for table, acts in (
            ("facts", "UPDATE OR DELETE OR TRUNCATE"),
            ("tags", "UPDATE OR DELETE OR TRUNCATE"),
            ("personal", "UPDATE OR TRUNCATE"),
        )
    ),
)

_POSTGRESQL_TREE_FENCE = tuple(
    _postgresql_refusal(table, "UPDATE OR DELETE OR TRUNCATE") for table in TREE.tables
)
