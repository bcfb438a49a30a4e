"""What is wrong with something foreign, told field by field."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a line: which field, what was expected there, what stood there."""

    field: str
    expected: str
    got: str


class Faulty(ValueError):
    """A line, a fact or a request that cannot be taken in, with everything wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.expected}" for fault in faults))
        self.faults = faults


_LONGEST_SHOWN: Final = 80


def shown(value: Any) -> str:
    """A value as a short text for an error message; what UTF-8 cannot say is escaped."""
    text = sayable(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def sayable(text: str) -> str:
    """A text that can be printed: half characters are escaped."""
    return text.encode(errors="backslashreplace").decode()
