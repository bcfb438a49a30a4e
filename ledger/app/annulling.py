"""Annulling: a wrongly recorded fact is taken out of every fold by another fact, never edited."""

from __future__ import annotations

from dataclasses import dataclass

from eventsourcing.dcb.api import DCBAppendCondition

from ledger.app.appending import Appending, too_long, until_alone
from ledger.app.timing import Timing
from ledger.codec import LeafTooLong
from ledger.errors import BadInput
from ledger.events import (
    CalendarAdopted,
    FactAnnulled,
    PersonalFieldsForgotten,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
)
from ledger.language import say
from ledger.queries.naming import fact_named, granted_by
from ledger.queries.reading import facts_of
from ledger.record import Fact
from ledger.store import Store
from ledger.store.query import query_of
from ledger.subjects import tags_of

_LASTING = (
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
    CalendarAdopted,
    FactAnnulled,
    PersonalFieldsForgotten,
)


@dataclass(frozen=True, slots=True)
class Annulling:
    """Facts of one ledger being annulled."""

    store: Store
    timing: Timing

    def annul(self, name: str, reason: str, replaced_by: str | None, actor: str | None) -> Fact:
        """Record that a fact was recorded wrongly; the annulment is returned.

        Raises BadInput if there is no such fact, if it is a decision, a decision's fact or law, or
        if it is annulled already.
        """
        return until_alone(lambda: self._annul(name, reason, replaced_by, actor))

    def _annul(self, name: str, reason: str, replaced_by: str | None, actor: str | None) -> Fact:
        # Before the fact is looked at: an annulment that comes later stops the append.
        head = self.store.head().position
        wrong = self._named(name, "SOURCE#ID")
        self._check(wrong)
        if replaced_by is not None:
            replaced_by = self._named(replaced_by, "--replaced-by").name
        event = FactAnnulled(
            fact=wrong.name, reason=reason, replaced_by=replaced_by, subjects=tags_of(wrong.event)
        )
        # Only one annulment of a fact: none may have come since it was looked for.
        already = query_of([([FactAnnulled.kind], [tag]) for tag in event.subjects])
        condition = DCBAppendCondition(already, after=head)
        try:
            return Appending(self.store, self.timing).append(event, actor, condition)
        except LeafTooLong as size:
            raise too_long(
                say("The annulment is too long to be recorded."),
                "--reason",
                size,
                say("Shorten the reason."),
            ) from None

    def _named(self, name: str, where: str) -> Fact:
        found = fact_named(self.store, name)
        if found is None:
            raise BadInput(
                say("There is no fact {name}.", name=name),
                where=where,
                why=say("A fact is named <source>#<id>, as `history --json` and `export` show it."),
                now=say("Look the name up with `bindledger history TAG`."),
            )
        return found

    def _check(self, wrong: Fact) -> None:
        if isinstance(wrong.event, _LASTING) or granted_by(self.store, wrong):
            raise BadInput(
                say("{name} cannot be annulled.", name=wrong.name),
                where="SOURCE#ID",
                why=say("Decisions and what they caused, law, annulments and certificates stay."),
                now=say("Record what happened since as a new fact."),
            )
        for fact in facts_of(self.store, tags_of(wrong.event), [FactAnnulled.kind]):
            if isinstance(fact.event, FactAnnulled) and fact.event.fact == wrong.name:
                raise BadInput(
                    say("{name} is annulled already.", name=wrong.name),
                    where="SOURCE#ID",
                    why=say("See position {at}.", at=fact.position),
                    now=say("Nothing needs to be done."),
                )
