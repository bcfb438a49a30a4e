"""The catalogues of translations, brought up to date with the sentences in the code.

    python -m tools.catalogues [--check]

Collects every sentence that the ledger says and writes it into each `bindledger.po`: a new
sentence gets an empty translation to be filled in, one that is said no more is dropped, nothing is
guessed. `--check` writes nothing. Ends with status 1 while a translation is missing or a catalogue
lags behind.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tools.check_files import ROOT
from tools.sentences import Sentence, sentences

CATALOGUES: Final = tuple(sorted((ROOT / "ledger/locale").glob("*/LC_MESSAGES/bindledger.po")))

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


def template(found: Iterable[Sentence] | None = None) -> Catalog:
    """An empty catalogue of every sentence, with the files that say it."""
    catalogue = Catalog()
    for sentence in sentences() if found is None else found:
        name = sentence.forms[0] if len(sentence.forms) == 1 else sentence.forms
        file = sentence.place.partition(":")[0]
        catalogue.add(name, locations=[(file, 0)], context=sentence.of)
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
        if message.id and (message.fuzzy or not _is_whole(message.string))
    ]


def _is_whole(translation: str | Iterable[str] | None) -> bool:
    forms = (translation,) if isinstance(translation, str) else tuple(translation or ())
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
