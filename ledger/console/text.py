"""Text from facts, made safe to print: what would act on a terminal is shown instead of done.

Facts carry text that strangers wrote. Printed as it is, it could move the cursor, colour the
screen, hide a line or turn the order of words; here such characters become visible escapes
(`\\n`, `\\x1b`, `\\u202e`). Chinese, emoji and combining marks stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Arabic, Syriac and Kaithi number signs are format characters that are drawn.
_DRAWN_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_JOINER: Final = "\u200d"
_EMOJI_MODIFIERS: Final = "\ufe0f\U0001f3fb-\U0001f3ff"
# The flags of England, Scotland and Wales: a black flag, tag letters, and the tag that ends them.
_TAG_FLAG: Final = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f")
_SHORT: Final = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def clean(text: str) -> str:
    """The text with every character that is not drawn replaced by its escape.

    Those are control characters (C0, DEL, C1), line and paragraph separators, marks that turn the
    direction of writing, zero-width characters, and lone surrogates. The joiner inside an emoji
    sequence and the tags of a flag are kept.
    """
    if text.isprintable():
        return text
    return "".join(_drawn(text))


def width(text: str) -> int:
    """How many cells of a terminal the text takes: two for a Chinese character."""
    from rich.cells import cell_len

    return cell_len(text)


def fold(text: str, cells: int) -> list[str]:
    """The text in lines of at most so many cells.

    It is broken at blanks and between Chinese characters, but not before a closing mark or after
    an opening one, and not within a name such as `account.bind_network` that a line has room for.
    """
    lines = [""]
    for piece in _PIECES.findall(text):
        if width(lines[-1] + piece.rstrip()) > cells and lines[-1]:
            lines.append("")
        if width(piece.rstrip()) <= cells:
            lines[-1] += piece
            continue
        for char in piece:
            if width(lines[-1] + char) > cells and lines[-1]:
                lines.append("")
            lines[-1] += char
    return [line.rstrip(" ") for line in lines]


_OPENING: Final = "（《「『【〔“"
_CLOSING: Final = "，。、；：？！）》」』】〕”…"
_WIDE: Final = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
)
# What a line may begin with and may be followed by a break: a Chinese character or a word.
_PIECES: Final = re.compile(
    f"[{_OPENING}]*(?:[{_WIDE}]|[^\\s{_WIDE}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*[ ]*|."
)


def _drawn(text: str) -> list[str]:
    pieces = []
    position = 0
    while position < len(text):
        if flag := _TAG_FLAG.match(text, position):
            pieces.append(flag[0])
            position = flag.end()
            continue
        char = text[position]
        acts = _acts(char) and not (char == _JOINER and _joins_emoji(text, position))
        pieces.append(_escape(char) if acts else char)
        position += 1
    return pieces


def _acts(char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Cf":
        return char not in _DRAWN_FORMATS
    return category in ("Cc", "Cs", "Zl", "Zp")


def _joins_emoji(text: str, position: int) -> bool:
    before = re.search(f"(.)[{_EMOJI_MODIFIERS}]*$", text[max(0, position - 4) : position])
    after = text[position + 1 : position + 2]
    return bool(before and _is_picture(before[1]) and _is_picture(after))


def _is_picture(char: str) -> bool:
    # "So" holds the pictures, "Sm" the arrows and signs that emoji sequences end in, such as ♂.
    return char != "" and unicodedata.category(char) in ("So", "Sm")


def _escape(char: str) -> str:
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
