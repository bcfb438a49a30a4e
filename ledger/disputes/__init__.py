"""Disputes: what parties claim, held against facts and law.

A claim is answered by a pure function over standing facts and law, stretch by stretch, with the
smallest set of facts that gives the answer. Nothing here decides a dispute: people do.
"""

from ledger.disputes.claims import FIELDS, FORMS, answers
from ledger.disputes.reading import read_claim
from ledger.disputes.telling import (
    answered,
    answered_from,
    dispute_facts,
    list_disputes,
    show_dispute,
)

__all__ = [
    "FIELDS",
    "FORMS",
    "answered",
    "answered_from",
    "answers",
    "dispute_facts",
    "list_disputes",
    "read_claim",
    "show_dispute",
]
