"""What caldav reads back of each feed out of a Radicale: radicale_lists URL FEED..."""

from __future__ import annotations

import sys

import caldav
import icalendar

from tests.feeds.expected import Seen
from tests.real.clients.shown import shown, tell

SERVER = sys.argv.pop(1)
CLIENT = caldav.DAVClient(SERVER, username="boplan", password="")


def _seen(calendar: icalendar.Calendar) -> Seen:
    (event,) = calendar.events
    return shown(event.start, event.end, str(event["SUMMARY"]), str(event["STATUS"]))


def lists(feed: bytes) -> list[Seen]:
    made = CLIENT.principal().make_calendar(name="feed")
    # The whole collection at once, as "upload a calendar" does it.
    answer = CLIENT.put(str(made.url), feed, {"Content-Type": "text/calendar; charset=utf-8"})
    assert answer.status in (200, 201, 204), answer.status
    return [_seen(one.icalendar_instance) for one in made.events()]


if __name__ == "__main__":
    tell(lists)
