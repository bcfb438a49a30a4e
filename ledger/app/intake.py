"""Facts from outside: feeds go in line by line, an export goes in whole or not at all.

Bad lines are reported and good ones recorded. The same line again is known already; the same name
with other content is a bad line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from ledger.app.files import Line
from ledger.app.timing import Timing
from ledger.audit import count_breaches
from ledger.border import (
    ExportLine,
    Fault,
    Faulty,
    is_export,
    read_export_line,
    read_feed_line,
)
from ledger.codec import (
    Draft,
    Leaf,
    LeafTooLong,
    canonical,
    encode,
    export_line,
    import_leaf,
    says_the_same,
)
from ledger.errors import BadInput, LedgerError
from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.language import say, say_list
from ledger.store import NameTaken, Store
from ledger.terms import BEGINNING, instant_text

if TYPE_CHECKING:
    from ledger.feeds import Counts, Feed

BATCH: Final = 5_000
"""Lines recorded in one transaction: enough that indexes are written once for many of them."""

_LONGEST_TIME: Final = BEGINNING + timedelta(microseconds=1)

AHEAD: Final = timedelta(days=1)
"""How far ahead of the clock a fact may have happened: clocks differ."""


@dataclass(slots=True)
class Imported:
    """What came of an import: facts new and known, bad lines by number, breaches among the new.

    `held` is what a platform's file held besides facts; None for files of facts.
    """

    new: int = 0
    known: int = 0
    rejected: list[tuple[int, Fault]] = field(default_factory=list)
    breaches: int = 0
    held: Counts | None = None


@dataclass(slots=True)
class _Progress:
    """How far a feed has come: what is under way, and the last line whose fate is settled."""

    under_way: Sequence[_Numbered] = ()
    settled: int = 0
    look_up_first: bool = False


@dataclass(frozen=True, slots=True)
class _Numbered:
    line: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class Intake:
    """Observed facts going into one ledger."""

    store: Store
    timing: Timing
    judging: Callable[[int], Callable[[int], None]] = lambda facts: lambda more: None

    def take(self, lines: Iterable[Line], *, dry_run: bool = False) -> Imported:
        """Record the facts of a feed, or of an export into a bare ledger.

        Raises BadInput for an export that cannot go in whole; nothing is recorded then.
        """
        with self.store.rehearse() if dry_run else nullcontext():
            numbered = iter(lines)
            first = next(numbered, None)
            if first is None:
                return Imported()
            again = chain([first], numbered)
            if isinstance(first[1], dict) and is_export(first[1]) and self._is_bare():
                return self._take_export(again)
            return self._take_feed(again, dry_run=dry_run)

    def take_payloads(
        self, lines: Iterable[Line], feed: Feed, secret: bytes | None, *, dry_run: bool = False
    ) -> Imported:
        """Record the facts that a platform's payloads tell. `secret` checks or opens them."""
        from ledger.feeds import Counts, facts_told

        held = Counts()
        with self.store.rehearse() if dry_run else nullcontext():
            told = facts_told(lines, feed, self.store, secret, held)
            imported = self._take_feed(told, dry_run=dry_run)
        imported.held = held
        return imported

    def _is_bare(self) -> bool:
        return self.store.head().position == 0

    def _breaches(self, about: Set[str] | None) -> int:
        return count_breaches(self.store, about, self.judging(self.store.head().position))

    # A feed

    def _take_feed(self, lines: Iterable[Line], *, dry_run: bool) -> Imported:
        imported, touched, done = Imported(), set[str](), _Progress()
        now = self.timing.now()
        drafts = self._drafts(lines, now, imported)
        try:
            while batch := list(islice(drafts, BATCH)):
                for leaf in self._record(batch, now, imported, done):
                    touched.update(leaf.tags)
            imported.rejected.sort(key=lambda one: one[0])
            if touched:
                imported.breaches = self._breaches(touched)
        except KeyboardInterrupt as stop:
            if not dry_run:
                stop.add_note(_how_far(self._settled(done)))
            raise
        except LedgerError as why:
            settled = 0 if dry_run else self._settled(done)
            if not settled:
                raise
            raise type(why)(
                say("The import stopped before its end."),
                where=say("after line {line}", line=settled),
                why=why.why or why.what,
                now=f"{_how_far(settled)} {why.now}",
            ) from why
        return imported

    def _settled(self, done: _Progress) -> int:
        """The last line settled: that of the batch under way, if it was committed after all."""
        waiting = done.under_way
        if waiting:
            with suppress(LedgerError):
                stored = self.store.named([(one.draft.source, one.draft.id) for one in waiting])
                if len(stored) == len(waiting):
                    return waiting[-1].line
        return done.settled

    def _drafts(
        self,
        lines: Iterable[Line],
        now: datetime,
        imported: Imported,
    ) -> Iterator[_Numbered]:
        for line, value in lines:
            try:
                if isinstance(value, Faulty):
                    raise value
                draft = read_feed_line(value)
                check_time(draft, now)
            except Faulty as why:
                imported.rejected += ((line, fault) for fault in why.faults)
            else:
                yield _Numbered(line, draft)

    def _record(
        self, batch: Sequence[_Numbered], now: datetime, imported: Imported, done: _Progress
    ) -> Sequence[Leaf]:
        """Record what is new in a batch, and return it.

        The names are looked up only when they turn out to be taken, and then in the next batch too:
        what is known mostly comes together.
        """
        last = batch[-1].line
        leaves: Sequence[Leaf] = ()
        while True:
            fresh = self._fresh(batch, look_up=done.look_up_first)
            done.under_way = fresh.new
            if not fresh.new:
                break
            try:
                leaves = self._write(fresh.new, now)
            except NameTaken:
                done.look_up_first = True
                continue
            except _TooLong as why:
                imported.rejected.append((why.line, _too_long(why.size)))
                batch = [one for one in batch if one.line != why.line]
                continue
            break
        # In this order: whoever is stopped in between has one of the two to tell by.
        done.settled, done.under_way = last, ()
        done.look_up_first = fresh.known > 0
        imported.known += fresh.known
        imported.rejected += fresh.rejected
        imported.new += len(fresh.new)
        return leaves

    def _fresh(self, batch: Sequence[_Numbered], *, look_up: bool) -> _Fresh:
        fresh = _Fresh()
        names = [(one.draft.source, one.draft.id) for one in batch] if look_up else []
        stored = self.store.named(names)
        seen: dict[tuple[str, str], Draft] = {}
        for one in batch:
            name = (one.draft.source, one.draft.id)
            leaf, earlier = stored.get(name), seen.get(name)
            if leaf is None and earlier is None:
                seen[name] = one.draft
                fresh.new.append(one)
            elif earlier == one.draft or (
                leaf is not None and says_the_same(one.draft, leaf.data, leaf.personal)
            ):
                fresh.known += 1
            else:
                fresh.rejected.append((one.line, _conflict(one.draft)))
        return fresh

    def _write(self, batch: Sequence[_Numbered], now: datetime) -> Sequence[Leaf]:
        leaves: Sequence[Leaf] = ()

        def build(first: int, last: datetime | None) -> Sequence[Leaf]:
            nonlocal leaves
            recordedtime = self.timing.recordedtime(now, last)
            leaves = [self._leaf(one, recordedtime) for one in batch]
            return leaves

        self.store.write(None, build)
        return leaves

    def _leaf(self, one: _Numbered, recordedtime: datetime) -> Leaf:
        try:
            return encode(one.draft, recordedtime, self.timing.surroundings.new_salt)
        except LeafTooLong:
            raise _TooLong(one.line, self._size(one.draft)) from None

    def _size(self, draft: Draft) -> str:
        """The size of a fact that is too long, the same whatever digits the clock shows.

        The recorded time is taken at its longest, so this is at most a few bytes too many.
        """
        try:
            encode(draft, _LONGEST_TIME, self.timing.surroundings.new_salt)
        except LeafTooLong as why:
            return str(why)
        raise AssertionError("a longer recorded time made a leaf shorter")

    # An export

    def _take_export(self, lines: Iterable[Line]) -> Imported:
        imported = Imported()
        leaves = self._leaves(lines, imported)
        try:
            # One transaction around all the batches: the whole file or nothing.
            with self.store.writing():
                if not self._is_bare():
                    raise _no_longer_bare()
                while batch := list(islice(leaves, BATCH)):
                    self._keep(batch)
        except NameTaken as why:
            raise _not_an_export(0, Fault("id", say("each fact once"), str(why))) from None
        imported.breaches = self._breaches(None)
        return imported

    def _keep(self, leaves: Sequence[Leaf]) -> None:
        self.store.write(None, lambda first, last: leaves)

    def _leaves(self, lines: Iterable[Line], imported: Imported) -> Iterator[Leaf]:
        last: datetime | None = None
        for line, value in lines:
            try:
                if isinstance(value, Faulty):
                    raise value
                exported = read_export_line(value)
                leaf = _same_again(exported, value)
                if last is not None and exported.recordedtime < last:
                    raise Faulty(
                        Fault(
                            "recordedtime",
                            say(
                                "not before that of the line before, {last}",
                                last=instant_text(last),
                            ),
                            instant_text(exported.recordedtime),
                        )
                    )
            except Faulty as why:
                raise _not_an_export(line, *why.faults) from None
            last = exported.recordedtime
            imported.new += 1
            yield leaf


@dataclass(slots=True)
class _Fresh:
    new: list[_Numbered] = field(default_factory=list)
    known: int = 0
    rejected: list[tuple[int, Fault]] = field(default_factory=list)


class _TooLong(Exception):
    def __init__(self, line: int, size: str) -> None:
        super().__init__(size)
        self.line = line
        self.size = size


def _same_again(exported: ExportLine, value: dict[str, Any]) -> Leaf:
    """The leaf of an export line. Raises Faulty if it would not come out the same."""
    try:
        leaf = import_leaf(exported.draft, exported.recordedtime, exported.salt, exported.digest)
    except LeafTooLong as why:
        raise Faulty(_too_long(str(why))) from None
    if export_line(leaf.data, leaf.salt, leaf.personal) != canonical(value):
        raise Faulty(
            Fault("", say("a line that comes out of an export as it went in"), say("another text"))
        )
    return leaf


def _no_longer_bare() -> BadInput:
    return BadInput(
        say("The ledger holds facts already."),
        where=say("the file"),
        why=say("An export goes into a bare ledger."),
        now=say("Make one with `init --bare`."),
    )


def _not_an_export(line: int, *faults: Fault) -> BadInput:
    told = say_list(
        say(
            "{field}: expected {expected}, got {got}", field=f.field, expected=f.expected, got=f.got
        )
        for f in faults
    )
    return BadInput(
        say("The export cannot go in."),
        where=say("line {line}", line=line) if line else say("the file"),
        why=told,
        now=say("Nothing was recorded. Export the ledger again and import the whole file."),
    )


def check_time(draft: Draft, now: datetime) -> None:
    """Refuse a fact that has not happened yet; only law may be adopted for later. Raises Faulty."""
    if isinstance(draft.event, RulebookAdopted | CalendarAdopted):
        return
    if draft.time > now + AHEAD:
        latest = instant_text(now + AHEAD)
        raise Faulty(
            Fault(
                "time",
                say("at most a day ahead of the clock: not after {latest}", latest=latest),
                instant_text(draft.time),
            )
        )


def _how_far(line: int) -> str:
    if not line:
        return say("No line is recorded.")
    return say(
        "Lines up to {line} are recorded; the same import again finishes what is left.", line=line
    )


def _conflict(draft: Draft) -> Fault:
    return Fault(
        "id",
        say("the content recorded under this name before, or a name of its own"),
        draft.name,
    )


def _too_long(size: str) -> Fault:
    return Fault("data", say("a fact of at most 65,535 bytes"), size)
