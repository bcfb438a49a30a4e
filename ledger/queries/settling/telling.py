"""What became of an order as plain data, in the shapes of `docs/settlement.md`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ledger.orders import Order
from ledger.queries.settling.deciding import Part, Rate, Settled, Undecided
from ledger.queries.settling.payout import Payout
from ledger.queries.settling.standing import Span
from ledger.terms import instant_text
from ledger.verdict import Limit

View = dict[str, Any]


def told(
    line: int,
    order: Order,
    decision: Settled | Undecided,
    span: Span | None,
    beside: tuple[Span, ...],
) -> View:
    """An order and what became of it; `line` is its line in the file.

    `span` is the time of the binding that was in force; where none was, `beside` are the bindings
    of the account before and after.
    """
    view: View = {
        "line": line,
        "order": order.order,
        "answer": "settled" if isinstance(decision, Settled) else "undecided",
        "shop": order.shop,
        "account": order.account,
        "ordered_at": instant_text(order.ordered_at),
        "amount": order.amount,
        "currency": order.currency,
        "binding": span and _span(span),
        "beside": [_span(one) for one in beside],
    }
    if isinstance(decision, Undecided):
        return view | {
            "reason": decision.reason.value,
            "evidence": list(decision.evidence),
            "limits": [_limit(limit) for limit in decision.limits],
        }
    view["basis"] = decision.basis.value
    if decision.base is not None:
        view["base"] = _limit(decision.base)
    view["parts"] = [_part(part) for part in decision.parts]
    view["payout"] = _payout(decision.payout)
    return view


@lru_cache(4096)
def _span(span: Span) -> View:
    marks = (span.start, span.end)
    return {
        "binding": span.binding,
        "program": span.program,
        "since": instant_text(span.start.at),
        "until": span.end and instant_text(span.end.at),
        "evidence": [mark.position for mark in marks if mark is not None],
    }


def _part(part: Part) -> View:
    rate, reduction = part.rate, part.reduction
    told = (part.position, rate and rate.position, reduction and reduction.position)
    view: View = {
        "recipient": part.recipient.value,
        "to": part.to,
        "amount": part.amount,
        "percent": rate and rate.percent,
        "evidence": sorted({position for position in told if position is not None}),
        "limit": _limit_of(rate),
    }
    return view if reduction is None else view | {"reduced_by": reduction.percent}


def _payout(payout: Payout) -> View:
    cycle = payout.cycle
    view: View = {
        "day": payout.day and payout.day.isoformat(),
        "due": payout.due and instant_text(payout.due),
        "days": cycle and cycle.days,
        "unit": cycle and cycle.unit,
        "evidence": [cycle.position] if cycle is not None and cycle.position is not None else [],
        "limit": _limit(cycle.limit) if cycle is not None and cycle.limit is not None else None,
    }
    return view if payout.missing is None else view | {"missing": payout.missing}


def _limit_of(rate: Rate | None) -> View | None:
    return _limit(rate.limit) if rate is not None and rate.limit is not None else None


# The same few limits stand in every answer; what is told of one is never changed.
@lru_cache(1024)
def _limit(limit: Limit) -> View:
    return {
        "value": limit.value,
        "unit": limit.unit,
        "since": instant_text(limit.since),
        "source": limit.source,
    }
