"""D11, edited afterwards.

The shop: "The end of the binding was put in after I complained." Settled by a head from before that
the shop kept, by when each fact was learnt, and by a replay that comes to the same. And somebody
who really edits is found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.database import dropped_fences
from tests.console.talking import Talk, account, of_binding, shop
from tests.disputes_told.packs import Claim, claimed, opened, packed, resolved
from tests.disputes_told.words import copy_of
from tests.proof.conftest import Key, new_key, sign

COMPLAINED = "2026-03-20T00:00:00Z"
BOUND = (
    *("bound", "--account", "tiktok:A1", "--shop", "tiktok:S1"),
    *("--since", "2026-03-01T00:00:00Z", "--until", COMPLAINED),
)


@pytest.fixture
def complained(talk: Talk) -> Talk:
    """A binding that ended before the shop complained, as was known then."""
    talk.take(
        shop("S1", name="好物店铺"),
        *account("A1"),
        of_binding("BindingActivated", "2026-03-01"),
        of_binding("BindingEnded", "2026-03-10", reason="platform_forced"),
        now="2026-03-10T12:00:00Z",
    )
    return talk


@pytest.fixture
def key(talk: Talk, tmp_path: Path) -> Key:
    """The key of the ledger."""
    return new_key(talk, tmp_path / "heads.key", "local")


@pytest.fixture
def kept(complained: Talk, key: Key, tmp_path: Path) -> Path:
    """The head that the shop was given when it complained."""
    path = tmp_path / "kept"
    path.write_text(sign(complained, key), "utf-8")
    # Something new is recorded afterwards.
    complained.take(of_binding("BindingActivated", "2026-03-25", "B2"), now="2026-03-25T00:00:00Z")
    return path


def ended(talk: Talk) -> int:
    """The position of the end of the binding."""
    rows = talk.rows("history", "binding:B1")
    (found,) = (one["position"] for one in rows if one["type"] == "BindingEnded.v1")
    return int(found)


def test_nothing_that_the_shop_knew_was_changed(
    complained: Talk, key: Key, kept: Path, tmp_path: Path
) -> None:
    size = complained.json("verify", str(kept), "--key", key.vkey)["size"]
    sign(complained, key)
    proof = tmp_path / "joined"
    proof.write_text(complained.ok("consistency", str(size)).out, "utf-8")

    joined = Talk("nowhere.db").json("verify", str(proof), "--after", str(kept), "--key", key.vkey)
    assert (joined["ok"], joined["size"]) == (True, size + 1)
    # The end stood in the log the shop was shown, and was learnt before the complaint.
    assert ended(complained) <= size
    (fact,) = (one for one in complained.rows("history", "binding:B1") if "Ended" in one["type"])
    assert fact["recordedtime"] < COMPLAINED
    before = complained.json("binding", "show", "B1", "--known", COMPLAINED)
    assert (before["state"], before["reason"]) == ("ended", "platform_forced")
    # And whoever replays the exported log comes to the same read models.
    again = copy_of(complained, tmp_path)
    assert again.json("replay", "--all") == complained.json("replay", "--all")


def test_from_the_opening_to_a_verified_pack(
    complained: Talk, kept: Path, key: Key, tmp_path: Path
) -> None:
    opened(complained, "事后修改？", "binding:B1")
    cited = claimed(complained, Claim(BOUND, ("supported", "contradicted")))
    resolved(complained, "dismissed")
    pack = packed(complained, tmp_path)

    assert ended(complained) in cited
    assert f"facts/{ended(complained)}.json" in pack
    # The head of the pack goes on from the one that the shop has kept all the time.
    size = complained.json("verify", str(kept), "--key", key.vkey)["size"]
    proof, head = tmp_path / "joined", tmp_path / "head"
    proof.write_text(complained.ok("consistency", str(size)).out, "utf-8")
    head.write_bytes(pack["checkpoint"])
    joined = complained.json("verify", str(proof), "--after", str(kept))
    told = complained.json("verify", str(tmp_path / "dispute.tar"), "--after", str(head))
    assert joined["ok"]
    assert told["ok"]
    assert joined["root"] == complained.json("verify", str(head))["root"]


def test_an_edit_is_found_by_position_and_nothing_is_packed(
    complained: Talk, kept: Path, key: Key, tmp_path: Path
) -> None:
    position = ended(complained)
    opened(complained, "Edited afterwards?", "binding:B1")
    database = dropped_fences(complained.ledger)
    database.rewrite(position, lambda leaf: leaf.update(time="2026-03-09T00:00:00Z"))

    found = complained.json("verify", "--after", str(kept), status=4)
    assert found["ok"] is False
    complained.refuses("checkpoint", "--sign", str(key.path), status=1)
    path = tmp_path / "d.tar"
    complained.refuses(
        *("evidence", "export", "--dispute", "D", "-o", str(path), "--key", str(key.path)), status=1
    )
    assert not path.exists()
