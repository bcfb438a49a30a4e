"""Enumerated words of facts and answers, as people say them; unknown ones are told as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ledger.language import say, say_name


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
        "review_failed": say_name("review failed", "reason"),
        "refused": say_name("refused", "reason"),
        "revoked": say_name("revoked", "reason"),
        "shop_unlink": say_name("unlinked by the shop", "reason"),
        "account_unlink": say_name("unlinked by the account", "reason"),
        "shop_closed": say_name("shop closed", "reason"),
        "account_deregistered": say_name("account deregistered", "reason"),
        "account_banned": say_name("account banned", "reason"),
        "platform_forced": say_name("forced by the platform", "reason"),
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
        "impossible": say_name("impossible", "decision"),
    }
    return words.get(decision, decision)


def value_text(path: str, value: str) -> str:
    """The value in an answer at a path such as `bindings.B1.state`, in words if it is a word."""
    match path.rpartition(".")[2]:
        case "state" | "status" | "ecommerce_permission":
            return state_text(value)
        case "reason":
            return reason_text(value) or value
        case "campaign_access":
            return access_text(value)
        case "waiting_for":
            return waiting_text(value)
    return value


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


def source_text(source: str) -> str:
    """Where a value of a rulebook is read, such as `003 / 3-01 by analogy, reading A43`."""
    words: Mapping[str, str] = {
        "by analogy": say_name("by analogy", "source"),
        "reading": say_name("reading", "source"),
        "unconfirmed": say_name("unconfirmed", "source"),
        "grade": say_name("grade", "source"),
        "to": say_name("to", "source"),
    }
    return _WORDS_OF_SOURCES.sub(lambda found: words[found[0]], source)


# `to` only between two rows: a place may be named in any words.
_WORDS_OF_SOURCES: Final = re.compile(
    r"\bby analogy\b|\breading(?= A\d)|\bunconfirmed\b|(?<=\] )grade\b|(?<=\d )to(?= \d)"
)
