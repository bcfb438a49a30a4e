"""`dispute`: opening, arguing and resolving disputes, and what the facts say of each claim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import rich_click as click

from ledger.console.answering import answering
from ledger.console.dispute_told import tell_answers, tell_dispute, tell_disputes
from ledger.console.errors import did_you_mean, nearest
from ledger.console.feeds import reading_to_write
from ledger.console.options import (
    ACCOUNT,
    ID,
    INSTANT,
    PROGRAM,
    SHOP,
    TAG,
    Clocks,
    Invocation,
    TermType,
    clocks,
    examples,
)
from ledger.console.output import print_json
from ledger.console.tables import sentence
from ledger.console.times import settled
from ledger.errors import LedgerError
from ledger.events import ClaimMade, DisputeNoted, DisputeOpened, DisputeResolved
from ledger.events.dispute import ClaimKind
from ledger.language import say
from ledger.terms import FactName, Id

if TYPE_CHECKING:
    from ledger.record import Fact
    from ledger.store import Store

_DISPUTE: Final = TermType("id", Id, "dispute:")
_FACT: Final = TermType("fact", FactName)
_OUTCOMES: Final = ("upheld", "partly_upheld", "dismissed", "settled", "withdrawn")

_dispute_id = click.argument("name", type=_DISPUTE, metavar="DISPUTE")
_actor = click.option("--actor", type=ID, required=True, metavar="WHO", help=say("Who does it."))


@click.group(
    help=say("Disputes: opened, argued, held against the facts, resolved."),
    epilog=examples("bindledger dispute list", "bindledger dispute show D1"),
)
def dispute() -> None:
    pass


@dispute.command(
    "open",
    help=say("Open a dispute about some subjects."),
    epilog=examples(
        'bindledger dispute open D1 --about shop:tiktok:S1 --title "The missing chances" '
        "--party shop:tiktok:S1 --actor desk"
    ),
)
@_dispute_id
@click.option(
    "--about",
    type=TAG,
    multiple=True,
    required=True,
    metavar="SUBJECT",
    help=say("What it is about; may be given several times."),
)
@click.option(
    "--party",
    "parties",
    type=TAG,
    multiple=True,
    metavar="SUBJECT",
    help=say("Who disagrees; may be given several times."),
)
@click.option("--title", required=True, metavar="TEXT", help=say("What it is called."))
@_actor
@click.pass_obj
def open_dispute(
    invocation: Invocation,
    name: str,
    about: tuple[str, ...],
    parties: tuple[str, ...],
    title: str,
    actor: str,
) -> None:
    event = DisputeOpened(dispute=name, about=about, parties=parties or None, title=title)
    with reading_to_write(invocation) as ledger:
        fact = ledger.dispute(name, event, actor)
    _recorded(invocation, name, fact)


@dispute.command(
    "note",
    help=say("Write down what was said, that is no claim."),
    epilog=examples('bindledger dispute note D1 "The shop called on Monday." --actor desk'),
)
@_dispute_id
@click.argument("text", metavar="TEXT")
@_actor
@click.pass_obj
def note(invocation: Invocation, name: str, text: str, actor: str) -> None:
    with reading_to_write(invocation) as ledger:
        fact = ledger.dispute(name, DisputeNoted(dispute=name, note=text), actor)
    _recorded(invocation, name, fact)


@dispute.command(
    "attach",
    help=say("Tie a file that is kept elsewhere to a dispute, by its digest."),
    epilog=examples('bindledger dispute attach D1 chat.pdf --title "Chat of 3 March" --actor desk'),
)
@_dispute_id
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--title", required=True, metavar="TEXT", help=say("What the file is."))
@click.option(
    "--media-type", metavar="TYPE", help=say("Its media type (default: by the file's name).")
)
@_actor
@click.pass_obj
def attach(
    invocation: Invocation, name: str, file: Path, title: str, media_type: str | None, actor: str
) -> None:
    with reading_to_write(invocation) as ledger:
        fact = ledger.attach(name, file, title, media_type, actor)
    _recorded(invocation, name, fact, digest=fact.event.digest)


@dispute.command(
    "claim",
    help=say("Claim something that facts and law can answer, and see the answer."),
    epilog=examples(
        "bindledger dispute claim D1 bound --account tiktok:A1 --shop tiktok:S1 "
        "--since 2026-03-01T00:00:00Z --until 2026-04-01T00:00:00Z --actor desk",
        "bindledger dispute claim D1 unlink_chance_left --shop tiktok:S1 "
        "--at 2026-04-01T00:00:00Z --actor desk",
        "bindledger dispute claim D1 refused_wrongly --request r-17 --actor desk",
        "bindledger dispute claim D1 appeal_in_time --violation V1 --actor desk",
        "bindledger dispute claim D1 no_notice_before --violation V1 "
        "--at 2026-04-01T00:00:00Z --actor desk",
        "bindledger dispute claim D1 posted_while_bound --violation V1 --actor desk",
    ),
)
@_dispute_id
@click.argument("kind", type=click.Choice(get_args(ClaimKind)), metavar="KIND")
@click.option("--account", type=ACCOUNT, metavar="ID", help=say("The account it speaks of."))
@click.option("--shop", type=SHOP, metavar="ID", help=say("The shop it speaks of."))
@click.option("--program", type=PROGRAM, metavar="PROGRAM", help=say("The program."))
@click.option("--since", type=INSTANT, metavar="T", help=say("From when on."))
@click.option("--until", type=INSTANT, metavar="T", help=say("Until when (default: on and on)."))
@click.option("--at", type=INSTANT, metavar="T", help=say("At which instant."))
@click.option("--violation", type=ID, metavar="ID", help=say("The violation it speaks of."))
@click.option("--appeal", type=ID, metavar="ID", help=say("The appeal (default: the first)."))
@click.option("--request", type=ID, metavar="ID", help=say("The request it speaks of."))
@click.option("--by", "claimed_by", type=TAG, metavar="SUBJECT", help=say("Who claims it."))
@click.option(
    "--id", "claim", type=ID, metavar="ID", help=say("The claim's name (default: C1, C2 …).")
)
@_actor
@click.pass_obj
def make_claim(
    invocation: Invocation,
    /,
    name: str,
    kind: ClaimKind,
    claim: str | None,
    actor: str,
    **fields: Any,
) -> None:
    from ledger.disputes import answered

    with reading_to_write(invocation) as ledger:
        claim = claim or _next_claim(ledger.store, name)
        event = ClaimMade(dispute=name, claim=claim, claim_kind=kind, **fields)
        fact = ledger.dispute(name, event, actor)
        view = answered(ledger.store, event, settled(ledger, Clocks()))
    if invocation.json:
        print_json(_told(name, fact) | view)
        return
    sentence(say("Recorded at position {position}.", position=fact.position))
    tell_answers(view)


@dispute.command(
    "resolve",
    help=say("End a dispute, and name the facts that put right what was wrong."),
    epilog=examples(
        "bindledger dispute resolve D1 --outcome dismissed --actor desk",
        "bindledger dispute resolve D1 --outcome upheld --remedy "
        '"tiktok/seller-center#s1-restored" --actor desk',
    ),
)
@_dispute_id
@click.option(
    "--outcome",
    type=click.Choice(_OUTCOMES),
    required=True,
    help=say("How it ended: {outcomes}.", outcomes=", ".join(_OUTCOMES)),
)
@click.option(
    "--remedy",
    "remedies",
    type=_FACT,
    multiple=True,
    metavar="SOURCE#ID",
    help=say("A fact recorded since that puts it right; may be given several times."),
)
@click.option("--note", "text", metavar="TEXT", help=say("Why it ended so."))
@_actor
@click.pass_obj
def resolve(
    invocation: Invocation,
    name: str,
    outcome: Any,
    remedies: tuple[str, ...],
    text: str | None,
    actor: str,
) -> None:
    event = DisputeResolved(dispute=name, outcome=outcome, remedies=remedies or None, note=text)
    with reading_to_write(invocation) as ledger:
        fact = ledger.dispute(name, event, actor)
    _recorded(invocation, name, fact)


@dispute.command(
    "show",
    help=say("The story of a dispute, and what the facts say of each claim."),
    epilog=examples(
        "bindledger dispute show D1",
        "bindledger dispute show D1 --known 2026-03-01T00:00:00Z",
    ),
)
@_dispute_id
@clocks
@click.pass_obj
def show(invocation: Invocation, name: str, clocks: Clocks) -> None:
    from ledger.disputes import show_dispute

    with answering(invocation) as (ledger, citing):
        view = show_dispute(ledger.store, name, settled(ledger, clocks))
        if view is None:
            raise _nobody_opened(ledger.store, name)
    tell_dispute(invocation, citing, view)


@dispute.command(
    "list",
    help=say("Every dispute, and how it stands."),
    epilog=examples("bindledger dispute list", "bindledger dispute list --status open"),
)
@click.option(
    "--status",
    type=click.Choice(["open", "resolved"]),
    help=say("Only those that are open, or resolved."),
)
@click.pass_obj
def list_all(invocation: Invocation, status: str | None) -> None:
    from ledger.disputes import list_disputes

    with answering(invocation) as (ledger, citing):
        views = [one for one in list_disputes(ledger.store) if status in (None, one["status"])]
    tell_disputes(invocation, citing, views)


def _next_claim(store: Store, name: str) -> str:
    from ledger.aggregates.dispute import Dispute
    from ledger.disputes import dispute_facts

    taken = {one.claim for one in Dispute.recall(name, dispute_facts(store, name)).claims}
    number = len(taken) + 1
    while f"C{number}" in taken:
        number += 1
    return f"C{number}"


def _told(name: str, fact: Fact) -> dict[str, Any]:
    return {
        "dispute": name,
        "position": fact.position,
        "type": fact.event.kind,
        "source": fact.source,
        "id": fact.id,
    }


def _recorded(invocation: Invocation, name: str, fact: Fact, **more: str) -> None:
    if invocation.json:
        print_json(_told(name, fact) | more)
        return
    sentence(say("Recorded at position {position}.", position=fact.position))
    if "digest" in more:
        sentence(say("The file's digest is {digest}.", digest=more["digest"]), "dim")


def _nobody_opened(store: Store, name: str) -> LedgerError:
    known = [tag.removeprefix("dispute:") for tag in store.subjects("dispute:")]
    return LedgerError(
        say("There is no dispute {dispute}.", dispute=name),
        where=name,
        why=say("Nobody opened one of that name."),
        now=did_you_mean(nearest(name, known)) or say("See `bindledger dispute list`."),
    )
