"""The long form: `python -m tests.model.long_run [STEPS]` goes on until so many steps were taken.

A disagreement ends it, with the steps that led there. After each seed `docs/model.md` is written
anew: what was lived through and from which seeds.
"""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from time import perf_counter
from typing import Final

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.console.talking import ROOT
from tests.model.machine import Clocks

FIRST_SEED: Final = 20261122
LIVES_A_SEED: Final = 50
STEPS_A_LIFE: Final = 60
PAGE: Final = ROOT / "docs" / "model.md"

_LOG: Final = """# The ledger beside a naive model

`tests/model/naive.py` answers questions of three clocks (true at, known at, under which law) from a
plain list of facts and from the contract alone: it shares no code with the ledger. A random life
tells both the same facts, early and late, annuls some, and adopts laws for later and for earlier;
then both are asked the same at random times. `make test` lives a few lives. This page is the log of
the long form, which `python -m tests.model.long_run STEPS` writes.

{steps:,} steps without a disagreement, on {day}, Python {python}, in {minutes} minutes: seeds
{first} to {last}, {lives} lives each, of at most {longest} steps.

| step | times |
|---|---|
{rows}
"""


def main(wanted: int) -> int:
    """Live on until so many steps were taken, and write down what was lived through."""
    start, number = perf_counter(), FIRST_SEED
    while True:
        seed(number)(Clocks)
        run_state_machine_as_test(
            Clocks,
            settings=settings(
                max_examples=LIVES_A_SEED,
                stateful_step_count=STEPS_A_LIFE,
                deadline=None,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
        taken = sum(Clocks.steps.values())
        print(f"seed {number}: {taken:,} steps", flush=True)
        _write(taken, number, perf_counter() - start)
        if taken >= wanted:
            return 0
        number += 1


def _write(taken: int, last: int, seconds: float) -> None:
    rows = "\n".join(f"| {what} | {times:,} |" for what, times in Clocks.steps.most_common())
    told = _LOG.format(
        steps=taken,
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        python=platform.python_version(),
        minutes=round(seconds / 60),
        first=FIRST_SEED,
        last=last,
        lives=LIVES_A_SEED,
        longest=STEPS_A_LIFE,
        rows=rows,
    )
    PAGE.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
