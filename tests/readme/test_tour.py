"""The README is run: every console block, in order, in one shell, and its output compared."""

from __future__ import annotations

import pytest

from tests.readme.tour import README, run, steps, written

STEPS = steps(README.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each command of the tour prints."""
    return run([command for command, _ in STEPS], tmp_path_factory.mktemp("tour"))


def test_the_tour_prints_what_the_readme_shows(printed: list[str]) -> None:
    for (command, shown), output in zip(STEPS, printed, strict=True):
        assert output == shown, command


def test_the_tour_shows_a_refusal_and_changes_nothing_when_written_again(
    printed: list[str],
) -> None:
    text = README.read_text(encoding="utf-8")
    assert len(STEPS) >= 12
    assert "[exit status 3]" in text
    assert written(text, printed) == text
