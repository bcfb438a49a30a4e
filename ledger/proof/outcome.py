"""What came of checking a proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ledger.audit.stored import Defect
from ledger.checkpoint import Head
from ledger.note import Signed, Verifier, signed

About = Literal["ledger", "proof", "checkpoint", "consistency", "log", "archive"]
"""What was checked."""


@dataclass(frozen=True, slots=True)
class Verified:
    """That all agrees, or the first position that does not.

    `size` and `root` are those that were found, not those that were told. `key` says whether the
    key that was given signed, None if none was given or nothing there can be signed; `leaf` is what
    a proof is about.
    """

    about: About
    size: int
    root: bytes | None = None
    defect: Defect | None = None
    origin: str | None = None
    key: Signed | None = None
    heads: int = 0
    leaf: bytes | None = None
    position: int | None = None

    @property
    def is_ok(self) -> bool:
        """Whether nothing was found that does not agree."""
        return self.defect is None


def key_of(head: Head, key: Verifier | None) -> Signed | None:
    """Whether the key signed the head; None if no key was given."""
    return None if key is None else signed(head.note, key)


def unsigned_by(head: Head, key: Verifier | None) -> Defect | None:
    """What is wrong with a head that the key was to have signed."""
    good = key_of(head, key) in (None, "good")
    return None if good else Defect(head.checkpoint.size, "checkpoint")
