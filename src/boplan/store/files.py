"""What all files that boplan writes have in common: whole or not at all, and said in words."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from boplan.model.vocabulary import Text


class WriteError(Exception):
    """What was to be written is not there, and what stood there is as it was."""

    def __init__(self, text: Text, *, is_failure: bool = False) -> None:
        super().__init__(text.en)
        self.text = text
        self.is_failure = is_failure
        """Whether the machine failed; otherwise this cannot be done with this file."""


def replace(target: Path, beside: Path, data: bytes) -> None:
    """Put `data` in the place of `target` in one step, with the owner and mode of what stood there.

    Written is `beside`, in the same directory; a kill leaves at most that one behind. Raises
    OSError, and then `target` is as it was.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(beside, flags, 0o666), "wb") as file:
            with contextlib.suppress(FileNotFoundError):
                old = target.stat()
                with contextlib.suppress(PermissionError):  # only root gives files away
                    os.fchown(file.fileno(), old.st_uid, old.st_gid)
                os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def sync_directory(directory: Path) -> None:
    """Make new names last. The contents already do, and not every system can do this."""
    with contextlib.suppress(OSError):
        opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextlib.contextmanager
def speaking(nl: str, en: str) -> Iterator[None]:
    """Turn what the system says into a WriteError; the words are for what is not allowed."""
    try:
        yield
    except BlockingIOError:
        raise
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise WriteError(Text(nl, en)) from None
        if error.errno == errno.ENAMETOOLONG:
            raise WriteError(Text("deze naam is te lang", "this name is too long")) from None
        if error.errno == errno.EISDIR:
            raise WriteError(
                Text("dit is een map, geen bestand", "this is a directory, not a file")
            ) from None
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            raise WriteError(
                Text("dit bestand is er niet meer", "this file is no longer there")
            ) from None
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            text = Text("de schijf is vol", "the disk is full")
        else:
            why = error.strerror or error
            text = Text(f"schrijven lukt niet ({why})", f"writing fails ({why})")
        raise WriteError(text, is_failure=True) from None
