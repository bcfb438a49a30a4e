"""What the ledger takes from outside itself: the time, fresh ids, fresh salts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.codec import SALT_BYTES
from ledger.note import SEED_BYTES


def _clock() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    from uuid_utils import uuid7

    return str(uuid7())


def _new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def _new_seed() -> bytes:
    return os.urandom(SEED_BYTES)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The clock and the sources of chance; only app and console ask them."""

    clock: Callable[[], datetime] = _clock
    new_id: Callable[[], str] = _new_id
    new_salt: Callable[[], bytes] = _new_salt
    new_seed: Callable[[], bytes] = _new_seed
