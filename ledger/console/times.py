"""The times of a query, made of what the command line gives."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ledger.console.errors import did_you_mean
from ledger.console.options import Clocks
from ledger.console.tables import Cell
from ledger.errors import BadInput
from ledger.language import say, say_in_turn

if TYPE_CHECKING:
    from ledger.app import Ledger
    from ledger.queries.times import Rules, Times
    from ledger.rulebook import Rulebook


def settled(ledger: Ledger, clocks: Clocks) -> Times:
    """The times asked for; the clock is read only where one of them is left to it.

    Raises BadInput for a digest nobody adopted, or a file that is no rulebook.
    """
    from ledger.queries.times import settle

    valid, known = clocks.valid, clocks.known
    now = valid if valid is not None and known is not None else ledger.now()
    return settle(ledger.store, now, valid, known, _rules(ledger, clocks.rules))


def _rules(ledger: Ledger, rules: datetime | str | Path | None) -> Rules | None:
    match rules:
        case Path():
            return _of_file(rules)
        case str():
            return _adopted(ledger, rules)
        case _:
            return rules


def _adopted(ledger: Ledger, digest: str) -> Rulebook:
    """The rulebook with a digest. Raises BadInput, with a few that are near, if there is none."""
    from difflib import get_close_matches

    from ledger.queries.lawbook import rulebooks_of

    texts = {one.digest: one for one in rulebooks_of(ledger.store)}
    if digest in texts:
        return texts[digest]
    near = get_close_matches(digest, texts, n=_MOST_OFFERED, cutoff=_ALIKE)
    offered = did_you_mean(f"{one[:_SHORTENED]}… ({texts[one].program})" for one in near)
    everything = say("See `bindledger rules list` for all there are.")
    raise BadInput(
        say("{digest} is the digest of no adopted rulebook.", digest=digest),
        where="--rules",
        why=say("A digest names a text that was law in this ledger at some time."),
        now=say_in_turn((offered, everything))
        if texts
        else say("Give the file; no rulebook was ever adopted here."),
    )


_MOST_OFFERED: Final = 5
_SHORTENED: Final = len("sha256:") + 12
_ALIKE: Final = 0.6  # two digests by chance are less alike, a mistyped one is more


def _of_file(path: Path) -> Rulebook:
    from ledger.console.law import read_text
    from ledger.rulebook import read_rulebook

    return read_rulebook(read_text(str(path)), str(path))


def times_told(as_of: dict[str, object]) -> list[tuple[str, Cell]]:
    """The times of an answer, for a block of labels and values."""
    known = say(
        "{known}, up to position {position}", known=as_of["known"], position=as_of["position"]
    )
    told: list[tuple[str, Cell]] = [
        (say("as true at"), str(as_of["valid"])),
        (say("as known at"), known),
    ]
    if "rules" in as_of:
        told.append((say("under the law of"), str(as_of["rules"])))
    return told
