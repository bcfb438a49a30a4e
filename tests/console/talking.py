"""A ledger and its command line: words in, exit status and the exact bytes printed out."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ledger.console import main
from ledger.language import speak, spoken

ROOT = Path(__file__).resolve().parents[2]
READ_BY_THE_CONSOLE = (
    "BINDLEDGER_LEDGER",
    "COLUMNS",
    "FORCE_COLOR",
    "LANG",
    "LC_ALL",
    "LC_MESSAGES",
    "NO_COLOR",
)

Line = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """How a command line ended, and the bytes it printed."""

    status: int
    printed: bytes
    complained: bytes

    @cached_property
    def out(self) -> str:
        """Standard output as text."""
        return self.printed.decode()

    @cached_property
    def err(self) -> str:
        """Standard error as text."""
        return self.complained.decode()

    @cached_property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        assert self.complained == b"", self.err
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)

    @cached_property
    def lines(self) -> list[Any]:
        """The JSON documents on standard output, one a line."""
        assert self.complained == b"", self.err
        return [json.loads(line) for line in self.out.splitlines()]


def run(*words: str, stdin: bytes = b"") -> Done:
    """Run the console script's own function in this process, as `cli.py` calls it."""
    ours = sys.stdin, sys.stdout, sys.stderr
    language = spoken()
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
    sys.stdout = io.TextIOWrapper(out, write_through=True)
    sys.stderr = io.TextIOWrapper(err, write_through=True)
    try:
        status = main(list(words))
        sys.stdout.flush()
        sys.stderr.flush()
        return Done(status, out.getvalue(), err.getvalue())
    finally:
        # Wrappers that are collected close what they wrap.
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            stream.detach()
        sys.stdin, sys.stdout, sys.stderr = ours
        speak(language)


def spawn(*words: str, **variables: str) -> subprocess.Popen[bytes]:
    """Start `python cli.py` as a process of its own, piped on all sides."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *words],
        cwd=ROOT,
        env=environment(variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run_process(*words: str, stdin: bytes = b"", **variables: str) -> Done:
    """Run `python cli.py` as a process of its own and wait for it."""
    with spawn(*words, **variables) as process:
        out, err = process.communicate(stdin)
        return Done(process.returncode, out, err)


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """The environment without what the console reads from it, and then the changes.

    A process started many times keeps its byte code, as an installed console does.
    """
    dropped = {*READ_BY_THE_CONSOLE, "PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, **changes}


@dataclass(frozen=True)
class Talk:
    """A conversation with the ledger at one address.

    The id that an answer is cited by is left out of what `ok`, `json` and `rows` give, unless
    `cited`: it is of how the answer was asked for too, and `tests/citing` is about it.
    """

    ledger: str
    cited: bool = False

    def run(self, *words: str, stdin: bytes = b"") -> Done:
        """A command line about this ledger, in this process."""
        return run("--ledger", self.ledger, *words, stdin=stdin)

    def spawn(self, *words: str, **variables: str) -> subprocess.Popen[bytes]:
        """A command line about this ledger, started in a process of its own."""
        return spawn("--ledger", self.ledger, *words, **variables)

    def run_process(self, *words: str, stdin: bytes = b"", **variables: str) -> Done:
        """A command line about this ledger, in a process of its own."""
        return run_process("--ledger", self.ledger, *words, stdin=stdin, **variables)

    def ok(self, *words: str, stdin: bytes = b"") -> Done:
        """A command line that must end with exit status 0."""
        done = self.run(*words, stdin=stdin)
        assert done.status == 0, (words, done.status, done.out, done.err)
        return done if self.cited else replace(done, printed=_CITED.sub(b"\n", done.printed))

    def json(self, *words: str, stdin: bytes = b"", status: int = 0) -> Any:
        """The document that a command prints under `--json`."""
        done = self.run("--json", *words, stdin=stdin)
        assert done.status == status, (words, done.status, done.out, done.err)
        return self._heard(done.json)

    def rows(self, *words: str, stdin: bytes = b"", status: int = 0) -> list[Any]:
        """The documents that a command prints under `--json`, one a line."""
        done = self.run("--json", *words, stdin=stdin)
        assert done.status == status, (words, done.status, done.out, done.err)
        return [self._heard(line) for line in done.lines]

    def _heard(self, told: Any) -> Any:
        return told if self.cited or not isinstance(told, dict) else uncited(told)

    def take(self, *facts: Line, now: str | None = None) -> Any:
        """Import facts that are all good and new, and give the counts."""
        clock = ("--now", now) if now else ()
        taken = self.json(*clock, "import", "-", stdin=feed(*facts))
        assert taken["new"] == len(facts), taken
        return taken

    def ask(self, ask: str, *, status: int = 0, **fields: Any) -> Any:
        """The answer to one request, through the stream."""
        request = {"ask": ask, "actor": "tester", **fields}
        return self.json("ask", "-", stdin=feed(request), status=status)

    def export(self, *words: str) -> bytes:
        """What `export` prints."""
        return self.ok("export", *words).printed

    def exported(self, *words: str) -> list[Any]:
        """The lines of `export`, read."""
        return [json.loads(line) for line in self.export(*words).splitlines()]

    def kinds(self, *words: str) -> list[str]:
        """The kinds of the exported facts but the law, without their version."""
        kinds = (line["type"].removesuffix(".v1") for line in self.exported(*words))
        return [kind for kind in kinds if not kind.endswith("Adopted")]

    def refuses(self, *words: str, status: int, stdin: bytes = b"") -> dict[str, str]:
        """Check that a command fails alike for people and for programs, and changes nothing.

        Gives the four texts of the error.
        """
        before = self.run("export").printed
        human, machine = self.run(*words, stdin=stdin), self.run("--json", *words, stdin=stdin)
        assert human.status == machine.status == status, (human, machine)
        assert human.printed == b""
        assert machine.complained == b""
        error: dict[str, str] = json.loads(machine.out)["error"]
        assert list(error) == ["what", "where", "why", "now"]
        assert all(isinstance(text, str) for text in error.values())
        empty = [name for name, text in error.items() if not text]
        assert not empty, (empty, error)
        # A text of several lines goes on below itself, further in than any label.
        told = [line for line in human.err.splitlines() if not line.startswith("    ")]
        assert len(told) == 4, human.err
        assert told[0].startswith("Error: ")
        for name, line in zip(("where", "why", "now"), told[1:], strict=True):
            assert line.startswith(f"  {name}:")
        assert "Traceback" not in human.err
        assert self.run("export").printed == before
        return error


def uncited(told: Line) -> Line:
    """An answer without the id that it is cited by."""
    return {name: value for name, value in told.items() if name != "cite"}


def without_id(done: Done) -> str:
    """What an answer prints, without the lines with its id, which no screen may fold."""
    return "\n".join(line for line in done.out.splitlines() if not _ID.search(line))


_ID = re.compile(r"\bc1-[0-9a-f-]+$")


_CITED = re.compile(rb"\n\n[^\n]*\bc1-[0-9a-f-]+\n\Z")
"""The last line of an answer to people: the id that it is cited by."""


def feed(*lines: Line | bytes) -> bytes:
    """Lines of newline-delimited JSON; what is bytes already goes in as it is."""
    texts = (
        line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()
        for line in lines
    )
    return b"".join(text + b"\n" for text in texts)


def fact(kind: str, name: str, at: str, /, *, source: str = "tests", **data: Any) -> Line:
    """A line of a feed; times may be given as a bare day."""
    return {
        "specversion": "1.0",
        "type": f"{kind}.v1",
        "source": source,
        "id": name,
        "time": moment(at),
        "data": data,
    }


def moment(at: str) -> str:
    """An instant; a bare day is its first moment."""
    return at if "T" in at else f"{at}T00:00:00Z"


def shop(one: str = "S1", /, at: str = "2026-01-01", **more: Any) -> Line:
    """A shop is registered in Mexico."""
    data = {"shop": f"tiktok:{one}", "operating_country": "MX", **more}
    return fact("ShopRegistered", f"{one}-registered", at, **data)


def account(one: str = "A1", /, at: str = "2026-01-01", **more: Any) -> tuple[Line, Line]:
    """An account is registered in Mexico, and its holder attested to be of age."""
    name = f"tiktok:{one}"
    return (
        fact("AccountRegistered", f"{one}-registered", at, account=name, region="MX", **more),
        fact(
            "AccountHolderAgeAttested",
            f"{one}-age",
            at,
            account=name,
            of_age=True,
            minimum_age=18,
            method="document",
        ),
    )


def of_binding(
    kind: str, at: str, name: str = "B1", shop: str = "S1", account: str = "A1", **more: Any
) -> Line:
    """A fact about a binding of the channel program."""
    return fact(
        kind,
        f"{name}-{kind}-{at}",
        at,
        binding=name,
        shop=f"tiktok:{shop}",
        account=f"tiktok:{account}",
        program="tiktok.channel",
        **more,
    )
