"""What the rules about bindings, and about those who are bound, found, in sentences."""

from __future__ import annotations

from ledger.language import say
from ledger.phrases.words import state_text


def binding_breaks(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule about bindings breaks; None for any other."""
    match rule:
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
        case "account.open_violation":
            return say("The account has {seen} that nobody has dealt with.", seen=seen)
        case "account.bound":
            return say("The account is not bound under this program.")
        case "account.showcase_daily":
            return say(
                "With these the account would have added {seen} on this day; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "violation.appeal_window":
            return say("The appeal window of {limit} after notice is over.", limit=limit)
    return _either_way(rule, seen, limit, value)


def binding_holds(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule about bindings holds; None for any other."""
    match rule:
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
        case "account.rebind_wait" if not value:
            return say("No binding of the account has ended yet.")
        case "account.rebind_wait":
            return say(
                "{seen} have gone by since the account's last binding ended; {limit} are asked.",
                seen=seen,
                limit=limit,
            )
        case "account.category_match":
            return say("The account's theme, {seen}, is the shop's main category.", seen=seen)
        case "binding.state":
            return say("The binding is {state}.", state=state_text(value))
        case "binding.bound_time":
            return say("The binding has lasted {seen}; {limit} are asked.", seen=seen, limit=limit)
        case "account.open_violation":
            return say("No violation of the account is open.")
        case "account.bound":
            return say("The account is bound.")
        case "account.showcase_daily":
            return say(
                "With these the account has added {seen} on this day; {limit} are allowed.",
                seen=seen,
                limit=limit,
            )
        case "violation.appeal_window":
            return say("The appeal window of {limit} after notice is open.", limit=limit)
    return _either_way(rule, seen, limit, value)


def _either_way(rule: str, seen: str, limit: str, value: str) -> str | None:
    """What is told alike whether the rule holds or breaks."""
    match rule:
        case "shop.open":
            return say("The shop is {state}.", state=state_text(value))
        case "account.status":
            return say("The account is {state}.", state=state_text(value))
        case "shop.slots":
            return say(
                "Besides this one the shop has {seen}; {limit} are allowed.", seen=seen, limit=limit
            )
        case "shop.unlink_chances":
            return say("The shop has used {seen}, of {limit} for life.", seen=seen, limit=limit)
        case "shop.campaign_score":
            return say(
                "The shop's compliance score is {seen}; {limit} are asked.", seen=seen, limit=limit
            )
    return None
