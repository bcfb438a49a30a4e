"""Why a platform's list and the ledger differ, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ledger.language import say
from ledger.terms import instant_text


def explained(what: str, /, **values: str | None) -> str:
    """What the facts say of an account on which a list and the ledger differ."""
    words: Mapping[str, str] = {
        "activation_annulled": say("That {binding} took effect at {at} was recorded and annulled."),
        "activated_later": say("{binding} took effect only at {at}, after the time of the list."),
        "not_activated": say("{binding} is known since {at}: {state}. It never took effect."),
        "ended": say("{binding} is over since {at}: {reason}."),
        "never_bound": say("No fact says that this account was ever bound to the shop."),
        "other_program": say("It is bound here under {other} since {at} ({binding})."),
        "other_shop": say("It is bound to {other} since {at} ({binding})."),
        "end_annulled": say("That {binding} ended at {at} was recorded and annulled."),
        "ended_later": say("{binding} ended at {at}, after the time of the list."),
        "never_ended": say("{binding} is in effect since {at}, and no fact ends it."),
        "unlinked": say("The unlinking of {binding} at {at} is known, its end is not."),
        "unlink_requested": say("The account asked at {at} to be let go ({binding})."),
        "end_due": say("{binding} fell due at {at}: {reason}. `bindledger tick` records its end."),
        "banned": say("The account is banned since {at}."),
    }
    return words[what].format(**values)


def would_explain(kind: str, after: datetime | None, by: datetime) -> str:
    """Which fact is missing, if the list is right."""
    told = {"kind": kind.partition(".")[0], "by": instant_text(by)}
    if after is None:
        return say("A {kind} not after {by} would explain the list.", **told)
    return say(
        "A {kind} after {after} and not after {by} would explain the list.",
        after=instant_text(after),
        **told,
    )


def lists_told(since: datetime, otherwise: datetime | None, *, named: bool) -> str:
    """Since when lists have said so, where there were others."""
    if otherwise is None:
        return ""
    values = {"since": instant_text(since), "otherwise": instant_text(otherwise)}
    if named:
        return say("Listed since {since}; the list of {otherwise} lacked it.", **values)
    return say("Not listed since {since}; the list of {otherwise} had it.", **values)
