"""How the conversations of a shop are routed: the rules set, and which agents are there (1-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.aggregates.mark import Mark, mark
from ledger.events import ChatAgentStatusObserved, ChatRoutingRuleSet
from ledger.record import Fact

REMEMBERS: Final = frozenset({ChatAgentStatusObserved.kind, ChatRoutingRuleSet.kind})
"""The kinds of facts that change what is remembered; apart from the shop's own, which are rare."""

Key = tuple[str, str | None]
"""What a rule is for: a group, and the account that conversations come in through, if any."""


@dataclass(frozen=True, slots=True)
class Routing:
    """The rule of a group as it was last set; with `account`, for what comes in through that."""

    group: str
    account: str | None
    agents: tuple[str, ...]
    bound_agent: str | None
    agent_status: str | None
    set_at: Mark


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an agent can take conversations, as last observed."""

    status: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Chat:
    """The routing of a shop's conversations, rules in the order in which they were first set."""

    rules: Mapping[Key, Routing] = field(default_factory=dict)
    agents: Mapping[str, Availability] = field(default_factory=dict)

    @classmethod
    def recall(cls, facts: Iterable[Fact]) -> Chat:
        """The routing after facts told in order; other facts are passed over."""
        state = cls()
        for fact in facts:
            state = evolve(state, fact)
        return state


def evolve(chat: Chat, fact: Fact) -> Chat:
    """The routing after one more fact."""
    match fact.event:
        case ChatRoutingRuleSet() as event:
            rule = Routing(
                event.agent_group,
                event.account,
                tuple(dict.fromkeys(event.agents)),
                event.bound_agent,
                event.agent_status,
                mark(fact),
            )
            return replace(chat, rules={**chat.rules, (rule.group, rule.account): rule})
        case ChatAgentStatusObserved(staff=agent, agent_status=status):
            return replace(chat, agents={**chat.agents, agent: Availability(status, mark(fact))})
    return chat
