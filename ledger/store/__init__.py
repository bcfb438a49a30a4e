"""The log: where facts are kept, on SQLite and PostgreSQL.

`create_store` and `open_store` give a `Store`; see `ledger.store.log` for what it does, and
`ledger.store.tables` for what its tables mean.
"""

from ledger.store.log import Store
from ledger.store.opening import create_store, ledger_exists, open_store
from ledger.store.stored import Head, Identity, NameTaken, Row, StoredLeaf
from ledger.store.tables import SCHEMA_VERSION, microseconds

__all__ = [
    "SCHEMA_VERSION",
    "Head",
    "Identity",
    "NameTaken",
    "Row",
    "Store",
    "StoredLeaf",
    "create_store",
    "ledger_exists",
    "microseconds",
    "open_store",
]
