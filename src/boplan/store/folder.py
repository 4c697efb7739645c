"""A directory of files that belong together, as a web server serves them.

One boplan at a time writes in it: the directory itself is locked, so no lock file is left
for a web server to find. Each file is replaced in one step, and only when it changes: a
server tells by date and size whether who has it must fetch it again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from boplan.model.vocabulary import Text
from boplan.store.files import WriteError, replace, speaking, sync_directory
from boplan.store.problems import visible

WAIT = 60.0
"""How many seconds to wait for another boplan that writes in the same directory."""

MOST_BYTES = 200 * 1024 * 1024
"""A file that is larger is not one of ours."""

_BESIDE = re.compile(r"\.[a-z0-9-]+\.(?:ics|json)\.new")
_NOT_ALLOWED = "hier mag u niet schrijven", "you may not write here"


class Folder:
    """A directory that is open for writing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextlib.contextmanager
    def held(self) -> Iterator[Folder]:
        """Hold the directory, made if only itself is missing; raises WriteError."""
        with speaking(*_NOT_ALLOWED):
            if not self._path.is_dir():
                self._make()
            opened = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _lock(opened)
            self._sweep()
            yield self
            sync_directory(self._path)
        finally:
            os.close(opened)  # and with it the lock

    def _make(self) -> None:
        if self._path.exists() or self._path.is_symlink():
            raise WriteError(Text("is geen map", "is not a directory"))
        if not self._path.parent.is_dir():
            above = visible(str(self._path.parent))
            raise WriteError(Text(f"de map {above} bestaat niet", f"there is no directory {above}"))
        with speaking("deze map mag u niet maken", "you may not make this directory"):
            self._path.mkdir(exist_ok=True)

    def _sweep(self) -> None:
        """Take away what a run that was killed left half written."""
        for one in self._path.glob(".*.new"):
            if _BESIDE.fullmatch(one.name):
                with contextlib.suppress(OSError):
                    one.unlink()

    def read(self, belongs: Callable[[str], bool]) -> dict[str, bytes]:
        """Return the files whose names belong, by name; raises WriteError."""
        with speaking("deze map mag u niet lezen", "you may not read this directory"):
            names = sorted(one.name for one in self._path.iterdir())
        return {name: self._content(name) for name in names if belongs(name)}

    def _content(self, name: str) -> bytes:
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
        shown = visible(name)
        with speaking(f"{shown} mag u niet lezen", f"you may not read {shown}"):
            if not (self._path / name).is_file():  # also a link that leads nowhere
                raise WriteError(
                    Text(f"{shown} is geen gewoon bestand", f"{shown} is not a regular file")
                )
            with os.fdopen(os.open(self._path / name, flags), "rb") as file:
                data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise WriteError(Text(f"{shown} is te groot", f"{shown} is too large"))
        return data

    def put(self, name: str, data: bytes) -> None:
        """Put a file in its place in one step; raises WriteError."""
        shown = visible(name)
        try:
            with speaking(*_NOT_ALLOWED):
                replace(self._path / name, self._path / f".{name}.new", data)
        except WriteError as error:
            raise WriteError(
                Text(f"{shown}: {error.text.nl}", f"{shown}: {error.text.en}"),
                is_failure=error.is_failure,
            ) from None


def _lock(opened: int) -> None:
    until = time.monotonic() + WAIT
    while True:
        try:
            with speaking("is niet te vergrendelen", "cannot be locked"):
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise WriteError(
                    Text(
                        "een ander programma schrijft hier al een minuut",
                        "another program has been writing here for a minute",
                    )
                ) from None
            time.sleep(0.05)
        else:
            return
