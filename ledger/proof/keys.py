"""Key files: read by their owner alone, and beside each the last head that was signed with it.

What a key has signed is remembered beside the key, not only in the ledger: a ledger that came back
from an old backup has forgotten it, the key has not.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.checkpoint import Head, read_head
from ledger.errors import BadInput, LedgerError
from ledger.language import say, say_why
from ledger.note import LONGEST_NOTE, Signer, Verifier, is_key_name, note_bytes, read_signer, signed
from ledger.proof.writing import read_some, write_whole

_LONGEST_KEY: Final = 4096


def make_key(path: Path, name: str, seed: bytes) -> Verifier:
    """Write a new signer key to a file that nobody but its owner may read; its public half.

    Raises BadInput for a name no key may have, and if anything is at the path: a key that is
    overwritten is gone.
    """
    if not is_key_name(name):
        raise BadInput(
            say("{name} cannot be the name of a key.", name=repr(name)),
            where="--name",
            why=say("A name has no blanks and no plus signs; it looks like example.com/ledger."),
            now=say("Give the key another name, best that of the ledger."),
        )
    signer = Signer(name, seed)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except (OSError, ValueError) as why:
        raise _not_made(path, why) from None
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)
            file.write(f"{signer.key_text}\n".encode())
            file.flush()
            os.fsync(handle)
    except OSError as why:
        with suppress(OSError):
            path.unlink()
        raise _not_made(path, why) from None
    return signer.verifier


def _not_made(path: Path, why: OSError | ValueError) -> BadInput:
    return BadInput(
        say("The key was not made."),
        where=str(path),
        why=say("{reason}.", reason=say_why(why)),
        now=say("Give a new path in a folder you may write to; a key is never overwritten."),
    )


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A signer key that nobody else signs with meanwhile."""

    path: Path
    signer: Signer

    @property
    def _beside(self) -> Path:
        return self.path.with_name(f"{self.path.name}.head")

    def last(self) -> Head | None:
        """The last head that was signed with this key; None if there is none.

        Raises LedgerError if what stands beside the key is not a head it signed.
        """
        try:
            data = read_some(self._beside, LONGEST_NOTE + 1)
        except FileNotFoundError:
            return None
        except OSError as why:
            raise self._forgotten(say_why(why)) from None
        head = read_head(data, str(self._beside))
        if signed(head.note, self.signer.verifier) != "good":
            raise self._forgotten(say("it was not signed with this key"))
        return head

    def remember(self, head: Head) -> None:
        """Write down what is about to be signed, before anybody sees it. Raises LedgerError."""
        try:
            write_whole(self._beside, note_bytes(head.note))
        except OSError as why:
            raise self._forgotten(say_why(why)) from None

    def _forgotten(self, why: str) -> LedgerError:
        return LedgerError(
            say("Nothing was signed: what this key signed last is not known."),
            where=str(self._beside),
            why=say("{reason}.", reason=why),
            now=say("A key and the file beside it belong together; put both where you can write."),
        )


@contextmanager
def key_file(path: Path) -> Iterator[KeyFile]:
    """The key in a file, for as long as the block runs. Raises BadInput, which never quotes it."""
    try:
        file = path.open("rb")
    except (OSError, ValueError) as why:
        raise _no_key_there(path, why) from None
    with file:
        try:
            # Two who sign at the same time could sign two heads that do not fit together.
            fcntl.flock(file, fcntl.LOCK_EX)
            text = file.read(_LONGEST_KEY).decode("utf-8", "replace")
        except OSError as why:
            raise _no_key_there(path, why) from None
        yield KeyFile(path, read_signer(text, str(path)))


def _no_key_there(path: Path, why: OSError | ValueError) -> BadInput:
    return BadInput(
        say("The key cannot be read."),
        where=str(path),
        why=say("{reason}.", reason=say_why(why)),
        now=say("Give the file that `bindledger keys new` made."),
    )
