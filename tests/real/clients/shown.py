"""What the Python readers here have in common: how they tell what they list.

They run in .venv-clients, which knows nothing of boplan: only the standard library here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.feeds.expected import Seen

THERE = ZoneInfo("Europe/Amsterdam")


def shown(first: date, end: date, title: str, status: str) -> Seen:
    """Return an event as a person sees it there, of its DTSTART and DTEND as read."""
    if isinstance(first, datetime) and isinstance(end, datetime):
        return Seen(_local(first), _local(end), title, status)
    assert not isinstance(first, datetime)
    assert not isinstance(end, datetime)
    return Seen(first.isoformat(), (end - timedelta(1)).isoformat(), title, status)


def _local(at: datetime) -> str:
    assert at.tzinfo, "a reader that does not know the zone"
    return f"{at.astimezone(THERE):%Y-%m-%dT%H:%M}"


def tell(lists: Callable[[bytes], list[Seen]]) -> None:
    """Print as JSON what is listed of each feed that the command line names."""
    print(json.dumps([lists(Path(name).read_bytes()) for name in sys.argv[1:]]))
