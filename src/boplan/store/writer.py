"""Records out: `[[record]]` tables more at the end of the file, and nothing else of it changed.

What a person wrote stays byte for byte, because the new file is the old one with something
behind it. Nothing is lost on the way:

    lock         only one boplan writes; it waits for another, but not for ever
    read         the file as it is now, not as it was when it was shown
    validate     the whole result, with the reader that every command uses
    write beside a new file in the same directory, with the mode and owner of the old one
    fsync        so that what takes its place is really there
    exchange     the old file for the new one, in one step

A process that is killed on the way leaves the old file or the new one, and at worst a file
`.boplan-….tmp` beside it that nobody reads. An editor asks for no lock: what it saved while
we were at it is noticed, and the work starts again from there.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import random
import re
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from boplan.model.timeline import Record, Timeline
from boplan.model.vocabulary import Text
from boplan.store.files import WriteError, speaking, sync_directory
from boplan.store.problems import UnusableError, visible
from boplan.store.reader import MOST_BYTES, Reading, parse, read_bytes

PATIENCE = 60.0
"""How many seconds to wait for another boplan that has the file in hand."""

MOST_TRIES = 30
"""How often to start again because the file was changed by something that takes no lock."""

PAUSE = 0.02
"""How many seconds to wait for a file that could be read before and now cannot."""

Values = Mapping[str, Any]
"""The keys and values of a record."""

Make = Callable[[Timeline], Values | Sequence[Values]]
"""Makes a record, or several, for the timeline as it is, or raises."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file with one record more, or several, as it would be; nothing has been written."""

    data: bytes
    """The file without the records."""
    text: str
    """The records as TOML."""
    whole: bytes
    """The file with the records."""
    before: Reading
    after: Reading

    @property
    def records(self) -> tuple[Record, ...]:
        """Return the records as the reader understands them."""
        return self.after.timeline.records[len(self.before.timeline.records) :]

    @property
    def record(self) -> Record:
        """Return the record, of several the last."""
        return self.after.timeline.records[-1]

    @property
    def line(self) -> int:
        """Return the line on which the first record begins."""
        return self.after.line_of("record", len(self.before.timeline.records))


def draft(path: Path, make: Make) -> Draft:
    """Return what the file would be with the record; raises UnusableError or WriteError."""
    return _draft(read_bytes(path), path, make)


def append(shown: Draft, make: Make) -> Draft:
    """Add the record to its file and return what was written.

    That is `shown`, unless the file has changed since: then `make` is asked again. Raises
    UnusableError, WriteError and whatever `make` raises; then nothing has changed.
    """
    path, made = shown.before.path, shown
    target = Path(os.path.realpath(path))  # a symlink stays one
    for left in reversed(range(MOST_TRIES)):
        with _locked(target) as file:
            data = _content(file)
            try:
                if data != made.data:
                    made = _draft(data, path, make)
            except UnusableError:
                if not left:
                    raise
                wait = PAUSE  # an editor that is halfway, most likely
            else:
                if _put(made, file, target):
                    return made
                wait = 0.0
        time.sleep(wait)
    raise WriteError(
        Text(
            "iets anders verandert dit bestand steeds opnieuw; probeer het later nog eens",
            "something else keeps changing this file; try again later",
        )
    )


# -- the text -----------------------------------------------------------------------------


def _draft(data: bytes, path: Path, make: Make) -> Draft:
    before = parse(data, path)
    made = make(before.timeline)
    several = [made] if isinstance(made, Mapping) else list(made)
    # The table by itself: inside an array tomli_w would write a short one inline.
    text = "\n".join(
        "[[record]]\n" + tomli_w.dumps({"id": _free_id(before.timeline, one, number), **one})
        for number, one in enumerate(several)
    )
    whole = data + _joint(data) + text.replace("\n", _line_end(data)).encode()
    if len(whole) > MOST_BYTES:
        raise WriteError(
            Text(
                "met dit record wordt het bestand groter dan 200 MiB",
                "with this record the file becomes larger than 200 MiB",
            )
        )
    try:
        after = parse(whole, path)
    except UnusableError as error:
        raise WriteError(error.problems[0].text) from None
    return Draft(data, text, whole, before, after)


def _free_id(timeline: Timeline, values: Values, number: int) -> str:
    """Return an id behind the highest of that day: the first, or of several the next ones."""
    day: date = values["recorded"]
    form = re.compile(rf"r-{day}-([1-9][0-9]{{0,8}})")
    matches = [form.fullmatch(record.id) for record in timeline.records if record.id]
    return f"r-{day}-{1 + number + max((int(one[1]) for one in matches if one), default=0)}"


def _line_end(data: bytes) -> str:
    """Return the line end that the file uses last."""
    end = data.rfind(b"\n")
    return "\r\n" if data[max(0, end - 1) : end] == b"\r" else "\n"


def _joint(data: bytes) -> bytes:
    """Return what ends the last line, and leaves one line blank."""
    end = _line_end(data).encode()
    if not data.endswith(b"\n"):
        return end + end
    return b"" if data.endswith((b"\n\n", b"\n\r\n")) else end


# -- the file -----------------------------------------------------------------------------


@contextlib.contextmanager
def _locked(target: Path) -> Iterator[int]:
    """Give the file that is at `target`, open and locked.

    Whoever had the lock before us has put another file in its place, so after every wait
    it is asked whether this still is the file of that name.
    """
    until = time.monotonic() + PATIENCE
    while True:
        with speaking(
            "u mag dit bestand niet veranderen", "you may not change this file"
        ):  # fmt: skip
            file = os.open(target, os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise WriteError(
                    Text(
                        "dit is geen gewoon bestand; er kan niets aan worden toegevoegd",
                        "this is not a regular file; nothing can be added to it",
                    )
                )
            while not _lock(file):
                if time.monotonic() > until:
                    raise WriteError(
                        Text(
                            "een ander programma houdt dit bestand al een minuut vast",
                            "another program has had this file locked for a minute",
                        )
                    )
                time.sleep(random.uniform(0.002, 0.02))
            if _is_at(file, target):
                yield file
                return
        finally:
            os.close(file)  # and with it the lock


def _lock(file: int) -> bool:
    with speaking("dit bestand is niet te vergrendelen", "this file cannot be locked"):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _is_at(file: int, path: Path) -> bool:
    """Return whether the open file is the one at `path`."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(file))


def _content(file: int) -> bytes:
    pieces = []
    at = 0
    while piece := os.pread(file, 1 << 20, at):
        pieces.append(piece)
        at += len(piece)
        if at > MOST_BYTES:
            break
    return b"".join(pieces)


def _put(made: Draft, file: int, target: Path) -> bool:
    """Put the new content in the place of the open file; return False if that was changed."""
    beside, name = _write_beside(made.whole, file, target)
    try:
        if not _is_at(file, target) or _content(file) != made.data:
            return False
        if _exchange(name, target):
            # What stood there now has the other name, so it can be looked at once more.
            if not _is_at(file, name) or _content(file) != made.data:
                _exchange(name, target)
                if not _is_at(beside, name):
                    raise _two_versions(name)
                return False
            name.unlink()
        else:
            name.replace(target)
    finally:
        if _is_at(beside, name):  # never what another has made
            name.unlink()
        os.close(beside)
    sync_directory(target.parent)
    return True


def _write_beside(data: bytes, file: int, target: Path) -> tuple[int, Path]:
    """Write a new file beside `target` that is in everything like the open one."""
    with speaking(
        "in de map van dit bestand mag u niets maken",
        "you may not make anything in the directory of this file",
    ):
        beside, made = tempfile.mkstemp(prefix=".boplan-", suffix=".tmp", dir=target.parent)
    name = Path(made)
    try:
        with speaking("schrijven mag hier niet", "writing is not allowed here"):
            left = memoryview(data)
            while left:
                left = left[os.write(beside, left) :]
            _look_alike(beside, file)
            os.fsync(beside)
        _lock(beside)  # whoever finds it in its new place waits until we have looked back
    except BaseException:
        name.unlink()
        os.close(beside)
        raise
    return beside, name


def _look_alike(beside: int, file: int) -> None:
    """Give the new file the owner, mode and attributes of the old one."""
    old, new = os.fstat(file), os.fstat(beside)
    if old.st_uid != new.st_uid:
        with contextlib.suppress(PermissionError):  # only root gives files away
            os.fchown(beside, old.st_uid, -1)
    if old.st_gid != new.st_gid:  # what colleagues share it by
        try:
            os.fchown(beside, -1, old.st_gid)
        except PermissionError:
            raise WriteError(
                Text(
                    "dit bestand is van een groep waar u niet in zit; die zou het kwijtraken",
                    "this file is of a group that you are not in, and which would lose it",
                )
            ) from None
    os.fchmod(beside, stat.S_IMODE(old.st_mode))
    with contextlib.suppress(OSError):  # not every file system has them
        for name in os.listxattr(file):
            with contextlib.suppress(OSError):  # those of the system look after themselves
                os.setxattr(beside, name, os.getxattr(file, name))


def _exchange(one: Path, other: Path) -> bool:
    """Let two files change names in one step; return False where that cannot be done."""
    # renameat2(2), Linux 3.15 and glibc 2.28 or later; Python has no function for it.
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    return bool(call(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def _two_versions(name: Path) -> WriteError:
    shown = visible(str(name))
    return WriteError(
        Text(
            f"iets anders veranderde dit bestand twee keer tegelijk; vergelijk het met {shown}",
            f"something else changed this file twice at once; compare it with {shown}",
        ),
        is_failure=True,
    )
