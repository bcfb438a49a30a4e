"""Douyin: the list of a shop's own authors, asked for again and again.

The list tells who is bound, never who was bound or let go: that is the difference to the last list,
which the ledger keeps as an assertion. The first list of a shop is the opening: since when its
authors were bound before, nobody says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.border import Fault, Faulty
from ledger.events import (
    BindingActivated,
    BindingEnded,
    BindingListAsserted,
    OfficialAccountReplaced,
)
from ledger.events.binding import EndReason
from ledger.feeds.delivery import Delivery, canonical_text
from ledger.feeds.memory import Memory, line_of, standing
from ledger.feeds.payload import Part
from ledger.feeds.telling import Line, Reading, Teller, digest_of, together
from ledger.language import say
from ledger.record import Fact
from ledger.subjects import shop_tag
from ledger.terms import instant_text

SOURCE: Final = "douyin/self-authors"

_OFFICIAL: Final = "douyin.official"
_PROGRAMS: Final = {0: _OFFICIAL, 1: "douyin.channel"}
"""The program of each `author_type`; 2, an ordinary creator, is not bound to the shop."""

_ACCOUNT: Final = "douyin:{author_id}"


@dataclass(frozen=True, slots=True)
class _List:
    """A list as it was asked for: the accounts of each program, and the authors of neither."""

    shop: str
    at: datetime
    accounts: Mapping[str, tuple[str, ...]]
    others: tuple[Part, ...]


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one list. Raises Faulty, also for a list older than the last one."""
    told = _list(delivery)
    teller = Teller(SOURCE, f"{told.shop}/{instant_text(told.at)}", told.at)
    asserted = [
        teller.fact(
            BindingListAsserted,
            program,
            shop=told.shop,
            program=program,
            accounts=list(accounts),
            digest=digest_of(delivery.text),
        )
        for program, accounts in told.accounts.items()
    ]
    of_shop = shop_tag(told.shop)
    if any(fact.time == told.at for fact in _lists(memory.every(of_shop))):
        changes = _told_then(memory, told, asserted)
    else:
        before = _lists(memory.by(of_shop))
        _check_order(before, told)
        changes = tuple(_changes(teller, memory, told, _last(before)))
    return together(memory.told(Reading((*asserted, *changes))), _kept(teller, told))


def _lists(facts: Iterable[Fact]) -> list[Fact]:
    return [
        fact
        for fact in facts
        if fact.source == SOURCE and isinstance(fact.event, BindingListAsserted)
    ]


def _list(delivery: Delivery) -> _List:
    body = delivery.whole()
    answer = body.part("data") if body.has("data") else body
    authors = answer.parts("authors")
    if answer.number("total") != len(authors):
        # Whoever is on another page would seem to have been let go.
        expected = say("the number of authors: all pages of a list in one line")
        raise answer.fault("total", expected)
    types = [author.number("author_type") for author in authors]
    accounts = {
        program: tuple(
            sorted(
                {
                    _ACCOUNT.format(author_id=author.text("author_id"))
                    for author, its in zip(authors, types, strict=True)
                    if its == number
                }
            )
        )
        for number, program in _PROGRAMS.items()
    }
    others = tuple(
        author for author, its in zip(authors, types, strict=True) if its not in _PROGRAMS
    )
    return _List(f"douyin:{delivery.asked_about()}", delivery.received(), accounts, others)


def _check_order(before: Sequence[Fact], told: _List) -> None:
    last = max((fact.time for fact in before), default=None)
    if last is not None and told.at < last:
        expected = say("not before the last list of this shop, {last}", last=instant_text(last))
        raise Faulty(Fault("at", expected, instant_text(told.at)))


def _last(before: Sequence[Fact]) -> Mapping[str, frozenset[str]]:
    """The accounts of each program on the last list; none on the first."""
    latest = max((fact.time for fact in before), default=None)
    return {
        fact.event.program: frozenset(fact.event.accounts)
        for fact in before
        if fact.time == latest
        and isinstance(fact.event, BindingListAsserted)
        and fact.event.program is not None
    }


def _told_then(memory: Memory, told: _List, asserted: Iterable[Line]) -> tuple[Line, ...]:
    """The changes that were told when the same list came first."""
    causes = {f"{SOURCE}#{line['id']}" for line in asserted}
    facts = memory.every(shop_tag(told.shop))
    return tuple(line_of(fact) for fact in facts if fact.causationid in causes)


def _changes(
    teller: Teller, memory: Memory, told: _List, last: Mapping[str, frozenset[str]]
) -> Iterator[Line]:
    running = {
        (binding.program, binding.account): binding.binding
        for binding in standing(memory, told.shop, told.at).values()
        if binding.runs
    }
    gone, come = _differences(told.accounts, last), _differences(last, told.accounts)
    exchanged = len(gone[_OFFICIAL]) == len(come[_OFFICIAL]) == 1
    # Who changes from one program to the other is let go before he is bound again.
    for program, account in _pairs(gone):
        binding = running.get((program, account))
        if binding is not None:
            why: EndReason = "exchanged" if exchanged and program == _OFFICIAL else "unknown"
            names = _names(told, program, account, binding)
            yield _caused(teller.fact(BindingEnded, account, **names, reason=why), teller, program)
    for program, account in _pairs(come):
        if (program, account) not in running:
            names = _names(told, program, account, _new(told, account))
            yield _caused(teller.fact(BindingActivated, account, **names), teller, program)
    if exchanged:
        (before,), (after,) = gone[_OFFICIAL], come[_OFFICIAL]
        exchange = teller.fact(
            OfficialAccountReplaced,
            shop=told.shop,
            account=before,
            program=_OFFICIAL,
            binding=running.get((_OFFICIAL, before)),
            successor=after,
            successor_binding=running.get((_OFFICIAL, after), _new(told, after)),
        )
        yield _caused(exchange, teller, _OFFICIAL)


def _differences(
    these: Mapping[str, Collection[str]], those: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """The accounts of each program that are not among these and are among those."""
    return {
        program: sorted(set(those.get(program, ())) - set(these.get(program, ())))
        for program in _PROGRAMS.values()
    }


def _pairs(accounts: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(program, account) for program, some in accounts.items() for account in some]


def _caused(line: Line, teller: Teller, program: str) -> Line:
    """A fact that follows from what a list asserts."""
    return {**line, "causationid": f"{SOURCE}#{teller.key}/BindingListAsserted/{program}"}


def _new(told: _List, account: str) -> str:
    """The name of a binding that this list is the first to tell of."""
    return f"{told.shop}/{account}/{instant_text(told.at)}"


def _names(told: _List, program: str, account: str, binding: str) -> dict[str, str]:
    return {"binding": binding, "shop": told.shop, "account": account, "program": program}


def _kept(teller: Teller, told: _List) -> Reading:
    """The authors who are bound under no program, so that nothing of the list is lost."""
    if not told.others:
        return Reading()
    numbers = sorted({author.number("author_type") for author in told.others})
    event = ", ".join(f"author_type {number}" for number in numbers)
    body = canonical_text([dict(author.fields) for author in told.others])
    return teller.raw(event, body, shop=told.shop)
