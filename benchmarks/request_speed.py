"""How fast one durable request is, beside plain `sqlite3` writing the same rows.

    python -m benchmarks.request_speed [FACTS]

Requests are asked of a ledger that holds so many facts already: bindings from the invitation to the
unlink, fifty of them side by side, some refused. In turns, some requests are asked, and then the
rows they recorded are written once more into a copy of the ledger as it was, one transaction for
each request, with the same indexes and `synchronous=FULL`.

Once all is recalled for each request, as a command of the console does; and once by one `Ledger`
that keeps what it recalled, as `ask` over a stream does.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.filled import count_of_arguments, fill
from benchmarks.lives import ACCOUNTS, SEED, SHOPS
from ledger.app import Ledger, Surroundings
from ledger.app.asking import Answer, Asking
from ledger.requests import (
    AcceptInvitation,
    ApproveUnlink,
    ConcludeReview,
    Invite,
    Request,
    RequestUnlink,
    UnlinkByShop,
)

_SIDE_BY_SIDE = 50
_ACCOUNTS_IN_SEASON = 200
_WARM = 400
_TURNS = 10
_REQUESTS_A_TURN = 40
_TABLES = ("facts", "tags", "personal")

_Ask = Callable[[Request], Answer]


def measured(facts: int) -> dict[str, float]:
    """Milliseconds a request and ratios to the baseline: recalling all, and keeping."""
    with TemporaryDirectory() as name:
        path = Path(name) / "ledger.db"
        last = fill(path, facts)
        return {
            key: value
            for how in ("all", "kept")
            for key, value in _one_way(path, how, last).items()
        }


def _one_way(full: Path, how: str, last: datetime) -> dict[str, float]:
    path, copy = full.with_name(f"{how}.db"), full.with_name(f"{how}-baseline.db")
    shutil.copy(full, path)
    shutil.copy(full, copy)
    clock = _Clock(last)
    surroundings = Surroundings(clock=clock.now)
    asked, written, refused = [], [], 0
    with (
        Ledger.open(str(path), write=True, surroundings=surroundings) as ledger,
        closing(sqlite3.connect(path, isolation_level=None)) as source,
        closing(_baseline(copy)) as target,
    ):
        ask = ledger.ask if how == "kept" else _recalling_all(ledger)
        requests = _Season(clock, ask, _free_accounts(source))
        for _ in range(_WARM):
            requests.one()
        for turn in range(_TURNS + 1):
            start = perf_counter()
            answers = [requests.one() for _ in range(_REQUESTS_A_TURN)]
            seconds = perf_counter() - start
            rows = [_rows(source, answer) for answer in answers]
            if turn:
                # the first turn only warms both sides
                asked.append(seconds / len(answers))
                refused += sum(not answer.granted for answer in answers)
            again = _written(target, rows)
            if turn:
                written.append(again / len(answers))
    ratios = [raw / mine for raw, mine in zip(written, asked, strict=True)]
    return {
        f"{how}: ms a request": median(asked) * 1000,
        f"{how}: ms raw": median(written) * 1000,
        f"{how}: ratio": median(ratios),
        f"{how}: refused": refused,
    }


def _recalling_all(ledger: Ledger) -> _Ask:
    return lambda request: Asking(ledger.store, ledger.timing).ask(request)


class _Clock:
    """A clock that an hour passes on between one request and the next."""

    def __init__(self, last: datetime) -> None:
        self._now = last + timedelta(days=60)

    def now(self) -> datetime:
        return self._now

    def pass_an_hour(self) -> None:
        self._now += timedelta(hours=1)


_Life = Generator[Request, Answer, None]


class _Season:
    """Bindings lived from the invitation to the unlink, some side by side, each request asked.

    An account whose binding ended stands in line for its next one.
    """

    def __init__(self, clock: _Clock, ask: _Ask, accounts: list[int]) -> None:
        self._clock = clock
        self._ask = ask
        self._chance = Random(SEED)
        self._waiting = deque(self._chance.sample(accounts, _ACCOUNTS_IN_SEASON))
        self._numbers = count()
        self._lives: list[tuple[_Life, Request]] = [self._begun() for _ in range(_SIDE_BY_SIDE)]

    def one(self) -> Answer:
        """Ask the next request of one of the lives."""
        self._clock.pass_an_hour()
        place = self._chance.randrange(_SIDE_BY_SIDE)
        life, request = self._lives[place]
        answer = self._ask(request)
        try:
            self._lives[place] = life, life.send(answer)
        except StopIteration:
            self._lives[place] = self._begun()
        return answer

    def _begun(self) -> tuple[_Life, Request]:
        account = self._waiting.popleft()
        self._waiting.append(account)
        life = self._life(account)
        return life, next(life)

    def _life(self, account: int) -> _Life:
        names = {"binding": f"N{next(self._numbers)}", "actor": "bench"}
        invited = yield Invite(
            id=self._id(),
            shop=f"tiktok:S{account % SHOPS}",
            account=f"tiktok:A{account}",
            program="tiktok.channel",
            **names,
        )
        if not invited.granted:
            return
        yield AcceptInvitation(id=self._id(), **names)
        yield ConcludeReview(id=self._id(), outcome="passed", **names)
        if self._chance.random() < 0.1:
            unlinked = yield UnlinkByShop(id=self._id(), **names)
            if unlinked.granted:
                return
        while not (yield RequestUnlink(id=self._id(), **names)).granted:
            # bound for less than a day, or a violation is open
            pass
        yield ApproveUnlink(id=self._id(), **names)

    def _id(self) -> str:
        return f"r-{next(self._numbers)}"


def _free_accounts(source: sqlite3.Connection) -> list[int]:
    """The accounts that no binding keeps from a new one."""
    kept = source.execute(
        "SELECT DISTINCT account FROM bindings WHERE state IN ('active', 'unlink_requested')"
    )
    taken = {account for (account,) in kept}
    return [one for one in range(ACCOUNTS) if f"tiktok:A{one}" not in taken]


def _baseline(copy: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -32000")
    triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def _rows(source: sqlite3.Connection, answer: Answer) -> dict[str, list[Any]]:
    first, last = answer.recorded[0][0], answer.recorded[-1][0]
    return {
        table: source.execute(
            f"SELECT * FROM {table} WHERE position BETWEEN ? AND ?", (first, last)
        ).fetchall()
        for table in _TABLES
    }


def _written(target: sqlite3.Connection, requests: list[dict[str, list[Any]]]) -> float:
    start = perf_counter()
    for tables in requests:
        target.execute("BEGIN IMMEDIATE")
        for table, rows in tables.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        target.execute("COMMIT")
    return perf_counter() - start


def main(facts: int) -> None:
    """Measure and print."""
    print(f"{facts:,} facts of {SHOPS:,} shops and {ACCOUNTS:,} accounts, seed {SEED}")
    for what, value in measured(facts).items():
        print(f"{what}: {value:.3f}")


if __name__ == "__main__":
    main(count_of_arguments(100_000))
