"""Rules that ask how a shop is connected with other systems. State machine 2.8; source 002."""

from __future__ import annotations

from typing import Final

from ledger.aggregates.integration import Integration
from ledger.rulebook import Rulebook
from ledger.rules.case import Access, Act, Case, answer, names, shop_of, unknown
from ledger.verdict import Finding, Limit, Seen

BONDED_WAREHOUSE: Final = "bonded_warehouse"
"""The kind of integration that a shop needs to sell across a border (2-32)."""


def is_warehouse(one: Integration | Access) -> bool:
    """Whether what is connected is a bonded warehouse, which reads no data of an account."""
    return one.integration_kind == BONDED_WAREHOUSE


def reads_data(case: Case, book: Rulebook) -> bool:
    """Whether what is to be connected is there for data; a bonded warehouse is for goods."""
    return case.access is None or not is_warehouse(case.access)


def _access(case: Case) -> Access:
    assert case.access is not None
    return case.access


def shop_integration(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop has let the platform in, in one of these ways. Source 002 / 2-13.

    Asked when a binding takes effect, and never afterwards: a connection that ends later ends no
    binding.
    """
    name = "shop.integration"
    every = shop_of(case).integrations.values()
    known = [one for one in every if one.auth in names(limit) and not is_warehouse(one)]
    standing = [one for one in known if one.stands_at(case.at)]
    if case.observed and not known:
        return unknown(name, book, limit, "IntegrationConnected")
    return answer(
        name,
        book,
        limit,
        bool(standing),
        seen=Seen(standing[-1].auth or "" if standing else "none", "text"),
        evidence=tuple(one.moved.position for one in standing or known),
    )


def shop_mapping(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The shop has set which of its data stands for which of the other side's. Source 002 / 2-13.

    Asked when a binding takes effect. Of an observed one a feed may have left the mapping out.
    """
    name, marks = "shop.mapping", shop_of(case).mappings.values()
    if case.observed and not marks:
        return unknown(name, book, limit, "SyncPolicySet.mapping_digest")
    return answer(
        name,
        book,
        limit,
        bool(marks),
        seen=Seen(bool(marks), "boolean"),
        evidence=tuple(mark.position for mark in marks),
    )


def integration_state(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """What is connected is not connected yet, what is disconnected is. State machine 2.16.

    Asked of requests alone: a feed tells of a connection anew when its authorisation is renewed.
    """
    known = shop_of(case).integrations.get(_access(case).integration)
    stands = known is not None and known.stands_at(case.at)
    return answer(
        "integration.state",
        book,
        limit,
        stands == (case.act is Act.DISCONNECT),
        seen=Seen("connected" if stands else "disconnected", "text"),
        evidence=(known.moved.position,) if known is not None else (),
        cured_at=known.valid_until if known is not None and stands else None,
    )


def integration_auth(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The way in is one that the program knows. Source 002 / 2-11 to 2-13."""
    auth = _access(case).auth
    holds = auth in names(limit)
    return answer("integration.auth", book, limit, holds, seen=Seen(auth, "text"))


def integration_credential(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """It is said where the credential is kept; the ledger never holds it. Source 002 / 2-12."""
    given = _access(case).credential_ref is not None
    name = "integration.credential"
    if case.observed and not given:
        return unknown(name, book, limit, "IntegrationConnected.credential_ref")
    return answer(name, book, limit, given, seen=Seen(given, "boolean"))


def integration_data_scope(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """What may be read is no more than the program lets through. Source 002 / 2-11 to 2-13."""
    scope, name = _access(case).data_scope, "integration.data_scope"
    if scope is None:
        return unknown(name, book, limit, "IntegrationConnected.data_scope")
    return answer(name, book, limit, scope in names(limit), seen=Seen(scope, "text"))
