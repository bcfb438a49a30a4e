"""Which agent of a shop gets a conversation, and why. Source 001 / 1-10."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.aggregates.chat import REMEMBERS, Chat, Routing
from ledger.queries.state.gathering import Gathering, is_named, read_law
from ledger.queries.state.scene import Scene
from ledger.queries.times import Times
from ledger.store import Store
from ledger.subjects import shop_tag
from ledger.terms import platform_of

_ORDER: Final = "chat.routing_order"
_BETTER: Final = ("available", "busy", "offline")
"""What an agent's status may be, the best first; one never observed comes after all of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing looked at: the agents left after it, the best first, and the facts that say so.

    `bound` is the agent that a group is bound to, `asked` the status a conversation asks for,
    `statuses` that of each agent looked at, None where it was never observed.
    """

    step: str
    left: tuple[str, ...]
    evidence: tuple[int, ...]
    bound: str | None = None
    asked: str | None = None
    statuses: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets the conversations of a group; None where nobody does. The last step says why."""

    group: str
    account: str | None
    agent: str | None
    steps: tuple[Step, ...]


def routes(
    chat: Chat, order: Sequence[str], group: str | None = None, account: str | None = None
) -> tuple[Route, ...]:
    """The routes of a group, or of all groups; with `account`, of what comes in through it.

    A rule for an account goes before the rule of its group for all accounts. A group that has no
    rule has one route, to nobody.
    """
    rules = [
        rule
        for rule in chat.rules.values()
        if group in (None, rule.group) and _is_for(chat, rule, account)
    ]
    if group is not None and not rules:
        return (Route(group, account, None, (Step("group", (), ()),)),)
    return tuple(route(chat, rule, order) for rule in rules)


def _is_for(chat: Chat, rule: Routing, account: str | None) -> bool:
    if account is None or rule.account == account:
        return True
    return rule.account is None and (rule.group, account) not in chat.rules


def route(chat: Chat, rule: Routing, order: Sequence[str]) -> Route:
    """Who gets a conversation under a rule.

    Each step, in the order of the law, leaves out who cannot take it and puts the others in order;
    what an earlier step says goes before what a later one says.
    """
    everybody = (agent for one in chat.rules.values() for agent in one.agents)
    left = list(dict.fromkeys((*rule.agents, *everybody)))
    ranks: dict[str, tuple[int, ...]] = dict.fromkeys(left, ())
    steps = []
    for name in order:
        step = _look(name, chat, rule, left)
        ranks = {agent: (*ranks[agent], _rank(name, chat, rule, agent)) for agent in step.left}
        left = sorted(step.left, key=lambda agent: ranks[agent])
        steps.append(Step(name, tuple(left), *_rest(step)))
        if not left:
            break
    return Route(rule.group, rule.account, left[0] if left else None, tuple(steps))


def _rest(step: Step) -> tuple[Any, ...]:
    return step.evidence, step.bound, step.asked, step.statuses


def _look(name: str, chat: Chat, rule: Routing, left: Sequence[str]) -> Step:
    here = (rule.set_at.position,)
    match name:
        case "group":
            return Step(name, tuple(agent for agent in left if agent in rule.agents), here)
        case "binding":
            return Step(name, tuple(left), here, bound=rule.bound_agent)
    known = {agent: chat.agents.get(agent) for agent in left}
    fit = tuple(agent for agent in left if _is_fit(chat, agent, rule.agent_status))
    seen = (one.mark.position for one in known.values() if one is not None)
    return Step(
        name,
        fit,
        tuple(sorted((*here, *seen))),
        asked=rule.agent_status,
        statuses=tuple((agent, one.status if one else None) for agent, one in known.items()),
    )


def _is_fit(chat: Chat, agent: str, asked: str | None) -> bool:
    if asked is None:
        return True
    known = chat.agents.get(agent)
    return known is not None and _BETTER.index(known.status) <= _BETTER.index(asked)


def _rank(name: str, chat: Chat, rule: Routing, agent: str) -> int:
    match name:
        case "binding":
            return int(agent != rule.bound_agent)
        case "status":
            known = chat.agents.get(agent)
            return _BETTER.index(known.status) if known is not None else len(_BETTER)
    return 0


@dataclass(frozen=True, slots=True)
class Routed:
    """The answer to who gets a shop's conversations, and the order the law looks at things in.

    `order` is None where no law of the platform in force says.
    """

    as_of: dict[str, Any]
    order: tuple[str, ...] | None
    routes: tuple[Route, ...]


def routed(
    store: Store, shop: str, times: Times, group: str | None = None, account: str | None = None
) -> Routed | None:
    """Who gets the conversations of a shop; None if nothing but decisions names the shop."""
    gathering, tag = Gathering(store, times), shop_tag(shop)
    own = gathering.read([tag], tuple(sorted(REMEMBERS)))
    if not is_named(own, times) and not is_named(gathering.read([tag]), times):
        return None
    read_law(gathering, platform_of(shop), store)
    history = gathering.history()
    scene = Scene(history, times)
    program, order = next(_orders(scene, shop), (None, None))
    told = (fact for fact in history.by_subject.get(tag, ()) if fact.time <= times.valid)
    chat = Chat.recall(told)
    found = routes(chat, order, group, account) if order is not None else ()
    return Routed(scene.as_of([program] if program else []), order, found)


def _orders(scene: Scene, shop: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The programs of the platform whose law in force says in which order things are looked at."""
    for program in scene.law().programs(scene.valid, platform_of(shop)):
        limit = scene.limit(program, _ORDER)
        if limit is not None and isinstance(limit.value, tuple):
            yield program, limit.value
