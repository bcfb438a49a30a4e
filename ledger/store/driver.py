"""Statements run on the database's driver itself.

SQLAlchemy writes each statement once, for the backend at hand; executing it through SQLAlchemy
every time takes some four times as long as the statement does, and a request makes a dozen of them.
Rows come as the driver's own tuples. What goes wrong is raised as SQLAlchemy would have raised it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import SelectBase

Parameters = Mapping[str, Any]


class _Written(NamedTuple):
    """A statement as text; `names` are its parameters by place, None if the driver takes names."""

    text: str
    names: tuple[str, ...] | None
    values: Mapping[str, Any]


def selected(
    connection: Connection, statement: SelectBase, parameters: Parameters
) -> Sequence[tuple[Any, ...]]:
    """All rows of a statement that is built once and kept; lists are for expanding parameters."""
    shape = tuple(
        [(name, len(one) if type(one) is list else None) for name, one in parameters.items()]
    )
    written = _written(statement, connection.dialect, shape)
    values = {**written.values, **parameters}
    for name, length in shape:
        if length is not None:
            for place, value in enumerate(parameters[name], start=1):
                values[f"{name}_{place}"] = value
    if written.names is None:
        return rows(connection, written.text, values)
    return rows(connection, written.text, [values[name] for name in written.names])


def rows(
    connection: Connection, text: str, parameters: Sequence[Any] | Parameters = ()
) -> Sequence[tuple[Any, ...]]:
    """All rows of a statement in the driver's own words."""
    dialect = connection.dialect
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, parameters)
        return cursor.fetchall()
    except dialect.loaded_dbapi.Error as error:
        raise _failed(connection, text, error) from error
    finally:
        cursor.close()


def run(connection: Connection, text: str, parameters: Sequence[Sequence[Any]]) -> None:
    """Run a statement that gives no rows, once for each of the parameters."""
    dialect = connection.dialect
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(text, parameters)
    except dialect.loaded_dbapi.Error as error:
        raise _failed(connection, text, error) from error
    finally:
        cursor.close()


def marks(connection: Connection, text: str) -> str:
    """A statement written with `?` as the driver wants it."""
    return text if connection.dialect.paramstyle == "qmark" else text.replace("?", "%s")


@lru_cache(maxsize=1024)
def _written(
    statement: SelectBase, dialect: Dialect, shape: tuple[tuple[str, int | None], ...]
) -> _Written:
    filled = statement.params(
        {name: None if length is None else [None] * length for name, length in shape}
    )
    compiled = filled.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    whole = compiled.construct_expanded_state()
    names = whole.positiontup
    return _Written(whole.statement, None if names is None else tuple(names), whole.parameters)


def _failed(connection: Connection, text: str, error: Exception) -> BaseException:
    dialect = connection.dialect
    gone = dialect.is_disconnect(error, connection.connection, None)  # type: ignore[arg-type]
    wrapped = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        connection_invalidated=gone,
        dialect=dialect,
    )
    if gone:
        connection.invalidate(error)
    return wrapped
