"""A year being written: facts for the platform's monthly reports, requests for the streams between.

The platform reports on the 10th of a month what happened since the last report; the requests of the
weeks that follow are asked with that knowledge and no more. Times are texts to read and instants to
count with; ids that no story needs are numbered when the year is told.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

PROGRAM: Final = "tiktok.channel"
SELLER_CENTER: Final = "tiktok/seller-center"
GOVERNANCE: Final = "tiktok/governance"

Data = dict[str, Any]
T = TypeVar("T")


def utc(text: str) -> datetime:
    """The instant of a text such as `2026-03-02 16:00`, with seconds if they matter."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


REPORTS: Final = (
    utc("2025-12-10 06:00"),
    *(utc(f"2026-{month:02}-10 06:00") for month in range(1, 12)),
)
"""When the platform's reports come in, in order."""

BEGINNING: Final = utc("2025-12-01 00:00")
"""When the ledger is made."""

END: Final = utc("2026-11-16 18:00")
"""After the last request of the year."""


def month_of(report: int) -> str:
    """A report's name."""
    return f"{REPORTS[report]:%Y-%m}"


def next_report(at: datetime) -> int:
    """The first report that can tell of an instant; the last one may run a little ahead of it."""
    return next((n for n, report in enumerate(REPORTS) if at <= report), len(REPORTS) - 1)


class Dice:
    """Chance that falls the same way on every machine.

    Only `random()` is promised to repeat itself across versions of Python.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, chance: float) -> bool:
        """Whether something of a chance between 0 and 1 happens."""
        return self._random() < chance

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._random() * (most - least + 1))

    def one_of(self, choices: Sequence[T]) -> T:
        """One of some choices, each as likely."""
        return choices[self.between(0, len(choices) - 1)]

    def later(self, at: datetime, least_hours: int, most_hours: int) -> datetime:
        """An instant some hours later, with odd minutes and seconds."""
        hours = self.between(least_hours, most_hours - 1)
        return at + timedelta(hours=hours, seconds=self.between(0, 3599))


@dataclass(slots=True)
class Year:
    """Everything that is told and asked, in the order it was thought of."""

    told: list[tuple[int, datetime, Data]] = field(default_factory=list)
    again: list[tuple[int, int, int]] = field(default_factory=list)
    asked: list[tuple[datetime, Data]] = field(default_factory=list)

    def fact(
        self,
        kind: str,
        at: datetime,
        data: Data,
        *,
        name: str | None = None,
        source: str = SELLER_CENTER,
        late: int = 0,
    ) -> None:
        """A fact of the platform's next report, or of one `late` reports after that."""
        line = {
            "specversion": "1.0",
            "type": f"{kind}.v1",
            "source": source,
            "id": name,
            "time": _text(at),
            "actor": "platform",
            "data": data,
        }
        self.told.append((next_report(at) + late, at, line))

    def repeat(self, report: int, earlier: int, place: int) -> None:
        """A line of an earlier report, or of the same one, stands in a report once more."""
        self.again.append((report, earlier, place))

    def ask(
        self, what: str, at: datetime, actor: str, fields: Data, name: str | None = None
    ) -> None:
        """A request; without a name it is numbered."""
        line = {"ask": what, "id": name, **fields, "actor": actor, "at": _text(at)}
        self.asked.append((at, line))

    def reports(self) -> Iterator[tuple[int, list[Data]]]:
        """The lines of each report in order of time, late ones first as it happens."""
        reports: list[list[Data]] = []
        for number in range(len(REPORTS)):
            lines = [line for report, _, line in sorted(self.told, key=_when) if report == number]
            for place, line in enumerate(lines, start=1):
                line["id"] = line["id"] or f"{month_of(number)}-{place:04}"
            reports.append(lines)
            twice = [
                reports[which][place] for report, which, place in self.again if report == number
            ]
            yield number, [*lines, *twice]

    def streams(self) -> Iterator[tuple[int, list[Data]]]:
        """The requests between each report and the next, in order of time."""
        asked = sorted(self.asked, key=lambda one: one[0])
        for place, (_, line) in enumerate(asked, start=1):
            line["id"] = line["id"] or f"r-{place:04}"
        ends = (*REPORTS[1:], END)
        for number, (start, end) in enumerate(zip(REPORTS, ends, strict=True)):
            yield number, [line for at, line in asked if start <= at < end]


def _when(one: tuple[int, datetime, Data]) -> datetime:
    return one[1]


def ndjson(lines: Sequence[Data]) -> str:
    """The lines of a file."""
    return "".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines
    )
