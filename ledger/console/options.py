"""What commands are given: the options of every command, and types that refuse with a reason.

A command module starts with `import rich_click as click`, takes `@click.pass_obj` to be handed the
`Invocation`, and returns its exit status (None is 0).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

import rich_click as click
from click.core import ParameterSource

from ledger import terms
from ledger.console.help import explain_itself
from ledger.errors import BadInput
from ledger.language import ENGLISH, LANGUAGES, say, say_again

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

DEFAULT_LEDGER: Final = "./bindledger.db"
LEDGER_VARIABLE: Final = "BINDLEDGER_LEDGER"

_Command = TypeVar("_Command", bound=Callable[..., Any])
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Invocation:
    """What the global options say.

    `ledger` is a path or a database URL; `now` is the clock of a rehearsal ledger, in UTC.
    At most one of `json` and `csv` is true. `asked` is set where a question is asked once more,
    `query` where the question is not that of the command line.
    """

    ledger: str = DEFAULT_LEDGER
    json: bool = False
    csv: bool = False
    lang: str = ENGLISH
    now: datetime | None = None
    asked: Asked | None = None
    query: Query | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """When a question was asked: the time it was, and the last position there was.

    None is the time it is, and the last position there is.
    """

    at: datetime | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: a command such as `shop show`, and the arguments and options given to it.

    How and where the answer is printed is no part of it, nor is what was left to a default. A file
    that is read stands in it with the digest of what it says, wherever it lies.
    """

    command: str
    given: Mapping[str, Any]

    @classmethod
    def of(cls, ctx: click.Context) -> Query:
        """The query of a command line that is being run."""
        given = {
            param.name: _meant(param.type, ctx.params[param.name])
            for param in ctx.command.params
            if param.name in ctx.params
            and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
            # A question reads files of our own types; a path of click's is where it writes.
            and not isinstance(param.type, click.Path)
        }
        return cls(ctx.command_path.partition(" ")[2], given)


def _meant(kind: click.ParamType[Any], value: Any) -> Any:
    match value:
        case tuple():
            return tuple(_meant(kind, each) for each in value)
        case str() if isinstance(kind, FileType) and Path(value).is_file():
            return _meant(kind, Path(value))
        case Path():
            return f"sha256:{sha256(value.read_bytes()).hexdigest()}"
    return value


@dataclass(frozen=True, slots=True)
class Clocks:
    """The three times of a query: true at, as known at, and the law to judge by.

    `rules` is an instant, the digest of a text (`sha256:…`) or a file; None leaves the choice to
    the query.
    """

    valid: datetime | None = None
    known: datetime | None = None
    rules: datetime | str | Path | None = None

    @property
    def were_given(self) -> bool:
        """Whether any of them was given."""
        return any(one is not None for one in (self.valid, self.known, self.rules))


class InstantType(click.ParamType[datetime]):
    """RFC 3339 with seconds and an offset, read as a UTC datetime."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The instant; raises BadInput for anything else."""
        if isinstance(value, datetime):
            return value
        try:
            return terms.read_instant(value)
        except terms.Unfit as unfit:
            raise BadInput(
                say("{value} is not an instant", value=repr(value)),
                where=place(param, ctx),
                why=say("a time here is {form}", form=_form(unfit)),
                now=say("give the day, the time to the second, and the offset"),
            ) from None


class RulesType(click.ParamType[datetime | str | Path]):
    """Which law: an instant, the digest of an adopted text, or a file that holds one."""

    name = "instant|digest|file"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime | str | Path:
        """The instant, the digest or the path; raises BadInput if it is none of them."""
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]  # click converts a default once more
        if _DIGEST.fullmatch(value):
            return value
        try:
            return terms.read_instant(value)
        except terms.Unfit as unfit:
            if Path(value).is_file():
                return Path(value)
            raise BadInput(
                say("{value} names no law", value=repr(value)),
                where=place(param, ctx),
                why=say("it is no file, no digest (sha256:…) and no instant"),
                now=say("give a file that exists, a digest, or {form}", form=_form(unfit)),
            ) from None

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Files, and the digests of the texts that were law in the ledger."""
        from click.shell_completion import CompletionItem

        from ledger.console.ids import digests_like

        return [*digests_like(ctx, incomplete), CompletionItem(incomplete, type="file")]


class FileType(click.ParamType[str]):
    """A file to be read, or - for the standard input."""

    name = "file"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The files that begin like this."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class TermType(click.ParamType[Any]):
    """A value of one of the types of `ledger.terms`, read as facts and requests read it."""

    def __init__(self, name: str, term: Any, prefix: str | None = None) -> None:
        self.name = name
        self._read: Callable[[Any], Any] = get_args(term)[1].read
        self._prefix = prefix

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value; raises BadInput with what was expected."""
        try:
            return self._read(value)
        except terms.Unfit as unfit:
            raise BadInput(
                say("{value} cannot stand here", value=repr(value)),
                where=place(param, ctx),
                why=say("expected is {form}", form=_form(unfit)),
                now=self._meant(value, ctx) or say("see {command}", command=help_of(ctx)),
            ) from None

    def _meant(self, value: Any, ctx: click.Context | None) -> str:
        """The ids that a name without its platform may stand for, as a question."""
        if ctx is None or not self._prefix or not isinstance(value, str) or ":" in value:
            return ""
        from ledger.console.errors import did_you_mean
        from ledger.console.ids import ending_in

        return did_you_mean(ending_in(ctx, self._prefix, value))

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The ids in the ledger that begin like this, for types that name subjects."""
        from ledger.console.ids import subjects_like

        return [] if self._prefix is None else subjects_like(ctx, self._prefix, incomplete)


INSTANT: Final = InstantType()
RULES: Final = RulesType()
FILE: Final = FileType()
SHOP: Final = TermType("shop", terms.ShopId, "shop:")
ACCOUNT: Final = TermType("account", terms.AccountId, "account:")
MINI_PROGRAM: Final = TermType("mini-program", terms.MiniProgramId, "mini_program:")
ID: Final = TermType("id", terms.Id)
BINDING: Final = TermType("id", terms.Id, "binding:")
SOURCE: Final = TermType("source", terms.Source)
PROGRAM: Final = TermType("program", terms.Program)
COUNTRY: Final = TermType("country", terms.Country)
TAG: Final = TermType("subject", terms.Tag, "")


def _form(unfit: terms.Unfit) -> str:
    """What was expected, in the language of the asker."""
    return say_again(unfit.sentence, **unfit.values)


def clocks(command: _Command) -> _Command:
    """Add `--valid`, `--known` and `--rules`, handed to the command together as `clocks`."""
    return _at_times(command, (_rules_option, _known_option, _valid_option))


def clocks_of_law(command: _Command) -> _Command:
    """The same without `--rules`: what is law is not asked under a law."""
    return _at_times(command, (_known_option, _valid_option))


_rules_option = click.option(
    "--rules",
    type=RULES,
    metavar="T|DIGEST|FILE",
    help=say("Under which law (default: the law in force then)."),
)
_known_option = click.option(
    "--known", type=INSTANT, metavar="T", help=say("As it was known at T (default: now).")
)
_valid_option = click.option(
    "--valid", type=INSTANT, metavar="T", help=say("As it was true at T (default: now).")
)


def _at_times(command: _Command, options: Iterable[Callable[[Any], Any]]) -> _Command:
    @wraps(command)
    def at_times(
        *args: Any,
        valid: datetime | None = None,
        known: datetime | None = None,
        rules: datetime | str | Path | None = None,
        **fields: Any,
    ) -> Any:
        return command(*args, clocks=Clocks(valid, known, rules), **fields)

    asked: Any = at_times
    for option in options:
        asked = option(asked)
    told: _Command = asked
    return told


def subject(command: _Command) -> _Command:
    """Add the argument SUBJECT, a tag such as `shop:tiktok:S1`, handed over as `subject`."""
    return click.argument("subject", type=TAG, metavar="SUBJECT")(command)


def examples(*lines: str) -> str:
    """The end of a command's help: `epilog=examples("bindledger shop show tiktok:S1")`."""
    # rich-click joins the lines of an epilog, and keeps only paragraphs apart.
    return "\n\n".join((say("Examples:"), *(f"$ {line}" for line in lines)))


def place(param: click.Parameter | None, ctx: click.Context | None) -> str:
    """Where on the command line a value stood: the command, and the option or argument."""
    name = param.get_error_hint(ctx).replace("'", "") if param is not None else ""
    return " ".join(part for part in (ctx.command_path if ctx else "", name) if part)


def help_of(ctx: click.Context | None) -> str:
    """The command that explains the one at hand."""
    return f"{ctx.command_path if ctx else 'bindledger'} --help"


def global_options(*, hidden: bool = False) -> list[click.Option]:
    """The options that every command takes, wherever on the line they stand."""
    return [
        _option(
            "ledger",
            hidden,
            metavar="PATH|URL",
            envvar=None if hidden else LEDGER_VARIABLE,
            show_envvar=not hidden,
            help=say(
                "The ledger: a file, or postgresql://… (default: {path}).", path=DEFAULT_LEDGER
            ),
        ),
        _option("json", hidden, is_flag=True, help=say("Print JSON and nothing else.")),
        _option("csv", hidden, is_flag=True, help=say("Print lists, histories and audits as CSV.")),
        _option(
            "lang",
            hidden,
            type=click.Choice(LANGUAGES),
            help=say("The language of sentences (default: that of the locale)."),
        ),
        _option(
            "now",
            hidden,
            type=INSTANT,
            metavar="INSTANT",
            help=say("The time it is, on a rehearsal ledger."),
        ),
    ]


def accept_everywhere(command: click.Command) -> None:
    """Let a command, and all below it, take the global options and `--help`; its own stay."""
    taken = {flag for param in command.params for flag in param.opts}
    command.params.extend(
        option for option in global_options(hidden=True) if taken.isdisjoint(option.opts)
    )
    explain_itself(command)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            accept_everywhere(below)


def _option(name: str, hidden: bool, **settings: Any) -> click.Option:
    def remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value not in (None, False):
            _remember(ctx, name, value)

    return click.RichOption(
        # The name starts apart from those of a command's own parameters.
        [f"--{name}", f"global_{name}"],
        expose_value=False,
        callback=remember,
        hidden=hidden,
        **settings,
    )


def _remember(ctx: click.Context, name: str, value: Any) -> None:
    changes = {name: value}
    said = replace(ctx.find_root().obj, **changes)
    if said.json and said.csv:
        raise BadInput(
            say("--json and --csv exclude each other"),
            where=ctx.command_path,
            why=say("one answer has one form"),
            now=say("give one of them"),
        )
    at: click.Context | None = ctx
    while at is not None:
        at.obj = said
        at = at.parent
