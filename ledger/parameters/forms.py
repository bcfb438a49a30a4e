"""The forms of values that parameters may have, and how a TOML file's values are read by them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, get_args

from ledger.language import say
from ledger.terms import Percent, Program
from ledger.verdict import Value


@dataclass(frozen=True, slots=True)
class Always:
    """Only `true`: a rule without a number. Who does not want the rule repeals it."""


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`, or one of the `words` in its stead.

    The upper ends are far beyond sense; they keep sums of dates inside the calendar.
    """

    least: int
    most: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in percent as decimal text from 0 to 100, so that no binary fraction stands for it."""


@dataclass(frozen=True, slots=True)
class ByName:
    """A list of `name: value`, each name at most once, every value of the same form.

    The names are a platform's own, such as those of ways to pay; only the rulebook knows them.
    """

    form: Whole | Rate


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SomeOf:
    """A list of one or more of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programs:
    """A list of one or more programs."""


@dataclass(frozen=True, slots=True)
class Names:
    """A list of one or more names in small letters, digits and underscores, as a platform has them.

    The ledger compares or shows them; which there are, only the rulebook knows.
    """


@dataclass(frozen=True, slots=True)
class Pairs:
    """A list of `word: text`, each of these words at most once; without words, any word."""

    words: tuple[str, ...]


Form = Always | YesOrNo | Whole | Rate | OneOf | SomeOf | Programs | Names | Pairs | ByName
"""Which values a parameter may have."""


_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


def read_value(form: Form, raw: object) -> Value:
    """The value a TOML file gives, if it has this form; else ValueError(what was expected)."""
    match form:
        case Always() if raw is True:
            return True
        case YesOrNo() if isinstance(raw, bool):
            return raw
        case Whole(least, most, words):
            if isinstance(raw, int) and not isinstance(raw, bool) and least <= raw <= most:
                return raw
            if isinstance(raw, str) and raw in words:
                return raw
        case Rate() if isinstance(raw, str) and is_percent(raw):
            return raw
        case OneOf(words) if isinstance(raw, str) and raw in words:
            return raw
        case SomeOf(words) if (chosen := _texts(raw)) and set(chosen) <= set(words):
            return chosen
        case Names() if (chosen := _texts(raw)) and all(map(_NAME.fullmatch, chosen)):
            return chosen
        case Programs() if (chosen := _texts(raw)) and all(map(is_program, chosen)):
            return chosen
        case Pairs(words) if (chosen := _texts(raw)) and _are_pairs(chosen, words):
            return chosen
        case ByName(inner) if (chosen := _texts(raw)) and _are_by_name(chosen, inner):
            return chosen
    raise ValueError(expected_of(form))


def expected_of(form: Form) -> str:
    """The phrase that says which values have this form."""
    match form:
        case Always():
            return say("true (to end a rule, write repealed = true in a later entry)")
        case YesOrNo():
            return say("true or false")
        case Whole(least, most, ()):
            return say("a whole number from {least} to {most}", least=least, most=most)
        case Whole(least, most, words):
            return say(
                "a whole number from {least} to {most}, or {words}",
                least=least,
                most=most,
                words=_quoted(words),
            )
        case Rate():
            return say("a percentage from 0 to 100 as text, at most 6 decimals, such as 0.6")
        case OneOf((word,)):
            return _quoted((word,))
        case OneOf(words):
            return say("one of {names}", names=_quoted(words))
        case SomeOf(words):
            return say("a list of one or more of {names}, each once", names=_quoted(words))
        case Names():
            return say(
                'a list of one or more names in small letters, each once, such as ["payment"]'
            )
        case Programs():
            return say('a list of one or more programs, each once, such as ["tiktok.channel"]')
        case ByName(inner):
            return say(
                'a list such as ["name: 1"], each name in small letters, digits and _, '
                "at most once, with {expected}",
                expected=expected_of(inner),
            )
        case Pairs(()):
            return say('a list such as ["food: qs"], each word before a colon at most once')
        case Pairs(words):
            return say(
                'a list such as ["{example}"], each of {names} at most once',
                example=f"{words[0]}: staff",
                names=_quoted(words),
            )


def pairs_of(value: Value | None) -> dict[str, str]:
    """The texts that a table of pairs gives to its words; nothing where it is not stated."""
    told = value if isinstance(value, tuple) else ()
    return dict(_pair(one) for one in told)


def _pair(text: str) -> tuple[str, str]:
    word, _, rest = text.partition(":")
    return word.strip(), rest.strip()


def _are_pairs(texts: tuple[str, ...], words: tuple[str, ...]) -> bool:
    pairs = [_pair(text) for text in texts]
    named = [word for word, rest in pairs if rest]
    fitting = set(named) <= set(words) if words else all(named)
    return len(set(named)) == len(pairs) and fitting


def _are_by_name(texts: tuple[str, ...], form: Whole | Rate) -> bool:
    pairs = [_pair(text) for text in texts]
    return len({name for name, _ in pairs}) == len(pairs) and all(
        _NAME.fullmatch(name) and _is_of(form, value) for name, value in pairs
    )


def _is_of(form: Whole | Rate, text: str) -> bool:
    if isinstance(form, Rate):
        return is_percent(text)
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(form.most))
    return digits and form.least <= int(text) <= form.most


def _texts(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        return ()
    texts = tuple(entry for entry in raw if isinstance(entry, str))
    return texts if len(set(texts)) == len(raw) else ()


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def is_percent(text: object) -> bool:
    """Whether a value is a rate in percent: decimal text from 0 to 100."""
    try:
        get_args(Percent)[1].read(text)
    except ValueError:
        return False
    return True


def is_program(name: object) -> bool:
    """Whether a value is a program: `<platform>.<name>`."""
    try:
        get_args(Program)[1].read(name)
    except ValueError:
        return False
    return True
