"""Whole feeds as they are published; each was read by a person before it was kept."""

from __future__ import annotations

from pytest_regressions.file_regression import FileRegressionFixture

from boplan.store.reader import read
from tests.feeds.expected import STAMP, TODAY
from tests.feeds.feeds import NOTA, feeds_on
from tests.helpers import SHIPPED


def test_everything_of_the_small_timeline(file_regression: FileRegressionFixture) -> None:
    """With alarms: at nine, a week before the last of February; a fortnight before the PFHO."""
    feed = feeds_on(read(NOTA).timeline, TODAY, STAMP, alarms=True)["all.ics"]
    file_regression.check(feed, binary=True, extension=".ics")


def test_one_municipality_of_the_real_timeline(file_regression: FileRegressionFixture) -> None:
    feeds = feeds_on(read(SHIPPED).timeline, "2025-04-28", "2025-04-28T04:00:00Z")
    file_regression.check(feeds["municipality-eemnes.ics"], binary=True, extension=".ics")
