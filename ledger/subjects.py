"""The names of subjects: which tags a fact carries, and how tags are written."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Final

from ledger.events import (
    KIND_BY_NAME,
    BindingListAsserted,
    CalendarAdopted,
    Event,
    EvidenceAttached,
    FactAnnulled,
    ImportBatchRecorded,
    PersonalFieldsForgotten,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
)

KINDS_OF_SUBJECTS: Final = (
    "shop",
    "account",
    "binding",
    "violation",
    "delegation",
    "mini_program",
    "request",
    "law",
    "calendar",
    "source",
)
"""What a tag may begin with."""

NAMED_IN: Final = {
    "shop": "shop",
    "account": "account",
    "binding": "binding",
    "violation": "violation",
    "delegation": "delegation",
    "grantor": "account",
    "grantee": "account",
    "mini_program": "mini_program",
    "successor": "account",
    "successor_binding": "binding",
}
"""The fields of facts that name a subject, in the order of their tags, and the kind of it."""


def tags_of(event: Event) -> tuple[str, ...]:
    """The subjects a fact concerns, each once, in a fixed order."""
    match event:
        case RequestGranted() | RequestRefused() | FactAnnulled() | PersonalFieldsForgotten():
            return event.subjects
        case RulebookAdopted():
            return (law_tag(event.program),)
        case CalendarAdopted():
            return (calendar_tag(event.country),)
        case EvidenceAttached():
            return tuple(dict.fromkeys(event.about))
        case BindingListAsserted():
            return tuple(
                dict.fromkeys((shop_tag(event.shop), *(account_tag(one) for one in event.accounts)))
            )
        case ImportBatchRecorded():
            return (source_tag(event.batch_source),)
        case _:
            named = (
                f"{subject}:{value}"
                for field, subject in _naming(event.kind)
                if (value := getattr(event, field)) is not None
            )
            return tuple(dict.fromkeys(named))


@cache
def _naming(kind: str) -> tuple[tuple[str, str], ...]:
    """The fields of a kind that name a subject, each with the kind of subject."""
    fields = {field.name for field in dataclasses.fields(KIND_BY_NAME[kind])}
    return tuple((field, subject) for field, subject in NAMED_IN.items() if field in fields)


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


def delegation_tag(delegation: str) -> str:
    """The tag of a delegation between two accounts: `delegation:D1`."""
    return f"delegation:{delegation}"


def mini_program_tag(mini_program: str) -> str:
    """The tag of a mini-program: `mini_program:douyin:M1`."""
    return f"mini_program:{mini_program}"


def source_tag(source: str) -> str:
    """The tag of the batches that came from a source: `source:tiktok/seller-center`."""
    return f"source:{source}"


def request_tag(request: str) -> str:
    """The tag of the decision on a request: `request:r-17`."""
    return f"request:{request}"


def law_tag(program: str) -> str:
    """The tag of the facts that adopt the law of a program: `law:tiktok.channel`."""
    return f"law:{program}"


def calendar_tag(country: str) -> str:
    """The tag of the facts that adopt the calendars of a country: `calendar:CN`."""
    return f"calendar:{country}"
