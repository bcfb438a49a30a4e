"""Text that is not UTF-8 is reported with what it looks like, and never guessed."""

from __future__ import annotations

import io
import json

import pytest

from ledger.app.files import Form, facts_in
from ledger.border import Fault, Faulty
from tests.console.talking import Talk, shop

CHINESE = json.dumps(shop("S1", name="某某旗舰店，官方"), ensure_ascii=False)
WESTERN = json.dumps(shop("S1", name="Café Olé, niño"), ensure_ascii=False)
UTF_8 = "UTF-8; save the file in that encoding"


def faults(raw: bytes, form: Form = "ndjson") -> list[tuple[int, Fault]]:
    """Line and fault of all that is wrong with a file."""
    read = facts_in(io.BytesIO(raw), form=form)
    return [(n, value.faults[0]) for n, value in read if isinstance(value, Faulty)]


@pytest.mark.parametrize("form", ["ndjson", "csv"])
@pytest.mark.parametrize(
    ("encoding", "got"),
    [
        ("utf-16", "UTF-16 with its byte order mark"),
        ("utf-32", "UTF-32 with its byte order mark"),
        ("utf-16-le", "NUL bytes, as in UTF-16"),
        ("utf-16-be", "NUL bytes, as in UTF-16"),
    ],
)
def test_a_file_of_another_encoding_is_one_fault(form: Form, encoding: str, got: str) -> None:
    raw = f"{CHINESE}\n{CHINESE}\n".encode(encoding)

    assert faults(raw, form) == [(1, Fault("", UTF_8, got))]


@pytest.mark.parametrize(
    ("text", "encoding", "got"),
    [
        (CHINESE, "gb18030", "perhaps GB18030"),
        (CHINESE, "gbk", "perhaps GB18030"),
        (WESTERN, "latin-1", "perhaps Latin-1"),
        (WESTERN, "windows-1252", "perhaps Latin-1"),
    ],
)
def test_a_line_of_another_encoding_is_told_what_it_looks_like(
    text: str, encoding: str, got: str
) -> None:
    ((line, fault),) = faults(f"{text}\n".encode(encoding))

    assert (line, fault.field, fault.expected) == (1, "", UTF_8)
    assert fault.got.endswith(f"; {got}")


def test_in_a_file_of_mixed_encodings_the_good_lines_are_recorded(real: Talk) -> None:
    lines = [json.dumps(shop(f"S{one}", name="某某旗舰店"), ensure_ascii=False) for one in range(4)]
    encodings = ("utf-8-sig", "gb18030", "utf-8", "utf-8")
    raw = b"\r\n".join(
        line.encode(encoding) for line, encoding in zip(lines, encodings, strict=True)
    )

    found = real.json("import", "-", stdin=raw, status=2)
    assert found["new"] == 3
    assert [one["line"] for one in found["rejected"]] == [2]


def test_cells_of_another_encoding_are_reported_by_row() -> None:
    rows = ["type,id,name", "ShopRenamed.v1,1,官方旗舰店", "ShopRenamed.v1,2,plain"]
    raw = "\n".join(rows).encode("gb18030")

    ((line, fault),) = faults(raw, "csv")
    assert (line, fault.expected) == (2, UTF_8)
    assert fault.got.endswith("perhaps GB18030")


def test_a_nul_byte_is_named() -> None:
    assert faults(b'{"a":"b"}\n{"a":"\0"}\n') == [
        (2, Fault("", "text without NUL bytes", "one at 6"))
    ]


def test_bytes_that_look_like_nothing_are_not_given_a_name() -> None:
    ((_, fault),) = faults(b'{"a":"\x81\x20\xff"}\n')

    assert fault.got == "byte 0x81 at 6"
