"""Writes the facts that the samples tell beside them, to be read before they are committed.

python -m tests.feeds.write_facts
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from ledger.app import Ledger
from tests.feeds.reading import read
from tests.feeds.samples import HERE, SECRET_OF, TOLD, sample


def main() -> None:
    """Writes the files."""
    for feed in TOLD:
        with tempfile.TemporaryDirectory() as folder:
            ledger = str(Path(folder) / "empty.db")
            Ledger.create(ledger, origin="samples", bare=True).store.close()
            told, _ = read(ledger, feed, sample(feed), SECRET_OF.get(feed))
        lines = [
            json.dumps({"line": number, "fact": fact}, ensure_ascii=False) + "\n"
            for number, fact in told
        ]
        (HERE / f"{feed}.facts.ndjson").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
