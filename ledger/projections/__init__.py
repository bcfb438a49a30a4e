"""Read models: tables that anyone may read, each a keyed fold of the log.

`follow(store)` keeps them live; `ledger.projections.catch_up.PROJECTIONS` lists them. They can be
made again from the log at any time, and hold what facts say, never what law says of it.
"""

from ledger.projections.catch_up import PROJECTIONS, follow
from ledger.projections.rebuilding import Rebuilt, rebuild
from ledger.projections.replaying import (
    Difference,
    Standing,
    check,
    digests,
    furthest,
    replayed_rows,
    status,
    stored_digests,
)

__all__ = [
    "PROJECTIONS",
    "Difference",
    "Rebuilt",
    "Standing",
    "check",
    "digests",
    "follow",
    "furthest",
    "rebuild",
    "replayed_rows",
    "status",
    "stored_digests",
]
