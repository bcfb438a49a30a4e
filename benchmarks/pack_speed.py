"""How fast the pack of a shop with a thousand facts is written, and how fast it is verified.

    python -m benchmarks.pack_speed [FACTS]

A ledger is filled; then one of its shops goes on until a thousand facts are about it, a fifth of
them decisions on its requests. Its pack is made, checked as `evidence verify` does, and checked by
the script that is in it.
"""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import orjson

from benchmarks.filled import count_of_arguments, fill
from benchmarks.lives import SEED, lines
from ledger.app import Ledger, Surroundings
from ledger.border import read_feed_line
from ledger.codec import encode
from ledger.console.pack_story import tell_case
from ledger.evidence.checking import check_pack
from ledger.evidence.members import SCRIPT, Pack, make_pack, script
from ledger.proof.heads import sign
from ledger.proof.keys import key_file, make_key
from ledger.queries.reading import facts_of
from ledger.requests import EnrolInCampaign
from ledger.store import open_store
from ledger.subjects import shop_tag

_SHOP = "tiktok:S0"
_WANTED = 1_000
_ASKED = 100
_TIMES = 3
_ENOUGH = 2_000_000


def main(facts: int) -> None:
    """Measure and print."""
    print(f"seed {SEED}, {facts:,} facts besides")
    with TemporaryDirectory() as name:
        path, folder = Path(name) / "ledger.db", Path(name)
        _go_on(path, fill(path, facts))
        key = folder / "key"
        make_key(key, "bench", bytes(32))
        with open_store(str(path)) as store, key_file(key) as opened:
            sign(store, opened)
            verifier = opened.signer.verifier
        pack = _make(path)
        for _ in range(_TIMES):
            pack = _make(path)
        for _ in range(_TIMES):
            start, busy = perf_counter(), process_time()
            found = check_pack(pack.data, tell_case, verifier)
            assert found.is_ok, found.flaws
            _print("verified", start, busy)
        (folder / "pack.tar").write_bytes(pack.data)
        (folder / SCRIPT).write_bytes(script())
        start = perf_counter()
        words = ["sh", str(folder / SCRIPT), verifier.vkey, str(folder / "pack.tar")]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        print(f"  checked by the script: {perf_counter() - start:.1f} s")


def _make(path: Path) -> Pack:
    start, busy = perf_counter(), process_time()
    with open_store(str(path), write=False) as store:
        pack = make_pack(store, "subject", shop_tag(_SHOP), tell_case)
    assert pack is not None
    told, size = len(pack.case.told), len(pack.data)
    _print(f"pack of {told:,} facts, {size:,} bytes, made", start, busy)
    return pack


def _print(what: str, start: float, busy: float) -> None:
    elapsed, used = perf_counter() - start, process_time() - busy
    print(f"  {what}: {elapsed:.2f} s, {used:.2f} s of the processor")


def _go_on(path: Path, last: datetime) -> None:
    """The shop enrols, and lives on faster than the others, until so many facts are about it."""
    clock = (last + timedelta(minutes=number) for number in count(1))
    surroundings = Surroundings(clock=lambda: next(clock))
    with Ledger.open(str(path), write=True, surroundings=surroundings) as ledger:
        for number in range(_ASKED):
            name = f"asked-{number}"
            asked = EnrolInCampaign(id=name, shop=_SHOP, campaign=name, actor="shop:ops")
            ledger.ask(asked)
        tag = shop_tag(_SHOP)
        missing = _WANTED - sum(1 for _ in facts_of(ledger.store, [tag]))
        about = (line for line in lines(_ENOUGH) if b'"%s"' % _SHOP.encode() in line)
        more = (orjson.loads(line) | {"source": "more"} for line in about)
        drafts = [read_feed_line(line) for line in islice(more, missing)]
        learnt = ledger.store.head().recordedtime
        assert learnt is not None
        ledger.store.write(
            None, lambda first, _: [encode(one, learnt, surroundings.new_salt) for one in drafts]
        )


if __name__ == "__main__":
    main(count_of_arguments(20_000))
