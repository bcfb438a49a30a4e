"""What happens around every command: options, errors, exit statuses, languages."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from ledger.console import language_of
from tests.console_kit.running import PROBE, ROOT, Done, environment, run


def told(done: Done) -> dict[str, Any]:
    """The one JSON document a run printed."""
    document: dict[str, Any] = json.loads(done.out)
    return document


def test_options_stand_before_or_after_the_command() -> None:
    options = ("--ledger", "a.db", "--json", "--lang", "zh", "--now", "2026-03-01T09:00:00+08:00")
    for line in (
        (*options, "show", "invocation", "tiktok:S1"),
        ("show", *options, "invocation", "tiktok:S1"),
        ("show", "invocation", "tiktok:S1", *options),
        ("--ledger", "other.db", "show", "invocation", *options, "tiktok:S1"),
    ):
        done = run(*line)
        assert done.status == 3, done.err
        assert told(done)["said"] == {
            "ledger": "a.db",
            "json": True,
            "csv": False,
            "lang": "zh",
            "now": "2026-03-01T01:00:00Z",
            "asked": None,
            "query": None,
        }


def test_an_option_given_as_a_value_is_a_value() -> None:
    done = run("show", "invocation", "tiktok:S1", "--reason", "--json")

    assert told(done)["reason"] == "--json"
    assert told(done)["said"]["json"] is False


def test_the_ledger_comes_from_the_environment_unless_named() -> None:
    line = ("show", "invocation", "tiktok:S1")

    assert told(run(*line))["said"]["ledger"] == "./bindledger.db"
    assert told(run(*line, BINDLEDGER_LEDGER="e.db"))["said"]["ledger"] == "e.db"
    named = run(*line, "--ledger", "n.db", BINDLEDGER_LEDGER="e.db")
    assert told(named)["said"]["ledger"] == "n.db"


def test_clocks_are_instants_digests_and_files() -> None:
    digest = "sha256:" + "0" * 64
    line = ("show", "invocation", "tiktok:S1", "--valid", "2026-03-01T09:00:00.5+08:00")

    assert told(run(*line))["valid"] == "2026-03-01T01:00:00.5Z"
    assert told(run(*line, "--rules", digest))["rules"] == digest
    assert told(run(*line, "--rules", "pyproject.toml"))["rules"] == "pyproject.toml"
    assert told(run(*line, "--rules", "2026-03-01T09:00:00Z"))["rules"] == "2026-03-01T09:00:00Z"


@pytest.mark.parametrize(
    ("line", "where", "part"),
    [
        (("shw",), "bindledger", "did you mean show?"),
        (("show", "invocatoin"), "bindledger show", "did you mean invocation?"),
        (("show", "invocation", "tiktok:S1", "--vald"), "bindledger show invocation", "--valid"),
        (("show", "invocation"), "bindledger show invocation", "is missing"),
        (("--ledger",), "bindledger", "--ledger"),
        (("--lang", "fr", "show"), "bindledger --lang", "'fr'"),
        (("--now", "2026-03-01", "show", "invocation", "t:1"), "bindledger --now", "RFC 3339"),
        (("take", "S1"), "bindledger take SUBJECT", "shop:tiktok:S1"),
        (("take", "shop:\x1b"), "bindledger take SUBJECT", "control characters"),
        (("take", "shop:a", "b"), "bindledger take", "b"),
        (
            ("show", "invocation", "tiktok:S1", "--valid", "1772355600"),
            "bindledger show invocation --valid",
            "RFC 3339",
        ),
        (
            ("show", "invocation", "tiktok:S1", "--rules", "nowhere.toml"),
            "bindledger show invocation --rules",
            "sha256:",
        ),
        (("show", "invocation", "S1"), "bindledger show invocation SHOP", "<platform>:<id>"),
    ],
)
def test_wrong_usage_says_what_where_why_and_what_now(
    line: tuple[str, ...], where: str, part: str
) -> None:
    human = run(*line)
    machine = run("--json", *line)

    assert human.status == machine.status == 2
    assert human.out == machine.err == ""
    error = told(machine)["error"]
    assert list(error) == ["what", "where", "why", "now"]
    assert error["what"]
    assert error["now"]
    assert error["where"] == where
    assert part in " ".join(error.values())
    assert human.err.startswith(f"Error: {error['what']}\n  where: {where}\n")


def test_json_and_csv_exclude_each_other() -> None:
    done = run("--csv", "show", "invocation", "tiktok:S1", "--json")

    assert done.status == 2
    assert "exclude" in told(done)["error"]["what"]


def test_an_error_of_the_ledger_is_told_in_four_lines_or_one_object() -> None:
    human = run("fail", "ledger")
    machine = run("fail", "ledger", "--json")

    assert human.status == machine.status == 1
    assert human.err == (
        "Error: there is no shop S9\n  where: a.db\n  why:   no fact\n  now:   see list\n"
    )
    expected = {"what": "there is no shop S9", "where": "a.db", "why": "no fact", "now": "see list"}
    assert told(machine) == {"error": expected}


def test_bytes_that_are_no_text_make_no_other_error() -> None:
    human = run("take", b"\xff\xfe")
    machine = run("--json", "take", b"\xff\xfe")

    assert human.status == machine.status == 2
    assert r"\udcff" in human.err
    assert r"\udcff" in told(machine)["error"]["what"]


def test_an_error_nobody_foresaw_keeps_its_traceback() -> None:
    done = run("fail", "surprise")

    assert done.status == 1
    assert "Traceback" in done.err
    assert "RuntimeError: nobody foresaw surprise" in done.err


def test_no_command_is_wrong_usage_with_help() -> None:
    done = run()

    assert done.status == 2
    assert done.out == ""
    assert "Usage: bindledger" in done.err


def test_an_interrupt_ends_with_a_sentence() -> None:
    done = run("fail", "interrupt")

    assert done.status == 130
    assert done.err == "Stopped. What was recorded before stays recorded.\n"


def test_a_real_interrupt_ends_the_same_way() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", PROBE, "flood"],
        cwd=ROOT,
        env=environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()

    assert process.returncode == 130
    assert err.decode() == "Stopped. What was recorded before stays recorded.\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", PROBE, "flood"],
        cwd=ROOT,
        env=environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b'{"line":0}\n'
        process.stdout.close()
        err = process.stderr.read()

    assert process.returncode == 141
    assert err == b""


@pytest.mark.parametrize(
    ("line", "variables", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ([], {"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
        (["shop", "--lang", "zh"], {"LANG": "en_US"}, "zh"),
        (["--lang=en", "shop"], {"LANG": "zh_CN"}, "en"),
        (["shop", "--lang"], {}, "en"),
        (["record", "--", "--lang", "zh"], {}, "en"),
    ],
)
def test_the_language_is_asked_for_or_that_of_the_locale(
    line: list[str], variables: dict[str, str], language: str
) -> None:
    assert language_of(line, variables) == language


def test_help_imports_no_command() -> None:
    # The table of the probe names a module that does not exist.
    done = run("--help", COLUMNS="60")

    assert done.status == 0, done.err
    assert "Never imported by help." in done.out
    assert "事物" in done.out


def test_help_of_a_command_has_an_example_and_no_global_options() -> None:
    done = run("show", "invocation", "--help")

    assert done.status == 0
    assert "$ bindledger show invocation S1" in done.out
    assert "--valid" in done.out
    assert "--ledger" not in done.out


def test_the_real_console_starts_without_what_only_commands_need() -> None:
    script = (
        "import sys\nfrom ledger.console import main\nmain(['--help'])\n"
        "print(sorted({'sqlalchemy', 'pydantic', 'msgspec', 'eventsourcing'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_help_of_the_real_console_and_how_long_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    times = []
    for _ in range(4):
        start = time.perf_counter()
        done = run("--help", module="cli")
        times.append(time.perf_counter() - start)
        assert done.status == 0, done.err

    # A measurement, not a limit: other work may share the machine.
    with capsys.disabled():
        print(f"\nbindledger --help: {min(times[1:]):.3f} s (to be below 0.25 s)")
    assert run("--version", module="cli").out.startswith("bindledger ")
