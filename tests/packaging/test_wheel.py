"""The check of the wheel sees what is missing and what does not belong.

The wheel itself is built, installed and run by `make wheel`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from tools.check_wheel import WrongWheel, compare, tree_files


def wheel_of(names: Iterable[str], folder: Path) -> Path:
    path = folder / "bindledger-0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (*names, "bindledger-0.dist-info/METADATA"):
            archive.writestr(name, b"")
    return path


def test_a_wheel_with_the_whole_tree_is_whole(tmp_path: Path) -> None:
    compare(wheel_of(tree_files(), tmp_path))


def test_the_tree_holds_code_and_law() -> None:
    kinds = {Path(name).suffix for name in tree_files()}

    assert {".py", ".toml"} <= kinds
    assert ".pyc" not in kinds
    assert "cli.py" in tree_files()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    rulebook = next(name for name in tree_files() if name.endswith(".toml"))

    with pytest.raises(WrongWheel, match=rulebook):
        compare(wheel_of(tree_files() - {rulebook}, tmp_path))


def test_a_strange_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongWheel, match=r"tests/no_skips\.py"):
        compare(wheel_of(tree_files() | {"tests/no_skips.py"}, tmp_path))
