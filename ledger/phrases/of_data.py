"""Data in words: how synchronisation goes, what came late, how traffic is limited."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.language import say, say_name


def data_text(kind: str) -> str:
    """A kind of data that is synchronised."""
    words: Mapping[str, str] = {
        "orders": say_name("orders", "data"),
        "stock": say_name("stock", "data"),
        "products": say_name("products", "data"),
        "users": say_name("users", "data"),
        "profile": say_name("profile", "data"),
    }
    return words[kind]


def way_text(word: str | None) -> str | None:
    """Which way data goes, what it is kept private by, which of it is let through."""
    words: Mapping[str, str] = {
        "two_way": say("both ways"),
        "push": say("from the shop"),
        "pull": say("to the shop"),
        "deidentified_merge": say("merged without identities"),
        "separate": say("stored apart"),
        "encrypted_crm": say("encrypted into the customer system"),
        "orders_and_users": say("orders and users"),
        "product_info": say("product information only"),
        "custom_mapping": say("by a mapping of one's own"),
    }
    return None if word is None else words[word]


def health_text(health: str) -> str:
    """How well synchronisation goes."""
    words: Mapping[str, str] = {
        "ok": say_name("in time", "health"),
        "manual": say_name("by hand", "health"),
        "unknown": say_name("nothing known to expect", "health"),
        "failed": say_name("failed", "health"),
        "late": say_name("late", "health"),
    }
    return words[health]


def lateness_text(what: str) -> str:
    """What was late."""
    words: Mapping[str, str] = {
        "run_late": say("run came late"),
        "run_missing": say("run is missing"),
        "data_old": say("data was too old"),
        "run_failed": say("run failed"),
        "runs_short": say("too few runs on a day"),
    }
    return words[what]


def stated_text(name: str) -> str:
    """The name of something that a policy sets."""
    words: Mapping[str, str] = {
        "data_scope": say("data let through"),
        "direction": say("direction"),
        "privacy_mode": say("privacy"),
    }
    return words[name]


def mode_text(mode: str, grade: str | None) -> str:
    """How traffic is limited, and the grade of a package."""
    words: Mapping[str, str] = {
        "fixed": say_name("fixed", "quota"),
        "graded": say_name("graded", "quota"),
        "dynamic": say_name("dynamic", "quota"),
    }
    if grade is None:
        return words[mode]
    return say("{mode}: {grade}", mode=words[mode], grade=grade)


def per_text(limit: int, per: str) -> str:
    """So much for each local day or month."""
    if per == "month":
        return say("{count} a month", count=limit)
    return say("{count} a day", count=limit)


def connection_text(state: str) -> str:
    """Whether an application may get at the data."""
    words: Mapping[str, str] = {
        "connected": say_name("connected", "integration"),
        "disconnected": say_name("disconnected", "integration"),
        "expired": say_name("expired", "integration"),
    }
    return words[state]


def auth_text(auth: str | None) -> str | None:
    """How an application gets at the data."""
    words: Mapping[str, str] = {
        "oauth2": say_name("OAuth 2.0", "auth"),
        "api_key": say_name("API key", "auth"),
        "authorised_login": say_name("authorised login", "auth"),
    }
    return None if auth is None else words[auth]
