"""What goes wrong without being a refusal: nothing was recorded, and the message says what to do.

A refusal is a fact, not an error; an assertion is our own bug. Everything else a user can meet is
a `LedgerError`.
"""

from __future__ import annotations


class LedgerError(Exception):
    """The ledger could not answer, and recorded nothing (exit status 1).

    Four short texts for a person: `what` happened, `where` (a file, line, field or option), `why`,
    and what to do `now`. `where` may be empty.
    """

    exit_status = 1

    def __init__(self, what: str, *, where: str = "", why: str = "", now: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.now = now

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.where, self.why, self.now) if part)

    def as_json(self) -> dict[str, str]:
        """The four texts under the names the console prints."""
        return {"what": self.what, "where": self.where, "why": self.why, "now": self.now}


class BadInput(LedgerError):
    """The question itself was wrong: usage, a file, a field (exit status 2)."""

    exit_status = 2


class ReadOnly(LedgerError):
    """What is there may be read and not written."""
