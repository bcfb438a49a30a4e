"""Edge cases of Ed25519 that C2SP's CCTV lists: points of small order, points written otherwise.

Key, signature, what stands behind "ed25519vectors" in the message, and whether Go and OpenSSL take
it as good: they turn away a first half of the signature that is not in its one canonical form, and
what holds only when both sides are multiplied by eight. These are cases 0 to 21 of its file.
"""

from __future__ import annotations

from typing import NamedTuple

_ZERO = "00" * 32
_WIDE = "ed" + "ff" * 30 + "7f"
_MIXED = "10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f"
_36 = "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b"
_05 = "05ba9a796274d80437afa36f1236563f2f3b0aa84cecddc3d20914615ba4fe02"
_5E = "5e176f12cfb0d4e6eb6929b19ae4c998ef05c1c2cf628a9b1fa1c21312627108"
_94 = "9472a69cd9a701a50d130ed52189e2455b23767db52cacb8716fb896ffeeac09"
_C0 = "c02e2b9e63e385c058bf62b14b3a2b29ccefe8e38ddb536bc3f9865320a3d801"
_BB = "bbfd00bd9c259d8d222d15e67a3d8228585050dbb9b9585be20d8fadc721da03"
_1C = "1cb421dfbd92aa6c30d550bff53c81cf650ace6deb96a8ec22d2fef84dbbe20b"
_AD = "ad7a355469b5c87e550469f6b2de409ee723acd584bf35f86b80c384e8ceb702"


class EdgeCase(NamedTuple):
    """A key and a signature, in hexadecimal, and whether it is taken as good."""

    key: str
    first: str
    second: str
    message: str
    good: bool


EDGE_CASES = (
    EdgeCase(_ZERO, _ZERO, _ZERO, " 3", False),
    EdgeCase(_ZERO, _ZERO, _ZERO, " 11", True),
    EdgeCase(_ZERO, _36, _05, " 7", False),
    EdgeCase(_ZERO, _36, _05, " 3", True),
    EdgeCase(_MIXED, _ZERO, _5E, " 7", False),
    EdgeCase(_MIXED, _ZERO, _94, " 3", True),
    EdgeCase(_MIXED, _36, _C0, " 10", False),
    EdgeCase(_MIXED, _36, _BB, "", True),
    EdgeCase(_WIDE, _ZERO, _ZERO, " 8", False),
    EdgeCase(_WIDE, _ZERO, _ZERO, " 6", True),
    EdgeCase(_WIDE, _36, _05, " 4", False),
    EdgeCase(_WIDE, _36, _05, "", True),
    EdgeCase(_WIDE, _36, _05, " 7", False),
    EdgeCase(_WIDE, _36, _05, " 3", False),
    EdgeCase(_ZERO, _WIDE, _ZERO, " 3", False),
    EdgeCase(_ZERO, _WIDE, _ZERO, " 10", False),
    EdgeCase(_MIXED, _WIDE, _1C, " 6", False),
    EdgeCase(_MIXED, _WIDE, _AD, " 3", False),
    EdgeCase(_MIXED, _WIDE, _5E, " 7", False),
    EdgeCase(_MIXED, _WIDE, _94, " 3", False),
    EdgeCase(_WIDE, _WIDE, _ZERO, " 2", False),
    EdgeCase(_WIDE, _WIDE, _ZERO, " 15", False),
)
