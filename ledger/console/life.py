"""The own lives of shops and accounts, for people: parts of what `show` prints."""

from __future__ import annotations

from typing import Any

from ledger.console.tables import Cell, table
from ledger.explain import state_text, verification_text
from ledger.language import say, say_list
from ledger.phrases.of_papers import material_text

_View = dict[str, Any]
_Row = tuple[str, Cell]


def shop_rows(view: _View) -> list[_Row]:
    """A shop's review, deposit and closing, as far as anything is known of them."""
    rows: list[_Row] = []
    if view["review"] is not None:
        rows.append((say("review"), _review(view["review"])))
    if view["deposit"]:
        held = (
            say(
                "{amount} {currency} in the smallest unit",
                amount=one["held"],
                currency=one["currency"],
            )
            for one in view["deposit"]
        )
        rows.append((say("deposit held"), say_list(held)))
    if view["closing"] is not None:
        rows.append((say("closing notice"), _closing(view["closing"])))
    return rows


def _review(review: _View) -> str:
    told = [state_text(review["state"])]
    if review["concluded"] is not None:
        told.append(say("since {since}", since=review["concluded"]))
    elif review["opened"] is not None:
        told.append(say("since {since}", since=review["opened"]))
    if review.get("expected_from") is not None:
        told.append(say("to be expected from {instant}", instant=review["expected_from"]))
    if "until" in review:
        told.append(say("to be done by {instant}", instant=review["until"]))
    if review.get("overdue"):
        told.append(say("overdue"))
    if "missing" in review:
        told.append(say("not recorded: {name}", name=review["missing"]))
    return say_list([*told, *review["reasons"]])


def _closing(closing: _View) -> str:
    told = []
    if closing["announced"] is not None:
        told.append(say("announced {instant}", instant=closing["announced"]))
    elif closing["withdrawn"] is not None:
        told.append(say("taken back {instant}", instant=closing["withdrawn"]))
    if closing["earliest_close"] is not None:
        told.append(say("may close from {instant}", instant=closing["earliest_close"]))
    if closing["closed"] is not None:
        by_shop = closing["closed_by"] == "shop"
        words = (
            say("closed {instant}", instant=closing["closed"])
            if by_shop
            else say("closed by the platform {instant}", instant=closing["closed"])
        )
        told.append(words)
    return say_list(told)


def tell_materials(materials: list[_View]) -> None:
    """The papers a shop handed in."""
    if materials:
        rows = [
            (material_text(one["material_kind"]), one["at"], one["digest"]) for one in materials
        ]
        table(say("Papers"), (say("paper"), say("handed in"), say("digest")), rows)


def account_rows(view: _View) -> list[_Row]:
    """An account's verification and deregistration, as far as anything is known of them."""
    rows: list[_Row] = []
    if view["verification"] is not None:
        rows.append((say("verification"), _verification(view["verification"])))
    if view["deregistration"] is not None:
        rows.append((say("deregistration"), _deregistration(view["deregistration"])))
    return rows


def _verification(verification: _View) -> str:
    told = [
        verification_text(verification["state"]),
        say("since {since}", since=verification["since"]),
    ]
    if verification["valid_until"] is not None:
        told.append(say("holds until {instant}", instant=verification["valid_until"]))
    if verification["shop"] is not None:
        told.append(say("with the papers of {shop}", shop=verification["shop"]))
    if "due" in verification:
        told.append(say("overdue"))
    return say_list(told)


def _deregistration(deregistration: _View) -> str:
    told = []
    if deregistration["requested"] is not None:
        told.append(say("requested {instant}", instant=deregistration["requested"]))
    if deregistration["deregistered"] is not None:
        told.append(say("deregistered {instant}", instant=deregistration["deregistered"]))
    if deregistration["released"] is not None:
        told.append(say("released {instant}", instant=deregistration["released"]))
    elif deregistration["release"] is not None:
        told.append(say("to be released {instant}", instant=deregistration["release"]))
    return say_list(told)


def tell_bans(bans: list[_View]) -> None:
    """An account's bans, lifted or not."""
    if bans:
        rows = [
            (one["since"], one["lifted"], say("yes") if one["overturned"] else say("no"))
            for one in bans
        ]
        table(say("Bans"), (say("since"), say("lifted"), say("overturned")), rows)
