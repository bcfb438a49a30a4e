"""Taking away a ledger that was made a moment ago and never came into use."""

from __future__ import annotations

from ledger.store.address import FileAddress, read_address

_BESIDE = ("", "-wal", "-shm", ".lock")


def remove_ledger(address: str) -> None:
    """Remove the files of a ledger; a ledger on a server is left as it is, with its law."""
    match read_address(address):
        case FileAddress(path):
            for suffix in _BESIDE:
                path.with_name(path.name + suffix).unlink(missing_ok=True)
