"""What vobject lists of each feed, after its own strict validation."""

from __future__ import annotations

import vobject

from tests.feeds.expected import Seen
from tests.real.clients.shown import shown, tell


def lists(feed: bytes) -> list[Seen]:
    (calendar,) = vobject.readComponents(feed.decode(), validate=True)
    calendar.validate(raiseException=True)
    return [
        shown(one.dtstart.value, one.dtend.value, one.summary.value, one.status.value)
        for one in calendar.contents.get("vevent", [])
    ]


if __name__ == "__main__":
    tell(lists)
