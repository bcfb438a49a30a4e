"""The binding ledger: who was bound to which shop, when, why and under which rule."""

__version__ = "0.1.0"
