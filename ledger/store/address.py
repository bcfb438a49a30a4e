"""Where a ledger is: a path, or the URL of a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ledger.errors import BadInput
from ledger.language import say

_SERVERS = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class FileAddress:
    """A ledger in a file of its own."""

    path: Path

    @property
    def where(self) -> str:
        """The address as people are told it."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A ledger in a database of a PostgreSQL server."""

    url: URL

    @property
    def where(self) -> str:
        """The address as people are told it: never with a password, wherever it stood."""
        host = self.url.query.get("host", self.url.host) or "localhost"
        host = ",".join(host) if isinstance(host, tuple) else host
        port = f":{self.url.port}" if self.url.port else ""
        return f"postgresql://{host}{port}/{self.url.database or ''}"


Address = FileAddress | ServerAddress


def read_address(text: str) -> Address:
    """The address that a path, `sqlite:///…` or `postgresql://…` names.

    Raises BadInput for any other URL.
    """
    scheme, separator, rest = text.partition("://")
    if not text or "\0" in text:
        raise _no_address(text)
    if not separator:
        return FileAddress(Path(text))
    if scheme == "sqlite":
        # as SQLAlchemy reads them: three slashes and a path, four for an absolute one
        path = rest.partition("?")[0]
        if not path.startswith("/") or path == "/":
            raise _no_address(text)
        return FileAddress(Path(path[1:]))
    if scheme not in _SERVERS:
        raise _no_address(f"{scheme}://…")
    try:
        # A message about a URL that does not parse may quote its password.
        return ServerAddress(make_url(text).set(drivername="postgresql+psycopg"))
    except (ArgumentError, ValueError):
        raise _no_address("postgresql://…") from None


def _no_address(where: str) -> BadInput:
    return BadInput(
        say("This is not the address of a ledger."),
        where=where,
        why=say("A ledger is a file, or a database of a PostgreSQL server."),
        now=say("Give a path, sqlite:///PATH or postgresql://USER@HOST/DATABASE."),
    )
