"""What holds for every test run: nothing is skipped, and the random seed is printed.

Loaded by pytest for the whole run (`addopts` in pyproject.toml). A skipped or expected-to-fail test
is a check that did not happen, so it turns the run red. Hypothesis draws from one seed, chosen
afresh for each run and printed, so that a run can be had again with `--hypothesis-seed`. Where `CI`
is set the seed is always the same: there a red run says something of the change, not of the dice.
"""

from __future__ import annotations

import os
import secrets

import pytest
from hypothesis import HealthCheck, settings

_not_run: list[str] = []

_SEED_OF_CI = 20261121

# Hypothesis brings a profile named "ci" of its own that always draws the same examples: this one
# replaces it. What bounds the time is the number of examples; a limit on each example would fail
# whenever other work shares the machine.
settings.register_profile(
    "ledger", derandomize=False, print_blob=True, deadline=None, max_examples=100
)
settings.register_profile(
    "ci",
    parent=settings.get_profile("ledger"),
    derandomize=False,
    max_examples=60,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose profile and seed before Hypothesis looks, and before workers get the options."""
    options = config.option
    in_ci = bool(os.environ.get("CI"))
    if options.hypothesis_profile is None:
        options.hypothesis_profile = "ci" if in_ci else "ledger"
    if options.hypothesis_seed is None:
        options.hypothesis_seed = str(_SEED_OF_CI if in_ci else secrets.randbelow(2**32))


def pytest_report_header(config: pytest.Config) -> str:
    """The options that repeat this run's random choices."""
    profile, seed = config.option.hypothesis_profile, config.option.hypothesis_seed
    return f"repeat with: --hypothesis-profile={profile} --hypothesis-seed={seed}"


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A whole module that was skipped."""
    if report.skipped:
        _not_run.append(f"{report.nodeid}: {_why(report)}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test that was skipped, or that was expected to fail (whether it did or not)."""
    if report.skipped or hasattr(report, "wasxfail"):
        _not_run.append(f"{report.nodeid}: {_why(report)}")


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    if hasattr(report, "wasxfail"):
        return f"expected to fail: {report.wasxfail}"
    longrepr = report.longrepr
    return str(longrepr[2] if isinstance(longrepr, tuple) else longrepr)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a run red in which every test that ran passed, but not every test ran."""
    if _not_run and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what did not run, and how to have the same random choices again."""
    if _not_run:
        terminalreporter.section("not run, which counts as failed", red=True)
        for place in _not_run:
            terminalreporter.line(place)
    terminalreporter.line(pytest_report_header(config))
