"""The small words everything else is made of: ids, instants, programs, countries.

Each is an annotated type that two readers understand: pydantic validates what comes in from
outside, msgspec reads back the ledger's own bytes. Neither is imported here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

LONGEST_ID: Final = 200
"""Characters an id may have (contract, section 3)."""

LARGEST_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8785)."""

BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing the ledger records happened before this instant."""

_INSTANT: Final = (
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:[Zz]|([+-])(\d\d):(\d\d))"
)


@cache
def _matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    # Compiled when first needed: most commands only read, and start sooner without.
    return re.compile(pattern, re.ASCII).fullmatch


class Unfit(ValueError):
    """A value that a term cannot take; `sentence` says what was expected, with `{name}` for values.

    The border says it in the language of the asker; as a text it is English.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values


def read_instant(text: str) -> datetime:
    """The UTC instant an RFC 3339 text names.

    Raises Unfit, a ValueError, for anything else: a bare date, a missing offset or seconds,
    second 60, more than six fractional digits, a day that no calendar has.
    """
    match = _matcher(_INSTANT)(text)
    if match is None:
        raise _no_instant()
    year, month, day, hour, minute, second = (int(part) for part in match.group(1, 2, 3, 4, 5, 6))
    micro = int((match[7] or "").ljust(6, "0"))
    try:
        local = datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
        if match[8] is None:
            return local
        away, aside = int(match[9]), int(match[10])
        if away > 23 or aside > 59:
            raise _no_instant()
        offset = timedelta(hours=away, minutes=aside)
        return local - offset if match[8] == "+" else local + offset
    except (ValueError, OverflowError):
        raise _no_instant() from None


def _no_instant() -> Unfit:
    return Unfit("RFC 3339 with seconds and an offset, such as 2026-03-01T09:00:00Z")


def instant_text(instant: datetime) -> str:
    """The one text of an instant: UTC with `Z`, a fraction only if not zero, no trailing zeros."""
    utc = instant.astimezone(UTC)
    text = utc.isoformat()[:19]
    return f"{text}.{utc.microsecond:06}".rstrip("0") + "Z" if utc.microsecond else text + "Z"


def start_of_day(day: date) -> datetime:
    """00:00 UTC of a day: the instant from which a dated value of a rulebook holds."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def has_control(text: str) -> bool:
    """Whether a text holds a control character (C0, DEL or C1) or a lone surrogate."""
    return any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


def is_broken(text: str) -> bool:
    """Whether a text holds a lone surrogate, half of a character: no UTF-8 can say it."""
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


@dataclass(frozen=True, slots=True)
class Checked:
    """An annotation: `read` turns what came in into the value, or raises Unfit.

    pydantic calls it at the border; msgspec passes it over, because the ledger's own bytes were
    checked before they were stored. `form` is the JSON Schema of the value.
    """

    read: Callable[[Any], Any]
    form: dict[str, Any]

    def __hash__(self) -> int:
        return id(self)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import PydanticCustomError, core_schema

        read = self.read

        def checked(value: Any) -> Any:
            try:
                return read(value)
            except Unfit as why:
                told = {"sentence": why.sentence, "values": why.values}
                raise PydanticCustomError("term", "{sentence}", told) from None

        return core_schema.no_info_plain_validator_function(checked)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return dict(self.form)


def _text(
    expected: str, pattern: str | None = None, longest: int | None = None, *, free: bool = False
) -> Checked:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not (value or free):
            raise Unfit(expected)
        if longest is not None and len(value) > longest:
            raise Unfit("at most {longest} characters", longest=longest)
        if not value.isprintable():
            if free and is_broken(value):
                raise Unfit("text without half characters (lone surrogates)")
            if not free and has_control(value):
                raise Unfit("text without control characters")
        if pattern is not None and not _matcher(pattern)(value):
            raise Unfit(expected)
        return value

    form: dict[str, Any] = {"type": "string", "description": expected}
    if not free:
        form["minLength"] = 1
    if longest is not None:
        form["maxLength"] = longest
    if pattern is not None:
        form["pattern"] = f"^{pattern}$"
    return Checked(read, form)


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise _no_instant()
    instant = read_instant(value)
    if instant < BEGINNING:
        raise Unfit("an instant not before 2000-01-01T00:00:00Z")
    return instant


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_INTEGER:
        raise Unfit("a whole number from 0 to {largest}", largest=LARGEST_INTEGER)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("true or false")
    return value


_NO_CONTROL = r"[^\x00-\x1f\x7f-\x9f]+"
_PLATFORM = r"[a-z][a-z0-9_]*"
_NATIVE = rf"{_PLATFORM}:{_NO_CONTROL}"

Instant = Annotated[
    datetime,
    Checked(
        _instant,
        {
            "type": "string",
            "format": "date-time",
            "description": str(_no_instant()),
            "pattern": r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)$",
        },
    ),
]
"""A point in time, in UTC, to the microsecond."""

Count = Annotated[
    int, Checked(_count, {"type": "integer", "minimum": 0, "maximum": LARGEST_INTEGER})
]
"""How many; never negative."""

Flag = Annotated[bool, Checked(_flag, {"type": "boolean"})]
"""True or false."""

Id = Annotated[str, _text("an id", _NO_CONTROL, LONGEST_ID)]
"""The name of a binding, a violation, an appeal, a campaign, a request."""

Source = Annotated[str, _text("a source, without #", r"[^#\x00-\x1f\x7f-\x9f]+", LONGEST_ID)]
"""Who tells a fact. Without `#`, so that `<source>#<id>` names one fact and no other."""

ShopId = Annotated[str, _text("a shop as <platform>:<id>", _NATIVE, LONGEST_ID)]
"""A shop: `<platform>:<the platform's own id>`."""

AccountId = Annotated[str, _text("an account as <platform>:<id>", _NATIVE, LONGEST_ID)]
"""A creator account: `<platform>:<the platform's own id>`, in a name space apart from shops."""

MiniProgramId = Annotated[str, _text("a mini-program as <platform>:<id>", _NATIVE, LONGEST_ID)]
"""A mini-program: `<platform>:<the platform's own id>`, in a name space of its own."""

Program = Annotated[
    str, _text("a program as <platform>.<name>", _PLATFORM + r"\.[a-z0-9_]+", LONGEST_ID)
]
"""A kind of relation between shop and account, such as `tiktok.channel`."""

Country = Annotated[
    str, _text("a country as two capital letters (ISO 3166-1 alpha-2)", r"[A-Z]{2}")
]
"""A country, as two capital letters."""

Currency = Annotated[str, _text("a currency as three capital letters (ISO 4217)", r"[A-Z]{3}")]
"""A currency, as three capital letters."""

Amount = Annotated[
    int,
    Checked(
        _count,
        {
            "type": "integer",
            "minimum": 0,
            "maximum": LARGEST_INTEGER,
            "description": "an amount in the smallest unit of its currency, such as 2000 for 20.00",
        },
    ),
]
"""Money, in the smallest unit of the currency that stands beside it; never negative."""

Percent = Annotated[
    str,
    _text(
        "a percentage from 0 to 100 as text, at most 6 decimals, such as 0.6",
        r"(100(\.0{1,6})?|[1-9]?[0-9](\.[0-9]{1,6})?)",
    ),
]
"""A rate in percent, as decimal text, so that no binary fraction ever stands for it."""

Number = Annotated[
    str,
    _text(
        "a decimal number as text, at most 9 decimals, such as 12.5",
        r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?",
    ),
]
"""What a metric says, as decimal text."""

Tag = Annotated[
    str,
    _text(
        "a subject as <kind>:<id>, such as shop:tiktok:S1",
        rf"[a-z_]+:{_NO_CONTROL}",
        LONGEST_ID + 20,
    ),
]
"""The name of a subject: `shop:tiktok:S1`, `account:tiktok:A1`, `binding:B1`, `delegation:D1`."""

FactName = Annotated[
    str,
    _text("a fact as <source>#<id>", rf"{_NO_CONTROL}#{_NO_CONTROL}", 2 * LONGEST_ID + 1),
]
"""The name of a fact: `<source>#<id>`."""

Digest = Annotated[str, _text("a digest as sha256:<64 hex digits>", r"sha256:[0-9a-f]{64}")]
"""The SHA-256 of a file or text."""

Words = Annotated[str, _text("a text", free=True)]
"""Free text: a reason, a theme, a title. Not trusted by the console."""


@dataclass(frozen=True, slots=True)
class PersonalMark:
    """Marks a field as personal: it is kept beside the leaf, never in it."""


PERSONAL: Final = PersonalMark()

Personal = Annotated[str, _text("a text", free=True), PERSONAL]
"""Text about a person: a name, a handle, an identifier."""


def is_personal(hint: Any) -> bool:
    """Whether the type of a field says that it is kept beside the leaf."""
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return any(is_personal(part) for part in get_args(hint))
    return PERSONAL in getattr(hint, "__metadata__", ())


def _time_zone(value: Any) -> str:
    if isinstance(value, str) and value in _time_zones():
        return value
    raise Unfit("a time zone of the IANA database, such as America/Mexico_City")


@cache
def _time_zones() -> frozenset[str]:
    # The list that comes with `tzdata`: what the machine itself has installed differs, and takes
    # a walk through its folders to find out.
    from importlib.resources import files

    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


TimeZone = Annotated[
    str, Checked(_time_zone, {"type": "string", "description": "a time zone of the IANA database"})
]
"""A time zone by its IANA name."""


@lru_cache(4096)
def platform_of(name: str) -> str:
    """The platform that a shop, an account or a program belongs to."""
    return re.split(r"[:.]", name, maxsplit=1)[0]
