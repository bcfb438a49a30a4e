"""What every kind of fact has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: a kind and typed fields, nothing else.

    `kind` is the explicit, versioned name under which the fact is stored for ever. Each group in
    `needs` names fields of which at least one must be given. A personal field is always optional
    here, because it may be forgotten later; one that must be given at first stands in `needs`.
    `from_feeds` is False for the kinds that only the ledger itself makes. `ends` names the field of
    the first instant at which what the fact tells of is over, `begins` that of its start, which is
    the fact's time where none is given; `apart` names fields that cannot all say the same.
    """

    kind: ClassVar[str]
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ()
    from_feeds: ClassVar[bool] = True
    begins: ClassVar[str | None] = None
    ends: ClassVar[str | None] = None
    apart: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
