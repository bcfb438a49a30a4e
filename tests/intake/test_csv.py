"""Contract, section 3, "CSV": a header, and a fact a row."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.app.files import facts_in, form_of
from ledger.border import Faulty
from tests.console.talking import Line, Talk, feed

HEADER = "type,time,source,id,shop,account,operating_country,name,result,reasons,of_age,count\n"
SHOP = "ShopRegistered.v1,2026-01-01T00:00:00Z,tests,1,tiktok:S1,,MX,Tienda,,,,\n"
SCREENED = "ContentScreened.v1,2026-01-01T00:00:00Z,tests,2,,tiktok:A1,,,clean,a|b c,,\n"


def read(text: str | bytes) -> list[tuple[int, Any]]:
    """The lines of a CSV text: objects, or field, expected and got of each fault."""
    raw = text if isinstance(text, bytes) else text.encode()
    return [
        (
            number,
            [(fault.field, fault.expected, fault.got) for fault in value.faults]
            if isinstance(value, Faulty)
            else value,
        )
        for number, value in facts_in(io.BytesIO(raw), form="csv")
    ]


def test_a_csv_file_says_what_its_lines_of_json_would(real: Talk, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(HEADER + SHOP + SCREENED, "utf-8")
    lines: list[Line | bytes] = [
        {
            "specversion": "1.0",
            "type": "ShopRegistered.v1",
            "time": "2026-01-01T00:00:00Z",
            "source": "tests",
            "id": "1",
            "data": {"shop": "tiktok:S1", "operating_country": "MX", "name": "Tienda"},
        },
        {
            "specversion": "1.0",
            "type": "ContentScreened.v1",
            "time": "2026-01-01T00:00:00Z",
            "source": "tests",
            "id": "2",
            "data": {"account": "tiktok:A1", "result": "clean", "reasons": ["a", "b c"]},
        },
    ]

    assert real.json("import", str(path))["new"] == 2
    assert real.json("import", "-", stdin=feed(*lines))["known"] == 2
    assert real.json("import", "-", "--format", "csv", stdin=path.read_bytes())["known"] == 2


def test_the_name_says_the_format_unless_the_option_does(real: Talk, tmp_path: Path) -> None:
    path = tmp_path / "facts.txt"
    path.write_text(HEADER + SHOP, "utf-8")

    assert real.json("import", str(path), status=2)["new"] == 0
    assert real.json("import", "--format", "csv", str(path))["new"] == 1


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", "csv"),
        ("A.CSV.GZ", "csv"),
        ("a.csv.zst", "csv"),
        ("a.ndjson", "ndjson"),
        ("a.ndjson.gz", "ndjson"),
        ("csv", "ndjson"),
        ("-", "ndjson"),
    ],
)
def test_the_form_of_a_name(name: str, form: str) -> None:
    assert form_of(name) == form


def test_cells_are_read_by_the_type_of_their_field() -> None:
    rows = (
        "AccountHolderAgeAttested.v1,2026-01-01T00:00:00Z,t,1,true,18,,passport\n"
        "ShowcaseProductsAdded.v1,2026-01-01T00:00:00Z,t,2,,,7,\n"
    )
    found = read("type,time,source,id,of_age,minimum_age,count,method\n" + rows)

    assert [value["data"] for _, value in found] == [
        {"of_age": True, "minimum_age": 18, "method": "passport"},
        {"count": 7},
    ]


def test_a_byte_order_mark_and_line_ends_of_windows_are_nothing_special() -> None:
    text = (HEADER + SHOP + SCREENED).replace("\n", "\r\n")

    assert read(b"\xef\xbb\xbf" + text.encode()) == read(HEADER + SHOP + SCREENED)


def test_line_numbers_are_those_of_the_file() -> None:
    two_lines = SHOP.replace("Tienda", '"Tienda\nde dos ""líneas"""')
    found = read(HEADER + two_lines + "\n" + ",,,,,,,,,,,\n" + "too,few\n" + SCREENED)

    assert [number for number, _ in found] == [2, 6, 7]
    assert found[0][1]["data"]["name"] == 'Tienda\nde dos "líneas"'
    assert found[1][1] == [("", "12 cells, as in the header", "2")]


def test_the_type_is_written_as_on_the_wire(real: Talk) -> None:
    bare = (HEADER + SHOP).replace("ShopRegistered.v1", "ShopRegistered").encode()

    found = real.json("import", "-", "--format", "csv", stdin=bare, status=2)
    assert found["new"] == 0
    assert [(one["line"], one["field"]) for one in found["rejected"]] == [(2, "type")]


def test_bad_cells_are_reported_like_bad_fields(real: Talk) -> None:
    rows = (
        "ShowcaseProductsAdded.v1,2026-01-01T00:00:00Z,tests,3,,tiktok:A1,,,,,,many\n"
        "ShopRegistered.v1,2026-01-01,tests,4,tiktok:S1,,MX,,,,true,\n"
    )
    stdin = (HEADER + rows + SHOP).encode()

    dry = real.json("import", "-", "--dry-run", "--format", "csv", stdin=stdin, status=2)
    found = real.json("import", "-", "--format", "csv", stdin=stdin, status=2)
    assert dry == found
    assert found["new"] == 1
    assert [(one["line"], one["field"]) for one in found["rejected"]] == [
        (2, "data.count"),
        (3, "time"),
        (3, "data.of_age"),
    ]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("type,time,id,id", ("id", "each name once in the header", "the name twice")),
        ("type,tiem", ("tiem", "an attribute or a field of a kind, such as time", '"tiem"')),
        ("type,data", ("data", "an attribute or a field of a kind", '"data"')),
        ("type,", ("", "an attribute or a field of a kind", '""')),
        ("type;time", ("", "columns divided by commas", '";"')),
    ],
)
def test_under_a_header_that_is_wrong_no_row_is_read(
    header: str, fault: tuple[str, str, str]
) -> None:
    ((number, faults),) = read(f"{header}\nShopRegistered.v1,1,2,3\n")

    assert number == 1
    assert fault[0] == faults[0][0]
    assert faults[0][1].startswith(fault[1])
    assert faults[0][2] == fault[2]


def test_a_quote_that_never_ends_does_not_swallow_the_rest() -> None:
    rows = "".join(SCREENED.replace("tests,2", f"tests,{n}") for n in range(3_000))
    found = read(HEADER + SHOP.replace("Tienda", '"Tienda') + rows)

    faults = [number for number, value in found if isinstance(value, list)]
    good = [number for number, value in found if isinstance(value, dict)]
    assert faults[0] == 2
    assert good[-1] == 3_002


def test_an_empty_file_has_no_facts(real: Talk) -> None:
    nothing = {"new": 0, "known": 0, "rejected": [], "breaches": 0}
    for text in ("", "\n\n", HEADER):
        assert real.json("import", "-", "--format", "csv", stdin=text.encode()) == nothing


def test_what_export_csv_would_not_keep_is_not_kept() -> None:
    ((_, faults),) = read(HEADER + SHOP.replace("Tienda", "Tie\0nda"))

    assert faults[0][:2] == ("", "text without NUL bytes")


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_any_text_that_csv_writes_is_read(names: list[str]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["type", "id", "name"])
    for name in names:
        writer.writerow(["ShopRenamed.v1", "1", name])

    found = [value["data"]["name"] for _, value in read(out.getvalue())]
    assert json.dumps(found) == json.dumps(names)
