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

NEUMANN_KEY_TEXT = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANN_LINE = f"— PeterNeumann {NEUMANN_SIGNATURE}\n"
ENOCH_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF"
    "1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)

# A head of the log of Go's checksum database, in use; the key has another name than the origin.
# From the tests of litewitness (torchwood, once litetlog; ISC).
GOLANG_VKEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GOLANG_HEAD = (
    "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n"
    "— sum.golang.org Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2"
    "KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n"
).encode()

# What litewitness is shown in its tests: three heads of a log, leaf n the hash 2a n 00 00 …, each
# with its signature and the proof that the head before is how it begins.
WITNESSED_KEY = bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
WITNESSED_ORIGIN = (
    "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
)
WITNESSED_LINE_1 = (
    f"— {WITNESSED_ORIGIN} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQi"
    "legKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=\n"
)
WITNESSED_ROOTS = {
    1: "2a00000000000000000000000000000000000000000000000000000000000000",
    3: "45c088d4d939e9971298811f227d1295eaad57bbafae55cd71c171e7de48c25d",
    5: "42bb57ad06420afa4882c4a63ac6a1ec77480b330b2f20dfc53a0caa5f564e36",
}
WITNESSED_SIGNATURES = {
    1: (
        "b7cf653aa9c565a1ca359db81bd3bc656ab2890c6ea4c0aec42295e80aa05049"
        "423505026434f987923ccdf07d440c152cd59e736e5914d8ada8d7a4d51b2106"
    ),
    3: (
        "655bb4871d15bc05032d67eece88900c4863a27f190393b99176391577f5def9"
        "71b023d9a418c3226b7b7ea47b33686d9b3849451dadc6b07c007c595af1ea0a"
    ),
    5: (
        "0fc43899968b48b5150b0e8fe7ad07b17c21c7056a6fe381deb0cd19ece103d5"
        "9b2119b5dbe5d54d8a1262ce67f01245c5898b4b56f747495804a17a2eec0f0c"
    ),
}
WITNESSED_PROOFS = {
    (1, 3): (
        "2a01000000000000000000000000000000000000000000000000000000000000",
        "2a02000000000000000000000000000000000000000000000000000000000000",
    ),
    (1, 5): (
        "2a01000000000000000000000000000000000000000000000000000000000000",
        "f9f50357e93def4078237b8aaea24ce1a3f5965a0f64ff26bebd99e30470d8b2",
        "2a04000000000000000000000000000000000000000000000000000000000000",
    ),
    (3, 5): (
        "2a02000000000000000000000000000000000000000000000000000000000000",
        "2a03000000000000000000000000000000000000000000000000000000000000",
        "c2088815d65f60dbfa594d4e96504ab169cb6084bf0c132ab7c521fd2e0eba41",
        "2a04000000000000000000000000000000000000000000000000000000000000",
    ),
}

# Lines of witnesses: the example of C2SP tlog-cosignature (its line break in the base64 left out),
# and one of transparency-dev/formats; of neither is the verifier key public.
C2SP_COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurm"
    "RDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI"
    "5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
).encode()
FORMATS_COSIGNATURE = (
    "— witness.example/formats ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlq"
    "JyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==\n"
).encode()

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

TESSERA_TILE_3 = (
    "d0d7360ab79f58ab1e1e3fe64ad77e2ea0bc07e36b5f46ed2223edd9298df9e9"
    "ab1ab7f07c7c8fe0eff4ba6faa53c7e4412e91a599153e8aa4e01beece5b7825"
    "671f146c5e471e8a1a83a3c214ce4ba907b8f3a5888d14cc8cd3ce75bb12ef94"
)
TESSERA_BUNDLE_3 = "00036f6e65000374776f00057468726565"

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
DEMO_WITNESS_VKEY = "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
