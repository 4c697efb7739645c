"""What caldav reads back of each feed out of a Radicale: radicale_lists URL FEED..."""

from __future__ import annotations

import sys
from itertools import count

import caldav
import icalendar

from tests.feeds.expected import Seen
from tests.real.clients.shown import shown, tell

SERVER = sys.argv.pop(1)
CLIENT = caldav.DAVClient(SERVER, username="boplan", password="")
CLIENT.principal()  # Radicale makes the home of who comes for the first time
NUMBERS = count()


def _seen(calendar: icalendar.Calendar) -> Seen:
    (event,) = calendar.events
    return shown(event.start, event.end, str(event["SUMMARY"]), str(event["STATUS"]))


def lists(feed: bytes) -> list[Seen]:
    address = f"{SERVER}boplan/feed{next(NUMBERS)}/"
    # The whole collection at once, as "upload a calendar" does it.
    answer = CLIENT.put(address, feed, {"Content-Type": "text/calendar; charset=utf-8"})
    assert answer.status == 201, answer.status
    return [_seen(one.icalendar_instance) for one in CLIENT.calendar(url=address).events()]


if __name__ == "__main__":
    tell(lists)
