"""WeChat: events pushed about shops, showcases, mini-programs and authorisations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ledger.events import (
    EcommercePermissionFrozen,
    IntegrationConnected,
    IntegrationDisconnected,
    MiniProgramReviewPassed,
    MiniProgramReviewRejected,
    ShopClosed,
    ShopClosingAnnounced,
    ShopClosingWithdrawn,
    ViolationRecorded,
)
from ledger.feeds.delivery import Delivery
from ledger.feeds.memory import Memory
from ledger.feeds.payload import Part
from ledger.feeds.telling import Line, Reading, Teller
from ledger.language import say
from ledger.terms import instant_text

SOURCE: Final = "wechat/events"

_OPEN: Final = "open_finished"
_CLOSING: Final = "closing"

_MOST_DAYS: Final = 100_000

_FUNCTIONS_BANNED: Final = 2
"""The `event_type` of a penalty that bans functions; the others warn, or say so in words alone."""


def read(delivery: Delivery, memory: Memory) -> Reading:
    """The facts of one event. Raises Faulty."""
    body = delivery.whole()
    if body.has("InfoType"):
        return _authorisation(delivery, body)
    event = body.text("Event")
    match event:
        case "channels_ec_change_status":
            return _status(delivery, body)
        case "channels_ec_close_store":
            shop = body.text("bind_appid")
            time = body.seconds("close_timestamp")
            key = f"{shop}/{event}/{body.text('close_timestamp')}"
            return Teller(SOURCE, key, time).told(ShopClosed, shop=f"wechat:{shop}")
        case "talent_window_cancel_auth":
            return _showcase(body)
        case "wxa_punish_event":
            return _penalty(body)
        case "weapp_audit_success" | "weapp_audit_fail":
            return _review(body, event)
        case _:
            return _teller(body).raw(event, delivery.text)


def _teller(body: Part) -> Teller:
    """Repeated deliveries of an event have the same sender, time and name."""
    key = "/".join(body.text(name) for name in ("FromUserName", "CreateTime", "Event"))
    return Teller(SOURCE, key, body.seconds("CreateTime"))


def _status(delivery: Delivery, body: Part) -> Reading:
    native, told = body.text("appid"), body.text("change_timestamp")
    change = body.text("old_status"), body.text("new_status")
    key = f"{native}/channels_ec_change_status/{told}"
    teller, shop = Teller(SOURCE, key, body.seconds("change_timestamp")), f"wechat:{native}"
    if change == (_OPEN, _CLOSING):
        return teller.told(ShopClosingAnnounced, shop=shop)
    if change == (_CLOSING, _OPEN):
        return teller.told(ShopClosingWithdrawn, shop=shop)
    return teller.raw(body.text("Event"), delivery.text, shop=shop)


def _showcase(body: Part) -> Reading:
    """A creator takes its showcase away from an agency: an authorisation ends, never a binding."""
    talent = body.part("talent_info")
    account = talent.maybe("talent_appid") or talent.text("openfinderid")
    return _teller(body).told(
        IntegrationDisconnected,
        account=f"wechat:{account}",
        integration=f"showcase/{body.text('ToUserName')}",
        reason="account_cancelled",
    )


def _penalty(body: Part) -> Reading:
    punishment, account = body.text("punish_id"), f"wechat:{body.text('appid')}"
    teller = Teller(SOURCE, punishment, body.seconds("punish_time"))
    violation = f"wechat:{punishment}"
    recorded = teller.fact(
        ViolationRecorded,
        violation=violation,
        account=account,
        category=body.text("illegal_reason"),
        rule_ref=body.maybe("rule_name"),
    )
    return Reading((recorded, *_frozen(teller, body, account, violation)))


def _frozen(teller: Teller, body: Part, account: str, violation: str) -> list[Line]:
    """A freeze for each banned function, because each has days of its own."""
    if body.number("event_type") != _FUNCTIONS_BANNED:
        return []
    detail = body.part("detail")
    functions, days = detail.list("banned_function_names"), detail.list("banned_days")
    if len(functions) != len(days) or not all(map(_is_days, days)):
        expected = say("a number of days for each of banned_function_names")
        raise detail.fault("banned_days", expected)
    return [
        teller.fact(
            EcommercePermissionFrozen,
            str(place),
            account=account,
            violation=violation,
            functions=[function],
            # No days, or fewer than none, is a ban without an end that is known.
            until=instant_text(teller.time + timedelta(days=for_days)) if for_days > 0 else None,
        )
        for place, (function, for_days) in enumerate(zip(functions, days, strict=True), start=1)
    ]


def _is_days(value: Any) -> bool:
    return type(value) is int and value <= _MOST_DAYS


def _review(body: Part, event: str) -> Reading:
    teller, mini_program = _teller(body), f"wechat:{body.text('ToUserName')}"
    if event == "weapp_audit_success":
        return teller.told(MiniProgramReviewPassed, mini_program=mini_program)
    reasons = [body.text("Reason")] if body.has("Reason") else None
    return teller.told(MiniProgramReviewRejected, mini_program=mini_program, reasons=reasons)


def _authorisation(delivery: Delivery, body: Part) -> Reading:
    told, app = body.text("InfoType"), body.text("AppId")
    party, created = body.maybe("AuthorizerAppid"), body.text("CreateTime")
    key = "/".join((app, told, party or "", created))
    teller = Teller(SOURCE, key, body.seconds("CreateTime"))
    account = f"wechat:{party}" if party else None
    if account is not None and told in ("authorized", "updateauthorized"):
        return teller.told(IntegrationConnected, account=account, integration=app, auth="oauth2")
    if account is not None and told == "unauthorized":
        return teller.told(IntegrationDisconnected, account=account, integration=app)
    return teller.raw(told, delivery.text, account=account)
