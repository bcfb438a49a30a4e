"""Which orders came before: exactly those, in bounded memory, or an error without room."""

from __future__ import annotations

import subprocess
import sys
from random import Random

from ledger.app.seen import SeenOrders

SEED = 20261121
LONG = "№" + "7" * 190

_WITHOUT_ROOM = f"""
import resource
from ledger.app.seen import SeenOrders
from ledger.errors import LedgerError
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
with SeenOrders.begin() as seen:
    try:
        for number in range(200_000):
            seen.before(f"{LONG}{{number}}", "CNY")
    except LedgerError as error:
        print(sorted(name for name, text in error.as_json().items() if text))
"""


def test_each_order_is_new_once_and_keeps_its_first_currency() -> None:
    print(f"seed {SEED}")
    chance, known = Random(SEED), dict[str, str]()
    with SeenOrders.begin() as seen:
        for _ in range(20_000):
            order, currency = f"订单-{chance.randrange(9_000)}", chance.choice(("CNY", "USD"))
            assert seen.before(order, currency) == known.get(order)
            known.setdefault(order, currency)


def test_ids_differ_by_every_character() -> None:
    with SeenOrders.begin() as seen:
        for order in (
            "7",
            "07",
            "7.0",
            "7 ",
            " 7",
            "٧",
            LONG,
            LONG + "1",
            "a",
            "A",
            "á",
            "a\u0301",
        ):
            assert seen.before(order, "CNY") is None, order
            assert seen.before(order, "USD") == "CNY", order


def test_without_room_it_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_ROOM], capture_output=True, text=True, check=True
    )

    assert done.stdout == "['now', 'what', 'where', 'why']\n"
