"""Forgetting: the personal fields of a subject are destroyed, and that they were is a fact.

Leaves carry only salted digests, so every proof holds as before. Nothing is forgotten while a
dispute about the subject is open: it may turn on these fields.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from ledger.app.appending import Appending, too_long
from ledger.app.timing import Timing
from ledger.codec import LeafTooLong, canonical
from ledger.errors import BadInput, LedgerError
from ledger.events import PersonalFieldsForgotten
from ledger.language import say, say_names, say_why
from ledger.record import Fact
from ledger.store import Store, StoredLeaf
from ledger.store.forgetting import erase, fields_of, key_of, open_disputes, seal_the_rest

_CHUNK: Final = 1 << 22
_SHORTEST: Final = 4
"""Bytes of a value that is looked for by itself; shorter ones stand everywhere by chance."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten: the certificate, and the files in which nothing of it is left.

    `files` is empty on a server: there only the rows and the key are known to be gone.
    """

    certificate: Fact
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Personal fields of one ledger being forgotten."""

    store: Store
    timing: Timing

    def forget(
        self, subject: str, reason: str, actor: str | None, archives: Sequence[Path] = ()
    ) -> Forgotten:
        """Destroy the personal fields of a subject and their key, and record that.

        Raises BadInput if there are none or a dispute is open; LedgerError, after all is done that
        can be, if the text still stands somewhere in the ledger's files or in an archive.
        """
        with self.store.writing() as connection:
            self._check_no_dispute(subject)
            fields = fields_of(self.store, subject)
            if not fields:
                raise _nothing(subject)
            key = key_of(connection, subject)
            certificate = self._certify(subject, fields, reason, actor)
            erase(connection, subject, [leaf.position for leaf in fields])
            seal_the_rest(self.store, connection)
        self.store.forget_keys()
        try:
            files = self.store.scrub()
        except LedgerError as why:
            raise _not_scrubbed(why) from why
        wanted = {*traces(fields), *([key] if key is not None else [])}
        for file in (*files, *_files_in(archives)):
            self._check_file(file, wanted)
        for name, some in self.store.contents():
            self._check_clean(name, some, wanted)
        return Forgotten(certificate, files)

    def _check_no_dispute(self, subject: str) -> None:
        if disputes := open_disputes(self.store, subject):
            raise BadInput(
                say("{subject} is not forgotten while a dispute is open.", subject=subject),
                where=say_names(disputes),
                why=say("What is settled there may turn on these fields."),
                now=say("Resolve the dispute first."),
            )

    def _certify(
        self, subject: str, fields: Sequence[StoredLeaf], reason: str, actor: str | None
    ) -> Fact:
        event = PersonalFieldsForgotten(
            subjects=(subject,), count=len(fields), digest=digest_of(fields), reason=reason
        )
        try:
            return Appending(self.store, self.timing).append(event, actor)
        except LeafTooLong as size:
            raise too_long(
                say("The certificate is too long to be recorded."),
                "--reason",
                size,
                say("Shorten the reason."),
            ) from None

    def _check_file(self, file: Path, wanted: set[bytes]) -> None:
        try:
            with file.open("rb") as stream:
                self._check_clean(str(file), iter(lambda: stream.read(_CHUNK), b""), wanted)
        except OSError as why:
            raise LedgerError(
                say("The fields are destroyed, but it could not be seen that no text is left."),
                where=str(file),
                why=say("{reason}.", reason=say_why(why)),
                now=say("See that the file can be read, and look for the text yourself."),
            ) from why

    def _check_clean(self, where: str, some: Iterator[bytes], wanted: set[bytes]) -> None:
        found = _found_in(some, wanted)
        if found is None:
            return
        place = self._place_of(found)
        raise LedgerError(
            say("The fields are destroyed, but their text still stands elsewhere."),
            where=where,
            why=say("The fact at position {position} repeats it in its leaf.", position=place)
            if place is not None
            else say("It was found among the bytes of this file or table."),
            now=say("A leaf can never be changed; what else holds it must be removed by hand."),
        )

    def _place_of(self, text: bytes) -> int | None:
        """The first fact whose own leaf holds a text."""
        return next((leaf.position for leaf in self.store.facts() if text in leaf.data), None)


def digest_of(fields: Sequence[StoredLeaf]) -> str:
    """The digest by which a certificate says which fields were forgotten."""
    told = [[leaf.position, orjson.loads(leaf.data)["personaldigest"]] for leaf in fields]
    return f"sha256:{hashlib.sha256(canonical(told)).hexdigest()}"


def traces(fields: Sequence[StoredLeaf]) -> Iterator[bytes]:
    """The bytes that give away personal fields: each value, and each as JSON writes it."""
    for leaf in fields:
        told = orjson.loads(leaf.personal or b"{}")
        for name, value in told.items():
            yield canonical({name: value})[1:-1]
            text = str(value).encode()
            if len(text) >= _SHORTEST:
                yield text


def _files_in(archives: Sequence[Path]) -> Iterator[Path]:
    for archive in archives:
        yield from sorted(path for path in archive.rglob("*") if path.is_file())


def _found_in(chunks: Iterator[bytes], wanted: set[bytes]) -> bytes | None:
    """One of some texts that stands in bytes that come in pieces; None if none of them does."""
    longest = max(map(len, wanted))
    before = b""
    for chunk in chunks:
        window = before + chunk
        for text in wanted:
            if text in window:
                return text
        before = window[-longest:]
    return None


def _not_scrubbed(why: LedgerError) -> LedgerError:
    return LedgerError(
        say("The fields are destroyed, but what was deleted may still stand in the database."),
        where=why.where,
        why=why.why,
        now=say("End whatever else has the ledger open, and have the database write itself anew."),
    )


def _nothing(subject: str) -> BadInput:
    return BadInput(
        say("Nothing is there to forget about {subject}.", subject=subject),
        where="SUBJECT",
        why=say("No fact has personal fields of it, or they are forgotten already."),
        now=say("See `bindledger history SUBJECT` for what is recorded."),
    )
