"""What a mini-program remembers: who built it, what it is bound to, how its review stands.

State machine 2.6. Facts are accepted in every order: a version that is published was reviewed, even
if nobody told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import (
    KINDS,
    Event,
    MiniProgramBoundToAccount,
    MiniProgramBoundToShop,
    MiniProgramPublished,
    MiniProgramRegistered,
    MiniProgramReviewDelayed,
    MiniProgramReviewPassed,
    MiniProgramReviewRejected,
    MiniProgramSubmittedForReview,
    MiniProgramUnboundFromAccount,
    MiniProgramUnboundFromShop,
)
from ledger.record import Fact

REMEMBERS: Final = frozenset(
    kind.kind
    for kind in KINDS
    if issubclass(
        kind,
        MiniProgramBoundToAccount
        | MiniProgramBoundToShop
        | MiniProgramPublished
        | MiniProgramRegistered
        | MiniProgramReviewDelayed
        | MiniProgramReviewPassed
        | MiniProgramReviewRejected
        | MiniProgramSubmittedForReview
        | MiniProgramUnboundFromAccount
        | MiniProgramUnboundFromShop,
    )
)
"""The kinds of facts that change what a mini-program remembers."""


class Review(StrEnum):
    """Where the latest version of a mini-program stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DELAYED = "delayed"
    PASSED = "passed"
    REJECTED = "rejected"
    PUBLISHED = "published"


_STEPS: Final[Mapping[type[Event], Review]] = {
    MiniProgramSubmittedForReview: Review.SUBMITTED,
    MiniProgramReviewDelayed: Review.DELAYED,
    MiniProgramReviewPassed: Review.PASSED,
    MiniProgramReviewRejected: Review.REJECTED,
    MiniProgramPublished: Review.PUBLISHED,
}


@dataclass(frozen=True, slots=True)
class BoundAccount:
    """An account that may show links to a mini-program: what it is to the brand, what it may do."""

    since: Mark
    relation: str | None = None
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MiniProgram:
    """A mini-program as its facts leave it.

    `account` is the enterprise account it was registered with; `shops` and `accounts` are those it
    is bound to now, by id. `unbound` holds every time an account was let go. `public` is when a
    version was last opened to the public, `state` where the latest one stands, since `moved`.
    """

    id: str
    registered: Mark | None = None
    account: str | None = None
    build_mode: str | None = None
    provider: str | None = None
    template: str | None = None
    name: str | None = None
    shops: Mapping[str, Mark] = field(default_factory=dict)
    accounts: Mapping[str, BoundAccount] = field(default_factory=dict)
    unbound: tuple[Mark, ...] = ()
    state: Review = Review.DRAFT
    moved: Mark | None = None
    version: str | None = None
    public: Mark | None = None
    public_version: str | None = None

    @property
    def shop(self) -> str | None:
        """The shop it has been bound to longest, if it is bound to one."""
        return min(self.shops, key=lambda shop: self.shops[shop], default=None)

    @classmethod
    def recall(cls, mini_program: str, facts: Iterable[Fact]) -> MiniProgram:
        """The mini-program after facts told in order."""
        state = cls(mini_program)
        for fact in facts:
            state = evolve(state, fact)
        return state


def evolve(program: MiniProgram, fact: Fact) -> MiniProgram:
    """The mini-program after one more fact; a fact it does not remember changes nothing."""
    here = mark(fact)
    match fact.event:
        case MiniProgramRegistered() as event:
            return replace(
                program,
                registered=program.registered or here,
                account=event.account or program.account,
                build_mode=event.build_mode,
                provider=event.provider or program.provider,
                template=event.template or program.template,
                name=event.name or program.name,
            )
        case MiniProgramBoundToShop(shop=shop):
            since = program.shops.get(shop, here)
            return replace(program, shops={**program.shops, shop: since})
        case MiniProgramUnboundFromShop(shop=shop):
            left = {one: since for one, since in program.shops.items() if one != shop}
            return replace(program, shops=left)
        case MiniProgramBoundToAccount() | MiniProgramUnboundFromAccount() as event:
            return _bound(program, event, here)
    return _reviewed(program, fact.event, here)


def _bound(
    program: MiniProgram, event: MiniProgramBoundToAccount | MiniProgramUnboundFromAccount, at: Mark
) -> MiniProgram:
    others = {one: bound for one, bound in program.accounts.items() if one != event.account}
    if isinstance(event, MiniProgramUnboundFromAccount):
        return replace(program, accounts=others, unbound=(*program.unbound, at))
    bound = BoundAccount(at, event.relation, event.capabilities or ())
    return replace(program, accounts={**others, event.account: bound})


def _reviewed(program: MiniProgram, event: Event, here: Mark) -> MiniProgram:
    state = _STEPS.get(type(event))
    if state is None:
        return program
    version = getattr(event, "version", None) or program.version
    moved = replace(program, state=state, moved=here, version=version)
    if state is Review.PUBLISHED:
        return replace(moved, public=here, public_version=version)
    return moved


def evolve_all(program: MiniProgram, facts: Iterable[Fact]) -> MiniProgram:
    """The mini-program after more facts told in order."""
    return reduce(evolve, facts, program)
