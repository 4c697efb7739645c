"""The index of the feeds: what there is, for a person or program that looks for an address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boplan.feeds.writing.catalogue import Feed
from boplan.feeds.writing.edition import Edition
from boplan.feeds.writing.memory import FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One feed in the index."""

    file: str
    kind: str
    id: str | None
    name: str
    events: int
    """How many events it shows that are not cancelled."""
    cancelled: int
    changed: str | None
    """The newest stamp in it, as ISO 8601 in UTC; None without events."""


def entry_of(edition: Edition, feed: Feed) -> Entry:
    """Return what the index says of a feed."""
    found = edition.of(feed)
    off = sum(one.is_off for one in found)
    newest = max((one.stamps.modified for one in found), default=None)
    return Entry(
        file=feed.file,
        kind=feed.kind,
        id=feed.id,
        name=feed.name,
        events=len(found) - off,
        cancelled=off,
        changed=_iso(newest) if newest is not None else None,
    )


def document_of(
    title: str, entries: Sequence[Entry], edition: Edition, undated: Sequence[str]
) -> dict[str, Any]:
    """Return the index as a document; nothing in it changes unless a feed does."""
    return {
        "format": FORMAT,
        "title": title,
        "feeds": [
            {
                "file": one.file,
                "kind": one.kind,
                "id": one.id,
                "name": one.name,
                "events": one.events,
                "cancelled": one.cancelled,
                "changed": one.changed,
            }
            for one in entries
        ],
        "without_date": list(undated),
        "sequences": edition.sequences,
    }


def bytes_of(document: dict[str, Any]) -> bytes:
    """Return the document as the bytes of its file."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _iso(stamp: str) -> str:
    """Return 20260115T020000Z as 2026-01-15T02:00:00Z."""
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[9:11]}:{stamp[11:13]}:{stamp[13:15]}Z"
