"""Words for shops of WeChat, Kuaishou, Pinduoduo, Youzan and between platforms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.aggregates.history import History
from ledger.events import (
    BindingActivated,
    BindingInvited,
    EnterpriseVerificationPassed,
    Event,
    ShopSubjectDeclared,
)
from ledger.events.binding import BindingNames
from ledger.rulebook import built_in_rulebooks
from tests.story import (
    LONG_AGO,
    Deed,
    Question,
    Story,
    accept,
    account,
    adopted,
    calendar,
    deed,
    given,
    invite,
    shop,
)

WECHAT = "wechat.channels_shop"
KUAISHOU = "kuaishou.shop"
PDD = "pdd.shop"
YOUZAN = "youzan.channel"
CROSS = "cross_platform.integration"
PROGRAMS = (WECHAT, KUAISHOU, PDD, YOUZAN, CROSS)

NAME = "杭州青禾服饰有限公司"
CODE = "91330100MA2ABCDE0X"
FEBRUARY = "2026-02-01T00:00Z"
"""When most questions here are asked."""

PARTIES = {
    WECHAT: ("wechat:S1", "wechat:A1"),
    KUAISHOU: ("kuaishou:S1", "kuaishou:A1"),
    PDD: ("pdd:S1", "pdd:A1"),
    YOUZAN: ("youzan:S1", "wechat:A1"),
    CROSS: ("douyin:S1", "wechat:A1"),
}
"""The shop and the account of a story, by program."""


def law_of(*programs: str) -> tuple[Deed, ...]:
    """The built-in law of some programs."""
    texts = dict(built_in_rulebooks())
    files = {one: f"rulebooks/{one.replace('.', '/')}.toml" for one in programs}
    return tuple(adopted(texts[files[one]], program=one) for one in programs)


def known(program: str, **more: Any) -> Deed:
    """The shop of a program's stories; `more` is told at its registration."""
    name, _ = PARTIES[program]
    return shop(name, **{"country": "CN", "category": "beauty", "subject": "enterprise"} | more)


def told(program: str, *deeds: Deed) -> Story:
    """A story of the program's shop and account, under its law and the calendars of China."""
    _, creator = PARTIES[program]
    strangers = (known(program), account(creator, region="CN", theme=None, network=None))
    introduced = {tag for one in deeds for tag in one.introduces}
    first = [one for one in strangers if not one.introduces & introduced]
    years = [calendar("CN", year) for year in (2025, 2026)]
    return given(*first, *deeds, law=law_of(*PROGRAMS), calendars=years)


def happened(event: Event, *more: Event, at: str = LONG_AGO) -> Deed:
    """Something happened, long ago unless it is said when."""
    return deed(event, *more, at=at)


def names(program: str) -> BindingNames:
    """The names every fact of the story's binding carries."""
    name, creator = PARTIES[program]
    return {"binding": "B1", "shop": name, "account": creator, "program": program}


def invited(program: str, at: str = "2026-01-01T00:00Z") -> Deed:
    """The account was invited."""
    return deed(BindingInvited(**names(program)), at=at)


def active(program: str, at: str = "2026-01-02T00:00Z") -> Deed:
    """The binding took effect, as a feed has it."""
    return deed(BindingActivated(**names(program)), at=at)


def ask(program: str, at: str = FEBRUARY) -> Question:
    """The shop invites the account."""
    name, creator = PARTIES[program]
    return invite(name, creator, at=at, program=program, binding="B1")


def accepts(program: str, at: str = FEBRUARY) -> Question:
    """The account accepts."""
    name, creator = PARTIES[program]
    return accept(name, creator, at=at, binding="B1")


def licensed(
    subject: str | None = NAME,
    uscc: str | None = CODE,
    at: str = LONG_AGO,
    name: str = "wechat:S1",
) -> Deed:
    """The shop told whose it is, as its licence has it."""
    of = ShopSubjectDeclared(shop=name, subject_type="enterprise", subject=subject, uscc=uscc)
    return deed(of, at=at)


def verified(subject: str | None = NAME, uscc: str | None = CODE, at: str = LONG_AGO) -> Deed:
    """The account was verified as an enterprise."""
    of = EnterpriseVerificationPassed(account="wechat:A1", subject=subject, uscc=uscc)
    return deed(of, at=at)


def forgetting(story: Story, *kinds: type[Event], after: int = 0) -> Story:
    """The story once the personal fields of some kinds, after a position, were forgotten."""
    facts = tuple(
        replace(fact, event=replace(fact.event, **_without(fact.event)), forgotten=True)
        if isinstance(fact.event, kinds) and fact.position > after
        else fact
        for fact in story.facts
    )
    return replace(story, facts=facts, history=History.of(facts))


def _without(event: Event) -> dict[str, None]:
    personal = ("subject", "uscc", "document_number")
    return {name: None for name in personal if hasattr(event, name)}
