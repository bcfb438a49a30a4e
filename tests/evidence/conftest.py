"""A ledger with a case in it, and others that are nobody's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.talking import Talk, account, fact, of_binding, shop
from tests.proof.conftest import Key, new_key
from tests.rehearsed import plain_surroundings

__all__ = ["plain_surroundings"]

NAME = '卢斯 <&> "之家"'
OUTSIDE = "青禾直播间"


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    """Two shops: one asks for an account too early and is refused, the other stays by itself."""
    made = Talk(str(tmp_path / "ledger.db"))
    made.ok("init", "--rehearsal", "--origin", "example.com/proof")
    made.take(
        shop("S1", name=NAME),
        shop("S2", name="好物店铺"),
        shop("S9", name=OUTSIDE),
        *account("A1", handle="@lucia"),
        *account("A9", handle="@nobodys-business"),
        of_binding("BindingActivated", "2026-03-01", "B9", shop="S9", account="A9"),
        of_binding("BindingActivated", "2026-03-01", "B1"),
        of_binding("BindingEnded", "2026-03-05", "B1", reason="account_unlink"),
        fact(
            "EvidenceAttached",
            "letter",
            "2026-03-06",
            about=["dispute:D1", "shop:tiktok:S1", "account:tiktok:A1"],
            digest="sha256:" + "7" * 64,
            media_type="application/pdf",
            title="来信",
        ),
        now="2026-03-05T12:00:00Z",
    )
    made.ask(
        "Invite",
        id="r-17",
        at="2026-03-05T12:00:00Z",
        shop="tiktok:S2",
        account="tiktok:A1",
        program="tiktok.channel",
        binding="B2",
        status=3,
    )
    return made


@pytest.fixture
def key(talk: Talk, tmp_path: Path) -> Key:
    """A key named after the ledger."""
    return new_key(talk, tmp_path / "ledger.key")


def packed(talk: Talk, key: Key, path: Path, *case: str) -> bytes:
    """The bytes of the pack of a case, its head signed."""
    talk.ok("evidence", "export", *case, "-o", str(path), "--key", str(key.path))
    return path.read_bytes()
