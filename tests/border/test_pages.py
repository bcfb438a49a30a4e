"""The pages about kinds and words say what the code says."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.aggregates.binding import State
from ledger.events import KINDS
from ledger.events.base import Event
from ledger.requests import REQUESTS
from ledger.subjects import tags_of
from tests.golden.cases import drafts_of
from tools import write_kinds

WORDS: Final = Path(__file__).parents[2] / "docs" / "words.md"
IN_CODE: Final = frozenset(
    word
    for span in re.findall(r"`([^`]+)`", WORDS.read_text(encoding="utf-8"))
    for word in (span, span.removesuffix(":"))
)

# Parts of names of kinds that are plain English and mean here what they mean anywhere.
PLAIN_ENGLISH: Final = frozenset(
    re.findall(
        r"\w+",
        """
        accept accepted access activated add added age announced approve approved assign
        assigned attached attempt attested authorised banned by calendar cancel chances cleared
        closed compliance conclude consented content count data deactivated decided declared
        decline deducted deregistration ecommerce enrol enrolled enrolment evidence for from
        holder identifier in invite lapsed lifted location network notified observed opened
        permission products publish recorded reduced refuse refused register registered
        registration removed renamed renewed requested resolved restored restricted retire
        retired screened set sharing started submit submitted support to traffic unbind unlinked
        use verification weight window withdraw withdrawn
        """,
    )
)


def test_the_page_of_kinds_is_what_the_declarations_say() -> None:
    told = write_kinds.PAGE.read_text(encoding="utf-8")

    assert told == write_kinds.page(), (
        "docs/kinds.md is not what ledger/events says: run `python -m tools.write_kinds`"
    )


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, id=kind.__name__) for kind in (*KINDS, *REQUESTS)]
)
def test_every_field_and_every_word_of_a_field_is_among_the_words(kind: type[Any]) -> None:
    hints = typing.get_type_hints(kind, include_extras=True)
    used = {field.name for field in dataclasses.fields(kind)}
    for name in tuple(used):
        used |= set(words_of(hints[name]))

    assert not used - IN_CODE, f"not in docs/words.md: {sorted(used - IN_CODE)}"


def words_of(hint: Any) -> Iterator[str]:
    """The words that a field may say, if it is one of a list."""
    if typing.get_origin(hint) is typing.Literal:
        yield from typing.get_args(hint)
    elif isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        for part in typing.get_args(hint):
            yield from words_of(part)


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, id=kind.__name__) for kind in (*KINDS, *REQUESTS)]
)
def test_every_name_is_made_of_words(kind: type[Any]) -> None:
    parts = {part.lower() for part in re.findall(r"[A-Z][a-z]+", kind.__name__)}
    known = PLAIN_ENGLISH | {part for word in IN_CODE for part in re.split(r"[._:]", word.lower())}

    assert not parts - known, f"not in docs/words.md: {sorted(parts - known)}"


def test_every_state_of_a_binding_is_among_the_words() -> None:
    assert not {state.value for state in State} - IN_CODE


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.kind) for kind in KINDS])
def test_every_subject_is_among_the_words(kind: type[Event]) -> None:
    prefixes = {
        tag.partition(":")[0] + ":" for _, draft in drafts_of(kind) for tag in tags_of(draft.event)
    }

    assert prefixes
    assert not prefixes - IN_CODE


def test_every_balance_is_among_the_words() -> None:
    balances = {"unlink_chances", "slots", "compliance_score", "showcase_additions"}

    assert not balances - IN_CODE


def test_every_word_has_its_chinese_and_no_row_stands_twice() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in WORDS.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    told = [row for row in rows if row[1] != "中文"]

    assert all(re.search(r"[\u4e00-\u9fff]", row[1]) for row in told)
    names = [row[0] for row in told]
    assert len(set(names)) == len(names)
