"""What a subject remembers: frozen state, `evolve` takes in one fact, `recall` is the reduce.

A fold never judges and never fails: it accepts facts in every order, and what law says of the
state is worked out elsewhere. State points at its evidence: a `Mark` is the place of the fact that
made it so.
"""

from ledger.aggregates.account import Account
from ledger.aggregates.binding import Binding, State
from ledger.aggregates.delegation import Delegation
from ledger.aggregates.law import Law
from ledger.aggregates.mark import Mark
from ledger.aggregates.mini_program import MiniProgram, Review
from ledger.aggregates.register import Register
from ledger.aggregates.sales import Sales
from ledger.aggregates.shop import Closure, Shop
from ledger.aggregates.verification import Verification
from ledger.aggregates.violation import Violation

__all__ = [
    "Account",
    "Binding",
    "Closure",
    "Delegation",
    "Law",
    "Mark",
    "MiniProgram",
    "Register",
    "Review",
    "Sales",
    "Shop",
    "State",
    "Verification",
    "Violation",
]
