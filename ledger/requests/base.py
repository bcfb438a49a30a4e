"""What every request has in common, and how a request goes over the wire."""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from ledger.terms import Id, Instant, instant_text, is_personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked of the ledger: `id` is the caller's name for it, `actor` who asks.

    `at` is the time of the question, on a rehearsal ledger only.
    """

    names_given: ClassVar[tuple[str, ...]] = ()
    """The fields that the ledger fills when the caller leaves them out."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: Id
    actor: Id
    at: Instant | None = None

    @property
    def ask(self) -> str:
        """The request's name on the wire."""
        return type(self).__name__


def request_json(request: Request) -> dict[str, Any]:
    """The request as it goes over the wire, without the fields that were left out."""
    fields = {field.name: getattr(request, field.name) for field in dataclasses.fields(request)}
    return {"ask": request.ask} | {
        name: _json(value) for name, value in fields.items() if value is not None
    }


def _json(value: Any) -> Any:
    match value:
        case datetime():
            return instant_text(value)
        case tuple():
            return list(value)
    return value


_personal: Final[dict[type[Request], frozenset[str]]] = {}


def personal_fields(kind: type[Request]) -> frozenset[str]:
    """The names of the fields of a request that no decision may carry in its leaf."""
    if kind not in _personal:
        hints = typing.get_type_hints(kind, include_extras=True)
        _personal[kind] = frozenset(name for name, hint in hints.items() if is_personal(hint))
    return _personal[kind]
