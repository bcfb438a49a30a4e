"""Whatever a platform comes to send, a line is read, kept raw, or bad: nothing falls over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.app import Ledger
from tests.console.talking import Talk, feed
from tests.feeds.samples import SECRET_OF, TOLD, sample

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 10**30, 1.5, "", "x", "\ud800", "\x00", "%", "{", "[1]", "{}", [], {}, [7]]
)


QUIET: Final = ("douyin-mini-program", "wechat-accounts", "wechat-league", "douyin-push")
"""What says that nothing changed, or brings an empty list of messages, tells no fact."""


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every part of a JSON value."""
    inner: dict[Any, Any] = value if isinstance(value, dict) else {}
    if isinstance(value, list):
        inner = dict(enumerate(value))
    for key, part in inner.items():
        yield (key,)
        yield from ((key, *more) for more in places(part))


def changed(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    """The value with the part at the end of a way replaced."""
    if not way:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = changed(value[way[0]], way[1:], new)
    return copy


@pytest.mark.parametrize("form", TOLD)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_part_of_a_payload_brings_an_import_down(
    tmp_path: Path, form: str, data: st.DataObject
) -> None:
    talk = Talk(str(tmp_path / "odd.db"))
    if not Path(talk.ledger).exists():
        Ledger.create(talk.ledger, origin="odd", bare=True).store.close()
    line = json.loads(data.draw(st.sampled_from(sample(form).splitlines())))
    body = line["body"]
    if isinstance(body, str) and not body.startswith("<"):
        line["body"] = json.loads(body)
    way = data.draw(st.sampled_from(list(places(line))))
    odd = changed(line, way, data.draw(ODD))
    if data.draw(st.booleans()) and isinstance(odd.get("body"), dict):
        odd["body"] = json.dumps(odd["body"])
    secret = tmp_path / "secret"
    secret.write_text(SECRET_OF.get(form, ""), encoding="utf-8")
    words = ("--secret-file", str(secret)) if form == "wechat-pay" else ()

    done = talk.run(
        *("--json", "import", "-", "--format", form, "--dry-run", *words),
        stdin=feed(json.dumps(odd).encode()),
    )

    assert done.status in (0, 2), (odd, done.err)
    told = done.json
    assert (done.status == 2) == bool(told["rejected"]), told
    assert told["rejected"] or told["new"] or told["tests"] or form in QUIET, (odd, told)
