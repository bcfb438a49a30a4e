"""The catalogues hold exactly what the code says, translated whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir

from ledger.language import LANGUAGES
from tools.catalogues import CATALOGUES, main, read, renewed, untranslated
from tools.check_files import ROOT
from tools.sentences import NotLiteral, names, sentences, sentences_of

HOW = "fill in msgstr in {path}, as its neighbours and docs/words.md do"
MEND = "run `python -m tools.catalogues` and fill in what it lists"

every_catalogue = pytest.mark.parametrize(
    "path", CATALOGUES, ids=[path.parent.parent.name for path in CATALOGUES]
)


def texts(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said, and how it is translated: one form of each, or several."""
    said = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    string = message.string or ()
    return said, (string,) if isinstance(string, str) else tuple(string)


def messages(path: Path) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every message of a catalogue but its header."""
    return (texts(message) for message in read(path) if message.id)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {path.parent.parent.name for path in CATALOGUES} == set(LANGUAGES) - {"en"}


@every_catalogue
def test_every_sentence_is_translated(path: Path) -> None:
    left = untranslated(read(path))

    assert not left, f"{HOW.format(path=path.relative_to(ROOT))}: {left}"


@every_catalogue
def test_a_catalogue_holds_what_the_code_says_and_nothing_else(path: Path) -> None:
    catalogue, said = read(path), list(sentences())
    held = {(texts(message)[0], message.context) for message in catalogue if message.id}
    new = {(sentence.forms, sentence.of) for sentence in said} - held

    assert not new, f"{MEND}: {sorted(map(str, new))}"
    assert renewed(path) == path.read_bytes(), MEND
    assert not catalogue.obsolete


@every_catalogue
def test_nothing_was_guessed(path: Path) -> None:
    assert [message.id for message in read(path) if message.fuzzy] == []


@every_catalogue
def test_placeholders_are_the_same(path: Path) -> None:
    wrong = [
        (said, told)
        for said, told in messages(path)
        # The plural names everything; a singular may say "one".
        for one in told
        if placeholders(one) != placeholders(said[-1])
    ]
    assert not wrong


@every_catalogue
def test_what_is_typed_is_not_translated(path: Path) -> None:
    """Commands between backticks, options, and what stands between angle brackets."""
    typed = re.compile(r"`[^`]+`|(?<![\w-])--[a-z-]+|<[a-z]+>|sha256:|\b[A-Z]{2,}\b")
    wrong = [
        (said, told)
        for said, told in messages(path)
        # Of what help calls the parts of a command line, a language has its own words.
        if not said[0].startswith(("[OPTIONS]", "COMMAND"))
        and {found.strip("`") for found in typed.findall(said[-1])}
        - {found.strip("`") for found in typed.findall(told[0])}
    ]
    assert not wrong


def test_chinese_has_one_form_for_every_count() -> None:
    (path,) = CATALOGUES
    counted = [(said, told) for said, told in messages(path) if len(said) == 2]

    assert read(path).num_plurals == 1
    assert counted
    assert all(len(told) == 1 for _, told in counted)


def test_chinese_sentences_have_chinese_punctuation() -> None:
    (path,) = CATALOGUES
    # A placeholder may stand for Chinese; a mark in Latin text, such as `a.b`, is followed by more.
    wrong = re.compile(r"[一-鿿}][,;:!?]|[一-鿿}]\.(?!\w|\.)|[,;:!?] ?[一-鿿]|[一-鿿] [一-鿿]")
    found = [told for _, told in messages(path) if any(map(wrong.search, told))]

    assert not found


def test_a_sentence_of_one_language_ends_like_that_of_the_other() -> None:
    (path,) = CATALOGUES
    ends = {".": "。", "?": "？", ":": "："}
    wrong = [
        (said, told)
        for said, told in messages(path)
        if len(said[0]) > 3
        and not said[0].endswith("...")
        and ends.get(said[0][-1], "") != (told[0][-1] if told[0][-1] in ends.values() else "")
    ]
    assert not wrong


@every_catalogue
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    compiled = path.with_suffix(".mo")
    assert compiled.exists(), "run `make catalogues`, or any target of make that needs them"
    with compiled.open("rb") as stream:
        spoken = GNUTranslations(stream)
    stale = [
        said[0]
        for (said, told), context in _with_context(path)
        if told[0] != _spoken(spoken, said, context)
    ]
    assert not stale, "it is older than the .po: run `make catalogues`"


def _spoken(catalogue: GNUTranslations, said: tuple[str, ...], context: str) -> str:
    # Older Pythons find a sentence with a plural by both its forms only.
    one, many = said[0], said[-1]
    if context:
        return catalogue.pgettext(context, one)
    return catalogue.ngettext(one, many, 1) if one != many else catalogue.gettext(one)


def _with_context(path: Path) -> Iterator[tuple[tuple[tuple[str, ...], tuple[str, ...]], str]]:
    return ((texts(message), message.context or "") for message in read(path) if message.id)


# --- how the sentences are found ------------------------------------------------------------------


def test_another_finder_finds_the_same() -> None:
    """Babel reads the code as tokens, and calls without a literal pass it by."""
    keywords = {"say": None, "say_count": (1, 2), "Unfit": None}
    found = extract_from_dir(
        ROOT / "ledger", method_map=[("**.py", "python")], keywords=keywords, comment_tags=()
    )
    theirs = {(said,) if isinstance(said, str) else tuple(said) for _, _, said, _, _ in found}
    ours = {sentence.forms for sentence in sentences() if sentence.of is None}
    terms = {one.forms for one in sentences_of(_code("ledger/terms.py"), "ledger/terms.py")}

    assert theirs <= ours
    assert ours - theirs <= terms


def test_every_kind_of_what_is_declared_has_names() -> None:
    assert all(names().values())


@pytest.mark.parametrize(
    "code",
    [
        'say(f"There is no shop {id}.", id=id)',
        'say("There is no " + what)',
        "say(sentence)",
        'say_count("{count} shop", many, count)',
        "Unfit(expected)",
        "language.say(sentence)",
        'say_name(code, "colour")',
        "say_name(code, of)",
        "def told(sentence):\n    return [say(sentence)]",
    ],
)
def test_what_is_said_must_be_written_there(code: str) -> None:
    with pytest.raises(NotLiteral, match=r"a\.py:[12]: "):
        list(sentences_of(code, "a.py"))


@pytest.mark.parametrize(
    ("code", "forms", "of"),
    [
        ('say("There is no shop {id}.", id=id)', ("There is no shop {id}.",), None),
        ('say("one " "sentence")', ("one sentence",), None),
        ('raise Unfit("an id")', ("an id",), None),
        ('say_count("{count} shop", "{count} shops", n)', ("{count} shop", "{count} shops"), None),
        ('say_name("open", "campaigns")', ("open",), "campaigns"),
    ],
)
def test_what_is_written_is_found(code: str, forms: tuple[str, ...], of: str | None) -> None:
    (found,) = sentences_of(code, "a.py")
    assert (found.forms, found.of, found.place) == (forms, of, "a.py:1")


def test_only_what_an_error_carries_is_said_again() -> None:
    strange = [
        f"{file}:{call.lineno}"
        for file, call in _calls("say_again")
        if ast.unparse(call.args[0]).rpartition(".")[2] != "sentence"
    ]
    assert not strange


def test_nothing_is_printed_that_was_not_said() -> None:
    """A literal of several words, handed to what prints or to an error, was forgotten."""
    tellers = ("sentence", "heading", "table", "pairs", "BadInput", "LedgerError", "Fault",
               "Problem", "print", "echo", "write", "progress")  # fmt: skip
    keywords = {"help", "why", "now", "what", "where", "epilog", "short_help", "label"}
    forgotten = [
        f"{file}:{call.lineno}: {part.value}"
        for name in (*tellers, "option", "argument", "command", "group", "RichOption")
        for file, call in _calls(name)
        for part in [
            *(call.args if name in tellers else ()),
            *(keyword.value for keyword in call.keywords if keyword.arg in keywords),
        ]
        if isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and re.search("[a-z]+ [a-z]+", part.value)
    ]
    assert not forgotten


def _calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for file, call, called in _all_calls():
        if called == name:
            yield file, call


@cache
def _all_calls() -> tuple[tuple[str, ast.Call, str], ...]:
    found = []
    for path in sorted((ROOT / "ledger").rglob("*.py")):
        file = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(_code(file))):
            match node:
                case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
                    found.append((file, node, called))
    return tuple(found)


def _code(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


# --- keeping a catalogue --------------------------------------------------------------------------


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a catalogue, whole whatever the code says by now, in place of the checkout's."""
    copy = tmp_path / "ledger/locale/zh/LC_MESSAGES/bindledger.po"
    copy.parent.mkdir(parents=True)
    fresh = renewed(CATALOGUES[0]).decode()
    copy.write_text(re.sub(r'(msgstr(\[0\])?) ""\n(?!")', r'\1 "新"\n', fresh), encoding="utf-8")
    monkeypatch.setattr("tools.catalogues.ROOT", tmp_path)
    monkeypatch.setattr("tools.catalogues.CATALOGUES", (copy,))
    return copy


def test_a_new_sentence_asks_for_its_translation(
    catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = catalogue.read_text(encoding="utf-8")
    assert main([]) == 0
    assert catalogue.read_text(encoding="utf-8") == whole

    entry = re.search(r'#: ledger/phrases/words\.py\nmsgid "in review"\nmsgstr "审核中"\n\n', whole)
    assert entry
    catalogue.write_text(whole.replace(entry[0], ""), encoding="utf-8")
    assert main(["--check"]) == 1
    assert "lags behind" in capsys.readouterr().err
    assert main([]) == 1
    assert "no translation of 'in review'" in capsys.readouterr().err
    empty = entry[0].replace("审核中", "")
    assert catalogue.read_text(encoding="utf-8") == whole.replace(entry[0], empty)


def test_a_sentence_no_longer_said_is_dropped(catalogue: Path) -> None:
    whole = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(whole + '\nmsgid "said no more"\nmsgstr "不再说"\n', encoding="utf-8")

    assert main([]) == 0
    assert catalogue.read_text(encoding="utf-8") == whole


def test_a_fuzzy_translation_counts_as_none(catalogue: Path) -> None:
    doubted = catalogue.read_text(encoding="utf-8").replace(
        'msgid "in review"', '#, fuzzy\nmsgid "in review"'
    )
    catalogue.write_text(doubted, encoding="utf-8")

    assert untranslated(read(catalogue)) == ["in review"]
    assert main(["--check"]) == 1


def test_a_catalogue_is_written_the_same_each_time(catalogue: Path) -> None:
    assert renewed(catalogue) == catalogue.read_bytes()
