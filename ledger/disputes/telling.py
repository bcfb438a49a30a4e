"""A dispute as it is told: its story, its claims with their answers, and who knew what when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ledger.aggregates import Law
from ledger.aggregates.dispute import Dispute
from ledger.codec import decode, split_personal
from ledger.disputes.answer import Answer, Standing
from ledger.disputes.claims import FIELDS, answers
from ledger.disputes.reading import read_claim
from ledger.disputes.words import because_of, claim_text
from ledger.events import ClaimMade, DisputeOpened
from ledger.queries.reading import facts_of, facts_of_kinds
from ledger.queries.telling import fact_told
from ledger.queries.times import Times
from ledger.record import Fact, as_it_stood
from ledger.store import Store
from ledger.subjects import dispute_tag
from ledger.terms import instant_text
from ledger.verdict import finding_json

View = dict[str, Any]


def dispute_facts(store: Store, dispute: str, upto: int | None = None) -> tuple[Fact, ...]:
    """The standing facts of a dispute, told in order."""
    return as_it_stood(facts_of(store, [dispute_tag(dispute)], upto=upto))


def show_dispute(store: Store, dispute: str, times: Times) -> View | None:
    """A dispute with its story, and every claim answered at the times asked about.

    The clocks ask about the facts in dispute; the dispute itself is told as far as it has come.
    None if nobody opened it.
    """
    own = dispute_facts(store, dispute)
    state = Dispute.recall(dispute, own)
    if state.opened is None:
        return None
    claims = [answered(store, claim, times) for claim in state.claims]
    cited = sorted({one for claim in claims for one in _cited(claim)})
    return {
        **summary(state),
        "as_of": times.as_of(),
        "story": [fact_told(fact) for fact in own],
        "claims": claims,
        "facts": [fact_told(fact) for fact in facts_at(store, cited)],
    }


def list_disputes(store: Store) -> Iterator[View]:
    """Every dispute ever opened, in the order in which they were."""
    for opening in as_it_stood(facts_of_kinds(store, DisputeOpened.kind)):
        assert isinstance(opening.event, DisputeOpened)
        dispute = opening.event.dispute
        yield summary(Dispute.recall(dispute, dispute_facts(store, dispute)))


def summary(state: Dispute) -> View:
    """What a dispute is about, and how it stands."""
    assert state.opened is not None
    return {
        "dispute": state.id,
        "status": "open" if state.is_open else "resolved",
        "title": state.title,
        "about": list(state.about),
        "parties": list(state.parties),
        "opened": instant_text(state.opened.at),
        "resolved": instant_text(state.resolved.at) if state.resolved is not None else None,
        "outcome": state.outcome,
        "remedies": list(state.remedies),
        "claimed": len(state.claims),
    }


def answered(store: Store, claim: ClaimMade, times: Times) -> View:
    """A claim and its answers, at the times asked about."""
    return answered_from(read_claim(store, claim, times), claim, times)


def answered_from(facts: Sequence[Fact], claim: ClaimMade, times: Times) -> View:
    """A claim as some facts answer it: those that decide it must be among them."""
    law = times.ruling(Law.recall(as_it_stood(facts)))
    found = answers(claim, facts, law, times.valid)
    learnt = {fact.position: fact.recordedtime for fact in facts}
    fields = split_personal(claim)[0]
    return {
        "claim": claim.claim,
        "claim_kind": claim.claim_kind,
        "claimed_by": claim.claimed_by,
        "says": claim_text(claim),
        "fields": {name: fields[name] for name in FIELDS if name in fields},
        "answers": [_answer_told(one, learnt) for one in found],
    }


def _answer_told(answer: Answer, learnt: Mapping[int, datetime]) -> View:
    """An answer: `known_since` is when the last of the facts it rests on was learnt."""
    found, evidence = answer.told, list(answer.evidence)
    supports = found.standing is Standing.SUPPORTED
    return {
        "since": _text(found.since),
        "until": _text(found.until),
        "answer": found.standing.value,
        "ground": found.ground.value,
        "for": evidence if supports else [],
        "against": [] if supports else evidence,
        "known_since": _text(max((learnt[one] for one in evidence), default=None)),
        "missing": found.missing,
        "finding": finding_json(found.finding) if found.finding is not None else None,
        "rulebook": found.rulebook,
        "because": because_of(found),
    }


def _text(instant: datetime | None) -> str | None:
    return instant_text(instant) if instant is not None else None


def _cited(claim: View) -> Iterator[int]:
    for answer in claim["answers"]:
        yield from (*answer["for"], *answer["against"])


def facts_at(store: Store, positions: Iterable[int]) -> Iterator[Fact]:
    """The facts at some positions, in that order."""
    for position in positions:
        for leaf in store.facts(after=position - 1, upto=position):
            yield decode(leaf.position, leaf.data, leaf.personal)
