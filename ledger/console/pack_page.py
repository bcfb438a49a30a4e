"""The story of a case as one page: no script, nothing from outside, made to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from ledger.console.pack_story import Section
from ledger.console.text import clean

_STYLE: Final = """\
body{font:14px/1.5 "Noto Sans CJK SC","Source Han Sans SC","Noto Sans SC","PingFang SC",\
"Hiragino Sans GB","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif;color:#1f2933;\
max-width:1120px;margin:2em auto;padding:0 1em}
h1{font-size:22px}h2{font-size:17px;margin-top:2em;border-bottom:1px solid #d5dbe0}
table{border-collapse:collapse;width:100%;font-size:12px}
th,td{text-align:left;vertical-align:top;padding:.3em .5em;border-bottom:1px solid #e6eaed;\
overflow-wrap:anywhere}
th,.whole{white-space:nowrap}
thead{display:table-header-group}tr{break-inside:avoid}
svg{width:100%;height:auto;break-inside:avoid}
article+article{break-before:page;margin-top:4em}
@media print{body{margin:0;max-width:none;font-size:11px}table{font-size:9px}a{color:inherit}}"""

_WHOLE: Final = 27
"""Characters of an instant with its fraction; what is no longer and has no blank is not broken."""

_OWN_NAMES: Final = {"en": "English", "zh": "中文"}

# A page that strangers' text got into could load nothing and run nothing.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def page(title: str, stories: Mapping[str, Sequence[Section]]) -> str:
    """The stories of a case by language, one after the other on one page."""
    first = next(iter(stories))
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{first}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{_safe(title)}</title>",
        f"<style>\n{_STYLE}\n</style>",
        "</head>",
        "<body>",
        f"<nav>{' · '.join(_links(stories))}</nav>",
    ]
    for language, sections in stories.items():
        lines += [f'<article lang="{language}" id="{language}">', *_article(sections), "</article>"]
    return "\n".join([*lines, "</body>", "</html>", ""])


def _links(stories: Mapping[str, Sequence[Section]]) -> Iterator[str]:
    for language in stories:
        yield f'<a href="#{language}" lang="{language}">{_OWN_NAMES[language]}</a>'


def _article(sections: Sequence[Section]) -> Iterator[str]:
    for place, section in enumerate(sections):
        level = "h2" if place else "h1"
        yield f"<{level}>{_safe(section.title)}</{level}>"
        yield from (f"<p>{_safe(one)}</p>" for one in section.sentences)
        # A picture begins with a line that only a file of its own may have.
        yield from (one.partition("\n")[2].rstrip("\n") for one in section.pictures)
        if section.rows:
            yield "<table>"
            yield f"<thead><tr>{_cells('th', section.columns)}</tr></thead>"
            yield "<tbody>"
            yield from (f"<tr>{_cells('td', row)}</tr>" for row in section.rows)
            yield "</tbody>"
            yield "</table>"


def _cells(tag: str, cells: Sequence[str]) -> str:
    return "".join(f"<{tag}{_whole(cell)}>{_safe(cell)}</{tag}>" for cell in cells)


def _whole(cell: str) -> str:
    """Keeps an instant, a position or a short name on one line; a digest may be broken anywhere."""
    return ' class="whole"' if len(cell) <= _WHOLE and " " not in cell else ""


def _safe(text: str) -> str:
    return escape(clean(text))
