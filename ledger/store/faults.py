"""What goes wrong with a database, in words: the same on both backends."""

from __future__ import annotations

from ledger.errors import LedgerError, ReadOnly
from ledger.language import say


def no_ledger(where: str, why: str) -> LedgerError:
    """There is nothing, or something else, where a ledger was expected."""
    return LedgerError(
        say("There is no ledger here."),
        where=where,
        why=why,
        now=say("Check --ledger, or make a ledger with: bindledger init"),
    )


def in_the_way(where: str) -> LedgerError:
    """Something stands where a ledger was to be made."""
    return LedgerError(
        say("The ledger was not made."),
        where=where,
        why=say("Something is there already, and nothing is ever overwritten."),
        now=say("Choose another place for the ledger."),
    )


def too_new(where: str, found: int, known: int) -> LedgerError:
    """The ledger was made or upgraded by a newer program."""
    return LedgerError(
        say("The ledger was written by a newer version of this program."),
        where=where,
        why=say(
            "Its schema is version {found}; this program knows up to version {known}.",
            found=found,
            known=known,
        ),
        now=say("Upgrade bindledger; the ledger was not touched."),
    )


def busy(where: str, patience: float) -> LedgerError:
    """Another writer did not finish in time."""
    return LedgerError(
        say("The ledger is busy; nothing was recorded."),
        where=where,
        why=say("Another process has been writing for {seconds} seconds.", seconds=f"{patience:g}"),
        now=say("Wait until it has finished, then try again."),
    )


def read_only(where: str) -> LedgerError:
    """The ledger can be read but not written."""
    return ReadOnly(
        say("The ledger cannot be written; nothing was recorded."),
        where=where,
        why=say("The ledger, or the folder it is in, is read-only for you."),
        now=say("Ask for write permission, or write to another ledger."),
    )


def full(where: str) -> LedgerError:
    """There is no room for what was to be recorded."""
    return LedgerError(
        say("The disk is full; nothing was recorded."),
        where=where,
        why=say("There is no room for the new facts; those recorded before are safe."),
        now=say("Free some space, then try again."),
    )


def unreadable(where: str, why: str) -> LedgerError:
    """The ledger is there, but the machine does not give it up."""
    return LedgerError(
        say("The ledger could not be read or written; nothing was recorded."),
        where=where,
        why=why,
        now=say("Check the permissions and the disk, then try again."),
    )


def damaged(where: str, why: str) -> LedgerError:
    """The database itself says that it is broken."""
    return LedgerError(
        say("The file of the ledger is damaged."),
        where=where,
        why=why,
        now=say("Do not write to it; restore a copy, or the last archive."),
    )


def unreachable(where: str, why: str) -> LedgerError:
    """The server does not answer, or does not let us in."""
    return LedgerError(
        say("The server of the ledger cannot be reached."),
        where=where,
        why=why,
        now=say("Check the address, the user and that the server is running, then try again."),
    )


def cut_off(where: str, why: str) -> LedgerError:
    """The connection broke while the ledger was in use."""
    return LedgerError(
        say("The connection to the server of the ledger broke."),
        where=where,
        why=why,
        now=say("Try again; what was recorded already is recognised and not recorded twice."),
    )
