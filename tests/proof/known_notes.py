"""Notes and checkpoints that other programs made, with their keys."""

from __future__ import annotations

# C2SP signed-note.
C2SP_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONn"
    "cAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

# The test of golang.org/x/mod/sumdb/note.
NEUMANN_SEED = bytes.fromhex("810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173")
NEUMANN_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NEUMANN_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)

# The test log of transparency-dev/tessera (Apache-2.0), commit 1811ae1.
TESSERA_ORIGIN = "example.com/log/testdata"
TESSERA_VKEY = f"{TESSERA_ORIGIN}+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
TESSERA_ENTRIES = (
    b"one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split()
)
TESSERA_ROOTS = {
    1: ("d0d7360ab79f58ab1e1e3fe64ad77e2ea0bc07e36b5f46ed2223edd9298df9e9"),
    2: ("4f55f619d9215235778b2b9f17d6f4915b16171214d152381293669764de722e"),
    3: ("5aac771c899ac292e74bf1afe2e6e302f8b55883b2d1bf197b46a6bea6dabca9"),
    7: ("22b49700306a27b110a143834832913b24a036f79e2fa085862936c3ff9f4bb5"),
    8: ("6c2f95c2fac96da94d5637e4748f24520b3b989a17aea897084edb8270f6f296"),
    15: ("aca6c38a90af86e5f5199ee0e4105ef2c03a05b27b8daff59e4e36eefdfcddcb"),
}
TESSERA_PATH_5_OF_15 = (
    "ccc29ae0e02a77b0f4578c1ac17493d79cf4262104929ac804f91fc4e7ac5af0",
    "9e4f60091f9f96816ace700fb6a8e37279d5eb87607b68d007de43e6dd7ae078",
    "cd8d65377e6fad76003e2c5749de7d2ec536f71509b6e5b8a3674d360e58d82a",
    "e632e9a93823b010d2117e928198919db4cc753b9177c6d0e6d4ac00ec5ed0ab",
)
TESSERA_SIGNATURES = {
    0: (
        "M9e0lhxJACzE1KoUdqKuPa+9p6R7dSW8BlEvrg/noo8FkGg6PbJoRNOcdjqj"
        "Oq89wVvTA60eubCc4oufo5BvIVEgtQc="
    ),
    15: (
        "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt"
        "/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI="
    ),
}

# Made for this project and accepted by Go's package and by OpenSSL; the seed is 00 01 … 1f.
DEMO_SEED = bytes(range(32))
DEMO_ORIGIN = "ledger.example/bindings-demo"
DEMO_VKEY = f"{DEMO_ORIGIN}+f2e5dddd+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
DEMO_ROOT_300 = "d79792302fe5c2367829586f451c3f927610e51da85d5050a2e6ef1d84f3ceaf"
DEMO_SIGNATURE_300 = (
    "8uXd3Xv5WzHMrlvJqnhc2RCVHY2yzcYXfh4deJrOEXD9hQ+62Ganu/LIetPHTjxtlM6GU3CL2HuY1nYRxfl3oQoBegw="
)
DEMO_COSIGNATURE = (
    "— witness.example/w1 IDJKvgAAAABlU/EA6lqdNSGSmNPkIdHUuAY0v6j1UACSOccL"
    "EvnClvJlXD29j38BCYnKcbQWt3GYbCbhgwCKT+ERy0F9Of4WG7FJBw==\n"
).encode()
