"""The state of a shop, an account or a binding at any times: what `show` answers.

Answers are plain data in the shapes of the contract, section 5.
"""

from __future__ import annotations

from ledger.queries.state.gathering import Gathering, Stretch, is_named
from ledger.queries.state.of_account import (
    account_pieces,
    account_view,
    gather_account,
    show_account,
)
from ledger.queries.state.of_binding import binding_view, gather_binding, show_binding
from ledger.queries.state.of_mini_program import (
    gather_mini_program,
    list_mini_programs,
    mini_program_view,
    show_mini_program,
)
from ledger.queries.state.of_shop import (
    gather_shop,
    shop_pieces,
    shop_view,
    show_shop,
    slots,
    unlink_chances,
)
from ledger.queries.state.scene import Scene

__all__ = [
    "Gathering",
    "Scene",
    "Stretch",
    "account_pieces",
    "account_view",
    "binding_view",
    "gather_account",
    "gather_binding",
    "gather_mini_program",
    "gather_shop",
    "is_named",
    "list_mini_programs",
    "mini_program_view",
    "shop_pieces",
    "shop_view",
    "show_account",
    "show_binding",
    "show_mini_program",
    "show_shop",
    "slots",
    "unlink_chances",
]
