"""The committed year is what its generator writes, and every line of it is well formed."""

from __future__ import annotations

from collections import Counter

import pytest

from examples.generate import SEED, write
from ledger.border import read_feed_line, read_request
from tests.examples.year import FOLDER, lines_of

MONTHS = ("2025-12", *(f"2026-{month:02}" for month in range(1, 12)))
COUNTRIES = {"MX", "US", "GB", "TH", "VN", "MY", "SG", "PH", "ID", "CN"}


def test_the_committed_files_are_what_the_generator_writes() -> None:
    written = write()

    assert {path.name for path in FOLDER.iterdir()} == written.keys()
    for name, text in written.items():
        assert (FOLDER / name).read_bytes().decode() == text, name


def test_another_seed_makes_another_year_with_the_same_stories() -> None:
    first, other = write(SEED), write(SEED + 1)

    assert first != other
    assert first["steps.txt"] == other["steps.txt"]


@pytest.mark.parametrize("month", MONTHS)
def test_every_line_is_a_fact_or_a_request(month: str) -> None:
    for _, line in lines_of(f"{month}-facts.ndjson"):
        read_feed_line(line)
    for _, line in lines_of(f"{month}-requests.ndjson"):
        assert read_request(line).at is not None


def test_the_year_has_the_size_that_was_asked_for() -> None:
    facts = [line for month in MONTHS for _, line in lines_of(f"{month}-facts.ndjson")]
    asked = [line for month in MONTHS for _, line in lines_of(f"{month}-requests.ndjson")]
    shops = [line["data"] for line in facts if line["type"] == "ShopRegistered.v1"]
    accounts = {line["data"]["account"] for line in facts if line["type"] == "AccountRegistered.v1"}

    assert 900 <= len(facts) <= 1500
    assert 250 <= len(asked) <= 400
    assert len({line["id"] for line in asked}) == len(asked)
    assert Counter(shop["operating_country"] for shop in shops).keys() == COUNTRIES
    assert len({shop["shop"] for shop in shops}) == 14
    assert len(accounts) == 45
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_000_000
