"""Everything the ledger says to people, found in its code.

A sentence stands as a literal where it is said (`say`, `say_count`) or where an error takes it up
(`Unfit`); names that tables show come from the declarations themselves. So nothing can be said that
no catalogue holds, and a call that says something else is an error here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, get_args, get_type_hints

from tools.check_files import ROOT

_FORMS: Final = {"say": 1, "say_count": 2, "Unfit": 1}
# Names too common to mean a sentence in other files.
_FORMS_IN: Final = {"ledger/terms.py": {"_text": 1}}
_NAME: Final = "say_name"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something said: a sentence, or its singular and plural; or a name, and `of` what it is one.

    `place` is the file and line, or where it is declared.
    """

    forms: tuple[str, ...]
    place: str
    of: str | None = None


class NotLiteral(ValueError):
    """A call that says something which is not written there, so that nobody can translate it."""


def sentences(root: Path = ROOT) -> Iterator[Sentence]:
    """Everything said, in order of files and lines, then the names. Raises NotLiteral."""
    for path in sorted((root / "ledger").rglob("*.py")):
        yield from sentences_of(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
    for of, declared in names().items():
        for name, place in declared:
            yield Sentence((name,), place, of)


def sentences_of(code: str, file: str) -> Iterator[Sentence]:
    """What the code of one file says. Raises NotLiteral."""
    forms = _FORMS | _FORMS_IN.get(file, {})
    for call, within in _calls(ast.parse(code)):
        called, place = _called(call), f"{file}:{call.lineno}"
        literals = [_literal(argument) for argument in call.args]
        if called == _NAME:
            yield from _named(literals, place)
        elif called in forms:
            texts = tuple(text for text in literals[: forms[called]] if text is not None)
            if len(texts) == forms[called]:
                yield Sentence(texts, place)
            # A function whose own argument is a literal where it is called may hand it on.
            elif within.isdisjoint(forms):
                raise NotLiteral(
                    f"{place}: {called}() is given no literal sentence; "
                    "write the sentence there, so that it can be translated"
                )


def _named(literals: list[str | None], place: str) -> Iterator[Sentence]:
    match literals:
        case [None, str(of)] if of in names():
            pass
        case [str(name), str(of)]:
            yield Sentence((name,), place, of)
        case _:
            raise NotLiteral(
                f"{place}: {_NAME}() is given a name that tools/sentences.py cannot find; "
                "give both literals, or names of one of: " + ", ".join(names())
            )


def _calls(
    node: ast.AST, within: frozenset[str] = frozenset()
) -> Iterator[tuple[ast.Call, frozenset[str]]]:
    """Every call, with the names of the functions it stands in."""
    if isinstance(node, ast.FunctionDef):
        within |= {node.name}
    if isinstance(node, ast.Call):
        yield node, within
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, within)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


# Names

_Declared = tuple[tuple[str, str], ...]


@cache
def names() -> Mapping[str, _Declared]:
    """What is declared and shown by name, and where it is declared, by what it is a name of."""
    from ledger.console.timeline import kind_words
    from ledger.events import KINDS
    from ledger.events.identity import RegistrationIdentifierAssigned
    from ledger.rulebook import EDITIONS, Standing
    from ledger.verdict import Severity
    from ledger.working_days import WEEKDAYS

    identifier = get_type_hints(RegistrationIdentifierAssigned)["identifier_kind"]
    return {
        "kind": tuple((kind_words(kind.kind), _file(kind.__module__)) for kind in KINDS),
        "identifier": _all(get_args(identifier), "ledger/events/identity.py"),
        "severity": _all(Severity, "ledger/verdict.py"),
        "standing": _all(Standing, "ledger/rulebook.py"),
        "edition": _all(EDITIONS, "ledger/rulebook.py"),
        "weekday": _all(WEEKDAYS, "ledger/working_days.py"),
        **_of_rulebooks(),
    }


def _of_rulebooks() -> Mapping[str, _Declared]:
    """What the built-in rulebooks say in words; other rulebooks are shown as they are."""
    from ledger.rulebook import read_rulebook

    about: dict[str, str] = {}
    titles: dict[str, str] = {}
    for path in sorted((ROOT / "ledger" / "rulebooks").glob("*/*.toml")):
        place = str(path.relative_to(ROOT))
        book = read_rulebook(path.read_text(encoding="utf-8"), place)
        titles.setdefault(book.title, place)
        for parameter in book.parameters.values():
            about.setdefault(parameter.about, place)
            for value in parameter.history:
                titles.setdefault(value.source.title, place)
    return {"about": tuple(about.items()), "title": tuple(titles.items())}


def _all(values: Iterable[str], place: str) -> _Declared:
    return tuple((str(value), place) for value in values)


def _file(module: str) -> str:
    return module.replace(".", "/") + ".py"
