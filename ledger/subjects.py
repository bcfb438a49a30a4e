"""The names of subjects: which tags a fact carries, and how tags are written."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Final

from ledger.events import (
    KIND_BY_NAME,
    BindingListAsserted,
    CalendarAdopted,
    ClaimMade,
    DisputeOpened,
    Event,
    EvidenceAttached,
    FactAnnulled,
    ImportBatchRecorded,
    PersonalFieldsForgotten,
    RawEventKept,
    RegistrationIdentifierAssigned,
    RegistrationIdentifierRetired,
    RequestGranted,
    RequestRefused,
    RulebookAdopted,
)
from ledger.terms import platform_of

KINDS_OF_SUBJECTS: Final = (
    "shop",
    "account",
    "binding",
    "violation",
    "delegation",
    "mini_program",
    "identifier",
    "dispute",
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
    "dispute": "dispute",
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
        case DisputeOpened():
            named = (dispute_tag(event.dispute), *event.about, *(event.parties or ()))
            return tuple(dict.fromkeys(named))
        case ClaimMade():
            # What is only claimed of a shop or an account is no fact about it.
            return (dispute_tag(event.dispute),)
        case EvidenceAttached():
            return tuple(dict.fromkeys(event.about))
        case BindingListAsserted():
            return tuple(
                dict.fromkeys((shop_tag(event.shop), *(account_tag(one) for one in event.accounts)))
            )
        case ImportBatchRecorded():
            return (source_tag(event.batch_source),)
        case RegistrationIdentifierAssigned() | RegistrationIdentifierRetired():
            holder = event.shop or event.account
            assert holder is not None, "an identifier of nobody"
            register = identifier_tag(platform_of(holder), event.identifier_kind)
            return (*_named(event), register)
        case RawEventKept():
            return tuple(dict.fromkeys((source_tag(event.platform), *_named(event))))
        case _:
            return _named(event)


def _named(event: Event) -> tuple[str, ...]:
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


def identifier_tag(platform: str, identifier_kind: str) -> str:
    """The tag of a register of identifiers: `identifier:douyin:enterprise_account`.

    It never holds what an identifier says.
    """
    return f"identifier:{platform}:{identifier_kind}"


def dispute_tag(dispute: str) -> str:
    """The tag of a dispute: `dispute:D1`."""
    return f"dispute:{dispute}"


def source_tag(source: str) -> str:
    """The tag of what came from a source or a platform: `source:tiktok/seller-center`."""
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
