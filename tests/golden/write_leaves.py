"""Writes the golden bytes of cases that have none yet: `python -m tests.golden.write_leaves`.

It only adds lines. Bytes that stand in the file are a promise to everybody who has a ledger: a kind
that changes becomes a new version of itself, with golden bytes of its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ledger.codec import encode, export_line
from ledger.events import KINDS
from tests.golden.cases import LEARNT, SALT, drafts_of

LEAVES = Path(__file__).with_name("leaves.ndjson")


def read_golden() -> list[dict[str, Any]]:
    """The golden cases: kind, case, leaf, tags, personal fields and export line."""
    if not LEAVES.exists():
        return []
    return [json.loads(line) for line in LEAVES.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Adds what is missing."""
    there = {(golden["kind"], golden["case"]) for golden in read_golden()}
    with LEAVES.open("a", encoding="utf-8", newline="\n") as file:
        for kind in KINDS:
            for case, draft in drafts_of(kind):
                if (kind.kind, case) in there:
                    continue
                leaf = encode(draft, LEARNT, lambda: SALT)
                golden = {
                    "kind": kind.kind,
                    "case": case,
                    "leaf": leaf.data.decode(),
                    "tags": leaf.tags,
                    "personal": leaf.personal and leaf.personal.decode(),
                    "export": export_line(leaf.data, leaf.salt, leaf.personal).decode(),
                }
                file.write(json.dumps(golden, ensure_ascii=False) + "\n")
                print(kind.kind, case)


if __name__ == "__main__":
    main()
