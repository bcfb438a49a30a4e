"""The language in which the ledger speaks to people.

English sentences are the keys of the catalogues; a sentence without a translation is printed in
English. Rule names, JSON and everything a program reads never pass through here.
"""

from __future__ import annotations

import errno
import gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ENGLISH = "en"
LANGUAGES = (ENGLISH, "zh")

_CATALOGUES = Path(__file__).parent / "locale"
_spoken = ENGLISH


def speak(language: str) -> None:
    """Choose the language of everything said from now on in this process: `en` or `zh`."""
    global _spoken
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    _spoken = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while: what is handed to others may be in both."""
    before = spoken()
    speak(language)
    try:
        yield
    finally:
        speak(before)


def spoken() -> str:
    """The language chosen last, `en` at the start."""
    return _spoken


def say(sentence: str, **values: object) -> str:
    """The sentence in the chosen language, with `{name}` replaced by the values given.

    The sentence must stand in the code as a literal, so that the catalogues can be extracted.
    """
    return say_again(sentence, **values)


def say_again(sentence: str, **values: object) -> str:
    """Say a sentence that was written elsewhere, as an `Unfit` carries it.

    Where it was written, `tools/catalogues.py` finds it; here it need not be a literal.
    """
    spoken_sentence = _catalogue(_spoken).gettext(sentence)
    return spoken_sentence.format(**values) if values else spoken_sentence


def say_name(name: str, of: str) -> str:
    """A name that a table or a sentence shows: of a kind, a reason, a weekday; `of` says which.

    English shows the name itself. `of` tells apart what is written alike, and is a literal.
    """
    return _catalogue(_spoken).pgettext(of, name)


def say_count(one: str, many: str, count: int, **values: object) -> str:
    """Like `say`, in the singular or plural that `count` asks for; `{count}` is replaced too."""
    sentence = _catalogue(_spoken).ngettext(one, many, count)
    return sentence.format(count=count, **values)


def say_list(parts: Iterable[str]) -> str:
    """Several phrases in one line, as the language sets them apart."""
    return say("; ").join(parts)


def say_names(names: Iterable[str]) -> str:
    """Several names in one line."""
    return say(", ").join(names)


def say_in_turn(sentences: Iterable[str]) -> str:
    """Whole sentences one after the other; Chinese puts no blank between them."""
    return ("" if _spoken == "zh" else " ").join(part for part in sentences if part)


def say_why(error: OSError | ValueError) -> str:
    """Why the machine did not do something with a file, without a full stop."""
    words = {
        errno.ENOENT: say("No such file or directory"),
        errno.EACCES: say("Permission denied"),
        errno.EPERM: say("Operation not permitted"),
        errno.EISDIR: say("Is a directory"),
        errno.ENOTDIR: say("Not a directory"),
        errno.EEXIST: say("File exists"),
        errno.ENOSPC: say("No space left on device"),
        errno.EDQUOT: say("Disk quota exceeded"),
        errno.EROFS: say("Read-only file system"),
        errno.ENAMETOOLONG: say("File name too long"),
        errno.EMFILE: say("Too many open files"),
        errno.EIO: say("Input/output error"),
    }
    number: int = getattr(error, "errno", None) or 0
    return words.get(number) or getattr(error, "strerror", None) or str(error)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation("bindledger", _CATALOGUES, languages=[language], fallback=True)
