"""What a fact that came late, or was annulled, makes different of what was told before it.

Decisions recorded before it stand; each is taken again as it would have been with the fact known.
What they caused stays, because it happened. Balances are told as known just before the fact was
learnt, and just after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ledger.aggregates.history import History
from ledger.backtest.altered import Altered, decisions_about, reached
from ledger.backtest.compared import Change, changes, standing_of
from ledger.backtest.redeciding import Redecided, redecide
from ledger.balances import (
    COMPLIANCE_SCORE,
    SLOTS,
    UNLINK_CHANCES,
    Statement,
    compliance_score,
    left_of_limit,
)
from ledger.codec import decode
from ledger.events import FactAnnulled
from ledger.queries.naming import fact_named
from ledger.queries.reading import facts_of
from ledger.record import Fact
from ledger.store import Store
from ledger.subjects import account_tag, shop_tag, tags_of
from ledger.terms import platform_of


@dataclass(frozen=True, slots=True)
class Moved:
    """A statement that reads otherwise since: how many of its lines, and what it closes with."""

    subject: str
    balance: str
    lines: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Impact:
    """What learning a fact made different of what was known just before.

    `learnt` is the fact, or the annulment that took `about` out. `since` is the instant from which
    on what was told may have been otherwise.
    """

    learnt: Fact
    about: Fact
    since: datetime
    is_late: bool
    decisions: tuple[Redecided, ...]
    statements: tuple[Moved, ...]
    changes: tuple[Change, ...]


def fact_at(store: Store, position: int) -> Fact | None:
    """The fact at a position; None if there is none."""
    for leaf in store.facts(after=position - 1, upto=position):
        return decode(leaf.position, leaf.data, leaf.personal)
    return None


def impact(store: Store, fact: Fact) -> Impact:
    """What a fact made different when it was learnt; of one that is annulled, its annulment."""
    learnt = _annulment_of(store, fact) or fact
    about = _annulled_by(store, learnt) or fact
    first = about.position if learnt is not about else 0
    tags = reached(store, [about])
    log = Altered(store, early=(learnt,))
    redecided = (
        redecide(log, decided)[0]
        for decided in decisions_about(store, tags, after=first, upto=learnt.position - 1)
        if decided.time >= about.time
    )
    subjects = sorted(tags)
    before = Altered(store).around(subjects, learnt.position - 1)
    after = Altered(store).around(subjects, learnt.position)
    at = max(learnt.recordedtime, about.time)
    return Impact(
        learnt,
        about,
        about.time,
        learnt is about and _is_late(store, learnt),
        tuple(one for one in redecided if one.differs),
        tuple(_moved(before, after, subjects, at)),
        tuple(changes(standing_of(before, subjects, at), standing_of(after, subjects, at))),
    )


def _annulment_of(store: Store, fact: Fact) -> Fact | None:
    """The annulment of a fact, if it is annulled."""
    for other in facts_of(store, tags_of(fact.event), [FactAnnulled.kind]):
        if isinstance(other.event, FactAnnulled) and other.event.fact == fact.name:
            return other
    return None


def _annulled_by(store: Store, learnt: Fact) -> Fact | None:
    if not isinstance(learnt.event, FactAnnulled):
        return None
    return fact_named(store, learnt.event.fact)


def _is_late(store: Store, fact: Fact) -> bool:
    """Whether a fact of the same subject at a lower position happened later."""
    told = facts_of(store, tags_of(fact.event), upto=fact.position - 1)
    return any(other.time > fact.time for other in told)


def _moved(
    before: History, after: History, subjects: Iterable[str], at: datetime
) -> Iterator[Moved]:
    for tag in subjects:
        was, now = (dict(_statements(history, tag, at)) for history in (before, after))
        for balance in sorted({**was, **now}):
            lines = [_lines(side.get(balance)) for side in (was, now)]
            if lines[0] != lines[1]:
                sides = (was.get(balance), now.get(balance))
                closing = [side.closing if side is not None else None for side in sides]
                different = len(lines[0] ^ lines[1])
                yield Moved(tag, balance, different, *closing)


def _lines(statement: Statement | None) -> set[tuple[int | None, int | None, int | None]]:
    lines = statement.lines if statement is not None else ()
    return {(line.position, line.change, line.balance) for line in lines}


def _statements(history: History, tag: str, at: datetime) -> Iterator[tuple[str, Statement]]:
    told = [fact for fact in history.by_subject.get(tag, ()) if fact.time <= at]
    if not told or not tag.startswith((shop_tag(""), account_tag(""))):
        return
    yield COMPLIANCE_SCORE, compliance_score(told)
    if tag.startswith(shop_tag("")):
        shop = tag.removeprefix(shop_tag(""))
        for program in history.law.programs(at, platform_of(shop)):
            for balance in (SLOTS, UNLINK_CHANCES):
                told_of = left_of_limit(balance, shop, program, told, history.law, at)
                yield f"{balance}:{program}", told_of
