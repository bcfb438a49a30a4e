"""The three clocks over again, as plainly as can be: a list of facts, gone through for each answer.

It shares no code with the ledger, and is written from the contract: nothing is indexed, kept or
folded ahead. Instants are hours since the beginning of time, so that nothing can go wrong with
them; the answers have only the parts that it knows how to give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Hour = int
Answer = dict[str, Any]

STEPS: Mapping[str, Mapping[str, str]] = {
    "BindingInvitationAccepted": {"invited": "accepted"},
    "BindingReviewOpened": {"invited": "in_review", "accepted": "in_review"},
    "BindingReviewFailed": {"invited": "ended", "accepted": "ended", "in_review": "ended"},
    "BindingActivated": {
        **{"invited": "active", "accepted": "active", "in_review": "active"},
        **{"unlink_requested": "active", "ended": "active"},
    },
    "UnlinkRequested": {
        **{"invited": "unlink_requested", "accepted": "unlink_requested"},
        **{"in_review": "unlink_requested", "active": "unlink_requested"},
    },
    "UnlinkRequestWithdrawn": {"unlink_requested": "active"},
}
"""The state a binding is in after a fact, by the state it was in; the others change nothing."""

RUNS = ("active", "unlink_requested")
RESERVED = ("accepted", "in_review")
WAITS = {
    "invited": "account",
    "accepted": "platform",
    "in_review": "platform",
    "unlink_requested": "shop",
}


@dataclass(frozen=True)
class Entry:
    """A fact as it was told: its place, when it was learnt, when it happened, what it says."""

    position: int
    learnt: Hour
    time: Hour
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Text:
    """A rulebook: each parameter's values by the hour from which they hold."""

    digest: str
    values: Mapping[str, Mapping[Hour, Any]]

    def value(self, name: str, at: Hour) -> Any:
        """The value that holds at an hour; None before the first."""
        held = [since for since in self.values[name] if since <= at]
        return self.values[name][max(held)] if held else None


@dataclass(frozen=True)
class Asked:
    """The three clocks of a question: true at, known at, and the law as a text, an hour or None."""

    valid: Hour
    known: Hour
    rules: Text | Hour | None = None


@dataclass
class Naive:
    """All that was ever told, in the order in which it was learnt."""

    entries: list[Entry] = field(default_factory=list)

    def tell(self, learnt: Hour, time: Hour, kind: str, **data: Any) -> int:
        """One more fact; its position."""
        self.entries.append(Entry(len(self.entries) + 1, learnt, time, kind, data))
        return len(self.entries)

    def known(self, asked: Asked) -> list[Entry]:
        """What was learnt by the time asked about."""
        return [one for one in self.entries if one.learnt <= asked.known]

    def facts(self, asked: Asked) -> list[Entry]:
        """What counts: known, not annulled as far as known, happened by then; in order of time."""
        known = self.known(asked)
        gone = {one.data["of"] for one in known if one.kind == "FactAnnulled"}
        left = [
            one
            for one in known
            if one.position not in gone and one.kind != "FactAnnulled" and one.time <= asked.valid
        ]
        return sorted(left, key=lambda one: (one.time, one.position))

    def about(self, asked: Asked, **names: str) -> list[Entry]:
        """The facts that count and name something."""
        return [one for one in self.facts(asked) if names.items() <= one.data.items()]

    # Law

    def law(self, name: str, at: Hour, asked: Asked) -> Any:
        """The value of a parameter at an hour, under the law asked for; None without any."""
        if isinstance(asked.rules, Text):
            return asked.rules.value(name, at)
        if isinstance(asked.rules, int):
            at = asked.rules
        adopted = [
            one for one in self.known(asked) if one.kind == "RulebookAdopted" and one.time <= at
        ]
        if not adopted:
            return None
        text: Text = max(adopted, key=lambda one: (one.time, one.position)).data["text"]
        return text.value(name, at)

    def turns(self, name: str, asked: Asked) -> set[Hour]:
        """The hours at which the law may become another one."""
        texts = [one for one in self.known(asked) if one.kind == "RulebookAdopted"]
        found = {one.time for one in texts}
        for text in [one.data["text"] for one in texts]:
            found |= set(text.values[name])
        return found | (set(asked.rules.values[name]) if isinstance(asked.rules, Text) else set())

    def over(self, name: str, start: Hour, asked: Asked) -> Hour | None:
        """When a wait that began is over, under the law of that hour; None if it is by now."""

        def free(at: Hour) -> bool:
            return start + (self.law(name, at, asked) or 0) <= at

        ends = {start + (self.law(name, at, asked) or 0) for at in self._hours(name, asked)}
        hours = sorted(one for one in ends | self._hours(name, asked) if one >= asked.valid)
        first = next((one for one in hours if free(one)), None)
        return None if first == asked.valid else first

    def _hours(self, name: str, asked: Asked) -> set[Hour]:
        return self.turns(name, asked) | {asked.valid}

    # Bindings

    def binding(self, name: str, asked: Asked) -> Answer | None:
        """One binding: its parties, its state and since when; None if nothing names it yet."""
        facts = self.about(asked, binding=name)
        if not facts:
            return None
        state, since, active, ended, reason = "invited", facts[0].time, None, None, None
        for one in facts:
            first = one is facts[0]
            if one.kind == "BindingEnded" and ended is None:
                state, since, ended, reason = "ended", one.time, one.time, one.data["reason"]
            elif one.kind == "ShopUnlinked" and first:
                state, since, reason = "ended", one.time, "shop_unlink"
            elif one.kind == "UnlinkRequestWithdrawn" and first:
                state = "active"
            elif one.kind == "BindingActivated" and state == "active" and active is None:
                active = one.time
            to = STEPS.get(one.kind, {}).get(state)
            if to is None:
                continue
            if one.kind == "BindingActivated":
                active = one.time if active is None or state == "ended" else active
                ended, reason = None, None
            if one.kind == "BindingReviewFailed":
                reason = "review_failed"
            state, since = to, one.time
        told = {key: facts[0].data[key] for key in ("binding", "shop", "account")}
        return told | {
            **{"state": state, "since": since, "active_since": active},
            **{"reason": reason, "ended": ended},
        }

    def bindings(self, asked: Asked, **party: str) -> Iterator[Answer]:
        """The bindings of a shop or an account, ended ones too."""
        names = {one.data["binding"]: None for one in self.about(asked, **party) if _bound(one)}
        for name in names:
            told = self.binding(name, asked)
            assert told is not None
            yield told

    # Answers

    def shop(self, name: str, asked: Asked) -> Answer | None:
        """What is told of a shop."""
        facts = self.about(asked, shop=name)
        if not facts:
            return None
        kinds = [one.kind for one in facts]
        bindings = list(self.bindings(asked, shop=name))
        return {
            "status": self._status(kinds),
            "bindings": {one["binding"]: _shown(one) for one in bindings if not _over(one)},
            "pending": {
                one["binding"]: WAITS[one["state"]] for one in bindings if one["state"] in WAITS
            },
            "slots": self._slots(bindings, asked),
            "unlink_chances": self._chances(facts, bindings, asked),
            "compliance_score": self._score(facts, asked),
        }

    def _status(self, kinds: list[str]) -> str:
        if "ShopClosed" in kinds:
            return "closed"
        if "ShopRegistered" not in kinds:
            return "unregistered"
        closing = [one for one in kinds if one.startswith("ShopClosing")]
        return "closing" if closing[-1:] == ["ShopClosingAnnounced"] else "open"

    def _slots(self, bindings: list[Answer], asked: Asked) -> Answer | None:
        limit = self.law("shop.slots", asked.valid, asked)
        if limit is None and not bindings:
            return None
        when = self.law("shop.slots.reserved_from", asked.valid, asked) or "accepted"
        used = sum(one["state"] in RUNS for one in bindings)
        reserved = sum(one["state"] in RESERVED for one in bindings) if when == "accepted" else 0
        left = None if limit is None else limit - used - reserved
        return {"limit": limit, "used": used, "reserved": reserved, "left": left}

    def _chances(self, facts: list[Entry], bindings: list[Answer], asked: Asked) -> Answer | None:
        limit = self.law("shop.unlink_chances", asked.valid, asked)
        if limit is None and not bindings:
            return None
        used = 0
        for one in facts:
            if one.kind == "UnlinkChancesObserved":
                used = one.data["used"]
            used += one.kind == "ShopUnlinked"
        return {"limit": limit, "used": used, "left": None if limit is None else limit - used}

    def _score(self, facts: list[Entry], asked: Asked) -> Answer:
        value, at = None, None
        for one in facts:
            if one.kind == "ComplianceScoreObserved":
                value, at = one.data["score"], one.time
            elif one.kind == "ComplianceScoreDeducted" and value is not None:
                value, at = value - one.data["points"], one.time
            elif one.kind == "ComplianceScoreRestored" and value is not None:
                value, at = value + one.data["points"], one.time
        needed = self.law("shop.campaign_score", asked.valid, asked)
        access = "undetermined"
        if value is not None and needed is not None:
            access = "open" if value >= needed else "restricted"
        return {"value": value, "at": at, "campaign_access": access}

    def account(self, name: str, asked: Asked) -> Answer | None:
        """What is told of an account."""
        facts = self.about(asked, account=name)
        if not facts:
            return None
        bindings = list(self.bindings(asked, account=name))
        running = [one for one in bindings if one["state"] in RUNS]
        return {
            "status": self._standing(facts),
            "bindings": {one["binding"]: _shown(one) for one in bindings if not _over(one)},
            "bound": bool(running),
            "cooldowns": self._cooldowns(bindings, running, asked),
            "ecommerce_permission": self._permission(facts, asked),
            "open_violations": self._violations(facts),
            "showcase": self._showcase(facts),
        }

    def _standing(self, facts: list[Entry]) -> str:
        bans = [one.kind for one in facts if one.kind in ("AccountBanned", "AccountBanLifted")]
        if bans[-1:] == ["AccountBanned"]:
            return "banned"
        known = any(one.kind == "AccountRegistered" for one in facts)
        return "normal" if known else "unregistered"

    def _cooldowns(
        self, bindings: list[Answer], running: list[Answer], asked: Asked
    ) -> dict[str, Hour]:
        ends = [one["ended"] for one in bindings if one["ended"] is not None]
        begun = [one["active_since"] for one in running if one["active_since"] is not None]
        waits = {
            "account.rebind_wait": [max(ends)] if ends else [],
            "binding.bound_time": begun,
        }
        told = {}
        for rule, starts in waits.items():
            ends = [self.over(rule, start, asked) for start in starts]
            left = [one for one in ends if one is not None]
            if left:
                told[rule] = max(left)
        return told

    def _permission(self, facts: list[Entry], asked: Asked) -> str:
        last = [one for one in facts if one.kind.startswith("EcommercePermission")][-1:]
        if not last or last[0].kind == "EcommercePermissionRestored":
            return "granted"
        until = last[0].data.get("until")
        return "granted" if until is not None and until <= asked.valid else "frozen"

    def _violations(self, facts: list[Entry]) -> list[str]:
        recorded = {one.data["violation"] for one in facts if one.kind == "ViolationRecorded"}
        resolved = {one.data["violation"] for one in facts if one.kind == "ViolationResolved"}
        return sorted(recorded - resolved)

    def _showcase(self, facts: list[Entry]) -> int:
        count = 0
        for one in facts:
            if one.kind == "ShowcaseCleared":
                count = 0
            elif one.kind == "ShowcaseProductsAdded":
                count += one.data["count"]
        return count

    def history(self, asked: Asked, *subjects: tuple[str, str]) -> list[tuple[int, bool, bool]]:
        """Positions in order of time, annulled facts too: whether each came late, was annulled."""
        told = [one for one in self.known(asked) if any(_names(one, each) for each in subjects)]
        gone = {one.data["of"] for one in told if one.kind == "FactAnnulled"}
        late = {
            one.position
            for one in told
            for each in subjects
            if _names(one, each)
            and any(
                other.position < one.position and other.time > one.time
                for other in told
                if _names(other, each)
            )
        }
        shown = sorted(told, key=lambda one: (one.time, one.position))
        return [
            (one.position, one.position in late, one.position in gone)
            for one in shown
            if one.time <= asked.valid
        ]


def _names(one: Entry, subject: tuple[str, str]) -> bool:
    noun, name = subject
    return bool(one.data.get(noun) == name)


def _bound(one: Entry) -> bool:
    return "binding" in one.data


def _over(told: Answer) -> bool:
    return bool(told["state"] == "ended")


def _shown(told: Answer) -> Answer:
    return {name: told[name] for name in ("state", "since", "active_since")}
