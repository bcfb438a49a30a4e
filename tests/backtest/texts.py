"""Proposed rulebooks, as files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Texts:
    """The built-in text of the channel program, and a folder for its variants."""

    text: str
    folder: Path

    def unchanged(self) -> str:
        """The file of the text as it is."""
        return self._file("unchanged", self.text)

    def with_value(self, parameter: str, value: str) -> str:
        """The file of the text in which a parameter always had another value."""
        head, history, rest = self.text.partition(f'[[parameter."{parameter}".history]]')
        assert history, parameter
        changed = re.sub(r"value +=.*", f"value = {value}", rest, count=1)
        assert changed != rest
        return self._file(f"{parameter}-{value}".replace('"', ""), head + history + changed)

    def value_from(self, parameter: str, value: str, day: str) -> str:
        """The file of the text in which a parameter has another value from a day on."""
        head, history, rest = self.text.partition(f'[[parameter."{parameter}".history]]')
        entry, source, tail = re.split(r"(source = .*\n)", rest, maxsplit=1)
        later = f"{history}\nfrom = {day}\nvalue = {value}\n{source}"
        return self._file(
            f"{parameter}-later", head + history + entry + source + "\n" + later + tail
        )

    def _file(self, name: str, text: str) -> str:
        path = self.folder / f"{name}.toml"
        path.write_text(text, "utf-8")
        return str(path)
