"""One command for each request, `can` before any of them, and `ask` for a stream.

The options are the request's fields; what they mean and which are needed is said by the request.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from ledger.console.answering import answering
from ledger.console.answers import answer_json, short, tell_answer
from ledger.console.asked import asked
from ledger.console.feeds import lines_of, opened, told
from ledger.console.helping import tell_help
from ledger.console.opening import writing
from ledger.console.options import Clocks, Invocation, clocks, examples
from ledger.console.output import json_line, print_json
from ledger.console.tables import pairs, sentence
from ledger.console.times import settled, times_told
from ledger.errors import BadInput, LedgerError
from ledger.language import say
from ledger.requests import REQUEST_BY_NAME, Request

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ledger.app import Ledger
    from ledger.app.asking import Answer
    from ledger.queries.times import Times
    from ledger.rulebook import Rulebook

_EXAMPLES: Final = {
    "shop": "tiktok:S1",
    "account": "tiktok:A1",
    "program": "tiktok.channel",
    "binding": "B1",
    "outcome": "passed",
    "count": "20",
    "campaign": "summer-sale",
    "discount_code": "LIVE10",
    "limited_offer": "flash-1",
    "material_kind": "business_licence",
    "amount": "200000",
    "currency": "CNY",
    "violation": "V1",
    "submitted_by": "shop:tiktok:S1",
    "delegation": "D1",
    "grantor": "douyin:sub-1",
    "grantee": "douyin:main-1",
    "scopes": "accounts|campaigns",
    "staff": "shop:ops-3",
    "actor": "shop:ops-3",
    "mini_program": "douyin:M1",
    "build_mode": "self",
    "capabilities": "video_mount",
    "integration": "I1",
    "auth": "oauth2",
    "capability": "video_mount",
    "feature": "payment",
    "identifier_kind": "enterprise_account",
    "value": "yunshan_tea",
}


def _what(name: str) -> str:
    """What an option of a request means."""
    words = {
        "id": say("Your name for this request (default: a new one)."),
        "actor": say("Who asks; the ledger does not authenticate it."),
        "at": say("When it is asked, on a rehearsal ledger."),
        "shop": say("The shop, as <platform>:<id>."),
        "account": say("The account, as <platform>:<id>."),
        "program": say("The kind of relation."),
        "binding": say("The binding."),
        "network_country": say("The country the network shows just now."),
        "outcome": say("How it ended, such as passed."),
        "count": say("How many products."),
        "campaign": say("The campaign."),
        "discount_code": say("The discount code."),
        "discount_kind": say("What it is: discount_code, coupon or full_reduction."),
        "percent_off": say("What is taken off, in percent."),
        "amount_off": say("What is taken off, in the smallest unit of the currency."),
        "live_only": say("Whether it holds in live rooms alone: true or false."),
        "stackable": say("Whether it holds together with others: true or false."),
        "valid_from": say("The first instant at which it holds (default: when it is asked)."),
        "limited_offer": say("The limited offer."),
        "live_room": say("The live room."),
        "material_kind": say("The kind of paper, such as business_licence or logo."),
        "digest": say("The digest of its file, as sha256:<64 hex digits>."),
        "amount": say("The amount, in the smallest unit of the currency."),
        "currency": say("The currency, as three capital letters."),
        "violation": say("The violation."),
        "submitted_by": say("The tag of the party that appeals."),
        "appeal": say("The name of the appeal (default: a new one)."),
        "delegation": say("The delegation."),
        "grantor": say("The sub account, which authorises."),
        "grantee": say("The main account, which is authorised."),
        "scopes": say("What for, several set apart by |."),
        "until": say("The first instant at which the offer is over (default: none)."),
        "ticket": say("The ticket of customer service."),
        "staff": say("The person, as the actor of his or her acts is written."),
        "login": say("main_account or sub_account."),
        "reason": say("Why, in words."),
        "integration": say("The integration: your name for what is connected."),
        "integration_kind": say("What it is, such as data_tool or bonded_warehouse."),
        "tool": say("The third-party tool."),
        "platform": say("The platform of the other side."),
        "auth": say("The way in: oauth2, api_key or authorised_login."),
        "credential_ref": say("Where the credential is kept, as <keeper>:<name>; never itself."),
        "data_scope": say("orders_and_users, product_info or custom_mapping."),
        "valid_until": say("The first instant at which it is over."),
        "mini_program": say("The mini-program, as <platform>:<id>."),
        "build_mode": say("How it is built: self or third_party."),
        "provider": say("Who builds it for the merchant."),
        "template": say("The template it is built from."),
        "capabilities": say("What the account may do, such as video_mount; several apart by |."),
        "capability": say("What the account needs for it, such as video_mount."),
        "relation": say("What the account is to the brand: brand, cooperation or employee."),
        "version": say("The version."),
        "features": say("What the review must know of, such as payment; several apart by |."),
        "feature": say("The feature, such as payment or logistics."),
        "reasons": say("Why; several apart by |."),
        "content": say("The video or live room."),
        "identifier_kind": say(
            "enterprise_account, shop_backend_login or mini_program_bound_account."
        ),
        "value": say("What the identifier says; it is kept beside the decision, never in it."),
    }
    return words[name]


_METAVARS: Final = {
    "at": "INSTANT",
    "amount": "N",
    "count": "N",
    "currency": "XXX",
    "until": "INSTANT",
    "valid_from": "INSTANT",
    "amount_off": "N",
    "percent_off": "PERCENT",
    "valid_until": "INSTANT",
    "network_country": "XX",
    "submitted_by": "TAG",
}


_HELPS: Final = say("If it is refused, say too what else would let it be granted now.")
_HELPS_OR_NOT: Final = say(
    "If it is refused, say too what else would let it be granted now (default: yes, under --json "
    "no)."
)


def _command(name: str, kind: type[Request], about: str, *, asked: bool) -> click.RichCommand:
    def read(fields: dict[str, str | None]) -> Request:
        return _read(name, kind, {key: text for key, text in fields.items() if text is not None})

    @click.option("--helps/--no-helps", default=None, help=_HELPS_OR_NOT)
    @click.pass_obj
    def ask_it(invocation: Invocation, /, helps: bool | None, **fields: str | None) -> int:
        request = read(fields)
        with writing(invocation, trial=lambda ledger: ledger.can(request)) as ledger:
            answer = ledger.ask(request)
            book = None if invocation.json else ledger.rulebook(answer.verdict.rulebook)
            # What programs get by a command is what they get by a stream (contract, section 4).
            if helps or (helps is None and not invocation.json):
                answer = ledger.helped(request, answer)
        if invocation.json:
            print_json(answer_json(answer))
        else:
            tell_answer(answer, book)
        return 0 if answer.granted else 3

    @clocks
    @click.pass_obj
    def try_it(invocation: Invocation, /, clocks: Clocks, **fields: str | None) -> int:
        return _could(invocation, read(fields), clocks)

    needed = [field.name for field in dataclasses.fields(kind) if _is_needed(field)]
    line = " ".join(f"--{_dashed(each)} {_EXAMPLES[each]}" for each in needed)
    verb = f"bindledger {name}" if asked else f"bindledger can {name}"
    run = ask_it if asked else try_it
    command = click.command(name, help=about, epilog=examples(f"{verb} {line}"))(run)
    # Needed options first, then what may be left out, each in the order of the request.
    fields = sorted(dataclasses.fields(kind), key=lambda each: not _is_needed(each))
    command.params[:0] = [_option(field) for field in fields]
    assert isinstance(command, click.RichCommand)
    return command


def _could(invocation: Invocation, request: Request, clocks: Clocks) -> int:
    """Tell what would come of a request, now or at other times."""
    if request.at is not None and clocks.valid is not None:
        raise BadInput(
            say("--at and --valid exclude each other."),
            where="--valid",
            why=say("Both say when the request is asked."),
            now=say("Give --valid for any time; --at is for a rehearsal from now on."),
        )
    with answering(invocation) as (ledger, citing):
        times = None
        if clocks.were_given:
            asked_at = ledger.timing.now(request.at) if request.at is not None else clocks.valid
            times = settled(ledger, dataclasses.replace(clocks, valid=asked_at))
        answer = ledger.helped(request, ledger.can(request, times), times)
        book = None if invocation.json else _judged_by(ledger, answer, times)
    as_of = times.as_of() if times is not None else None
    view = answer_json(answer, asked=False)
    if as_of is not None:
        view["as_of"] = as_of
    if invocation.json:
        print_json(citing.document(view))
        return 0 if answer.granted else 3
    tell_answer(answer, book, asked=False)
    if as_of is not None:
        sentence("")
        pairs(times_told(as_of))
    citing.tell(view)
    return 0 if answer.granted else 3


def _option(field: dataclasses.Field[Any]) -> click.RichOption:
    dashed = _dashed(field.name)
    names = [f"--{dashed}", field.name]
    if dashed != field.name:
        names.insert(1, f"--{field.name}")
    return click.RichOption(
        names,
        required=_is_needed(field),
        metavar=_METAVARS.get(field.name, "TEXT"),
        help=_what(field.name),
        shell_complete=_completes(field.name),
    )


def _completes(name: str) -> Callable[..., list[CompletionItem]] | None:
    """Completion of an option that names a subject."""
    prefix = {"shop": "shop:", "account": "account:", "binding": "binding:", "program": "law:"}
    prefix |= {"violation": "violation:", "submitted_by": "", "delegation": "delegation:"}
    prefix |= {"grantor": "account:", "grantee": "account:"}
    prefix |= {"violation": "violation:", "submitted_by": "", "mini_program": "mini_program:"}
    if name not in prefix:
        return None

    def complete(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
        from ledger.console.ids import subjects_like

        return subjects_like(ctx, prefix[name], begun)

    return complete


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.name != "id"


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _read(command: str, kind: type[Request], fields: dict[str, str]) -> Request:
    """The request that options make. Raises BadInput with everything wrong with them."""
    from ledger.app import Surroundings
    from ledger.border import Faulty, read_cell, read_request

    value: dict[str, Any] = {"ask": kind.__name__, "id": Surroundings().new_id()}
    value |= {name: read_cell(kind, name, text) for name, text in fields.items()}
    try:
        return read_request(value)
    except Faulty as why:
        raise BadInput(
            say("The request cannot be asked."),
            where=", ".join(f"--{_dashed(fault.field)}" for fault in why.faults),
            why=told(list(why.faults)),
            now=say("See `bindledger {command} --help`.", command=command),
        ) from None


_ASKED: Final = [
    (name, REQUEST_BY_NAME[request], about) for _, some in asked() for name, request, about in some
]

COMMANDS: Final = {name: _command(name, kind, about, asked=True) for name, kind, about in _ASKED}
"""The commands that ask a request each, by name."""


def _judged_by(ledger: Ledger, answer: Answer, times: Times | None) -> Rulebook | None:
    """The rulebook of an answer; one that was asked about need not have been adopted."""
    from ledger.rulebook import Rulebook

    asked = times.rules if times is not None else None
    if isinstance(asked, Rulebook) and asked.digest == answer.verdict.rulebook:
        return asked
    return ledger.rulebook(answer.verdict.rulebook)


@click.group(
    help=say("What would come of a request, and from when it would be granted; records nothing."),
    epilog=examples(
        "bindledger can unlink --binding B1 --actor shop:ops-3",
        "bindledger can invite --shop tiktok:S1 --account tiktok:A1 "
        "--program tiktok.channel --actor shop:ops-3",
    ),
)
def can() -> None:
    pass


for _name, _kind, _line in _ASKED:
    can.add_command(_command(_name, _kind, _line, asked=False))


@click.command(
    help=say("Ask a stream of requests, one JSON object a line, and answer each in a line."),
    epilog=examples("bindledger --json ask requests.ndjson", "bindledger ask - < requests.ndjson"),
)
@click.argument("file", metavar="FILE|-")
@click.option("--helps", is_flag=True, help=_HELPS)
@click.pass_obj
def ask(invocation: Invocation, file: str, helps: bool) -> int:
    bad = refused = False
    say_it: Callable[[dict[str, Any] | Answer], None] = _print if invocation.json else _tell
    with opened(file) as stream, writing(invocation) as ledger:
        for number, line in enumerate(lines_of(stream), start=1):
            if not line.strip():
                continue
            outcome = _asked(ledger, number, line, helps=helps)
            if isinstance(outcome, dict):
                bad = True
            elif not outcome.granted:
                refused = True
            say_it(outcome)
    if bad:
        return 2
    return 3 if refused else 0


def _asked(ledger: Ledger, number: int, line: bytes, *, helps: bool) -> dict[str, Any] | Answer:
    """The answer to a line, or the error object of a bad one."""
    from ledger.border import Faulty, read_json, read_request

    name: str | None = None
    try:
        value = read_json(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
        name = value["id"] if isinstance(value.get("id"), str) else None
        request = read_request(value)
        answer = ledger.ask(request)
        return ledger.helped(request, answer) if helps else answer
    except Faulty as why:
        error: LedgerError = BadInput(
            say("The line is no request."),
            where=", ".join(fault.field or say("the line") for fault in why.faults),
            why=told(list(why.faults)),
            now=say("See `bindledger schema` for what requests look like."),
        )
    except BadInput as why:
        error = why
    return {"request": name, "line": number, "answer": "error", "error": error.as_json()}


def _print(outcome: dict[str, Any] | Answer) -> None:
    document = outcome if isinstance(outcome, dict) else answer_json(outcome)
    sys.stdout.buffer.write(json_line(document))
    sys.stdout.buffer.flush()


def _tell(outcome: dict[str, Any] | Answer) -> None:
    if not isinstance(outcome, dict):
        sentence(short(outcome))
        if outcome.help is not None:
            tell_help(outcome.help)
        return
    error = outcome["error"]
    sentence(
        say(
            "line {line}: {what} {where}: {why} {now}",
            line=outcome["line"],
            what=error["what"],
            where=error["where"],
            why=error["why"],
            now=error["now"],
        )
    )
