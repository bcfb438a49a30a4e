"""The catalogues of translations, brought up to date with the sentences in the code.

    python -m tools.catalogues [--check]

Collects every sentence that the ledger says and writes it into each `bindledger.po`: a new
sentence gets an empty translation to be filled in, one that is said no more is dropped, nothing is
guessed. `--check` writes nothing. Ends with status 1 while a translation is missing or a catalogue
lags behind.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tools.check_files import ROOT

LEDGER: Final = ROOT / "ledger"
CATALOGUES: Final = tuple(sorted((LEDGER / "locale").glob("*/LC_MESSAGES/bindledger.po")))

_ANYWHERE: Final = {"say": 1, "say_count": 2, "Unfit": 1}
# Names too common to mean a sentence elsewhere.
_IN_FILE: Final = {"terms.py": {"_text": 1}}

_HEADER: Final = """\
# What the binding ledger says to people. Terms: docs/words.md. Kept by tools/catalogues.py.
msgid ""
msgstr ""
"Project-Id-Version: bindledger\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the code: its text, or its singular and plural, and the files that say it."""

    forms: tuple[str, ...]
    file: str
    line: int


class NotLiteral(ValueError):
    """A call that says something which is not written there, so that nobody can translate it."""


def sentences(root: Path = ROOT) -> Iterator[Sentence]:
    """Every sentence of the code, in order of files and lines. Raises NotLiteral."""
    for path in sorted((root / "ledger").rglob("*.py")):
        file = str(path.relative_to(root))
        yield from sentences_of(path.read_text(encoding="utf-8"), file)
    yield from _of_kinds()


def sentences_of(code: str, file: str) -> Iterator[Sentence]:
    """The sentences of one file. Raises NotLiteral."""
    counts = _ANYWHERE | _IN_FILE.get(Path(file).name, {})
    yield from _walk(ast.parse(code), file, counts, inside=frozenset())


def _walk(
    node: ast.AST, file: str, counts: dict[str, int], inside: frozenset[str]
) -> Iterator[Sentence]:
    if isinstance(node, ast.FunctionDef):
        inside |= {node.name}
    if isinstance(node, ast.Call) and (name := _called(node)) in counts:
        forms = [_literal(part) for part in node.args[: counts[name]]]
        texts = tuple(text for text in forms if text is not None)
        if len(texts) == counts[name]:
            yield Sentence(texts, file, node.lineno)
        # A function whose own argument is a literal where it is called may hand it on.
        elif inside.isdisjoint(counts):
            raise NotLiteral(
                f"{file}:{node.lineno}: {name}() is given no literal sentence; "
                "write the sentence there, so that it can be translated"
            )
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, file, counts, inside)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _of_kinds() -> Iterator[Sentence]:
    """What kinds of facts are called: made from their names, so found in no file."""
    from ledger.console.timeline import kind_words
    from ledger.events import KINDS

    for kind in KINDS:
        file = kind.__module__.replace(".", "/") + ".py"
        yield Sentence((kind_words(kind.kind),), file, 0)


def template(found: Iterable[Sentence] | None = None) -> Catalog:
    """An empty catalogue of every sentence, with the files that say it."""
    catalogue = Catalog()
    for sentence in sentences() if found is None else found:
        name = sentence.forms[0] if len(sentence.forms) == 1 else sentence.forms
        catalogue.add(name, locations=[(sentence.file, 0)])
    return catalogue


def read(path: Path) -> Catalog:
    """The catalogue a file holds; its language is the name of the folder."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name, abort_invalid=True)


def renewed(path: Path) -> bytes:
    """What a catalogue's file should hold: the sentences of the code, and its translations."""
    catalogue = read(path)
    catalogue.update(template(), no_fuzzy_matching=True)
    written = BytesIO()
    write_po(
        written,
        catalogue,
        width=100,
        omit_header=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    header = _HEADER.format(language=catalogue.locale, plural_forms=catalogue.plural_forms)
    return header.encode() + written.getvalue().strip() + b"\n"


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences without a translation, or with one that somebody should look at again."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and (message.fuzzy or not _texts(message.string))
    ]


def _texts(translation: str | Iterable[str]) -> bool:
    forms = (translation,) if isinstance(translation, str) else tuple(translation)
    return bool(forms) and all(forms)


def main(arguments: list[str] | None = None) -> int:
    """Bring the catalogues up to date, or only compare them; 0 if nothing is left to do."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    left = False
    for path in CATALOGUES:
        name = path.relative_to(ROOT)
        fresh = renewed(path)
        if fresh != path.read_bytes():
            if check:
                left = True
                print(f"{name} lags behind the code: python -m tools.catalogues", file=sys.stderr)
            else:
                path.write_bytes(fresh)
        for sentence in untranslated(read_po(BytesIO(fresh))):
            left = True
            print(f"{name}: no translation of {sentence!r}", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
