"""The ledger's own facts: law, decisions, annulments, batches and evidence kept elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from ledger.events.base import Event
from ledger.terms import (
    PERSONAL,
    AccountId,
    Count,
    Country,
    Digest,
    FactName,
    Id,
    Instant,
    Personal,
    Program,
    ShopId,
    Source,
    Tag,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookAdopted(Event):
    """A rulebook is the law of its program from the fact's time on; the exact text stands here."""

    kind: ClassVar = "RulebookAdopted.v1"
    from_feeds: ClassVar = False
    program: Program
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAdopted(Event):
    """The working days of a country in a year; the exact text stands here."""

    kind: ClassVar = "CalendarAdopted.v1"
    from_feeds: ClassVar = False
    country: Country
    year: Count
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestGranted(Event):
    """A request was granted: the whole request, the whole verdict, and what it was read from.

    `read_at` is the position the boundary was read at, `engine` the version of the program,
    `calendars` the digests of the calendars read, `subjects` the fact's tags, sorted. Fields of the
    request about a person stand in `personal`, not in `request`: so they may be forgotten.
    """

    kind: ClassVar = "RequestGranted.v1"
    from_feeds: ClassVar = False
    request: dict[str, Any]
    verdict: dict[str, Any]
    read_at: Count
    engine: Id
    calendars: tuple[Digest, ...]
    subjects: tuple[Tag, ...]
    personal: Annotated[dict[str, Any], PERSONAL] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRefused(Event):
    """A request was refused: as `RequestGranted`, and the earliest instant it would be granted."""

    kind: ClassVar = "RequestRefused.v1"
    from_feeds: ClassVar = False
    request: dict[str, Any]
    verdict: dict[str, Any]
    earliest: Instant | None
    read_at: Count
    engine: Id
    calendars: tuple[Digest, ...]
    subjects: tuple[Tag, ...]
    personal: Annotated[dict[str, Any], PERSONAL] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactAnnulled(Event):
    """A wrongly recorded fact is left out of every fold from now on; history shows both."""

    kind: ClassVar = "FactAnnulled.v1"
    from_feeds: ClassVar = False
    fact: FactName
    reason: Words
    replaced_by: FactName | None = None
    subjects: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalFieldsForgotten(Event):
    """The personal fields of a subject were destroyed, and the key they were sealed with.

    `count` is how many facts had some, `digest` that of the RFC 8785 list of the position and
    `personaldigest` of each: which they were can be checked for ever, what they said cannot.
    """

    kind: ClassVar = "PersonalFieldsForgotten.v1"
    from_feeds: ClassVar = False
    subjects: tuple[Tag, ...]
    count: Count
    digest: Digest
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAttached(Event):
    """A file kept elsewhere, tied to its subjects by its digest."""

    kind: ClassVar = "EvidenceAttached.v1"
    needs: ClassVar = (("title",),)
    about: tuple[Tag, ...]
    digest: Digest
    media_type: Words
    title: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatchRecorded(Event):
    """A file of facts came in as one batch: whose facts, the file's digest, what became of it.

    `new` counts the lines recorded, `known` those the ledger had already, `rejected` the bad ones,
    `unknown` those of kinds that no adapter reads and that were kept as they came.
    """

    kind: ClassVar = "ImportBatchRecorded.v1"
    batch_source: Source
    digest: Digest
    new: Count
    known: Count
    rejected: Count
    unknown: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEventKept(Event):
    """What a platform sent and no adapter reads, kept as it came; no state moves.

    `event` is the platform's own name of it, `digest` that of the whole body. The body may tell of
    people, so it stands beside the leaf and may be forgotten.
    """

    kind: ClassVar = "RawEventKept.v1"
    needs: ClassVar = (("body",),)
    platform: Id
    event: Words
    shop: ShopId | None = None
    account: AccountId | None = None
    digest: Digest
    body: Personal | None = None
