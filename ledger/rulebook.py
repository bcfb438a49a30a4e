"""A platform's law as data: the dated, cited parameters of one program.

A rulebook is adopted by recording its exact text, and read again from that text whenever it is
asked about, so nothing here depends on anything outside the text but the vocabulary of
`ledger.parameters`.

A history is a list of entries, each of which holds from 00:00 UTC of its day until the next one
begins. So a hole can only be made on purpose, by an entry with `repealed = true`; it must follow a
value, since there is nothing else to repeal. Two entries of one day, and entries out of order,
are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from ledger.language import say
from ledger.law_file import (
    Problem,
    built_in_files,
    check_keys,
    digest_of,
    inside,
    missing_or,
    one_of,
    parse,
    refuse_if_any,
    shown,
    take_citation,
    take_date,
    take_line,
)
from ledger.parameters import (
    PARAMETERS,
    UNITS,
    Form,
    Parameter,
    Role,
    default_of,
    expected_of,
    is_program,
    read_value,
)
from ledger.terms import start_of_day
from ledger.verdict import Citation, Limit, Severity, Value

EDITIONS: Final = ("source", "field")
"""`source`: numbers from the documents in `sources/`. `field`: numbers from elsewhere."""

_SEVERITIES: Final = (Severity.REFUSE, Severity.WARN)
_WHEN_UNKNOWN: Final = (Severity.REFUSE, Severity.WARN, Severity.PASS)

_TOP_KEYS: Final = ("program", "edition", "title", "parameter")
_STATED_KEYS: Final = ("about", "unit", "severity", "when_unknown", "history")
_ENTRY_KEYS: Final = ("from", "value", "repealed", "source")


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated value: it holds from `since`, 00:00 UTC of its day. None is a repeal."""

    since: datetime
    value: Value | None
    source: Citation

    @property
    def day(self) -> date:
        """The day the text gives it."""
        return self.since.date()


@dataclass(frozen=True, slots=True)
class Stated:
    """A parameter as a rulebook states it, its history in order of days.

    `severity` and `when_unknown` are `refuse` where the text leaves them out: the law is strict
    unless it says otherwise. They mean something only for a rule.
    """

    name: str
    about: str
    unit: str
    severity: Severity
    when_unknown: Severity
    history: tuple[Entry, ...]

    def entry(self, at: datetime) -> Entry | None:
        """The entry that holds at an instant, None before the first."""
        for entry in reversed(self.history):
            if entry.since <= at:
                return entry
        return None


class Standing(StrEnum):
    """Where a parameter stands at an instant."""

    IN_FORCE = "in_force"
    REPEALED = "repealed"
    NOT_YET = "not_yet"
    DEFAULT = "default"
    """A reading the rulebook leaves out, or that it does not state yet or no longer."""


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter at an instant, as `rules show` prints it.

    `value`, `since` and `source` are None where no value is in force; a default has a value but no
    date and no source. `changes` is the next instant at which the parameter changes, if any.
    """

    name: str
    role: Role
    standing: Standing
    value: Value | None
    unit: str
    since: datetime | None
    source: Citation | None
    changes: datetime | None
    severity: Severity | None
    when_unknown: Severity | None
    about: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which two rulebooks differ; None stands for a place one of them has not.

    `parameter` is empty for the heading. `part` is a key of the file (`unit`, `about`, `title`, …);
    for a dated entry it is `value`, `repealed` or `source`, and `day` the day it begins.
    """

    parameter: str
    day: date | None
    part: str
    before: Value | Citation | None
    after: Value | Citation | None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The law of one program, as one text states it.

    `digest` is `sha256:` and the SHA-256 of the text's UTF-8 bytes. Two rulebooks are equal when
    their texts are. With `values_at` every value is the one in force at that instant, whatever
    instant is asked about.
    """

    program: str = field(compare=False)
    edition: str = field(compare=False)
    title: str = field(compare=False)
    text: str
    digest: str = field(compare=False)
    parameters: Mapping[str, Stated] = field(compare=False, repr=False)
    values_at: datetime | None = None

    def limit(self, name: str, at: datetime) -> Limit | None:
        """The value of a parameter at an instant, with its unit, its date and its citation.

        None if the rulebook does not state it, has repealed it, or has it not in force yet: then
        the rule is not asked.
        """
        entry = self._entry(name, at)
        if entry is None or entry.value is None:
            return None
        return Limit(entry.value, self.parameters[name].unit, entry.since, entry.source.at)

    def reading(self, name: str, at: datetime) -> Value:
        """How the rulebook reads what a source leaves open; the default where it does not say."""
        parameter, entry = PARAMETERS[name], self._entry(name, at)
        if entry is None or entry.value is None:
            return default_of(parameter, self.program)
        return entry.value

    @property
    def has_rules(self) -> bool:
        """Whether it asks anything of a request."""
        return any(PARAMETERS[name].role is Role.RULE for name in self.parameters)

    def citation(self, name: str, at: datetime) -> Citation | None:
        """The source of what holds at an instant, also of a repeal; None before the first entry."""
        entry = self._entry(name, at)
        return None if entry is None else entry.source

    def severity(self, name: str) -> Severity:
        """What a breach of this rule does: refuse or warn."""
        return self.parameters[name].severity if name in self.parameters else Severity.REFUSE

    def when_unknown(self, name: str) -> Severity:
        """What it does when the facts do not answer this rule: refuse, warn or pass."""
        return self.parameters[name].when_unknown if name in self.parameters else Severity.REFUSE

    def next_change(self, after: datetime) -> datetime | None:
        """The first instant after this one at which any value begins or is repealed."""
        if self.values_at is not None:
            return None
        begins = (entry.since for stated in self.parameters.values() for entry in stated.history)
        return min((since for since in begins if since > after), default=None)

    def in_force(self, at: datetime) -> tuple[Row, ...]:
        """Every parameter stated, and every reading left out, as it stands at an instant.

        In the order of the vocabulary: rules as they are asked, readings, tables, terms.
        """
        return tuple(
            _row(parameter, self.parameters.get(name), self.program, at)
            for name, parameter in PARAMETERS.items()
            if name in self.parameters or parameter.role is Role.READING
        )

    def _entry(self, name: str, at: datetime) -> Entry | None:
        assert name in PARAMETERS, f"no rulebook may state {name}"
        stated = self.parameters.get(name)
        return None if stated is None else stated.entry(self.values_at or at)


def _row(parameter: Parameter, stated: Stated | None, program: str, at: datetime) -> Row:
    entry = None if stated is None else stated.entry(at)
    standing = _standing(parameter, entry)
    holds = standing is Standing.IN_FORCE
    value = entry.value if entry else None
    if standing is Standing.DEFAULT:
        value = default_of(parameter, program)
    is_rule = stated is not None and parameter.role is Role.RULE
    return Row(
        name=parameter.name,
        role=parameter.role,
        standing=standing,
        value=value,
        unit=stated.unit if stated else next(iter(parameter.forms)),
        since=entry.since if entry and holds else None,
        source=entry.source if entry and holds else None,
        changes=_next_of(stated, at),
        severity=stated.severity if stated and is_rule else None,
        when_unknown=stated.when_unknown if stated and is_rule else None,
        about=stated.about if stated else "",
    )


def _standing(parameter: Parameter, entry: Entry | None) -> Standing:
    if entry is not None and entry.value is not None:
        return Standing.IN_FORCE
    if parameter.role is Role.READING:
        return Standing.DEFAULT
    return Standing.NOT_YET if entry is None else Standing.REPEALED


def _next_of(stated: Stated | None, at: datetime) -> datetime | None:
    history = stated.history if stated else ()
    return next((entry.since for entry in history if entry.since > at), None)


def differences(before: Rulebook, after: Rulebook) -> tuple[Difference, ...]:
    """Every place in which two rulebooks differ, heading first, then in order of the vocabulary."""
    old, new = dict(_places(before)), dict(_places(after))
    order = {name: number for number, name in enumerate(("", *PARAMETERS))}
    changed = [place for place in {**old, **new} if old.get(place) != new.get(place)]
    changed.sort(key=lambda place: (order[place[0]], place[1] or date.min))
    return tuple(Difference(*place, old.get(place), new.get(place)) for place in changed)


_Place = tuple[str, date | None, str]


def _places(book: Rulebook) -> Iterator[tuple[_Place, Value | Citation]]:
    yield ("", None, "program"), book.program
    yield ("", None, "edition"), book.edition
    yield ("", None, "title"), book.title
    for name, stated in book.parameters.items():
        yield (name, None, "about"), stated.about
        yield (name, None, "unit"), stated.unit
        yield (name, None, "severity"), stated.severity.value
        yield (name, None, "when_unknown"), stated.when_unknown.value
        for entry in stated.history:
            if entry.value is None:
                yield (name, entry.day, "repealed"), True
            else:
                yield (name, entry.day, "value"), entry.value
            yield (name, entry.day, "source"), entry.source


def read_rulebook(text: str, where: str) -> Rulebook:
    """The rulebook a text states; `where` names the text in messages.

    The text must be the file's bytes decoded as UTF-8, with its line ends as they are: the digest
    is taken over it. Raises BadInput with every problem found.
    """
    what = say("This is not a rulebook.")
    table = parse(text, what, where)
    problems: list[Problem] = []
    check_keys(table, _TOP_KEYS, "", problems)
    program = _program(table, problems)
    edition = _choice(table, "edition", EDITIONS, "", problems)
    title = take_line(table, "title", "", problems)
    parameters = _parameters(table, problems)
    refuse_if_any(problems, what, where)
    return Rulebook(
        program, edition, title, text, digest_of(text), MappingProxyType(dict(parameters))
    )


_FIELD: Final = ".field.toml"


def built_in_rulebooks() -> tuple[tuple[str, str], ...]:
    """Path and text of the source rulebooks the ledger brings along, in a fixed order."""
    return tuple(one for one in built_in_files("rulebooks") if not one[0].endswith(_FIELD))


def field_rulebooks() -> tuple[tuple[str, str], ...]:
    """Path and text of the field rulebooks that may be adopted instead, in a fixed order."""
    return tuple(one for one in built_in_files("rulebooks") if one[0].endswith(_FIELD))


def field_names() -> Mapping[str, str]:
    """The texts of the field rulebooks by name, `<program>.field`."""
    return {_name_of(path): text for path, text in field_rulebooks()}


def built_in_names() -> Mapping[str, str]:
    """The texts of all rulebooks the ledger brings along: also the source ones, by `<program>`."""
    return {_name_of(path): text for path, text in (*built_in_rulebooks(), *field_rulebooks())}


def _name_of(path: str) -> str:
    _, *parts = path.removesuffix(".toml").split("/")
    return ".".join(parts)


def _program(table: dict[str, Any], problems: list[Problem]) -> str:
    program = table.get("program")
    if not is_program(program):
        expected = say("a program as <platform>.<name>, such as tiktok.channel")
        problems.append(Problem("program", missing_or(table, "program"), expected))
    return str(program)


def _choice(
    table: dict[str, Any],
    key: str,
    choices: tuple[str, ...],
    place: str,
    problems: list[Problem],
) -> str:
    value = table.get(key)
    if isinstance(value, str) and value in choices:
        return value
    problems.append(Problem(inside(place, key), missing_or(table, key), one_of(choices)))
    return choices[0]


def _parameters(table: dict[str, Any], problems: list[Problem]) -> dict[str, Stated]:
    parameters = table.get("parameter")
    if not isinstance(parameters, dict) or not parameters:
        expected = say('at least one table such as [parameter."shop.slots"]')
        problems.append(Problem("parameter", missing_or(table, "parameter"), expected))
        return {}
    return {
        name: _stated(name, stated, inside("parameter", name), problems)
        for name, stated in parameters.items()
        if _is_known(name, stated, problems)
    }


def _is_known(name: str, stated: object, problems: list[Problem]) -> bool:
    place = inside("parameter", name)
    if name not in PARAMETERS:
        reason = say("no rule reads a parameter of this name")
        problems.append(Problem(place, reason, _did_you_mean(name)))
        return False
    if not isinstance(stated, dict):
        problems.append(Problem(place, say("it is {got}", got=shown(stated)), say("a table")))
        return False
    return True


def _did_you_mean(name: str) -> str:
    from difflib import get_close_matches

    if any(known.startswith(f"{name}.") for known in PARAMETERS):
        return say('a whole name in quotes, such as [parameter."shop.slots"]')
    near = get_close_matches(name, PARAMETERS, n=3, cutoff=0.5)
    return one_of(near or tuple(PARAMETERS))


def _stated(name: str, table: dict[str, Any], place: str, problems: list[Problem]) -> Stated:
    check_keys(table, _STATED_KEYS, place, problems)
    about = take_line(table, "about", place, problems)
    unit, form = _unit(PARAMETERS[name], table, place, problems)
    return Stated(
        name,
        about,
        unit,
        _severity(table, "severity", _SEVERITIES, place, problems),
        _severity(table, "when_unknown", _WHEN_UNKNOWN, place, problems),
        _history(form, table, place, problems),
    )


def _unit(
    parameter: Parameter, table: dict[str, Any], place: str, problems: list[Problem]
) -> tuple[str, Form | None]:
    unit = table.get("unit")
    if isinstance(unit, str) and unit in parameter.forms:
        return unit, parameter.forms[unit]
    known = isinstance(unit, str) and unit in UNITS
    reason = missing_or(table, "unit")
    if "unit" in table and not known:
        reason = say("{unit} is no unit", unit=shown(unit))
    expected = say(
        "{units} (of the units {all})",
        units=" / ".join(parameter.forms),
        all=", ".join(UNITS),
    )
    problems.append(Problem(inside(place, "unit"), reason, expected))
    # The value is checked all the same where there is only one unit it can be meant in.
    forms = tuple(parameter.forms.values())
    return "", forms[0] if len(forms) == 1 else None


def _severity(
    table: dict[str, Any],
    key: str,
    choices: tuple[Severity, ...],
    place: str,
    problems: list[Problem],
) -> Severity:
    if key not in table:
        return Severity.REFUSE
    return Severity(_choice(table, key, tuple(choices), place, problems))


def _history(
    form: Form | None, table: dict[str, Any], place: str, problems: list[Problem]
) -> tuple[Entry, ...]:
    here, history = inside(place, "history"), table.get("history")
    if not isinstance(history, list) or not history:
        expected = say("a list with at least one dated value")
        problems.append(Problem(here, missing_or(table, "history"), expected))
        return ()
    found = len(problems)
    entries = [
        _entry(form, entry, f"{here}[{number}]", problems)
        for number, entry in enumerate(history, start=1)
    ]
    whole = tuple(entry for entry in entries if entry is not None)
    if len(problems) == found and len(whole) == len(entries):
        problems.extend(_disorder(whole, here))
    return whole


def _entry(form: Form | None, table: object, place: str, problems: list[Problem]) -> Entry | None:
    if not isinstance(table, dict):
        problems.append(Problem(place, say("it is {got}", got=shown(table)), say("a table")))
        return None
    check_keys(table, _ENTRY_KEYS, place, problems)
    day = take_date(table, "from", place, problems)
    value = _value(form, table, place, problems)
    source = take_citation(table, place, problems)
    return Entry(start_of_day(day), value, source) if day and source else None


def _value(
    form: Form | None, table: dict[str, Any], place: str, problems: list[Problem]
) -> Value | None:
    if ("value" in table) == ("repealed" in table):
        both = "value" in table
        reason = say("it has a value and a repeal") if both else say("it has no value")
        problems.append(Problem(place, reason, say("either value = … or repealed = true")))
        return None
    if "repealed" in table:
        if table["repealed"] is not True:
            reason = missing_or(table, "repealed")
            expected = say("true, or a value in its stead")
            problems.append(Problem(inside(place, "repealed"), reason, expected))
        return None
    if form is None:
        return None
    try:
        return read_value(form, table["value"])
    except ValueError:
        here, reason = inside(place, "value"), missing_or(table, "value")
        problems.append(Problem(here, reason, expected_of(form)))
        return None


def _disorder(history: tuple[Entry, ...], place: str) -> Iterator[Problem]:
    if history[0].value is None:
        reason = say("it repeals a value that never was in force")
        yield Problem(f"{place}[1]", reason, say("a value first"))
    for number, (earlier, later) in enumerate(pairwise(history), start=2):
        here = f"{place}[{number}]"
        if later.day == earlier.day:
            reason = say("two entries begin on {day}", day=later.day)
            yield Problem(f"{here}.from", reason, say("one entry for each day"))
        elif later.day < earlier.day:
            reason = say("{later} comes before {earlier}", later=later.day, earlier=earlier.day)
            yield Problem(f"{here}.from", reason, say("entries in order of their days"))
        if later.value is None and earlier.value is None:
            reason = say("it repeals what is repealed already")
            yield Problem(here, reason, say("a value between two repeals"))
