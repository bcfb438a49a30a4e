"""A shop in China, its money, and orders of it."""

from __future__ import annotations

from typing import Any

from tests.console.talking import Line, Talk, fact, feed, moment

S1, A1, A2 = "douyin:S1", "douyin:A1", "douyin:A2"


def chinese_shop(**more: Any) -> Line:
    """A shop called 静海茶行, registered at the beginning of 2026."""
    data = {"shop": S1, "operating_country": "CN", "name": "静海茶行", **more}
    return fact("ShopRegistered", "S1-registered", "2026-01-01", **data)


def opened(name: str = "CA-7", at: str = "2026-01-01", **more: Any) -> Line:
    """The shop has an account to collect its income in."""
    return fact(
        "CollectionAccountOpened", f"{name}-{at}", at, shop=S1, collection_account=name, **more
    )


def terms(at: str, **more: Any) -> Line:
    """What each gets of a sale from now on."""
    return fact("CommissionTermsSet", f"terms-{at}-{sorted(more.items())}", at, shop=S1, **more)


def route(at: str, **more: Any) -> Line:
    """How income is settled from now on."""
    return fact("SettlementRouteSet", f"route-{at}-{sorted(more.items())}", at, shop=S1, **more)


def route_over(at: str, **more: Any) -> Line:
    """A settlement route is over."""
    return fact("SettlementRouteEnded", f"over-{at}-{sorted(more.items())}", at, shop=S1, **more)


def bound(at: str, **more: Any) -> Line:
    """A1 is the shop's official account from now on."""
    return _of_binding("BindingActivated", at, **more)


def ended(at: str, **more: Any) -> Line:
    """And is no longer."""
    return _of_binding("BindingEnded", at, reason="platform_forced", **more)


def _of_binding(kind: str, at: str, **more: Any) -> Line:
    data = {"binding": "B1", "shop": S1, "account": A1, "program": "douyin.official", **more}
    return fact(kind, f"{data['binding']}-{kind}-{at}", at, **data)


def order(name: str = "O1", at: str = "2026-03-01", **more: Any) -> Line:
    """An order of 99.99 yuan, sold by A1 and paid with WeChat Pay unless said otherwise."""
    line = {
        "order": name,
        "shop": S1,
        "account": A1,
        "ordered_at": moment(at),
        "amount": 9999,
        "currency": "CNY",
        "method": "wechat_pay",
        **more,
    }
    return {name: value for name, value in line.items() if value is not None}


def settled(talk: Talk, *orders: Line, words: tuple[str, ...] = (), status: int = 0) -> list[Any]:
    """What `settle` says of orders, without the last line."""
    *answers, total = talk.rows("settle", "-", *words, stdin=feed(*orders), status=status)
    assert total["answer"] == "total"
    assert total["settled"] + total["undecided"] + total["bad"] == len(answers) == len(orders)
    return answers


def amounts(answer: Any) -> dict[str, int]:
    """Who gets how much; the parts of a settled order add up to its amount."""
    found = {part["recipient"]: part["amount"] for part in answer["parts"]}
    assert sum(found.values()) == answer["amount"]
    return found


def part(answer: Any, recipient: str) -> Any:
    """One part of a settled order."""
    (found,) = (one for one in answer["parts"] if one["recipient"] == recipient)
    return found
