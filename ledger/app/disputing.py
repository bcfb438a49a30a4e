"""Disputes being opened, argued and resolved, each step a fact on condition that none came between.

What users do in a dispute is observed, not asked: no law refuses it. Only the dispute's own order
is kept: it is opened once, argued while it is open, and resolved once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from eventsourcing.dcb.api import DCBAppendCondition

from ledger.aggregates.dispute import Dispute
from ledger.app.appending import Appending, too_long, until_alone
from ledger.app.timing import Timing
from ledger.codec import LeafTooLong
from ledger.disputes import FIELDS, FORMS, dispute_facts
from ledger.errors import BadInput, LedgerError
from ledger.events import (
    ClaimMade,
    DisputeNoted,
    DisputeOpened,
    DisputeResolved,
    EvidenceAttached,
    FactAnnulled,
)
from ledger.language import say, say_names, say_why
from ledger.queries.naming import fact_named
from ledger.record import Fact
from ledger.store import Store
from ledger.store.query import query_of
from ledger.subjects import dispute_tag
from ledger.terms import instant_text

Step = DisputeOpened | DisputeNoted | ClaimMade | DisputeResolved | EvidenceAttached

_STEPS: Final = tuple(
    kind.kind for kind in (DisputeOpened, DisputeNoted, ClaimMade, DisputeResolved, FactAnnulled)
)


@dataclass(frozen=True, slots=True)
class Disputing:
    """Disputes of one ledger, step by step."""

    store: Store
    timing: Timing

    def step(self, dispute: str, event: Step, actor: str) -> Fact:
        """Record a step of a dispute. Raises BadInput where the dispute cannot take it."""
        return until_alone(lambda: self._step(dispute, event, actor))

    def attach(
        self, dispute: str, file: Path, title: str, media_type: str | None, actor: str
    ) -> Fact:
        """Tie a file that is kept elsewhere to a dispute, by its digest. Raises LedgerError."""
        event = EvidenceAttached(
            about=(dispute_tag(dispute),),
            digest=digest_of_file(file),
            media_type=media_type or media_type_of(file),
            title=title,
        )
        return self.step(dispute, event, actor)

    def _step(self, dispute: str, event: Step, actor: str) -> Fact:
        # Before the dispute is looked at: whatever comes later stops the append.
        head = self.store.head().position
        self._check(Dispute.recall(dispute, dispute_facts(self.store, dispute, head)), event)
        already = query_of([(_STEPS, (dispute_tag(dispute),))])
        condition = DCBAppendCondition(already, after=head)
        try:
            return Appending(self.store, self.timing).append(event, actor, condition)
        except LeafTooLong as size:
            raise too_long(
                say("This step of the dispute is too long to be recorded."),
                dispute,
                size,
                say("Say it in several notes, or attach a file."),
            ) from None

    def _check(self, state: Dispute, event: Step) -> None:
        if isinstance(event, DisputeOpened):
            if state.opened is not None:
                raise _open_already(state)
            return
        if state.opened is None:
            raise _unknown(state)
        if state.resolved is not None:
            raise _resolved_already(state)
        match event:
            case ClaimMade():
                check_fields(event)
                if event.claim in {one.claim for one in state.claims}:
                    raise _claimed_already(event)
            case DisputeResolved(remedies=remedies):
                for name in remedies or ():
                    self._check_remedy(name, state.opened.position)

    def _check_remedy(self, name: str, opened: int) -> None:
        remedy = fact_named(self.store, name)
        if remedy is None:
            raise BadInput(
                say("There is no fact {name}.", name=name),
                where="--remedy",
                why=say("A fact is named <source>#<id>, as `history --json` and `export` show it."),
                now=say("Record the remedy first, and name it then."),
            )
        if remedy.position < opened:
            raise BadInput(
                say("{name} is no remedy.", name=name),
                where="--remedy",
                why=say(
                    "It was recorded before the dispute was opened, at position {at}.",
                    at=remedy.position,
                ),
                now=say("Record what puts it right as a new fact, and name that."),
            )


def check_fields(claim: ClaimMade) -> None:
    """Refuse a claim that lacks a field of its kind, or has one of another. Raises BadInput."""
    form = FORMS[claim.claim_kind]
    given = [name for name in FIELDS if getattr(claim, name) is not None]
    missing = [name for name in form.must if name not in given]
    others = [name for name in given if name not in (*form.must, *form.may)]
    needs = say(
        "A claim {kind} has {must}, and may have {may}.",
        kind=claim.claim_kind,
        must=say_names(_options(form.must)),
        may=say_names(_options(form.may)) or say("nothing else"),
    )
    if missing or others:
        raise BadInput(
            say("This claim cannot be answered."),
            where=say_names(_options(missing or others)),
            why=needs,
            now=say("Give what is missing.") if missing else say("Leave out the rest."),
        )
    if claim.since is not None and claim.until is not None and claim.until <= claim.since:
        raise BadInput(
            say("The claim speaks of no time at all."),
            where="--until",
            why=say(
                "{until} is not after {since}.",
                until=instant_text(claim.until),
                since=instant_text(claim.since),
            ),
            now=say("Give a later time, or leave it out."),
        )


def _options(names: Sequence[str]) -> list[str]:
    return [f"--{name}" for name in names]


def digest_of_file(file: Path) -> str:
    """`sha256:` and the SHA-256 of a file's bytes. Raises LedgerError if it cannot be read."""
    try:
        with file.open("rb") as stream:
            return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
    except OSError as error:
        raise LedgerError(
            say("The file could not be read."),
            where=str(file),
            why=say_why(error),
            now=say("Give a file that can be read."),
        ) from None


def media_type_of(file: Path) -> str:
    """What kind of file a name says it is, the same on every machine."""
    # Not mimetypes.guess_type(): it reads tables that differ from machine to machine.
    from mimetypes import MimeTypes

    return MimeTypes().guess_type(file.name)[0] or "application/octet-stream"


def _open_already(state: Dispute) -> BadInput:
    assert state.opened is not None
    return BadInput(
        say("There is a dispute {dispute} already.", dispute=state.id),
        where="DISPUTE",
        why=say("It was opened at position {at}.", at=state.opened.position),
        now=say("Give another name, or add a note or a claim to it."),
    )


def _unknown(state: Dispute) -> BadInput:
    return BadInput(
        say("There is no dispute {dispute}.", dispute=state.id),
        where="DISPUTE",
        why=say("Nobody opened one of that name."),
        now=say("See `bindledger dispute list`, or open it with `bindledger dispute open`."),
    )


def _resolved_already(state: Dispute) -> BadInput:
    assert state.resolved is not None
    return BadInput(
        say("Dispute {dispute} is resolved.", dispute=state.id),
        where="DISPUTE",
        why=say("It came to its end at position {at}.", at=state.resolved.position),
        now=say("Open another dispute, or annul the fact that resolved it."),
    )


def _claimed_already(claim: ClaimMade) -> BadInput:
    return BadInput(
        say("There is a claim {claim} in this dispute already.", claim=claim.claim),
        where="--id",
        why=say("A claim has a name of its own in its dispute."),
        now=say("Give another name."),
    )
