"""The grammar of the page's answers, and that a wrong one is found out."""

from __future__ import annotations

import pytest

from tests.coverage.answers import expected, found

TOLD = [
    {"type": "BindingActivated.v1", "data": {"binding": "B1"}},
    {"type": "BindingEnded.v1", "data": {"binding": "B1", "reason": "shop_unlink"}},
    {"type": "BindingEnded.v1", "data": {"binding": "B2", "reason": "shop_closed"}},
]


@pytest.mark.parametrize(
    ("answer", "pairs"),
    [
        ("left = 4", [("left", 4)]),
        ("since = null; open = true", [("since", None), ("open", True)]),
        ('order = ["group", "status"]', [("order", ["group", "status"])]),
        ('value = "0.047"', [("value", "0.047")]),
        ("source = 003 / 3-02", [("source", "003 / 3-02")]),
        ("[a=b].c = shop:S1/小陈", [("[a=b].c", "shop:S1/小陈")]),
    ],
)
def test_a_value_is_json_or_a_text(answer: str, pairs: list[tuple[str, object]]) -> None:
    assert expected(answer) == pairs


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("length", 3),
        ("[type=BindingEnded.v1].length", 2),
        ("[type=BindingActivated.v1].data.binding", "B1"),
        ("[type=BindingEnded.v1][data.binding=B2].data.reason", "shop_closed"),
        ("[data.reason=nothing].length", 0),
    ],
)
def test_a_path_leads_through_lists(path: str, value: object) -> None:
    assert found(TOLD, path) == value


def test_a_key_with_dots_stands_in_brackets() -> None:
    assert found({"slots": {"tiktok.channel": {"left": 2}}}, "slots[tiktok.channel].left") == 2


@pytest.mark.parametrize("path", ["[type=BindingEnded.v1].data", "[type=Nothing.v1].data"])
def test_what_goes_on_from_a_list_is_one_thing(path: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        found(TOLD, path)


def test_a_key_that_is_not_there_is_no_answer() -> None:
    with pytest.raises(KeyError, match="left"):
        found({"used": 1}, "left")
