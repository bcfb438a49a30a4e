"""What of a stored finding and of the same one decided again differs, field by field, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.explain import quantity, source_text
from ledger.language import say, say_list, say_name, say_names

if TYPE_CHECKING:
    from ledger.audit.receipts import Flaw
    from ledger.store import Store

_Finding = Mapping[str, Any]


class Apart(NamedTuple):
    """What is stored, and what deciding again finds."""

    stored: str | None
    again: str | None


def told_apart(store: Store, flaw: Flaw) -> Apart:
    """The two values of a flaw: of a finding the fields that differ, in words."""
    if flaw.what != "finding":
        return Apart(flaw.stored, flaw.again)
    was, now = _both(store, flaw)
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return Apart(_fields(was, names), _fields(now, names))


def _both(store: Store, flaw: Flaw) -> tuple[_Finding, _Finding]:
    """The finding of the rule as it is stored, and decided again; empty where there is none."""
    from ledger.audit.decided import decided_again
    from ledger.border import read_request
    from ledger.events import RequestGranted, RequestRefused
    from ledger.queries.boundary import read_boundary
    from ledger.queries.reading import every_fact
    from ledger.verdict import verdict_json

    (decided,) = every_fact(store, after=flaw.position - 1, upto=flaw.position)
    event = decided.event
    assert isinstance(event, RequestGranted | RequestRefused)
    history, _ = read_boundary(store, read_request(event.request), event.read_at)
    again = verdict_json(decided_again(decided, history).verdict)
    return _of_rule(event.verdict, flaw.where), _of_rule(again, flaw.where)


def _of_rule(verdict: Mapping[str, Any], rule: str) -> _Finding:
    return next((one for one in verdict["findings"] if one["rule"] == rule), {})


def _fields(finding: _Finding, names: list[str]) -> str:
    if not finding:
        return say("not asked")
    return say_list(
        say("{label}: {value}", label=_name_text(name), value=_value_text(name, finding.get(name)))
        for name in names
    )


def _name_text(name: str) -> str:
    words = {
        "outcome": say("outcome"),
        "severity": say_name("severity", "finding"),
        "limit": say_name("limit", "finding"),
        "seen": say_name("seen", "finding"),
        "evidence": say("facts"),
        "cured_at": say_name("cured by time alone at", "finding"),
        "missing": say_name("missing", "finding"),
    }
    return words.get(name, name)


def _value_text(name: str, value: Any) -> str:
    match name, value:
        case _, None:
            return "–"
        case "outcome", str():
            words = {"holds": say("holds"), "breaks": say("breaks"), "unknown": say("unknown")}
            return words.get(value, value)
        case "seen", {"value": seen, "unit": str(unit)}:
            return quantity(seen, unit)
        case "limit", {"value": limit, "unit": str(unit), "since": since, "source": str(source)}:
            told = quantity(tuple(limit) if isinstance(limit, list) else limit, unit)
            return say(
                "{limit} since {since} ({source})",
                limit=told,
                since=since,
                source=source_text(source),
            )
        case "evidence", list():
            return say_names(f"#{position}" for position in value) or "–"
        case _:
            return str(value)
