"""The log: where facts are kept, on SQLite and PostgreSQL.

`create_store` and `open_store` give a `Store`; see `ledger.store.log` for what it does, and
`ledger.store.tables` for what its tables mean.
"""

from ledger.store.log import Head, Identity, NameTaken, Store, StoredLeaf
from ledger.store.opening import create_store, ledger_exists, open_store
from ledger.store.tables import SCHEMA_VERSION

__all__ = [
    "SCHEMA_VERSION",
    "Head",
    "Identity",
    "NameTaken",
    "Store",
    "StoredLeaf",
    "create_store",
    "ledger_exists",
    "open_store",
]
