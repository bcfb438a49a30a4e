"""Who may act for a shop, and what for: its staff (1-01, 1-08, 1-09; reading A40)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ledger.aggregates.mark import Mark, mark
from ledger.events import StaffDelegationGranted, StaffDelegationRevoked
from ledger.record import Fact


@dataclass(frozen=True, slots=True)
class Held:
    """A scope somebody holds: the fact that granted it, and who granted it if that is known."""

    scope: str
    granted: Mark
    granted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who acts, or acted, for a shop: what for, logged in how.

    `told` marks the last fact about the person. With the main account every scope is held (1-09).
    """

    staff: str
    told: Mark
    name: str | None = None
    login: str | None = None
    held: tuple[Held, ...] = ()

    @property
    def has_main_account(self) -> bool:
        """Whether the person acts with the main account, which may do everything."""
        return self.login == "main_account"

    @property
    def may_act(self) -> bool:
        """Whether the person may do anything at all for the shop."""
        return self.has_main_account or bool(self.held)


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of a shop, by actor.

    Whoever let the first of them act could do so only with the main account: `first_granter`.
    """

    members: Mapping[str, Member] = field(default_factory=dict)
    since: Mark | None = None
    first_granter: str | None = None


def evolve_staff(staff: Staff, fact: Fact) -> Staff:
    """The staff after one more fact about it."""
    match fact.event:
        case StaffDelegationGranted() as event:
            by = event.granted_by or fact.actor
            if staff.since is None:
                staff = replace(staff, since=mark(fact), first_granter=by)
            before = staff.members.get(event.staff) or Member(event.staff, mark(fact))
            known = {one.scope for one in before.held}
            new = tuple(
                Held(scope, mark(fact), by)
                for scope in dict.fromkeys(event.scopes)
                if scope not in known
            )
            return _with(
                staff,
                replace(
                    before,
                    told=mark(fact),
                    name=event.name or before.name,
                    login=event.login or before.login,
                    held=(*before.held, *new),
                ),
            )
        case StaffDelegationRevoked() as event:
            before = staff.members.get(event.staff) or Member(event.staff, mark(fact))
            if event.scopes is None:
                gone = replace(before, told=mark(fact), login=None, held=())
            else:
                kept = tuple(one for one in before.held if one.scope not in event.scopes)
                gone = replace(before, told=mark(fact), held=kept)
            return replace(_with(staff, gone), since=staff.since or mark(fact))
    return staff


def _with(staff: Staff, member: Member) -> Staff:
    return replace(staff, members={**staff.members, member.staff: member})
