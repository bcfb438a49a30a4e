"""Claims and their answers in words, in the language spoken."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.disputes.answer import Ground, Told
from ledger.events import ClaimMade
from ledger.explain import because
from ledger.language import say, say_in_turn
from ledger.terms import instant_text


def because_of(told: Told) -> str:
    """Why a claim stands as it does, in one or two sentences."""
    if told.ground is Ground.RULE and told.finding is not None:
        return because(told.finding)
    if told.missing is not None and told.ground is Ground.MISSING:
        return say("Without {name} it cannot be told.", name=told.missing)
    words: Mapping[Ground, str] = {
        Ground.IN_EFFECT: say("The binding was in effect."),
        Ground.NOT_YET: say("The binding was not in effect yet."),
        Ground.NOT_TAKEN_UP: say("Nothing came of the invitation."),
        Ground.ENDED: say("The binding had ended."),
        Ground.FELL_DUE: say("The binding was over by itself, whether or not anybody recorded it."),
        Ground.NOTHING_TOLD: say("No fact tells of a binding between the two."),
        Ground.START_UNKNOWN: say(
            "The binding was in effect at some time; nobody said since when."
        ),
        Ground.TO_COME: say("That is later than the time asked about."),
        Ground.NO_RULE: say("No rule of that time stood against it."),
        Ground.GRANTED: say("Judged again with what is known, the request is granted."),
        Ground.WAS_GRANTED: say("The request was granted."),
        Ground.NOTIFIED_BEFORE: say("A notice was given before."),
        Ground.NOTIFIED_LATER: say("The first notice was given only then or later."),
    }
    return words[told.ground]


def claim_text(claim: ClaimMade) -> str:
    """What is claimed, as a sentence."""
    match claim.claim_kind:
        case "bound":
            return _bound(claim)
        case "unlink_chance_left":
            return say("{shop} had an unlink chance left at {at}.", shop=claim.shop, at=_at(claim))
        case "appeal_in_time" if claim.appeal is not None:
            return say(
                "Appeal {appeal} against violation {violation} was filed in time.",
                appeal=claim.appeal,
                violation=claim.violation,
            )
        case "appeal_in_time":
            return say(
                "The appeal against violation {violation} was filed in time.",
                violation=claim.violation,
            )
        case "refused_wrongly":
            return say("Request {request} was refused wrongly.", request=claim.request)
        case "no_notice_before":
            return say(
                "No notice of violation {violation} was given before {at}.",
                violation=claim.violation,
                at=_at(claim),
            )
        case "posted_while_bound":
            return _posted(claim)


def _bound(claim: ClaimMade) -> str:
    assert claim.since is not None
    since = instant_text(claim.since)
    if claim.until is None:
        words = say(
            "{account} was bound to {shop} from {since} on.",
            account=claim.account,
            shop=claim.shop,
            since=since,
        )
    else:
        words = say(
            "{account} was bound to {shop} from {since} to {until}.",
            account=claim.account,
            shop=claim.shop,
            since=since,
            until=instant_text(claim.until),
        )
    if claim.program is None:
        return words
    return say_in_turn((words, say("Under {program}.", program=claim.program)))


def _posted(claim: ClaimMade) -> str:
    if claim.shop is None:
        return say(
            "The content of violation {violation} was posted while the account was bound.",
            violation=claim.violation,
        )
    return say(
        "The content of violation {violation} was posted while the account was bound to {shop}.",
        violation=claim.violation,
        shop=claim.shop,
    )


def _at(claim: ClaimMade) -> str:
    assert claim.at is not None
    return instant_text(claim.at)
