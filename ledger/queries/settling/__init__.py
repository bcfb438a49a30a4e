"""Settlement: to whom which part of an order goes, when, and by which facts and law."""

from ledger.queries.settling.deciding import Basis, Part, Reason, Recipient, Settled, Undecided
from ledger.queries.settling.many import Settling
from ledger.queries.settling.split import Parts, Shares, divided, millionths
from ledger.queries.settling.telling import told

__all__ = [
    "Basis",
    "Part",
    "Parts",
    "Reason",
    "Recipient",
    "Settled",
    "Settling",
    "Shares",
    "Undecided",
    "divided",
    "millionths",
    "told",
]
