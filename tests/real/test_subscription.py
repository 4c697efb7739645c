"""A subscription over HTTP: what changes in the timeline arrives in a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feeds.expected import EXPECTED, Seen
from tests.real.exports import DAY_AFTER, NOTA, export, moved, without
from tests.real.servers import nginx, public_folder
from tests.real.subscription import Subscription

pytestmark = pytest.mark.real

REMOVED = "2026-01-17T02:00:00Z"
LAST_DAY = ("2026-03-17", "2026-03-17T02:00:00Z")
GONE = ("2026-03-19", "2026-03-19T02:00:00Z")


@pytest.fixture
def published() -> Iterator[tuple[Path, str]]:
    """Give a folder that nginx serves, and its address."""
    with public_folder() as home:
        folder = home / "agenda"
        folder.mkdir()
        folder.chmod(0o755)
        with nginx(folder) as address:
            yield folder, address


def test_changes_arrive_and_a_removed_step_is_cancelled_before_it_goes(
    published: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = published
    export(NOTA, folder)
    feeds = {"all": "all.ics", "sport": "process-accommodaties.ics"}
    person = Subscription(tmp_path, {name: address + file for name, file in feeds.items()})

    def calendars() -> dict[str, list[Seen]]:
        person.sync()
        return person.lists()

    first = calendars()
    assert first["all"] == EXPECTED
    assert 0 < len(first["sport"]) < len(EXPECTED)
    assert calendars() == first

    export(moved(NOTA), folder, stamp=DAY_AFTER)
    second = calendars()
    assert set(second["all"]) - set(EXPECTED) == {
        Seen("2026-03-06T10:00", "2026-03-06T11:30", "PFHO – bespreken Nota"),
        Seen("2026-02-13", "2026-02-13", "AO – voorbereiding Nota voor PFHO (afgeleid)",
             "TENTATIVE"),
    }  # fmt: skip
    assert len(second["all"]) == len(EXPECTED)
    assert second["sport"] == first["sport"]

    timeline = without(moved(NOTA), "opening")
    export(timeline, folder, stamp=REMOVED)
    third = calendars()
    (cancelled,) = set(third["all"]) - set(second["all"])
    (was,) = set(second["all"]) - set(third["all"])
    assert cancelled == was._replace(title=f"Vervallen: {was.title}", status="CANCELLED")
    assert cancelled in third["sport"]

    for today, stamp in (LAST_DAY, GONE):
        assert cancelled in calendars()["all"]
        export(timeline, folder, today=today, stamp=stamp)
    last = calendars()
    assert cancelled.first not in {one.first for one in last["all"]}
    assert cancelled not in last["sport"]
    assert len(last["all"]) == len(EXPECTED) - 1
