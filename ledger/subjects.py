"""The names of subjects: which tags a fact carries, and how tags are written."""

from __future__ import annotations

from typing import Final

from ledger.events import (
    CalendarAdopted,
    Event,
    EvidenceAttached,
    FactAnnulled,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
)

_FIELDS: Final = ("shop", "account", "binding", "violation")


def tags_of(event: Event) -> tuple[str, ...]:
    """The subjects a fact concerns, each once, in a fixed order."""
    match event:
        case RequestGranted() | RequestRefused() | FactAnnulled():
            return event.subjects
        case RulebookAdopted():
            return (law_tag(event.program),)
        case CalendarAdopted():
            return (calendar_tag(event.country),)
        case EvidenceAttached():
            return tuple(dict.fromkeys(event.about))
        case _:
            return tuple(
                f"{field}:{value}"
                for field in _FIELDS
                if (value := getattr(event, field, None)) is not None
            )


def shop_tag(shop: str) -> str:
    """The tag of a shop: `shop:tiktok:S1`."""
    return f"shop:{shop}"


def account_tag(account: str) -> str:
    """The tag of an account: `account:tiktok:A1`."""
    return f"account:{account}"


def binding_tag(binding: str) -> str:
    """The tag of a binding: `binding:B1`."""
    return f"binding:{binding}"


def violation_tag(violation: str) -> str:
    """The tag of a violation: `violation:V1`."""
    return f"violation:{violation}"


def request_tag(request: str) -> str:
    """The tag of the decision on a request: `request:r-17`."""
    return f"request:{request}"


def law_tag(program: str) -> str:
    """The tag of the facts that adopt the law of a program: `law:tiktok.channel`."""
    return f"law:{program}"


def calendar_tag(country: str) -> str:
    """The tag of the facts that adopt the calendars of a country: `calendar:CN`."""
    return f"calendar:{country}"
