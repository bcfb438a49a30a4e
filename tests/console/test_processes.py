"""Many at once, and some of them killed: through the real command line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from subprocess import Popen
from typing import Any

import pytest

from ledger.app import Ledger, Surroundings
from ledger.app.intake import BATCH
from ledger.errors import LedgerError
from ledger.requests import Invite
from tests.console.talking import Line, Talk, account, feed, of_binding, shop

MANY = 8


def test_of_eight_who_ask_for_the_last_slot_one_gets_it(real: Talk) -> None:
    bound = range(MANY + 1, MANY + 4)
    real.take(
        shop(),
        *(line for n in (*range(1, MANY + 1), *bound) for line in account(f"A{n}")),
        *(of_binding("BindingActivated", "2026-02-01", f"B{n}", account=f"A{n}") for n in bound),
        *(
            of_binding("BindingInvited", "2026-02-01", f"B{n}", account=f"A{n}")
            for n in range(1, MANY + 1)
        ),
    )
    assert real.json("shop", "show", "tiktok:S1")["slots"]["tiktok.channel"]["left"] == 1
    before = len(real.exported())

    racers = [real.spawn("--json", "ask", "-") for _ in range(MANY)]
    for racer in racers:
        assert tell(racer, b"{\n")["answer"] == "error"  # it is there, and the ledger is open
    for number, racer in enumerate(racers, start=1):
        assert racer.stdin is not None
        request = {"ask": "AcceptInvitation", "id": f"r{number}", "binding": f"B{number}"}
        racer.stdin.write(feed({**request, "actor": "account"}))
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.flush()
    answers = [heard(racer) for racer in racers]
    for racer in racers:
        with racer:
            racer.stdin.close()  # type: ignore[union-attr]  # piped above
            assert racer.wait() == 2  # for the line that was no request

    granted = [answer for answer in answers if answer["answer"] == "done"]
    refused = [answer for answer in answers if answer["answer"] == "refused"]
    assert (len(granted), len(refused)) == (1, MANY - 1)
    for answer in refused:
        broken = [
            finding["rule"]
            for finding in answer["verdict"]["findings"]
            if finding["severity"] == "refuse" and finding["outcome"] != "holds"
        ]
        assert broken == ["shop.slots"]
    slots = real.json("shop", "show", "tiktok:S1")["slots"]["tiktok.channel"]
    assert slots == {"limit": 4, "used": 3, "reserved": 1, "left": 0}
    kinds = real.kinds("--after", str(before))
    assert sorted(set(kinds)) == [
        "BindingInvitationAccepted",
        "BindingReviewOpened",
        "RequestGranted",
        "RequestRefused",
    ]
    assert len(kinds) == MANY + 2
    recorded = [line["recordedtime"] for line in real.exported()]
    assert recorded == sorted(recorded)


def test_eight_separate_commands_race_too(real: Talk) -> None:
    real.take(
        shop(),
        *(line for n in range(1, MANY + 4) for line in account(f"A{n}")),
        *(
            of_binding(
                "BindingActivated" if n > MANY else "BindingInvited",
                "2026-02-01",
                f"B{n}",
                account=f"A{n}",
            )
            for n in range(1, MANY + 4)
        ),
    )
    racers = [
        real.spawn("accept", "--binding", f"B{n}", "--actor", "account") for n in range(1, MANY + 1)
    ]
    ended = []
    for racer in racers:
        with racer:
            _, complained = racer.communicate()
            assert complained == b""
            ended.append(racer.returncode)
    assert sorted(ended) == [0] + [3] * (MANY - 1)


def test_eight_who_ask_the_same_request_get_the_same_answer(real: Talk) -> None:
    real.take(shop(), *account())
    racers = [
        real.spawn(
            *("--json", "invite", "--id", "r1", "--actor", "ops", "--shop", "tiktok:S1"),
            *("--account", "tiktok:A1", "--program", "tiktok.channel"),
        )
        for _ in range(MANY)
    ]
    answers = []
    for racer in racers:
        with racer:
            printed, complained = racer.communicate()
            assert (racer.returncode, complained) == (0, b"")
            answers.append(json.loads(printed))
    assert all(answer == answers[0] for answer in answers)
    assert real.kinds()[-2:] == ["RequestGranted", "BindingInvited"]


def asked_in_between(act: Callable[[], object]) -> Surroundings:
    """Surroundings in which somebody else acts the first time the clock is read."""
    acts = iter([act])

    def clock() -> datetime:
        for one in acts:
            one()
        return datetime.now(UTC)

    return Surroundings(clock=clock)


def test_a_request_decided_by_somebody_else_meanwhile_is_not_decided_again(real: Talk) -> None:
    real.take(shop(), *account())
    names: Line = {"shop": "tiktok:S1", "account": "tiktok:A1", "program": "tiktok.channel"}
    request = Invite(id="r1", actor="ops", binding="B1", **names)
    theirs: list[Any] = []

    def ask() -> None:
        theirs.append(real.ask("Invite", id="r1", actor="ops", binding="B1", **names))

    around = asked_in_between(ask)
    with Ledger.open(real.ledger, write=True, surroundings=around) as ledger:
        answer = ledger.ask(request)
    assert (answer.granted, theirs[0]["answer"]) == (True, "done")
    assert [position for position, _ in answer.recorded] == [
        one["position"] for one in theirs[0]["recorded"]
    ]
    assert real.kinds()[-2:] == ["RequestGranted", "BindingInvited"]


def test_a_fact_annulled_by_somebody_else_meanwhile_is_not_annulled_again(real: Talk) -> None:
    real.take(shop(), *account())
    around = asked_in_between(lambda: real.ok("annul", "tests#A1-age", "--reason", "theirs"))
    with (
        Ledger.open(real.ledger, write=True, surroundings=around) as ledger,
        pytest.raises(LedgerError),
    ):
        ledger.annul("tests#A1-age", "ours")
    assert real.kinds().count("FactAnnulled") == 1


def test_eight_first_writers_make_one_ledger(nowhere: Talk) -> None:
    writers = [
        nowhere.spawn(
            *("record", "ShopRegistered", "--at", "2026-01-01T00:00:00Z", "--id", f"n{n}"),
            *(f"shop=tiktok:S{n}", "operating_country=MX"),
        )
        for n in range(MANY)
    ]
    for writer in writers:
        with writer:
            _, complained = writer.communicate()
            assert (writer.returncode, complained) == (0, b"")
    assert nowhere.kinds() == ["ShopRegistered"] * MANY
    texts = [line["id"] for line in nowhere.exported() if line["type"] == "RulebookAdopted.v1"]
    assert len(texts) == len(set(texts))


def test_a_killed_import_is_finished_by_the_same_import(real: Talk) -> None:
    shops = [shop(f"S{number}") for number in range(BATCH + 1_000)]
    law = len(real.exported())
    with real.spawn("import", "-") as importer:
        assert importer.stdin is not None
        importer.stdin.write(feed(*shops[: BATCH + 500]))
        importer.stdin.flush()
        waited = time.monotonic() + 30
        while len(real.exported()) == law:
            assert time.monotonic() < waited
            time.sleep(0.02)
        importer.kill()
        importer.wait()

    recorded = len(real.exported()) - law
    assert 0 < recorded < len(shops)
    finished = real.json("import", "-", stdin=feed(*shops))
    assert (finished["new"], finished["known"]) == (len(shops) - recorded, recorded)
    told = [line["data"]["shop"] for line in real.exported("--after", str(law))]
    assert told == [f"tiktok:S{number}" for number in range(len(shops))]


def test_a_first_write_that_is_killed_is_in_nobodys_way(nowhere: Talk) -> None:
    record = ("record", "ShopClosed", "--at", "2026-01-01T00:00:00Z", "--id", "n", "shop=tiktok:S1")
    for number in range(8):
        with nowhere.spawn(*record) as writer:
            time.sleep(0.1 + number * 0.06)
            writer.kill()
            writer.wait()
        # Either nothing is there, or a ledger with its law and perhaps the fact.
        there = nowhere.run("rules", "list")
        assert there.status in (0, 1), there
        if there.status == 0:
            assert "tiktok.channel" in there.out
    nowhere.ok(*record)
    assert nowhere.kinds() == ["ShopClosed"]


def tell(racer: Popen[bytes], line: bytes) -> Any:
    """Send a line, and give what is answered."""
    assert racer.stdin is not None
    racer.stdin.write(line)
    racer.stdin.flush()
    return heard(racer)


def heard(racer: Popen[bytes]) -> Any:
    """The next line of a racer's answers."""
    assert racer.stdout is not None
    return json.loads(racer.stdout.readline())
