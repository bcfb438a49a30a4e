"""All benchmarks one after the other, at a size that takes minutes: what `make bench` runs.

    python -m benchmarks.run [FACTS]

One table, every line a ratio to a baseline of the same run. Larger sizes are asked of the modules
themselves; `docs/benchmarks.md` has the results.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks import diff_speed, rebuild_speed, request_speed, show_speed
from benchmarks.filled import count_of_arguments

_FACTS = 20_000


def main(facts: int) -> None:
    """Measure everything and print one table; then what others print."""
    print(f"{facts:,} facts")
    print(f"{'what':<14} {'measured':<32} {'':>12}")
    for what, measured in (
        ("request", request_speed.measured),
        ("show", show_speed.measured),
        ("diff", diff_speed.measured),
        ("rebuild", rebuild_speed.measured),
    ):
        for name, value in measured(facts).items():
            print(f"{what:<14} {name:<32} {value:>12,.3f}")
    alone = ("import_speed", "audit_speed", "backtest_speed")
    for module in (f"benchmarks.{name}" for name in alone):
        # In a process of its own: each tells the most memory that was ever held.
        print(f"\n{module}", flush=True)
        subprocess.run([sys.executable, "-m", module, str(facts)], check=True)


if __name__ == "__main__":
    main(count_of_arguments(_FACTS))
