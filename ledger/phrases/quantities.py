"""Quantities in words, with their units."""

from __future__ import annotations

from ledger.language import say, say_count
from ledger.verdict import Limit


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
