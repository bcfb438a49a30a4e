"""What falls due, and what waits: the agenda of everything, at any times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ledger.aggregates import Review, State
from ledger.due import (
    REFUND_RELEASE,
    REVIEW,
    VALIDITY,
    Due,
    Lapse,
    expiry_of,
    first_over,
    review_time_of,
    validity_of,
    waits_for_refund,
)
from ledger.events import (
    AccountReleased,
    AppealWindowLapsed,
    BindingEnded,
    BindingInvitationExpired,
    BindingListAsserted,
    EnterpriseVerificationExpired,
    FactAnnulled,
    SettlementRouteEnded,
)
from ledger.queries.present import Present, present_at
from ledger.queries.reading import facts_of_kinds
from ledger.queries.times import Times
from ledger.queries.waits import BOUND_TIME, REBIND_WAIT, bound_time_over, rebind_wait_over
from ledger.record import as_it_stood
from ledger.rules.case import span, utc
from ledger.store import Store
from ledger.subjects import (
    account_tag,
    binding_tag,
    calendar_tag,
    mini_program_tag,
    shop_tag,
    violation_tag,
)
from ledger.terms import instant_text, platform_of
from ledger.verdict import Limit
from ledger.zones import zone_of

AHEAD: Final = timedelta(days=30)
"""How far the agenda looks if it is not told how far."""

_WAITS: Final = {
    State.INVITED: ("invitation_waits", "account"),
    State.ACCEPTED: ("review_waits", "platform"),
    State.IN_REVIEW: ("review_waits", "platform"),
    State.UNLINK_REQUESTED: ("unlink_request_waits", "shop"),
}

_Item = dict[str, Any]


def agenda(
    store: Store, times: Times, until: datetime, asserted_within: timedelta | None = None
) -> list[_Item]:
    """What falls due by an instant, overdue things too, then what waits without a time.

    With `asserted_within` also the shops whose bindings their platform should list again: so long
    after the last list, or now if there never was one.

    By due, then by subject. An item has `due` (None where no time is set), `what` (a fixed word),
    `subject` and `rule` (None where no rule sets the time); where it applies also `since`,
    `waiting_for`, the days `counted`, and what is `missing` to know the time.
    """
    present = present_at(store, times.valid, times.position, times.ruling, waits=True)
    dues = present.dues()
    items = [
        *_falling(dues),
        *_windows(present),
        *_waiting(present, dues),
        *_versions(present),
        *_cooldowns(present),
        *_closings(present),
        *_shop_reviews(present),
        *_renewals(present),
        *_calendars(present),
        *(() if asserted_within is None else _lists(store, times, present, asserted_within)),
    ]
    near = [(due, item) for due, item in items if due is None or due <= until]
    return [
        {"due": due and instant_text(due)} | item
        for due, item in sorted(near, key=lambda one: _in_order(*one))
    ]


def _in_order(due: datetime | None, item: _Item) -> tuple[bool, datetime, str, str]:
    return due is None, due or datetime.min.replace(tzinfo=UTC), item["subject"], item["what"]


_Found = Iterator[tuple[datetime | None, _Item]]


def _item(what: str, subject: str, rule: str | None = None, **more: Any) -> _Item:
    told = {
        name: instant_text(value) if isinstance(value, datetime) else value
        for name, value in more.items()
    }
    return {"what": what, "subject": subject, "rule": rule} | told


def _falling(dues: list[Due]) -> _Found:
    """What `tick` will record, but for appeal windows and verifications, which say more."""
    for due in dues:
        match due.event:
            case BindingInvitationExpired(binding=binding):
                yield due.at, _item("invitation_expires", binding_tag(binding), due.rule)
            case BindingEnded(binding=binding):
                yield due.at, _item("binding_ends", binding_tag(binding), due.rule)
            case AccountReleased(account=account):
                yield due.at, _item("account_released", account_tag(account), due.rule)
            case SettlementRouteEnded(binding=str(binding)):
                yield due.at, _item("settlement_route_ends", binding_tag(binding))
            case AppealWindowLapsed() | EnterpriseVerificationExpired():
                pass


def _windows(present: Present) -> _Found:
    for violation, lapse in present.windows():
        rule, subject = "violation.appeal_window", violation_tag(violation.id)
        if isinstance(lapse, Lapse):
            counted = [day.isoformat() for day in lapse.window.counted]
            yield lapse.at, _item("appeal_window_ends", subject, rule, counted=counted)
        else:
            yield None, _item("appeal_window_unknown", subject, rule, missing=lapse)


def _waiting(present: Present, dues: list[Due]) -> _Found:
    """Invitations, reviews and unlink requests that somebody has to answer."""
    ending = {getattr(due.event, "binding", None) for due in dues}
    for account in present.accounts.values():
        for binding in account.bindings.values():
            if binding.state in _WAITS and binding.binding not in ending:
                what, party = _WAITS[binding.state]
                since, subject = binding.since.at, binding_tag(binding.binding)
                yield None, _item(what, subject, since=since, waiting_for=party)
            closure = present.closed(binding.shop)
            if closure is not None and waits_for_refund(binding, closure, present.law):
                waits = {"since": closure.closed.at, "waiting_for": "platform"}
                subject = binding_tag(binding.binding)
                yield None, _item("binding_release_waits", subject, REFUND_RELEASE, **waits)


def _versions(present: Present) -> _Found:
    """Versions of mini-programs that the platform has to review."""
    for program in present.mini_programs.values():
        if program.state in (Review.SUBMITTED, Review.DELAYED) and program.moved is not None:
            subject = mini_program_tag(program.id)
            yield (
                None,
                _item("review_waits", subject, since=program.moved.at, waiting_for="platform"),
            )


def _cooldowns(present: Present) -> _Found:
    for account in present.accounts.values():
        if account.status in ("deregistered", "released"):
            continue
        bound = rebind_wait_over(account, present.law, present.at)
        if bound is not None:
            yield bound, _item("rebind_wait_ends", account_tag(account.id), REBIND_WAIT)
        for binding in account.bindings.values():
            free = bound_time_over(binding, present.law, present.at)
            if free is not None:
                yield free, _item("bound_time_ends", binding_tag(binding.binding), BOUND_TIME)


def _closings(present: Present) -> _Found:
    """Announced closings: when the notice is completed, where the law says how long it takes."""
    for shop in present.shops.values():
        if shop.closing is None or shop.closed is not None:
            continue
        program = present.law.program_of_life(platform_of(shop.id), present.at)
        until = None
        if program is not None:
            until = _notice_over(present, program, shop.closing.at)
        rule = None if until is None else "shop.closing_notice"
        yield until, _item("shop_closing", shop_tag(shop.id), rule, since=shop.closing.at)


def _notice_over(present: Present, program: str, announced: datetime) -> datetime | None:
    def ends(limit: Limit | None) -> datetime | None:
        return announced + span(limit) if limit is not None else None

    return first_over(present.law, program, "shop.closing_notice", announced, ends)


def _shop_reviews(present: Present) -> _Found:
    """Reviews of shops that are open: when the platform is late, with the days counted."""
    for shop in present.shops.values():
        review = shop.life.review
        if review is None or review.opened is None or review.state != "in_review":
            continue
        if shop.closed is not None:
            continue
        subject = shop_tag(shop.id)
        waits: dict[str, Any] = {"since": review.opened.at, "waiting_for": "platform"}
        found = review_time_of(shop, present.law, present.at)
        if found is None:
            yield None, _item("shop_review_waits", subject, **waits)
        elif isinstance(found.time, str):
            yield None, _item("shop_review_waits", subject, REVIEW, **waits, missing=found.time)
        else:
            counted = [day.isoformat() for day in found.time.counted]
            yield found.time.until, _item("shop_review_ends", subject, REVIEW, counted=counted)


def _renewals(present: Present) -> _Found:
    for account in present.accounts.values():
        until = expiry_of(account, present.law)
        if until is not None and account.deregistered is None:
            rule = None if validity_of(account, present.law) is None else VALIDITY
            yield until, _item("verification_renewal", account_tag(account.id), rule)


def _calendars(present: Present) -> _Found:
    """The end of the last recorded year of each country in which a shop operates."""
    countries = {
        shop.operating_country for shop in present.shops.values() if shop.closed is None
    } - {None}
    years = present.law.calendars_at(present.at).years
    for country in sorted(one for one in countries if one is not None):
        last = max((year for of, year in years if of == country), default=None)
        if last is not None:
            zone = ZoneInfo(zone_of(country) or "UTC")
            ends = utc(datetime(last + 1, 1, 1, tzinfo=zone))
            rule = "violation.appeal_window"
            yield ends, _item("calendar_runs_out", calendar_tag(country), rule)


def _lists(store: Store, times: Times, present: Present, within: timedelta) -> _Found:
    """When a platform's list of the bindings of each open shop is held against the ledger again.

    Of lists under one program or under any the latest counts.
    """
    read = facts_of_kinds(store, BindingListAsserted.kind, FactAnnulled.kind, upto=times.position)
    last: dict[str, datetime] = {}
    for fact in as_it_stood(read, valid=present.at):
        if isinstance(fact.event, BindingListAsserted):
            last[fact.event.shop] = fact.time
    for shop in present.shops.values():
        if shop.closed is None:
            subject, asserted = shop_tag(shop.id), last.get(shop.id)
            if asserted is None:
                yield present.at, _item("list_due", subject)
            else:
                yield asserted + within, _item("list_due", subject, since=asserted)
