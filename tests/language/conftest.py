"""Commands are imported in English first, as texts are made at import and stay."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.console import commands
from ledger.console.root import root_command
from ledger.language import ENGLISH, speak
from tests.console.talking import READ_BY_THE_CONSOLE, Talk, account, of_binding, shop


@pytest.fixture(scope="session", autouse=True)
def _commands_in_english() -> None:
    speak(ENGLISH)
    root = root_command(commands())
    for name in root.list_commands(root.make_context("bindledger", [], resilient_parsing=True)):
        root.load(name)


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in READ_BY_THE_CONSOLE:
        monkeypatch.delenv(name, raising=False)
    yield
    speak(ENGLISH)


@pytest.fixture
def town(_town: Path, tmp_path: Path) -> Talk:
    """A rehearsal ledger: S1 had A1 and let it go an hour ago, and has A2; S2 is new."""
    shutil.copytree(_town, tmp_path, dirs_exist_ok=True)
    return Talk(str(tmp_path / "town.db"))


@pytest.fixture(scope="session")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    talk = Talk(str(folder / "town.db"))
    talk.ok("init", "--rehearsal")
    talk.take(
        shop("S1", name="好物店铺"),
        shop("S2"),
        *account("A1"),
        *account("A2"),
        of_binding("BindingActivated", "2026-02-01"),
        of_binding("BindingActivated", "2026-02-02", "B2", account="A2"),
        of_binding("ShopUnlinked", "2026-03-01T11:00:00Z"),
        of_binding("BindingEnded", "2026-03-01T11:00:00Z", reason="shop_unlink"),
        now="2026-03-01T12:00:00Z",
    )
    return folder
