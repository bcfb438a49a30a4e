"""What every decision of the demo year says, as one short line for each.

`python -m tests.receipts.decisions` writes `decisions.txt`, the list the tests compare with, anew.
It is the only way to change that list: do so when a past verdict was altered on purpose, and say in
the change log which and why.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from ledger.app import Ledger
from ledger.audit import decisions, taken_again
from ledger.codec import canonical, decode, split_personal
from ledger.decisions import Decision
from ledger.store import Store
from ledger.terms import instant_text
from ledger.verdict import verdict_json
from tests.examples.year import live_through

LIST: Final = Path(__file__).parent / "decisions.txt"


def lines(store: Store) -> list[str]:
    """Request, answer, and the digest of all that deciding it again says, in order of position."""
    return [
        _line(decided.correlationid, taken_again(store, decided)[0], store)
        for decided in decisions(store)
    ]


def _line(request: str | None, again: Decision, store: Store) -> str:
    answer = "granted" if again.verdict.holds else "refused"
    said = {
        "answer": answer,
        "earliest": again.earliest and instant_text(again.earliest),
        "findings": [_told(one, store) for one in verdict_json(again.verdict)["findings"]],
        "facts": [[event.kind, split_personal(event)[0]] for event in again.events],
        "subjects": list(again.subjects),
    }
    return f"{request} {answer} {hashlib.sha256(canonical(said)).hexdigest()[:16]}"


def _told(finding: dict[str, Any], store: Store) -> dict[str, Any]:
    """A finding whose evidence is told by kind and time: positions may move."""
    return finding | {"evidence": [_fact_at(position, store) for position in finding["evidence"]]}


def _fact_at(position: int, store: Store) -> list[str]:
    (leaf,) = store.facts(after=position - 1, upto=position)
    fact = decode(leaf.position, leaf.data)
    return [fact.event.kind, instant_text(fact.time)]


def main() -> int:
    """Live through the year and write down what was decided."""
    with tempfile.TemporaryDirectory() as folder:
        lived = live_through(str(Path(folder) / "demo.db"))
        with Ledger.open(lived.address, write=False) as ledger:
            LIST.write_text("".join(f"{line}\n" for line in lines(ledger.store)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
