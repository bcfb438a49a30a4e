"""Packed files are unpacked by name; what breaks off is recorded as far as it goes."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.lives import lines
from tests.console.talking import Talk

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

COUNT = 1_000
PACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstd.compress}
PACKINGS = pytest.mark.parametrize("suffix", sorted(PACK))


@pytest.fixture(scope="module")
def facts() -> bytes:
    return b"".join(lines(COUNT))


@PACKINGS
def test_a_packed_file_is_imported_like_the_file(
    real: Talk, tmp_path: Path, suffix: str, facts: bytes
) -> None:
    path = tmp_path / f"facts.NDJSON{suffix.upper()}"
    path.write_bytes(PACK[suffix](facts))

    assert real.json("import", str(path))["new"] == COUNT
    assert real.json("import", "-", stdin=facts)["known"] == COUNT


@PACKINGS
def test_several_archives_in_one_file_are_all_read(
    real: Talk, tmp_path: Path, suffix: str, facts: bytes
) -> None:
    half = facts.index(b"\n", len(facts) // 2) + 1
    path = tmp_path / f"facts{suffix}"
    path.write_bytes(PACK[suffix](facts[:half]) + PACK[suffix](facts[half:]))

    assert real.json("import", str(path))["new"] == COUNT


@PACKINGS
def test_an_archive_that_breaks_off_is_recorded_as_far_as_it_goes(
    real: Talk, tmp_path: Path, suffix: str, facts: bytes
) -> None:
    path, whole = tmp_path / f"facts{suffix}", PACK[suffix](facts)
    path.write_bytes(whole[: len(whole) * 3 // 4])

    found = real.json("import", str(path), status=2)
    assert 0 < found["new"] < COUNT
    (fault,) = found["rejected"]
    assert fault["line"] == found["new"] + 1
    assert fault["expected"].startswith("the rest of the ")
    path.write_bytes(whole)
    again = real.json("import", str(path))
    assert (again["new"], again["known"]) == (COUNT - found["new"], found["new"])


@PACKINGS
def test_a_damaged_archive_is_reported(
    real: Talk, tmp_path: Path, suffix: str, facts: bytes
) -> None:
    path, whole = tmp_path / f"facts{suffix}", bytearray(PACK[suffix](facts))
    middle = len(whole) // 2
    whole[middle : middle + 200] = bytes(200)
    path.write_bytes(whole)

    found = real.json("import", str(path), status=2)
    assert found["new"] < COUNT
    last = found["rejected"][-1]
    assert last["field"] == ""
    assert "archive" in last["expected"]


@PACKINGS
def test_what_is_no_archive_is_reported(real: Talk, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"facts{suffix}"
    path.write_bytes(b'{"specversion":"1.0"}\n')

    (fault,) = real.json("import", str(path), status=2)["rejected"]
    assert (fault["line"], fault["field"]) == (1, "")
    assert fault["expected"] == f"a {'gzip' if suffix == '.gz' else 'zstd'} archive without damage"


@PACKINGS
def test_an_archive_under_another_name_is_recognised(real: Talk, suffix: str, facts: bytes) -> None:
    (fault,) = real.json("import", "-", stdin=PACK[suffix](facts), status=2)["rejected"]
    assert fault["line"] == 1
    assert fault["expected"] == f"text; a packed file is named {suffix}"
