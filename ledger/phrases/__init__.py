"""Sentences about what single groups of rules found; `ledger.explain` chooses among them."""
