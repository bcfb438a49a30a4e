"""Compliance scores of shops and accounts; what a score opens or closes is law."""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.aggregates.mark import Score, moved_score
from ledger.events import (
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
)
from ledger.projections.projection import (
    Key,
    Projection,
    Values,
    key,
    marked,
    number,
    read_mark,
    read_model,
    written_mark,
)
from ledger.record import Fact
from ledger.subjects import account_tag, shop_tag

TABLE: Final = read_model(
    "compliance",
    "The compliance score of every shop and account of which a score was told or moved.",
    key("subject", "the shop or account as a tag, such as `shop:tiktok:S1`"),
    number("score", "the score in points; null before the platform first told one"),
    *marked("moved", "when the score last moved; null before the platform first told one"),
)

_Event = ComplianceScoreObserved | ComplianceScoreDeducted | ComplianceScoreRestored


class Standing(NamedTuple):
    """A score that may not be known yet: what was deducted before that still has a row."""

    score: Score | None


def keys(fact: Fact) -> tuple[Key, ...]:
    """The shop and the account whose score the fact moves."""
    event = fact.event
    assert isinstance(event, _Event)
    subjects = (
        shop_tag(event.shop) if event.shop is not None else None,
        account_tag(event.account) if event.account is not None else None,
    )
    return tuple((subject,) for subject in subjects if subject is not None)


def tags(key: Key) -> Key:
    """The subject itself."""
    return key


def fold(standing: Standing | None, fact: Fact) -> Standing:
    """The score after one more fact."""
    return Standing(moved_score(standing.score if standing is not None else None, fact))


def values(standing: Standing) -> Values:
    """A score as the table keeps it."""
    score = standing.score
    return (None, None, None) if score is None else (score.value, *written_mark(score.moved))


def row(key: Key, values: Values) -> Standing:
    """The score that a row of the table tells of."""
    score, at, position = values
    moved = read_mark(at, position)
    return Standing(None if moved is None else Score(score, moved))


COMPLIANCE: Final = Projection(
    table=TABLE,
    kinds=frozenset(
        {
            ComplianceScoreDeducted.kind,
            ComplianceScoreObserved.kind,
            ComplianceScoreRestored.kind,
        }
    ),
    keys=keys,
    tags=tags,
    fold=fold,
    values=values,
    row=row,
)
