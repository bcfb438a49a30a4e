"""How fast `settle` goes through orders: `python -m benchmarks.settle_speed ORDERS [FACTS]`.

The console's own command, to a file: NDJSON in, NDJSON out. The ledger is that of the other
benchmarks; each order is of a shop and an account that were bound at some time, and placed within
the history of the ledger. Also said is how long it takes to read the orders alone, which is what
any answer would cost.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import orjson

from benchmarks.lives import SEED, SHOPS, lines
from ledger.app import Ledger
from ledger.app.files import facts_in
from ledger.app.orders import orders_in
from ledger.terms import instant_text, read_instant

_FACTS: Final = 20_000
_METHODS: Final = ("wechat_pay", "alipay", None)
_COMMAND: Final = "import sys; from cli import main; sys.exit(main(sys.argv[1:]))"


def main(count: int, facts: int) -> None:
    """Measure and print: seconds, orders a second, memory, and what became of the orders."""
    print(f"{count:,} orders of {SHOPS:,} shops; {facts:,} facts, seed {SEED}")
    with TemporaryDirectory() as name:
        folder = Path(name)
        path, orders, answers = (folder / one for one in ("ledger.db", "o.ndjson", "a.ndjson"))
        feed = folder / "facts.ndjson"
        with feed.open("wb") as file:
            file.writelines(lines(facts))
        pairs, first, last = _history(feed)
        with Ledger.create(str(path), origin="bench") as ledger, feed.open("rb") as stream:
            ledger.take(facts_in(stream))
        with orders.open("wb") as file:
            file.writelines(_orders(count, pairs, first, last))
        start = perf_counter()
        with orders.open("rb") as stream:
            read = sum(1 for _ in orders_in(stream))
        reading = perf_counter() - start
        command = [sys.executable, "-c", _COMMAND, "--ledger", str(path), "--json", "settle"]
        start, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        with answers.open("wb") as out:
            done = subprocess.run([*command, str(orders)], stdout=out, check=False)
        taken = perf_counter() - start
        assert done.returncode == 0, done
        assert read == count, read
        print(f"settle: {taken:.1f} s, {count / taken:,.0f} orders/s")
        print(f"  reading them alone: {reading:.1f} s, ratio {reading / taken:.2f}")
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        print(f"  of which the processor worked {used:.1f} s")
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"  most memory: {most:,} MB; answers: {answers.stat().st_size // 10**6:,} MB")
        with answers.open("rb") as file:
            became = Counter(_became(orjson.loads(line)) for line in file)
        print(f"  {dict(became.most_common())}")


def _became(view: dict[str, str]) -> str:
    return view.get("reason") or view.get("basis") or view["answer"]


def _history(feed: Path) -> tuple[list[tuple[str, str]], datetime, datetime]:
    """Who was ever bound to whom, and from when to when the facts tell."""
    told = [orjson.loads(line) for line in feed.read_bytes().splitlines()]
    bound = (one["data"] for one in told if one["type"] == "BindingActivated.v1")
    times = [read_instant(one["time"]) for one in (told[0], told[-1])]
    return [(data["shop"], data["account"]) for data in bound], times[0], times[1]


def _orders(
    count: int, pairs: list[tuple[str, str]], first: datetime, last: datetime
) -> Iterator[bytes]:
    chance = Random(SEED)
    seconds = int((last - first).total_seconds())
    for number in range(count):
        shop, account = chance.choice(pairs)
        at = first + timedelta(seconds=chance.randrange(seconds))
        order = {
            "order": f"O-{number}",
            "shop": shop,
            "account": account,
            "ordered_at": instant_text(at),
            "confirmed_at": instant_text(at + timedelta(days=chance.randrange(1, 9))),
            "amount": chance.randrange(1, 1_000_000),
            "currency": "USD",
            "host_percent": str(chance.randrange(15, 31)),
        }
        if (method := chance.choice(_METHODS)) is not None:
            order["method"] = method
        yield orjson.dumps(order) + b"\n"


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(given[0] if given else 1_000_000, given[1] if len(given) > 1 else _FACTS)
