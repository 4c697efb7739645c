"""What `warn --once` has said: a small file beside the timeline's own, safe against anything.

It holds a mark for every key that was there the last time; what is gone is forgotten, so
that it is news when it comes back. Nothing here may silence a warning: whatever cannot be
trusted counts as if nothing had been said. A checksum tells what was damaged.

Two runs take turns by a lock on a file beside it. A new state is written beside the old
one and takes its place in one go, so that a reader finds the old or the new one, whole.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from boplan.model.vocabulary import Text
from boplan.store.files import replace, sync_directory
from boplan.store.problems import visible

FORMAT = 1
"""The version of the file; any other one is not read."""

WAIT = 30.0
"""How many seconds a run waits for another one to end."""

_LARGEST = 64 * 1024 * 1024
_OURS = b"# boplan warn, state "
_HEAD = re.compile(rb"# boplan warn, state (\d{1,9}), ([0-9a-f]{8})\n")
_DAY = re.compile(r"(?:\d{4}-\d\d-\d\d)?")

Mark = tuple[int, str]


class State:
    """What was said before, and where to keep what is said now."""

    def __init__(self, path: str, about: str) -> None:
        self._path = path
        self._real = Path(os.path.realpath(path))  # a link to itself stays one
        self._about = about
        self._kept: dict[str, Mark] | None = None
        self._usable = True
        self.said: dict[str, Mark] = {}
        """The mark of everything that was there the last time, as far as that is certain."""
        self.trouble: Text | None = None
        """Why nothing of what was said before is known, None if it is."""
        self.is_new = False
        """There is no state yet: no trouble, unless it should have been there."""

    def is_news(self, key: str, mark: Mark) -> bool:
        """Return whether it was not said yet, turns on another day, or got worse."""
        before = self.said.get(key)
        return before is None or before[1] != mark[1] or mark[0] > before[0]

    def keep(self, now: Mapping[str, Mark]) -> Text | None:
        """Keep the marks of all that is there now; return why that fails, None if it does not."""
        if not self._usable:
            return None  # the trouble says why
        marks = dict(sorted(now.items()))
        if marks == self._kept:
            return None
        try:
            self._replace(_written(marks, self._about))
        except OSError as error:
            return self._unwritable(error)
        return None

    def _replace(self, data: bytes) -> None:
        replace(self._real, self._beside(".new"), data)  # one name, under the lock
        sync_directory(self._real.parent)

    def _beside(self, end: str) -> Path:
        return self._real.with_name(self._real.name + end)

    def _load(self) -> None:
        """Read the state that is there, if it is one."""
        data = _read(self._real)
        if data is None:
            self.is_new = True
            return
        if not data.strip(b"\0"):
            self.trouble = self._anew(Text("is leeg", "is empty"))
            return
        if not data.startswith(_OURS):
            self._leave(
                Text(
                    "is geen geheugen van boplan warn, en blijft daarom zoals het is",
                    "is not a memory of boplan warn, and is therefore left as it is",
                )
            )
            return
        head = _HEAD.match(data)
        if head is not None and int(head[1]) != FORMAT:
            self.trouble = self._anew(
                Text("is van een andere versie van boplan", "is of another version of boplan")
            )
            return
        found = _parsed(data[head.end() :], head[2]) if head else None
        if found is None:
            self.trouble = self._anew(Text("is beschadigd", "is damaged"))
            return
        about, marks = found
        if about != self._about:
            self.trouble = self._anew(
                Text(
                    "hoort bij een andere tijdlijn of een andere keuze van stappen",
                    "belongs to another timeline or another choice of steps",
                )
            )
            return
        self.said = self._kept = marks

    def _anew(self, why: Text) -> Text:
        return Text(
            f"het geheugen {self._name} {why.nl}; alles wordt opnieuw gezegd",
            f"the memory {self._name} {why.en}; everything is said again",
        )

    def _leave(self, why: Text) -> None:
        """Use the file neither to read nor to write: say everything, every time."""
        self._usable = False
        self.trouble = Text(
            f"{self._name} {why.nl}; alles wordt elke keer gezegd",
            f"{self._name} {why.en}; everything is said every time",
        )

    def _unwritable(self, error: OSError) -> Text:
        why = error.strerror or str(error)
        return Text(
            f"het geheugen {self._name} is niet te schrijven ({why}); wat hier staat wordt "
            "opnieuw gezegd",
            f"the memory {self._name} cannot be written ({why}); what stands here is said again",
        )

    def missing(self) -> Text:
        """Return that there was no state, for a run that has something to say."""
        return Text(
            f"het geheugen {self._name} is er nog niet; alles wordt gezegd",
            f"the memory {self._name} is not there yet; everything is said",
        )

    @property
    def _name(self) -> str:
        return visible(self._path)

    @contextmanager
    def held(self) -> Iterator[State]:
        """Hold the state, so that no other run says or keeps anything meanwhile."""
        lock = None
        try:
            found = _status(self._real)
            if found is not None and not stat.S_ISREG(found.st_mode):
                self._leave(Text("is geen gewoon bestand", "is not an ordinary file"))
            else:
                lock = _lock(self._beside(".lock"))
                self._load()
        except TimeoutError:
            self._leave(
                Text(
                    f"is na {WAIT:.0f} seconden nog in gebruik bij een andere boplan warn",
                    f"is still in use by another boplan warn after {WAIT:.0f} seconds",
                )
            )
        except OSError as error:
            why = error.strerror or str(error)
            self._leave(
                Text(
                    f"is niet als geheugen te gebruiken ({why})",
                    f"cannot be used as a memory ({why})",
                )
            )
        try:
            yield self
        finally:
            if lock is not None:
                os.close(lock)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _lock(path: Path) -> int:
    """Return a descriptor that holds the lock; the file stays, for removing it is a race."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    lock = os.open(path, flags, 0o666)
    until = time.monotonic() + WAIT
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TimeoutError from None
                time.sleep(0.05)
            else:
                return lock
    except OSError:
        os.close(lock)
        raise


def _read(path: Path) -> bytes | None:
    """Return the bytes of the file, of a far too large one only so many; None if not there."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            return file.read(_LARGEST)
    except FileNotFoundError:
        return None


def _written(marks: Mapping[str, Mark], about: str) -> bytes:
    document = {"about": about, "said": marks}
    body = (json.dumps(document, ensure_ascii=True, indent=0) + "\n").encode()
    return b"%s%d, %08x\n" % (_OURS, FORMAT, crc32(body)) + body


def _parsed(body: bytes, checksum: bytes) -> tuple[str, dict[str, Mark]] | None:
    """Return what the state is about and its marks, None unless all of it is as written."""
    if b"%08x" % crc32(body) != checksum:
        return None
    try:
        document = json.loads(body)
        about, said = document["about"], document["said"]
        marks = {str(key): (grade, day) for key, (grade, day) in said.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    for grade, day in marks.values():
        if type(grade) is not int or not isinstance(day, str) or not _DAY.fullmatch(day):
            return None
    return (about, marks) if isinstance(about, str) else None
