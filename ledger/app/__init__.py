"""The ledger as a whole: the only owner of clock, ids and retries.

What writes is imported where it is used: a question needs none of it, and should not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ledger.app.surroundings import Surroundings
from ledger.app.timing import Timing
from ledger.codec import export_line
from ledger.errors import BadInput, LedgerError
from ledger.language import say
from ledger.record import Fact
from ledger.requests import Request
from ledger.store import Store, create_store, ledger_exists, open_store
from ledger.store.query import query_of

if TYPE_CHECKING:
    from ledger.app.asking import Answer
    from ledger.app.disputing import Step
    from ledger.app.files import Line
    from ledger.app.forgetting import Forgotten
    from ledger.app.intake import Imported
    from ledger.app.law import Adopted
    from ledger.projections import Rebuilt
    from ledger.queries.memory import Memory
    from ledger.queries.times import Times
    from ledger.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger, open. Use it as a context manager.

    One that is open for writing remembers what it read for a request, and reads only what came
    after for the next.
    """

    store: Store
    timing: Timing
    memory: Memory | None = field(default=None, repr=False, compare=False)

    @classmethod
    def create(
        cls,
        address: str,
        *,
        origin: str,
        rehearsal: bool = False,
        bare: bool = False,
        now: datetime | None = None,
        surroundings: Surroundings | None = None,
    ) -> Ledger:
        """Make a ledger and adopt the built-in law, or nothing if it is to be `bare`.

        Raises LedgerError if something is there already.
        """
        from ledger.projections import follow
        from ledger.queries.memory import Memory

        surroundings = surroundings or Surroundings()

        def begin(store: Store) -> None:
            from ledger.app.law import Adopting

            timing = Timing(store, surroundings, now)
            timing.check()
            follow(store)
            if not bare:
                Adopting(store, timing).built_in()

        store = create_store(address, origin=origin, rehearsal=rehearsal, begin=begin)
        follow(store)
        return cls(store, Timing(store, surroundings, now), Memory())

    @classmethod
    def open(
        cls,
        address: str,
        *,
        write: bool,
        now: datetime | None = None,
        surroundings: Surroundings | None = None,
    ) -> Ledger:
        """Open a ledger. Raises LedgerError if there is none, BadInput if it cannot take `now`."""
        store = open_store(address, write=write)
        timing = Timing(store, surroundings or Surroundings(), now)
        timing.check()
        if not write:
            return cls(store, timing)
        from ledger.projections import follow
        from ledger.queries.memory import Memory

        follow(store)
        return cls(store, timing, Memory())

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self.memory is not None:
                self._integrate()
        finally:
            self.store.close()

    def _integrate(self) -> None:
        """Make the tree of what was recorded, so that whoever asks for its root need not."""
        from ledger.store.tree import integrate

        # What was recorded stays recorded: whoever writes next makes up for a tree left behind.
        with suppress(LedgerError):
            integrate(self.store)

    def now(self) -> datetime:
        """The time it is for this ledger."""
        return self.timing.now()

    def ask(self, request: Request) -> Answer:
        """Decide a request and record the decision. Raises BadInput."""
        from ledger.app.asking import Asking

        return Asking(self.store, self.timing, self.memory).ask(request)

    def can(self, request: Request, times: Times | None = None) -> Answer:
        """What would come of a request; nothing is recorded. Raises BadInput.

        With `times`: what would have come of it then, as known then and under that law.
        """
        from ledger.app.asking import Asking

        return Asking(self.store, self.timing, self.memory).can(request, times)

    def helped(self, request: Request, answer: Answer, times: Times | None = None) -> Answer:
        """An answer that says too, if it is a refusal, what else would let the request be granted.

        `times` are those it was answered for. Raises BadInput.
        """
        if answer.granted:
            return answer
        from ledger.app.helping import Helping

        return replace(answer, help=Helping(self.store, self.timing).help(request, times))

    def take(
        self,
        lines: Iterable[Line],
        *,
        dry_run: bool = False,
        judging: Callable[[int], Callable[[int], None]] = lambda facts: lambda more: None,
    ) -> Imported:
        """Record the facts of a feed, or of an export into a bare ledger.

        `judging` is called with the number of facts that are read to find breaches, and gives what
        is called with how many more were read.
        """
        from ledger.app.intake import Intake

        return Intake(self.store, self.timing, judging).take(lines, dry_run=dry_run)

    def take_payloads(
        self,
        lines: Iterable[Line],
        feed: str,
        secret: bytes | None = None,
        *,
        dry_run: bool = False,
        judging: Callable[[int], Callable[[int], None]] = lambda facts: lambda more: None,
    ) -> Imported:
        """Record the facts that the payloads of a platform tell; `feed` is a name of `FEEDS`.

        `secret` is what signatures are checked, or payloads opened with. It is not kept. Raises
        BadInput for a feed that has no use for one.
        """
        from ledger.app.intake import Intake
        from ledger.feeds import FEEDS

        if secret is not None and not FEEDS[feed].takes_secret:
            raise BadInput(
                say("{feed} has no use for a secret.", feed=feed),
                where="--secret-file",
                why=say("Its payloads are neither signed nor encrypted."),
                now=say("Leave the option out."),
            )
        return Intake(self.store, self.timing, judging).take_payloads(
            lines, FEEDS[feed], secret, dry_run=dry_run
        )

    def tick(self, until: datetime | None = None) -> tuple[Fact, ...]:
        """Record what fell due by itself, by now or by an instant. Raises BadInput."""
        from ledger.app.ticking import Ticking

        return Ticking(self.store, self.timing).tick(until)

    def annul(
        self, name: str, reason: str, replaced_by: str | None = None, actor: str | None = None
    ) -> Fact:
        """Take a wrongly recorded fact out of every fold. Raises BadInput."""
        from ledger.app.annulling import Annulling

        return Annulling(self.store, self.timing).annul(name, reason, replaced_by, actor)

    def dispute(self, dispute: str, event: Step, actor: str) -> Fact:
        """Record a step of a dispute: its opening, a note, a claim, its end. Raises BadInput."""
        from ledger.app.disputing import Disputing

        return Disputing(self.store, self.timing).step(dispute, event, actor)

    def attach(
        self, dispute: str, file: Path, title: str, media_type: str | None, actor: str
    ) -> Fact:
        """Tie a file kept elsewhere to a dispute by its digest. Raises BadInput, LedgerError."""
        from ledger.app.disputing import Disputing

        return Disputing(self.store, self.timing).attach(dispute, file, title, media_type, actor)

    def forget(
        self,
        subject: str,
        reason: str,
        actor: str | None = None,
        archives: Sequence[Path] = (),
    ) -> Forgotten:
        """Destroy the personal fields of a subject and their key. Raises BadInput, LedgerError."""
        from ledger.app.forgetting import Forgetting

        return Forgetting(self.store, self.timing).forget(subject, reason, actor, archives)

    def rulebook(self, digest: str) -> Rulebook | None:
        """An adopted rulebook by its digest; None if there is none."""
        from ledger.queries.lawbook import law_of

        return law_of(self.store).text(digest)

    def adopt_rulebook(self, text: str, where: str, since: datetime | None = None) -> Adopted:
        """Make a text the law of its program. Raises BadInput."""
        from ledger.app.law import Adopting

        return Adopting(self.store, self.timing).rulebook(text, where, since)

    def adopt_calendar(self, text: str, where: str) -> Adopted:
        """Make a text the working days of a country and year. Raises BadInput."""
        from ledger.app.law import Adopting

        return Adopting(self.store, self.timing).calendar(text, where)

    def rebuild_projections(
        self, progress: Callable[[str, int], None] = lambda stage, steps: None
    ) -> list[Rebuilt]:
        """Make every read model again from the log. Raises LedgerError."""
        from ledger.projections import rebuild

        return rebuild(self.store, self.timing.surroundings.new_id(), progress)

    def export(
        self, *, after: int = 0, subject: str | None = None, leaves: bool = False
    ) -> Iterator[bytes]:
        """The facts after a position as lines, or as bare leaves, in order of position."""
        query = query_of([((), (subject,))]) if subject is not None else None
        for leaf in self.store.facts(query, after=after):
            yield leaf.data if leaves else export_line(leaf.data, leaf.salt, leaf.personal)


__all__ = ["Ledger", "Surroundings", "ledger_exists"]
