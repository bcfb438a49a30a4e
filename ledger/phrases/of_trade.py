"""Findings about what a shop trades in, and what it is connected with, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ledger.language import say, say_in_turn, say_list, say_name


def way_in_text(auth: str) -> str:
    """A way in to a shop's data; one that nobody knows is told as it is."""
    words: Mapping[str, str] = {
        "oauth2": "OAuth 2.0",
        "api_key": say_name("API key", "way in"),
        "authorised_login": say_name("authorised login", "way in"),
        "none": say_name("none", "way in"),
    }
    return words.get(auth, auth)


def data_scope_text(scope: str) -> str:
    """What data may be read; a scope that nobody knows is told as it is."""
    words: Mapping[str, str] = {
        "orders_and_users": say("orders and users"),
        "product_info": say("information on products"),
        "custom_mapping": say("what the shop maps itself"),
    }
    return words.get(scope, scope)


def permit_text(kind: str) -> str:
    """A kind of permit; one that nobody knows is told as it is."""
    words: Mapping[str, str] = {
        "qs": say_name("QS", "permit"),
        "3c": say_name("3C", "permit"),
        "network_culture": say_name("network culture", "permit"),
    }
    return words.get(kind, kind)


def offer_state_text(state: str) -> str:
    """Where a limited offer stands, in a sentence."""
    match state:
        case "open":
            return say("The offer is open.")
        case "none":
            return say("There is no such offer.")
    return say("The offer is over.")


def trade_breaks(rule: str, seen: str, limit: str, value: str) -> str | None:
    """Why a rule of the shops of several platforms is broken; None for any other."""
    match rule:
        case "account.same_subject":
            return say("The subject the account was verified as is not the shop's: they differ.")
        case "account.compliance_score":
            return say(
                "The account's compliance score is {seen}; {limit} are asked.",
                seen=seen,
                limit=limit,
            )
        case "account.clean_period":
            return say(
                "The account's last violation is {seen} old; {limit} without one are asked.",
                seen=seen,
                limit=limit,
            )
        case "shop.reviewed" if value == "rejected":
            return say("The platform's review turned the shop down.")
        case "shop.reviewed":
            return say("The platform still reviews the shop.")
        case "shop.permits":
            return say(
                "The shop's category asks for a permit of the kind {kind}, and none is in force.",
                kind=permit_text(value),
            )
        case "shop.active_binding":
            return say("No binding is in effect that marketing tools need.")
        case "limited_offer.state":
            return offer_state_text(value)
        case "shop.recent_sale":
            return say(
                "The shop's last known sale is {seen} old; one within {limit} is asked.",
                seen=seen,
                limit=limit,
            )
        case "shop.bonded_warehouse":
            return say(
                "The shop sells across a border and is not connected with a bonded warehouse."
            )
        case "shop.integration":
            return say(
                "The shop has not let the platform in by: {ways}.",
                ways=_in_words(limit, way_in_text),
            )
        case "shop.mapping":
            return say("The shop has set no mapping of its data.")
        case "shop.social_credit_code":
            return say("The shop has not told its unified social credit code.")
        case "shop.corporate_bank_account":
            return say("The shop's corporate bank account is not verified.")
        case "shop.face_recognition":
            return say("The person behind the shop was not recognised by face.")
    return _connection(rule, limit, value, holds=False)


def trade_holds(rule: str, seen: str, limit: str, value: str) -> str | None:
    """What holds by a rule of the shops of several platforms; None for any other."""
    match rule:
        case "account.same_subject":
            return say("The subject the account was verified as is the shop's: they are equal.")
        case "account.compliance_score":
            return say(
                "The account's compliance score is {seen}; {limit} are asked.",
                seen=seen,
                limit=limit,
            )
        case "shop.active_binding":
            return say("A binding is in effect that marketing tools need.")
        case "limited_offer.state":
            return offer_state_text(value)
        case "account.clean_period" if not value:
            return say("No violation of the account is recorded.")
        case "account.clean_period":
            return say(
                "The account's last violation is {seen} old; {limit} without one are asked.",
                seen=seen,
                limit=limit,
            )
        case "shop.reviewed":
            return say("The platform's review let the shop open.")
        case "shop.permits" if value == "none":
            return say("The shop's category asks for no permit.")
        case "shop.permits":
            return say(
                "The shop holds the permit its category asks for: {kind}.", kind=permit_text(value)
            )
        case "shop.recent_sale":
            return say(
                "The shop's last known sale is {seen} old; one within {limit} is asked.",
                seen=seen,
                limit=limit,
            )
        case "shop.bonded_warehouse" if value == "domestic":
            return say("The shop does not sell across a border.")
        case "shop.bonded_warehouse":
            return say("The shop is connected with a bonded warehouse.")
        case "shop.integration":
            return say("The shop has let the platform in by: {ways}.", ways=way_in_text(value))
        case "shop.mapping":
            return say("The shop has set a mapping of its data.")
        case "shop.social_credit_code":
            return say("The shop has told its unified social credit code.")
        case "shop.corporate_bank_account":
            return say("The shop's corporate bank account is verified.")
        case "shop.face_recognition":
            return say("The person behind the shop was recognised by face.")
    return _connection(rule, limit, value, holds=True)


def _connection(rule: str, limit: str, value: str, *, holds: bool) -> str | None:
    match rule:
        case "integration.state":
            state = say("It is connected.") if value == "connected" else say("It is not connected.")
            return (
                state if holds else say_in_turn((state, say("This act does not follow from that.")))
            )
        case "integration.auth":
            return say(
                "The way in is {way}; the program takes: {ways}.",
                way=way_in_text(value),
                ways=_in_words(limit, way_in_text),
            )
        case "integration.credential" if holds:
            return say("It is said where the credential is kept.")
        case "integration.credential":
            return say("It is not said where the credential is kept.")
        case "integration.data_scope":
            return say(
                "What may be read is {scope}; the program lets through: {scopes}.",
                scope=data_scope_text(value),
                scopes=_in_words(limit, data_scope_text),
            )
    return None


def _in_words(limit: str, word: Callable[[str], str]) -> str:
    return say_list(word(one) for one in limit.split(", "))
