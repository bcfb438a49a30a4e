"""The one file that a pack is: a POSIX ustar archive in which nothing is left to chance.

Owner, mode and time of every member are fixed, so that the same members are the same bytes, and a
reader can demand the very bytes it would have written: whatever was changed in a header, in the
padding or behind the end shows. Nothing is ever unpacked onto the disk here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

MANIFEST: Final = "manifest.txt"
"""The first member: a line for each of the others, its SHA-256 and its name, as sha256sum writes
them."""

LARGEST: Final = 1 << 29
"""Bytes of a pack that are looked at."""

_BLOCK: Final = 512
_END: Final = bytes(2 * _BLOCK)
_NAME: Final = re.compile(r"(?:[a-z]+/)?[A-Za-z0-9][A-Za-z0-9.-]{0,80}", re.ASCII)
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)", re.ASCII)


class Broken(Exception):
    """A pack, or a member of it, is not as it was written; `member` is its name."""

    def __init__(self, member: str, what: str) -> None:
        super().__init__(f"{member}: {what}")
        self.member = member
        self.what = what


def pack_bytes(members: Mapping[str, bytes]) -> bytes:
    """The file that holds the members, after a manifest of them, in the order given."""
    everything = {MANIFEST: manifest_of(members), **members}
    assert all(_NAME.fullmatch(name) for name in everything), sorted(everything)
    parts: list[bytes] = []
    for name, data in everything.items():
        parts += (_header(name, len(data)), data, bytes(-len(data) % _BLOCK))
    return b"".join((*parts, _END))


def manifest_of(members: Mapping[str, bytes]) -> bytes:
    """The manifest of some members."""
    return "".join(
        f"{sha256(data).hexdigest()}  {name}\n" for name, data in members.items()
    ).encode()


def is_pack(start: bytes) -> bool:
    """Whether bytes begin as a pack does."""
    return start.startswith(MANIFEST.encode() + b"\0")


def read_pack(data: bytes) -> dict[str, bytes]:
    """The members of a pack but for the manifest, each as the manifest says. Raises Broken.

    What is wrong is `header`, `padding`, `end`, `size`, `manifest`, `digest`, `missing` or `extra`.
    """
    if len(data) > LARGEST:
        raise Broken(MANIFEST, "size")
    walk = _walk(data)
    name, manifest = next(walk, ("", b""))
    if name != MANIFEST:
        raise Broken(MANIFEST, "header")
    told = _read_manifest(manifest)
    names = iter(told)
    found: dict[str, bytes] = {}
    while True:
        expected = next(names, None)
        try:
            name, member = next(walk)
        except StopIteration:
            if expected is not None:
                raise Broken(expected, "missing") from None
            return found
        except Broken as broken:
            # A header that was changed does not even say whose it is; the manifest does.
            raise Broken(expected or broken.member, broken.what) from None
        if expected is None:
            raise Broken(name, "extra")
        if name != expected:
            raise Broken(expected, "header")
        if sha256(member).hexdigest() != told[expected]:
            raise Broken(expected, "digest")
        found[expected] = member


def _read_manifest(data: bytes) -> dict[str, str]:
    """The digests that a manifest tells, by name."""
    told: dict[str, str] = {}
    lines = data.decode("ascii", "replace").split("\n")
    if lines.pop():
        raise Broken(MANIFEST, "manifest")
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or not _NAME.fullmatch(match[2]) or match[2] in (*told, MANIFEST):
            raise Broken(MANIFEST, "manifest")
        told[match[2]] = match[1]
    return told


def _walk(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The members one after the other, as far as they are just as they would be written."""
    at, name = 0, MANIFEST
    while True:
        header = data[at : at + _BLOCK]
        if header == bytes(_BLOCK):
            break
        told = _told_by(header)
        if told is None:
            raise Broken(name, "header")
        name, size = told
        at += _BLOCK
        member = data[at : at + size]
        padding = data[at + size : at + size + -size % _BLOCK]
        if len(member) != size:
            raise Broken(name, "size")
        if padding != bytes(-size % _BLOCK):
            raise Broken(name, "padding")
        yield name, member
        at += size + len(padding)
    if data[at:] != _END:
        raise Broken(name, "end")


def _told_by(header: bytes) -> tuple[str, int] | None:
    """The name and size in a header; None for one that would be written otherwise."""
    name, _, _ = header[:100].partition(b"\0")
    size = re.fullmatch(rb"([0-7]{11})\0", header[124:136])
    text = name.decode("ascii", "replace")
    if size is None or not _NAME.fullmatch(text):
        return None
    count = int(size[1], 8)
    return (text, count) if header == _header(text, count) else None


def _header(name: str, size: int) -> bytes:
    """The one header of a member: an ordinary file of nobody, from the beginning of 1970."""
    before = name.encode().ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    before += b"%011o\0" % size + b"00000000000\0"
    after = b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2 + bytes(167)
    total = sum(before) + 8 * ord(" ") + sum(after)
    return before + b"%06o\0 " % total + after


def differing(members: Mapping[str, bytes], expected: Mapping[str, bytes]) -> Iterator[str]:
    """The names of members that are not as expected, or are there or missing against it."""
    return (name for name in {**expected, **members} if members.get(name) != expected.get(name))
