"""Ledgers with something to prove, on both backends, and keys to sign with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.console.talking import Talk, account, of_binding, shop
from tests.rehearsed import plain_surroundings

__all__ = ["plain_surroundings"]

ORIGIN = "example.com/proof"


@dataclass(frozen=True)
class Key:
    """A key file, and what may be given to anybody."""

    path: Path
    vkey: str

    @property
    def secret(self) -> str:
        """The part of the file that nobody else may see."""
        return self.path.read_text("utf-8").strip().split("+", 4)[4]


def new_key(talk: Talk, path: Path, name: str = ORIGIN) -> Key:
    """A key made by the command."""
    return Key(path, talk.json("keys", "new", str(path), "--name", name)["vkey"])


@pytest.fixture
def talk(ledger_url: str) -> Talk:
    """A rehearsal ledger in which a binding was active for a day."""
    made = Talk(ledger_url)
    made.ok("init", "--rehearsal", "--origin", ORIGIN)
    made.take(
        shop("S1", name="好物店铺"), *account("A1", handle="@lucia"), now="2026-02-01T00:00:00Z"
    )
    made.take(of_binding("BindingActivated", "2026-03-01"), now="2026-03-02T00:00:00Z")
    return made


@pytest.fixture
def key(talk: Talk, tmp_path: Path) -> Key:
    """A key named after the ledger."""
    return new_key(talk, tmp_path / "ledger.key")


def sign(talk: Talk, key: Key, *words: str) -> str:
    """The head of the ledger, signed."""
    return talk.ok("checkpoint", "--sign", str(key.path), *words).out


def more(talk: Talk, number: int) -> None:
    """Another fact."""
    talk.take(of_binding("ShopUnlinked", f"2026-03-{number:02}"), now="2026-04-01T00:00:00Z")
