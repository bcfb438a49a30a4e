"""Facts from outside: feeds go in line by line, an export goes in whole or not at all.

Bad lines are reported and good ones recorded. The same line again is known already; the same name
with other content is a bad line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any, Final

from ledger.app.timing import Timing
from ledger.audit import count_breaches
from ledger.border import (
    ExportLine,
    Fault,
    Faulty,
    is_export,
    read_export_line,
    read_feed_line,
    read_json,
)
from ledger.codec import (
    Draft,
    Leaf,
    LeafTooLong,
    encode,
    export_line,
    import_leaf,
    says_the_same,
)
from ledger.errors import BadInput
from ledger.events import CalendarAdopted, RulebookAdopted
from ledger.language import say
from ledger.store import NameTaken, Store
from ledger.subjects import tags_of
from ledger.terms import instant_text

BATCH: Final = 1_000
"""Lines recorded in one transaction."""

AHEAD: Final = timedelta(days=1)
"""How far ahead of the clock a fact may have happened: clocks differ."""


@dataclass(slots=True)
class Imported:
    """What came of an import: facts new and known, bad lines by number, breaches among the new."""

    new: int = 0
    known: int = 0
    rejected: list[tuple[int, Fault]] = field(default_factory=list)
    breaches: int = 0


Line = tuple[int, dict[str, Any] | Faulty]


@dataclass(frozen=True, slots=True)
class _Numbered:
    line: int
    draft: Draft


def parsed(lines: Iterable[bytes]) -> Iterator[Line]:
    """The lines of a file of newline-delimited JSON, by number; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, read_json(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
        except Faulty as why:
            yield number, why


@dataclass(frozen=True, slots=True)
class Intake:
    """Observed facts going into one ledger."""

    store: Store
    timing: Timing

    def take(
        self,
        lines: Iterable[Line],
        *,
        dry_run: bool = False,
        progress: Callable[[int], None] = lambda line: None,
    ) -> Imported:
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
            return self._take_feed(again, progress)

    def _is_bare(self) -> bool:
        return self.store.head().position == 0

    # A feed

    def _take_feed(self, lines: Iterable[Line], progress: Callable[[int], None]) -> Imported:
        imported, touched = Imported(), set[str]()
        now = self.timing.now()
        drafts = self._drafts(lines, now, imported, progress)
        while batch := list(islice(drafts, BATCH)):
            for draft in self._record(batch, now, imported):
                touched.update(tags_of(draft.event))
        imported.rejected.sort(key=lambda one: one[0])
        if touched:
            imported.breaches = count_breaches(self.store, touched)
        return imported

    def _drafts(
        self,
        lines: Iterable[Line],
        now: datetime,
        imported: Imported,
        progress: Callable[[int], None],
    ) -> Iterator[_Numbered]:
        for line, value in lines:
            progress(line)
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
        self, batch: Sequence[_Numbered], now: datetime, imported: Imported
    ) -> Sequence[Draft]:
        """Record what is new in a batch; a name that somebody else took meanwhile is looked up."""
        while True:
            fresh = self._fresh(batch, imported)
            if not fresh.new:
                break
            try:
                self._write(fresh.new, now)
            except NameTaken:
                continue
            except _TooLong as why:
                imported.rejected.append((why.line, _too_long(why.size)))
                batch = [one for one in batch if one.line != why.line]
                continue
            break
        imported.known += fresh.known
        imported.rejected += fresh.rejected
        imported.new += len(fresh.new)
        return [one.draft for one in fresh.new]

    def _fresh(self, batch: Sequence[_Numbered], imported: Imported) -> _Fresh:
        fresh = _Fresh()
        stored = self.store.named([(one.draft.source, one.draft.id) for one in batch])
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

    def _write(self, batch: Sequence[_Numbered], now: datetime) -> None:
        def build(first: int, last: datetime | None) -> Sequence[Leaf]:
            recordedtime = self.timing.recordedtime(now, last)
            return [self._leaf(one, recordedtime) for one in batch]

        self.store.write(None, build)

    def _leaf(self, one: _Numbered, recordedtime: datetime) -> Leaf:
        try:
            return encode(one.draft, recordedtime, self.timing.surroundings.new_salt)
        except LeafTooLong as why:
            raise _TooLong(one.line, str(why)) from None

    # An export

    def _take_export(self, lines: Iterable[Line]) -> Imported:
        imported, touched = Imported(), set[str]()
        leaves = self._leaves(lines, imported, touched)

        def build(first: int, last: datetime | None) -> Sequence[Leaf]:
            if first != 1:
                raise BadInput(
                    say("The ledger holds facts already."),
                    why=say("An export goes into a bare ledger."),
                    now=say("Make one with `init --bare`."),
                )
            return list(leaves)

        try:
            self.store.write(None, build)
        except NameTaken as why:
            raise _not_an_export(0, Fault("id", say("each fact once"), str(why))) from None
        imported.breaches = count_breaches(self.store, None)
        return imported

    def _leaves(
        self, lines: Iterable[Line], imported: Imported, touched: set[str]
    ) -> Iterator[Leaf]:
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
    from ledger.codec import canonical

    if export_line(leaf.data, leaf.salt, leaf.personal) != canonical(value):
        raise Faulty(
            Fault("", say("a line that comes out of an export as it went in"), say("another text"))
        )
    return leaf


def _not_an_export(line: int, *faults: Fault) -> BadInput:
    told = "; ".join(
        say(
            "{field}: expected {expected}, got {got}", field=f.field, expected=f.expected, got=f.got
        )
        for f in faults
    )
    return BadInput(
        say("The export cannot go in."),
        where=say("line {line}", line=line) if line else "",
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


def _conflict(draft: Draft) -> Fault:
    return Fault(
        "id",
        say("the content recorded under this name before, or a name of its own"),
        draft.name,
    )


def _too_long(size: str) -> Fault:
    return Fault("data", say("a fact of at most 65,535 bytes"), size)
