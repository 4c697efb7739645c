"""The web servers of docs/operations.md hand out whole feeds, and only when they changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.feeds.checker import faults
from tests.helpers import HEAD, step
from tests.real.exports import DAY_AFTER, NOTA, export, next_second, without
from tests.real.servers import apache, nginx, public_folder

pytestmark = pytest.mark.real

Server = Callable[[Path], AbstractContextManager[str]]


class Answer(NamedTuple):
    code: int
    headers: HTTPMessage
    body: bytes


def get(address: str, **headers: str) -> Answer:
    """Ask a server for something, over a connection of its own."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=60)
    try:
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", parts.path, headers=asked)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    with public_folder() as home:
        folder = home / "agenda"
        folder.mkdir()
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize("server", [nginx, apache])
def test_only_what_changed_is_fetched_again(server: Server, folder: Path) -> None:
    export(NOTA, folder)
    with server(folder) as address:
        first = {feed.name: get(address + feed.name) for feed in folder.glob("*.ics")}
        assert len(first) > 5
        for name, answer in first.items():
            assert answer.code == 200, name
            assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
            assert answer.body == (folder / name).read_bytes()
        assert get(f"{address}index.json").headers["Content-Type"].startswith("application/json")

        next_second(folder)
        export(NOTA, folder, stamp=DAY_AFTER)
        for name, answer in first.items():
            etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
            assert get(address + name, If_None_Match=etag)[::2] == (304, b"")
            assert get(address + name, If_Modified_Since=modified)[::2] == (304, b"")

        export(without(NOTA, "opening"), folder, stamp=DAY_AFTER)
        changed = set()
        for name, answer in first.items():
            again = get(address + name, If_None_Match=answer.headers["ETag"])
            if again.code == 200:
                changed.add(name)
                assert again.headers["ETag"] != answer.headers["ETag"]
                assert b"STATUS:CANCELLED" in again.body
        assert changed == {"all.ics", "process-accommodaties.ics"}


@pytest.mark.parametrize("server", [nginx, apache])
def test_nothing_else_is_served(server: Server, folder: Path) -> None:
    export(NOTA, folder)
    (folder / ".all.ics.new").write_text("half", encoding="utf-8")
    (folder / "notes.txt").write_text("secret", encoding="utf-8")
    with server(folder) as address:
        for name in ("", ".all.ics.new", "notes.txt", "all.ics.bak", "../agenda.toml"):
            assert get(address + name).code in (400, 403, 404), name


MANY = HEAD + "".join(
    step(f"s{number}", f"when = 2026-{number % 12 + 1:02}-{number % 28 + 1:02}")
    for number in range(400)
)
EXPORTS = 12


def test_nobody_ever_fetches_half_a_feed(folder: Path) -> None:
    """While feeds of 200 kB are written anew all the time, somebody fetches all the time."""
    export(MANY, folder)
    bodies: set[bytes] = set()
    wrong: list[Answer] = []
    done = Event()

    def fetch(address: str) -> None:
        while not done.is_set():
            answer = get(f"{address}all.ics")
            whole = int(answer.headers["Content-Length"] or -1) == len(answer.body)
            if answer.code == 200 and whole:
                bodies.add(answer.body)
            else:
                wrong.append(answer)

    with nginx(folder) as address:
        reader = Thread(target=fetch, args=(address,))
        reader.start()
        try:
            for number in range(EXPORTS):
                title = f'"Stap s7, voor de {number}e keer anders"'
                export(MANY.replace('"Stap s7"', title), folder,
                       stamp=f"2026-01-16T02:{number:02}:00Z")  # fmt: skip
        finally:
            done.set()
            reader.join()
        bodies.add(get(f"{address}all.ics").body)
    assert wrong == []
    assert len(bodies) > EXPORTS // 2
    for body in bodies:
        assert body.endswith(b"END:VCALENDAR\r\n")
        assert faults(body) == []
