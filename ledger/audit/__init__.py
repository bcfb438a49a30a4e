"""The past judged again: observed acts under the law of their time, decisions from the log alone.

Facts go in, breaches and disagreements come out. `import` asks about the subjects it touched,
`audit` about the whole log.
"""

from ledger.audit.decided import agrees, decided_again
from ledger.audit.guarded import GUARDED
from ledger.audit.log import breaches, count_breaches, decisions, taken_again
from ledger.audit.observed import Breach, Observer

__all__ = [
    "GUARDED",
    "Breach",
    "Observer",
    "agrees",
    "breaches",
    "count_breaches",
    "decided_again",
    "decisions",
    "taken_again",
]
