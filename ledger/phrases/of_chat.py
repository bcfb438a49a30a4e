"""Why a conversation goes to one agent and not to another, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.language import say, say_list, say_name, say_names


def group_text(group: str, left: Sequence[str], *, is_set: bool) -> str:
    """What the group says."""
    if not is_set:
        return say("No rule is set for group {group}.", group=group)
    if not left:
        return say("Group {group} has no agents left.", group=group)
    return say("Group {group} has the agents {agents}.", group=group, agents=say_names(left))


def binding_text(bound: str | None, left: Sequence[str]) -> str:
    """What the binding says."""
    if bound is None:
        return say("The group is bound to nobody.")
    if bound not in left:
        return say("The group is bound to {agent}, who is not among them.", agent=bound)
    return say("The group is bound to {agent}, who comes first.", agent=bound)


def status_text(asked: str | None, statuses: Sequence[tuple[str, str | None]]) -> str:
    """What the status of the agents says."""
    told = say_list(
        say("{agent}: {status}", agent=agent, status=availability(status))
        for agent, status in statuses
    )
    if asked is None:
        return say("No status is asked for. {statuses}.", statuses=told)
    return say(
        "Asked for is {asked} or better. {statuses}.", asked=availability(asked), statuses=told
    )


def availability(status: str | None) -> str:
    """Whether an agent can take conversations, in words."""
    words: Mapping[str | None, str] = {
        "available": say_name("available", "agent"),
        "busy": say_name("busy", "agent"),
        "offline": say_name("offline", "agent"),
        None: say_name("never observed", "agent"),
    }
    return words[status]


def step_text(step: str) -> str:
    """The name of what is looked at."""
    words: Mapping[str, str] = {
        "group": say_name("group", "routing"),
        "binding": say_name("binding", "routing"),
        "status": say_name("status", "routing"),
    }
    return words[step]
