"""Reading a platform's own payload: JSON inside JSON, epochs of every unit, ids of any length.

Everything that does not fit is a fault with the place where it stands, such as
`body.data.shop_id`, so that a bad payload is reported like any other bad line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote_plus
from zoneinfo import ZoneInfo

from ledger.border import Fault, Faulty, read_any_json, shown
from ledger.language import say, say_again
from ledger.terms import Unfit, is_broken, read_instant

CHINA: Final = ZoneInfo("Asia/Shanghai")
"""The zone of the local times that the Chinese platforms write as text."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a payload, and where in the line it stands."""

    where: str
    fields: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Whether a field is there and says something: null and an empty text say nothing."""
        return self.fields.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A text, or the digits of a whole number: an id may be either. Raises Faulty."""
        value = self.fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value and not is_broken(value):
            return value
        raise self.fault(name, say("a text or a whole number"))

    def maybe(self, name: str) -> str | None:
        """As `text`; None if the field says nothing."""
        return self.text(name) if self.has(name) else None

    def number(self, name: str) -> int:
        """A whole number, also one written as text. Raises Faulty."""
        return self._whole(name, say("a whole number"))

    def seconds(self, name: str) -> datetime:
        """The instant of an epoch in seconds, also one written as text. Raises Faulty."""
        expected = say("seconds since 1970-01-01T00:00:00Z")
        return self._since(name, self._whole(name, expected) * 1000, expected)

    def milliseconds(self, name: str) -> datetime:
        """The instant of an epoch in milliseconds, also one written as text. Raises Faulty."""
        expected = say("milliseconds since 1970-01-01T00:00:00Z")
        return self._since(name, self._whole(name, expected), expected)

    def local(self, name: str, zone: ZoneInfo) -> datetime:
        """The instant of a local time such as 2026-03-01 17:00:00. Raises Faulty."""
        expected = say("a local time such as 2026-03-01 17:00:00")
        try:
            told = datetime.strptime(self.text(name), "%Y-%m-%d %H:%M:%S")
        except ValueError:
            raise self.fault(name, expected) from None
        return told.replace(tzinfo=zone).astimezone(UTC)

    def instant(self, name: str) -> datetime:
        """The instant of an RFC 3339 text. Raises Faulty."""
        try:
            return read_instant(self.text(name))
        except Unfit as why:
            raise self.fault(name, say_again(why.sentence, **why.values)) from None

    def part(self, name: str) -> Part:
        """An object, or a text of JSON that holds one, URL-encoded or not. Raises Faulty."""
        value = unwrapped(self.fields.get(name), f"{self.where}.{name}")
        if isinstance(value, dict):
            return Part(f"{self.where}.{name}", value)
        raise self.fault(name, say("an object"))

    def maybe_part(self, name: str) -> Part | None:
        """As `part`; None for anything that is no object, so that an event not read may be kept."""
        try:
            return self.part(name)
        except Faulty:
            return None

    def parts(self, name: str) -> tuple[Part, ...]:
        """The objects of a list. Raises Faulty."""
        return tuple(objects(self.fields.get(name), f"{self.where}.{name}"))

    def list(self, name: str) -> tuple[Any, ...]:
        """A list of anything; empty if the field says nothing. Raises Faulty."""
        value = self.fields.get(name)
        if value is None:
            return ()
        if isinstance(value, list):
            return tuple(value)
        raise self.fault(name, say("a list"))

    def fault(self, name: str, expected: str) -> Faulty:
        """What is wrong with a field, to be raised."""
        value = self.fields.get(name)
        got = say("nothing") if value is None else shown(value)
        return Faulty(Fault(f"{self.where}.{name}", expected, got))

    def _whole(self, name: str, expected: str) -> int:
        value = self.fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str):
            digits = value.removeprefix("-")
            # More digits than any epoch or count has would only take time to read.
            if digits.isascii() and digits.isdecimal() and len(digits) <= 20:
                return int(value)
        raise self.fault(name, expected)

    def _since(self, name: str, milliseconds: int, expected: str) -> datetime:
        try:
            return _EPOCH + timedelta(milliseconds=milliseconds)
        except OverflowError:
            raise self.fault(name, expected) from None


def objects(value: Any, where: str) -> Iterator[Part]:
    """The objects of a list that stands at a place. Raises Faulty."""
    if not isinstance(value, list):
        raise Faulty(Fault(where, say("a list"), say("nothing") if value is None else shown(value)))
    for place, one in enumerate(value):
        if not isinstance(one, dict):
            raise Faulty(Fault(f"{where}.{place}", say("an object"), shown(one)))
        yield Part(f"{where}.{place}", one)


def unwrapped(value: Any, where: str) -> Any:
    """What a text of JSON holds, URL-encoded or not; anything that is no text is itself.

    Raises Faulty.
    """
    if not isinstance(value, str):
        return value
    # JSON begins with a bracket; one that was URL-encoded begins with the code of it.
    text = unquote_plus(value) if value[:1] == "%" else value
    try:
        return read_any_json(text.encode())
    except UnicodeEncodeError:
        raise Faulty(Fault(where, say("UTF-8"), shown(value))) from None
    except Faulty as why:
        raise Faulty(
            *(
                Fault(".".join(filter(None, (where, f.field))), f.expected, f.got)
                for f in why.faults
            )
        ) from None
