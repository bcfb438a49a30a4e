"""Signed notes (C2SP signed-note) with Ed25519: reading, signing, and keys as text.

A note is a text that ends with a line feed, an empty line, and a line for each signature:

    — example.com/ledger 8uXd3Xv5WzHM…

A verifier key (`name+1f2e3d4c+Aek…`) may be given to anybody. A signer key has the form of Go's
`sumdb/note`; it is never printed, not even in a representation of the object that holds it.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal

from ledger.errors import BadInput
from ledger.language import say

LONGEST_NOTE: Final = 1 << 20
"""Bytes of a note that are looked at; C2SP asks for 16 signatures, which are far fewer."""

SEED_BYTES: Final = 32
"""Random bytes that a signer key is."""

_MOST_SIGNATURES: Final = 100
_ED25519: Final = b"\x01"
_KEY_BYTES: Final = 32
_MARK: Final = "— "
_PRIVATE: Final = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line: who signed, the first four bytes of the hash of the key, the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who signed it; nothing is said of whether the signatures are good."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key: its name and the 32 bytes."""

    name: str
    key: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes by which a signature line tells keys of the same name apart."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    @property
    def vkey(self) -> str:
        """The verifier key as text."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.key)}"


@dataclass(frozen=True, slots=True)
class Signer:
    """The private half of a key; what it holds stays out of every message."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, public.public_bytes_raw())

    @property
    def key_text(self) -> str:
        """The signer key as text: whoever has it can sign."""
        verifier = self.verifier
        return f"{_PRIVATE}{self.name}+{verifier.key_id.hex()}+{_base64(_ED25519 + self.seed)}"

    def sign(self, text: str) -> Note:
        """The text with a signature of this key; the same each time."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Note(text, (Signature(self.name, self.verifier.key_id, signature),))


Signed = Literal["good", "unknown", "forged"]
"""Whether a key signed: it did, no line is of this key, or a line of this key does not fit."""


def signed(note: Note, verifier: Verifier) -> Signed:
    """Whether the key signed the note; one line of it that does not fit spoils the whole note."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    found: Signed = "unknown"
    for line in note.signatures:
        if (line.name, line.key_id) != (verifier.name, verifier.key_id):
            continue
        try:
            key = Ed25519PublicKey.from_public_bytes(verifier.key)
            key.verify(line.signature, note.text.encode())
        except InvalidSignature:
            return "forged"
        found = "good"
    return found


def note_bytes(note: Note) -> bytes:
    """The note as it stands in a file; a text that nobody signed stands alone."""
    lines = "".join(
        f"{_MARK}{one.name} {_base64(one.key_id + one.signature)}\n" for one in note.signatures
    )
    return f"{note.text}\n{lines}".encode() if lines else note.text.encode()


def read_note(data: bytes, where: str) -> Note:
    """The note that the bytes of a file are. Raises BadInput."""
    text = read_text(data, where)
    body, between, lines = text.rpartition("\n\n")
    if not between or not lines:
        raise malformed(where, say("no empty line stands before the signatures"))
    told = lines.removesuffix("\n").split("\n")
    if len(told) > _MOST_SIGNATURES:
        raise malformed(
            where, say("there are more than {count} signatures", count=_MOST_SIGNATURES)
        )
    return Note(f"{body}\n", tuple(_signature(line, where) for line in told))


def read_text(data: bytes, where: str) -> str:
    """The lines of a file of the proof as text, control characters refused. Raises BadInput."""
    if len(data) > LONGEST_NOTE:
        raise malformed(where, say("it is longer than {count} bytes", count=LONGEST_NOTE))
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise malformed(where, say("it is not UTF-8")) from None
    if not text.endswith("\n"):
        raise malformed(where, say("its last line does not end"))
    if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text):
        raise malformed(where, say("there is a control character in it"))
    return text


def read_base64(text: str, where: str) -> bytes:
    """The bytes of padded standard base64 in its one canonical form. Raises BadInput."""
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = None
    # Spare bits at the end are ignored when read; they are no place to write into.
    if data is None or _base64(data) != text:
        raise malformed(where, say("this is not base64: {text}", text=repr(text[:80])))
    return data


def malformed(where: str, why: str) -> BadInput:
    """A file of the proof cannot be read at all."""
    return BadInput(
        say("This is no file of the proof, or it was damaged."),
        where=where,
        why=say("{reason}.", reason=why),
        now=say("Ask for it again from whoever gave it to you."),
    )


def _signature(line: str, where: str) -> Signature:
    name, _, told = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not is_key_name(name):
        raise malformed(where, say("this is no signature line: {text}", text=repr(line[:80])))
    blob = read_base64(told, where)
    if len(blob) < 5:
        raise malformed(where, say("a signature is too short"))
    return Signature(name, blob[:4], blob[4:])


def is_key_name(name: str) -> bool:
    """Whether a key may be called so: without blanks, plus signs and control characters."""
    return bool(name) and "+" not in name and name.isprintable() and not re.search(r"\s", name)


def read_vkey(text: str, where: str) -> Verifier:
    """The verifier key that a text is. Raises BadInput."""
    name, key_id, key = _key(text.strip(), where)
    verifier = Verifier(name, key)
    if verifier.key_id.hex() != key_id:
        raise _no_key(where, say("its two halves do not belong together"))
    return verifier


def read_signer(text: str, where: str) -> Signer:
    """The signer key that a text is. Raises BadInput, which never repeats the text."""
    if not text.startswith(_PRIVATE):
        raise _no_key(where, say("a file of `keys new` begins with {start}", start=_PRIVATE))
    name, key_id, seed = _key(text.removeprefix(_PRIVATE).strip(), where)
    signer = Signer(name, seed)
    if signer.verifier.key_id.hex() != key_id:
        raise _no_key(where, say("its two halves do not belong together"))
    return signer


def _key(text: str, where: str) -> tuple[str, str, bytes]:
    """Name, key id in hexadecimal and the 32 bytes of a key; the text may be a secret."""
    name, _, rest = text.partition("+")
    key_id, _, told = rest.partition("+")
    if not is_key_name(name) or not re.fullmatch(r"[0-9a-f]{8}", key_id, re.ASCII):
        raise _no_key(
            where, say("a key is a name, eight hexadecimal digits and base64, with + between")
        )
    try:
        key = b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if _base64(key) != told or len(key) != 1 + _KEY_BYTES or key[:1] != _ED25519:
        raise _no_key(where, say("what it holds is no Ed25519 key"))
    return name, key_id, key[1:]


def _no_key(where: str, why: str) -> BadInput:
    return BadInput(
        say("This is no key."),
        where=where,
        why=say("{reason}.", reason=why),
        now=say("Give a key as `bindledger keys new` makes and prints it."),
    )


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
