"""Findings in words, in the language spoken: the only place that writes prose about judgement.

Verdicts are stored as data; the sentences are made when they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ledger.events import (
    BindingActivated,
    BindingEnded,
    BindingInvitationAccepted,
    BindingReviewFailed,
    ComplianceScoreDeducted,
    ComplianceScoreObserved,
    ComplianceScoreRestored,
    Event,
    RulebookAdopted,
    ShopUnlinked,
    ShowcaseProductsAdded,
    UnlinkApproved,
    UnlinkChancesObserved,
)
from ledger.events.binding import BindingEvent
from ledger.language import say, say_count, say_in_turn, say_list, say_name
from ledger.phrases.of_delegation import delegation_breaks, delegation_holds
from ledger.phrases.of_mini_programs import breaks_text, holds_text
from ledger.phrases.of_papers import material_text
from ledger.phrases.of_programs import breaks_beyond, holds_beyond
from ledger.phrases.of_staff import scope_breaks, scope_holds
from ledger.phrases.of_trade import trade_breaks, trade_holds
from ledger.terms import instant_text
from ledger.verdict import FORGOTTEN, Finding, Limit, Outcome, Severity


def because(finding: Finding) -> str:
    """Why a finding is what it is, in one or two sentences."""
    match finding.outcome:
        case Outcome.UNKNOWN:
            return _unknown(finding)
        case Outcome.BREAKS:
            return say_in_turn((_breaks(finding), _cure(finding)))
        case _:
            return _holds(finding)


def quantity(value: object, unit: str) -> str:
    """A value with its unit, such as `24 hours` or `1 hour`."""
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if unit == "text":
        return str(value)
    if unit == "boolean" or isinstance(value, bool):
        return say("yes") if value else say("no")
    if unit == "percent":
        return say("{count} %", count=value)
    if not isinstance(value, int):
        return str(value)
    match unit:
        case "hours":
            return say_count("{count} hour", "{count} hours", value)
        case "minutes":
            return say_count("{count} minute", "{count} minutes", value)
        case "seconds":
            return say_count("{count} second", "{count} seconds", value)
        case "calendar_days":
            return say_count("{count} calendar day", "{count} calendar days", value)
        case "working_days":
            return say_count("{count} working day", "{count} working days", value)
        case "years":
            return say_count("{count} year", "{count} years", value)
        case "points":
            return say_count("{count} point", "{count} points", value)
        case "products":
            return say_count("{count} product", "{count} products", value)
        case "bindings":
            return say_count("{count} binding", "{count} bindings", value)
        case "shops":
            return say_count("{count} shop", "{count} shops", value)
        case "unlinks":
            return say_count("{count} unlink", "{count} unlinks", value)
        case "violations":
            return say_count("{count} violation", "{count} violations", value)
        case "accounts":
            return say_count("{count} account", "{count} accounts", value)
        case "followers":
            return say_count("{count} follower", "{count} followers", value)
        case "runs":
            return say_count("{count} run", "{count} runs", value)
        case "referrals":
            return say_count("{count} referral", "{count} referrals", value)
    return f"{value} {unit}"


def limit_text(limit: Limit) -> str:
    """A limit with its unit."""
    return quantity(limit.value, limit.unit)


def state_text(state: str) -> str:
    """The state of a binding, a shop or an account in words."""
    words: Mapping[str, str] = {
        "invited": say("invited"),
        "accepted": say("accepted"),
        "in_review": say("in review"),
        "active": say("active"),
        "unlink_requested": say("unlink requested"),
        "ended": say("ended"),
        "none": say("not begun"),
        "open": say("open"),
        "closing": say("closing"),
        "closed": say("closed"),
        "unregistered": say("not registered"),
        "normal": say("normal"),
        "banned": say("banned"),
        "deregistered": say("deregistered"),
        "released": say("released"),
        "granted": say("granted"),
        "frozen": say("frozen"),
        "passed": say("passed"),
        "rejected": say("rejected"),
        "requested": say("asked for"),
        "verified": say("verified"),
        "expired": say("expired"),
    }
    return words.get(state, state)


def verification_text(state: str) -> str:
    """Where an account's enterprise verification stands, in words."""
    words: Mapping[str, str] = {
        "submitted": say_name("submitted", "verification"),
        "authorised": say_name("authorised", "verification"),
        "passed": say_name("passed", "verification"),
        "rejected": say_name("rejected", "verification"),
        "renewed": say_name("renewed", "verification"),
        "expired": say_name("expired", "verification"),
    }
    return words.get(state, state)


def reason_text(reason: str | None) -> str | None:
    """Why a binding ended; None if it has not."""
    words: Mapping[str, str] = {
        "declined": say_name("declined", "reason"),
        "cancelled": say_name("cancelled", "reason"),
        "expired": say_name("expired", "reason"),
        "review_failed": say_name("review_failed", "reason"),
        "refused": say_name("refused", "reason"),
        "revoked": say_name("revoked", "reason"),
        "shop_unlink": say_name("shop_unlink", "reason"),
        "account_unlink": say_name("account_unlink", "reason"),
        "shop_closed": say_name("shop_closed", "reason"),
        "account_deregistered": say_name("account_deregistered", "reason"),
        "account_banned": say_name("account_banned", "reason"),
        "platform_forced": say_name("platform_forced", "reason"),
        "exchanged": say_name("exchanged", "reason"),
        "unknown": say_name("unknown", "reason"),
    }
    return None if reason is None else words.get(reason, reason)


def access_text(access: str) -> str:
    """Whether a shop may take part in campaigns."""
    words: Mapping[str, str] = {
        "open": say_name("open", "campaigns"),
        "restricted": say_name("restricted", "campaigns"),
        "undetermined": say_name("undetermined", "campaigns"),
    }
    return words.get(access, access)


def decision_text(decision: str) -> str:
    """What became of a request."""
    words: Mapping[str, str] = {
        "granted": say_name("granted", "decision"),
        "refused": say_name("refused", "decision"),
    }
    return words.get(decision, decision)


def defect_text(what: str) -> str:
    """What of a stored fact contradicts the rest."""
    words: Mapping[str, str] = {
        "leaf": say_name("leaf", "defect"),
        "tag": say_name("tag", "defect"),
        "name": say_name("name", "defect"),
        "column": say_name("column", "defect"),
        "personal": say_name("personal", "defect"),
        "gap": say_name("gap", "defect"),
        "tile": say_name("tile", "defect"),
        "checkpoint": say_name("checkpoint", "defect"),
    }
    return words.get(what, what)


def outcome_text(finding: Finding) -> str:
    """The outcome of a finding in a word or two, with its weight."""
    if finding.outcome is Outcome.HOLDS:
        return say("holds")
    warns = finding.severity is not Severity.REFUSE
    if finding.outcome is Outcome.BREAKS:
        return say("breaks (warning)") if warns else say("breaks")
    return say("unknown (warning)") if warns else say("unknown")


def _cure(finding: Finding) -> str:
    if finding.cured_at is None:
        return ""
    return say("Time alone cures this at {instant}.", instant=instant_text(finding.cured_at))


def _seen(finding: Finding) -> str:
    if finding.seen is None:
        return say("nothing")
    return quantity(finding.seen.value, finding.seen.unit)


def _breaks(finding: Finding) -> str:
    seen, limit = _seen(finding), limit_text(finding.limit)
    value = "" if finding.seen is None else str(finding.seen.value)
    match finding.rule:
        case "shop.open":
            return say("The shop is {state}.", state=state_text(value))
        case "account.status":
            return say("The account is {state}.", state=state_text(value))
        case "account.ban_record":
            return say("The account was banned, and the ban was not overturned.")
        case "account.holder_age":
            return say("The holder was attested not to be of age; {limit} are asked.", limit=limit)
        case "account.region":
            return say(
                "The account's region is {seen}, which is not where the shop operates.", seen=seen
            )
        case "account.bind_network":
            return say(
                "At binding the network showed {seen}, which is not where the shop operates.",
                seen=seen,
            )
        case "account.unlink_network":
            return say(
                "At unlinking the network showed {seen}, which is not where the shop operates.",
                seen=seen,
            )
        case "account.content_screen":
            return say("The latest screening of the account's content found violations.")
        case "account.exclusive":
            return say(
                "The account has a binding that stands in the way; it may belong to {limit}.",
                limit=limit,
            )
        case "account.rebind_wait":
            return say(
                "Only {seen} have gone by since the account's last binding ended, of {limit}.",
                seen=seen,
                limit=limit,
            )
        case "shop.slots":
            return say(
                "Besides this one the shop has {seen}; {limit} are allowed.", seen=seen, limit=limit
            )
        case "account.category_match":
            return say("The account's theme, {seen}, is not the shop's main category.", seen=seen)
        case "binding.state":
            return say(
                "The binding is {state}; this act does not follow from that.",
                state=state_text(value),
            )
        case "binding.bound_time":
            return say(
                "The binding has lasted {seen}; it must last {limit} before it is undone.",
                seen=seen,
                limit=limit,
            )
        case "shop.unlink_chances":
            return say("The shop has used {seen}, of {limit} for life.", seen=seen, limit=limit)
        case "account.open_violation":
            return say("The account has {seen} that nobody has dealt with.", seen=seen)
        case "shop.materials" | "shop.materials.individual_business":
            return say("The shop has not handed in: {papers}.", papers=_papers(value))
        case "shop.name_equals_licence":
            return say("The shop's name is not the name on its licence.")
        case "shop.review_state":
            return say("The shop's review is {state}.", state=_review_state(value))
        case "shop.deposit":
            return say("No deposit is paid that covers this.")
        case "shop.closing_state":
            return say(
                "The shop is {state}; this act does not follow from that.", state=state_text(value)
            )
        case "shop.closing_notice":
            return say(
                "The notice of closing has been public for {seen}, of {limit}.",
                seen=seen,
                limit=limit,
            )
        case "account.deregistration_state":
            return say(
                "The account's deregistration is {state}; this act does not follow from that.",
                state=_leaving_state(value),
            )
        case "account.bound":
            return say("The account is not bound under this program.")
        case "account.showcase_daily":
            return say(
                "With these the account would have added {seen} on this day; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "shop.campaign_score":
            return say(
                "The shop's compliance score is {seen}; {limit} are asked.", seen=seen, limit=limit
            )
        case "violation.appeal_window":
            return say("The appeal window of {limit} after notice is over.", limit=limit)
    if finding.rule == "actor.scope":
        return scope_breaks(seen=value, needed=limit)
    told = delegation_breaks(finding.rule, value, state_text(value))
    said = (
        told
        or breaks_beyond(finding, seen, limit)
        or breaks_text(finding.rule, seen, limit, value)
        or trade_breaks(finding.rule, seen, limit, value)
    )
    return said or say("Seen was {seen}; the limit is {limit}.", seen=seen, limit=limit)


def _holds(finding: Finding) -> str:
    seen, limit = _seen(finding), limit_text(finding.limit)
    value = "" if finding.seen is None else str(finding.seen.value)
    match finding.rule:
        case "shop.open":
            return say("The shop is {state}.", state=state_text(value))
        case "account.status":
            return say("The account is {state}.", state=state_text(value))
        case "account.ban_record":
            return say("No ban stands against the account.")
        case "account.holder_age":
            return say("The holder was attested to be {seen} old or older.", seen=seen)
        case "account.region" | "account.bind_network" | "account.unlink_network":
            return say("{seen} is where the shop operates.", seen=seen)
        case "account.content_screen":
            return say("The latest screening of the account's content was clean.")
        case "account.exclusive":
            return say("No other binding of the account stands in the way.")
        case "account.rebind_wait" if finding.seen is None:
            return say("No binding of the account has ended yet.")
        case "account.rebind_wait":
            return say(
                "{seen} have gone by since the account's last binding ended; {limit} are asked.",
                seen=seen,
                limit=limit,
            )
        case "shop.slots":
            return say(
                "Besides this one the shop has {seen}; {limit} are allowed.", seen=seen, limit=limit
            )
        case "account.category_match":
            return say("The account's theme, {seen}, is the shop's main category.", seen=seen)
        case "binding.state":
            return say("The binding is {state}.", state=state_text(value))
        case "binding.bound_time":
            return say("The binding has lasted {seen}; {limit} are asked.", seen=seen, limit=limit)
        case "shop.unlink_chances":
            return say("The shop has used {seen}, of {limit} for life.", seen=seen, limit=limit)
        case "account.open_violation":
            return say("No violation of the account is open.")
        case "shop.materials" | "shop.materials.individual_business":
            return say("The shop has handed in: {papers}.", papers=_papers(value))
        case "shop.name_equals_licence":
            return say("The shop bears the name on its licence.")
        case "shop.review_state":
            return say("The shop's review is {state}.", state=_review_state(value))
        case "shop.deposit":
            return say("A deposit is paid that covers this.")
        case "shop.closing_state":
            return say("The shop is {state}.", state=state_text(value))
        case "shop.closing_notice":
            return say(
                "The notice of closing has been public for {seen}; {limit} are asked.",
                seen=seen,
                limit=limit,
            )
        case "account.deregistration_state":
            return say("The account's deregistration is {state}.", state=_leaving_state(value))
        case "account.bound":
            return say("The account is bound.")
        case "account.showcase_daily":
            return say(
                "With these the account has added {seen} on this day; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "shop.campaign_score":
            return say(
                "The shop's compliance score is {seen}; {limit} are asked.", seen=seen, limit=limit
            )
        case "violation.appeal_window":
            return say("The appeal window of {limit} after notice is open.", limit=limit)
    if finding.rule == "actor.scope":
        return scope_holds(seen=value, needed=limit)
    told = delegation_holds(finding.rule, value, state_text(value))
    said = (
        told
        or holds_beyond(finding, seen, limit)
        or holds_text(finding.rule, seen, limit, value)
        or trade_holds(finding.rule, seen, limit, value)
    )
    return said or say("Seen was {seen}; the limit is {limit}.", seen=seen, limit=limit)


def _papers(kinds: str) -> str:
    return say_list(material_text(kind) for kind in kinds.split(", "))


def _review_state(state: str) -> str:
    return say("not open yet") if state == "none" else state_text(state)


def _leaving_state(state: str) -> str:
    return say("not asked for") if state == "none" else state_text(state)


def _unknown(finding: Finding) -> str:
    missing = finding.missing or ""
    if missing.startswith("calendar:"):
        _, country, year = missing.split(":")
        return say(
            "The working days of {country} in {year} are not recorded, so nothing can be counted.",
            country=country,
            year=year,
        )
    if missing == "ShopRegistered.time_zone":
        return say(
            "The shop's time zone is not known, and its country has several; no local day is known."
        )
    if missing == FORGOTTEN:
        return say("This cannot be told any more: what would decide it was forgotten.")
    if missing == "undisclosed":
        return say("This cannot be told: the platform does not say how many it allows.")
    return say("This cannot be told: no {missing} is recorded.", missing=missing)


def waiting(earliest: datetime | None) -> str:
    """What waiting does for a refused request."""
    if earliest is None:
        return say("Waiting alone never helps.")
    return say(
        "If nothing else happens, the same request is granted from {instant} on.",
        instant=instant_text(earliest),
    )


def moved_text(balance: str, event: Event, change: int | None) -> str:
    """What an event did to a balance, in a sentence; `balance` is its name without a program."""
    match event:
        case RulebookAdopted():
            return _changed_law(change)
        case BindingEvent() if balance == "slots":
            return _moved_slot(event, change)
        case ShopUnlinked(account=account):
            return say("The shop unlinked {account}: a chance is used.", account=account)
        case UnlinkApproved(account=account):
            return say("The shop let {account} go: a chance is used.", account=account)
        case UnlinkChancesObserved(used=used):
            return say("The platform counts {seen}.", seen=quantity(used, "unlinks"))
        case ComplianceScoreObserved(score=score):
            return say("The platform shows {seen}.", seen=quantity(score, "points"))
        case ComplianceScoreDeducted(points=points):
            return say("The platform deducted {seen}.", seen=quantity(points, "points"))
        case ComplianceScoreRestored(points=points):
            return say("The platform gave back {seen}.", seen=quantity(points, "points"))
        case ShowcaseProductsAdded(count=count):
            return say("The account added {seen}.", seen=quantity(count, "products"))
    raise AssertionError(f"no balance is moved by {event.kind}")


def _moved_slot(event: BindingEvent, change: int | None) -> str:
    account, taken = event.account, change is not None and change < 0
    match event:
        case BindingInvitationAccepted():
            return say("{account} accepted: a slot is reserved.", account=account)
        case BindingActivated():
            return say("The binding of {account} took effect: a slot is used.", account=account)
        case BindingReviewFailed():
            return say("The review turned {account} down: the slot is free.", account=account)
        case BindingEnded():
            return say("The binding of {account} ended: the slot is free.", account=account)
    if taken:
        return say("The binding of {account} takes a slot.", account=account)
    return say("The binding of {account} frees a slot.", account=account)


def _changed_law(change: int | None) -> str:
    if change is None:
        return say("The law begins or ceases to limit this.")
    if change > 0:
        return say_count("The law allows {count} more.", "The law allows {count} more.", change)
    return say_count("The law allows {count} fewer.", "The law allows {count} fewer.", -change)


def due_text(what: str) -> str:
    """What an item of the agenda is about."""
    words: Mapping[str, str] = {
        "invitation_waits": say("invitation waits"),
        "invitation_expires": say("invitation expires"),
        "review_waits": say("review waits"),
        "unlink_request_waits": say("unlink request waits"),
        "rebind_wait_ends": say("free to be bound again"),
        "bound_time_ends": say("may be undone from here on"),
        "appeal_window_ends": say("appeal window ends"),
        "appeal_window_unknown": say("appeal window cannot be counted"),
        "binding_ends": say("binding ends"),
        "settlement_route_ends": say("settlement route ends"),
        "list_due": say("list of bound accounts to be reconciled"),
        "account_released": say("account is released"),
        "shop_closing": say("shop gave notice of closing"),
        "shop_review_waits": say("review of the shop waits"),
        "binding_release_waits": say("binding lasts until the shop's deposit is given back"),
        "shop_review_ends": say("review of the shop is to be done"),
        "verification_renewal": say("verification is to be renewed"),
        "calendar_runs_out": say("recorded working days end"),
    }
    return words.get(what, what)


def waiting_text(party: str) -> str:
    """Who something waits for."""
    words: Mapping[str, str] = {
        "account": say("the account"),
        "shop": say("the shop"),
        "platform": say("the platform"),
    }
    return words.get(party, party)
