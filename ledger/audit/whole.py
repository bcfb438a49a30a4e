"""The whole log audited: as it is stored, as it was decided, as it adds up, as it is read.

What is judged is judged in one pass in order of time, whose memory grows with subjects, not with
facts. How the log is stored and what the read models say needs nothing of that pass, and may be
looked at by another process meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from ledger.aggregates import Law
from ledger.audit.beside import beside
from ledger.audit.observed import Breach, Observer
from ledger.audit.retrial import Disagreement, Retrial, known_ahead, last_annulments
from ledger.audit.stored import Defect, defects
from ledger.audit.trial import Mismatch, TrialBalance
from ledger.codec import decode
from ledger.errors import LedgerError
from ledger.events import (
    CalendarAdopted,
    FactAnnulled,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
)
from ledger.projections import Difference, check
from ledger.queries.reading import facts_of_kinds
from ledger.record import Fact
from ledger.store import Store, open_store

Bend = Callable[[Law], Law]
"""What is done to the law before it judges: nothing, or another law in its place."""

Progress = Callable[[int], None]
"""Told how many facts more were looked at."""


@dataclass(slots=True)
class Stored:
    """What is wrong with the log as it is stored, and with the read models made from it."""

    defects: list[Defect] = field(default_factory=list)
    read_models: list[Difference] = field(default_factory=list)

    @property
    def is_unreadable(self) -> bool:
        """Whether a leaf itself was changed: then nothing can be judged."""
        return any(defect.what == "leaf" for defect in self.defects)


@dataclass(slots=True)
class Judged:
    """What the pass in order of time found: decisions taken again, breaches, wrong balances."""

    judged: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)
    balances: list[Mismatch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Audited:
    """All that an audit found.

    `was_judged` is false where facts cannot be read: then nothing is known of what they say.
    """

    stored: Stored
    judged: Judged = field(default_factory=Judged)
    was_judged: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was found."""
        stored, judged = self.stored, self.judged
        return not (
            stored.defects
            or stored.read_models
            or judged.disagreements
            or judged.breaches
            or judged.balances
        )


def audit(
    store: Store,
    bend: Bend = lambda law: law,
    progress: Progress = lambda facts: None,
    *,
    address: str | None = None,
    upto: int | None = None,
    until: datetime | None = None,
) -> Audited:
    """Audit the whole log, under the law of its time or under another.

    With `upto` and `until` only what was recorded up to a position and happened by an instant is
    judged; how it is stored is looked at in any case. With the `address` of the ledger, that is
    done by a second process meanwhile. `progress` is told of each fact twice: as it is stored and
    as it is judged. Where a leaf was changed, nothing is judged. Raises LedgerError.
    """
    with _stored(store, progress, address) as stored:
        if address is None and stored().is_unreadable:
            return Audited(stored())
        try:
            judged = judge(store, bend, progress, upto, until)
        except LedgerError:
            # What cannot be read was most likely changed, and shows as it is stored.
            if not stored().defects:
                raise
            return Audited(stored())
        if stored().is_unreadable:
            return Audited(stored())
        return Audited(stored(), judged, was_judged=True)


@contextmanager
def _stored(
    store: Store, progress: Progress, address: str | None
) -> Iterator[Callable[[], Stored]]:
    """What there is to say of the stored form, when it is asked for."""
    if address is None:
        yield cache(lambda: look(store, progress))
        return
    with beside(look_at, address) as result:

        def waited_for() -> Stored:
            found = result()
            progress(store.head().position)
            return found

        yield cache(waited_for)


def look_at(address: str) -> Stored:
    """What there is to say of the ledger at an address. Raises LedgerError."""
    with open_store(address, write=False) as store:
        return look(store)


def look(store: Store, progress: Progress = lambda facts: None) -> Stored:
    """What is wrong with the stored form; read models are compared where leaves can be read.

    That is about the whole log, whatever part of it is judged: read models are as far as it is.
    """
    with store.uncut():
        stored = Stored(list(defects(store, progress)))
        if not stored.is_unreadable:
            stored.read_models = list(check(store))
    return stored


def judge(
    store: Store,
    bend: Bend,
    progress: Progress,
    upto: int | None = None,
    until: datetime | None = None,
) -> Judged:
    """Everything that was decided, that happened and that was counted, judged in order of time."""
    adopted = facts_of_kinds(store, RulebookAdopted.kind, CalendarAdopted.kind, upto=upto)
    law = bend(Law.recall(adopted))
    annulments = list(facts_of_kinds(store, FactAnnulled.kind, upto=upto))
    gone = {fact.event.fact for fact in annulments if isinstance(fact.event, FactAnnulled)}
    observer, trial = Observer(law), TrialBalance(law)
    retrial = Retrial(store, law, observer, last_annulments(annulments), known_ahead(store))
    judged = Judged()
    for fact in told_in_order(store, upto, until):
        progress(1)
        if gone and fact.name in gone:
            continue
        if isinstance(fact.event, RequestGranted | RequestRefused):
            judged.judged += not fact.forgotten
            judged.disagreements += retrial.disagreement(fact)
        elif (breach := observer.breach(fact)) is not None:
            judged.breaches.append(breach)
        retrial.take(fact)
        judged.balances += trial.take(fact, observer.known.shops)
    return judged


def told_in_order(
    store: Store, upto: int | None = None, until: datetime | None = None
) -> Iterator[Fact]:
    """All facts in order of time, with their personal fields: some rules compare those."""
    for leaf in store.facts(upto=upto, by_time=True):
        fact = decode(leaf.position, leaf.data, leaf.personal)
        if until is not None and fact.time > until:
            break
        yield fact
