"""A directory of feeds: each file whole at every moment, whoever reads, writes or kills."""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from boplan.store import files, folder
from boplan.store.files import WriteError
from boplan.store.folder import Folder

OLD = {"all.ics": b"oud" * 5000, "index.json": b"{}"}
NEW = {"all.ics": b"nieuw" * 7000, "body-ao.ics": b"", "index.json": b"{1}"}


def _put(path: Path, data: dict[str, bytes] = NEW) -> None:
    with Folder(path).held() as held:
        for name, content in data.items():
            held.put(name, content)


def _all(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.iterdir()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a directory with files in it."""
    made = tmp_path / "agenda"
    _put(made, OLD)
    return made


# -- reading and writing ------------------------------------------------------------------


def test_what_was_put_is_read(path: Path) -> None:
    """Only by the names that belong; the rest is not even opened."""
    os.mkfifo(path / "andere")
    _put(path)
    with Folder(path).held() as held:
        assert held.read(NEW.__contains__) == NEW
        assert held.read(lambda name: name.endswith(".json")) == {"index.json": b"{1}"}
        assert held.read(lambda _: False) == {}


def test_only_the_directory_itself_is_made(tmp_path: Path) -> None:
    _put(tmp_path / "een")
    assert _all(tmp_path / "een") == NEW
    with pytest.raises(WriteError, match=r"there is no directory .*weg$"):
        _put(tmp_path / "weg" / "twee")
    assert not (tmp_path / "weg").exists()


def test_a_file_is_replaced_not_written_over(path: Path) -> None:
    """Who reads the old one reads it to the end."""
    with (path / "all.ics").open("rb") as reading:
        assert reading.read(3) == b"oud"
        _put(path)
        assert reading.read() == OLD["all.ics"][3:]
    assert (path / "all.ics").read_bytes() == NEW["all.ics"]


def test_modes(tmp_path: Path) -> None:
    """A new file as the umask has it, another as it was, whatever that was."""
    mask = os.umask(0o027)
    try:
        _put(tmp_path / "agenda", OLD)
        for name, mode in (("all.ics", 0o604), ("index.json", 0o666)):
            (tmp_path / "agenda" / name).chmod(mode)
        _put(tmp_path / "agenda")
    finally:
        os.umask(mask)
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "agenda").iterdir()}
    assert modes == {"all.ics": 0o604, "index.json": 0o666, "body-ao.ics": 0o640}


def test_a_file_that_is_a_link_becomes_a_file(path: Path, tmp_path: Path) -> None:
    """What it led to is somebody else's and stays as it was."""
    (tmp_path / "elders").write_bytes(b"elders")
    (path / "body-ao.ics").symlink_to("../elders")
    _put(path)
    assert not (path / "body-ao.ics").is_symlink()
    assert (tmp_path / "elders").read_bytes() == b"elders"
    assert _all(path) == NEW


@pytest.mark.parametrize("kind", ["directory", "fifo", "dangling", "loop", "device"])
def test_what_is_no_file_is_named(path: Path, kind: str) -> None:
    odd = path / "raar"
    make: dict[str, Callable[[], object]] = {
        "directory": odd.mkdir,
        "fifo": lambda: os.mkfifo(odd),
        "dangling": lambda: odd.symlink_to("weg"),
        "loop": lambda: odd.symlink_to("raar"),
        "device": lambda: odd.symlink_to("/dev/zero"),
    }
    make[kind]()
    with Folder(path).held() as held, pytest.raises(WriteError, match=r"^raar is not a regular"):
        held.read(lambda _: True)


def test_a_file_that_is_too_large_is_none_of_ours(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MOST_BYTES", len(OLD["all.ics"]))
    with Folder(path).held() as held:
        assert held.read(lambda _: True) == OLD
    monkeypatch.setattr(folder, "MOST_BYTES", len(OLD["all.ics"]) - 1)
    with Folder(path).held() as held, pytest.raises(WriteError, match=r"^all\.ics is too large"):
        held.read(lambda _: True)


def test_a_directory_in_the_place_of_a_file_is_no_end(path: Path) -> None:
    """It cannot be replaced; what stood there stays, and nothing is left beside it."""
    (path / "body-ao.ics").mkdir()
    with pytest.raises(WriteError, match=r"^body-ao\.ics: "):
        _put(path)
    (path / "body-ao.ics").rmdir()
    assert _all(path) == {"all.ics": NEW["all.ics"], "index.json": b"{}"}


def test_what_a_killed_run_left_is_swept(path: Path) -> None:
    """Ours, of whatever kind; not what only looks like it."""
    (path / ".all.ics.new").write_bytes(b"half")
    (path / ".body-weg.ics.new").symlink_to("weg")
    os.mkfifo(path / ".index.json.new")
    others = {".X.ics.new": b"x", ".profile.new": b"x", "all.ics.new": b"x", ".all.ics": b"x"}
    for name, data in others.items():
        (path / name).write_bytes(data)
    with Folder(path).held():
        pass
    assert _all(path) == {**OLD, **others}


def test_nothing_is_left_when_writing_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each call of the system in turn; what the disk itself says is tried by the command."""
    real = {name: getattr(os, name) for name in ("fsync", "fchmod", "open")}
    for name in real:
        calls = 0

        def failing(*words: Any, name: str = name) -> Any:
            nonlocal calls
            calls += name != "open" or bool(words[1] & os.O_CREAT)
            if calls == 2:
                raise OSError(28, "No space left on device")
            return real[name](*words)

        with Folder(path).held() as held:
            held.put("all.ics", OLD["all.ics"])
            held.put("index.json", OLD["index.json"])
            with monkeypatch.context() as patched:
                patched.setattr(os, name, failing)
                held.put("all.ics", NEW["all.ics"])
                with pytest.raises(WriteError, match=r"^index\.json: the disk is full") as caught:
                    held.put("index.json", NEW["index.json"])
        assert caught.value.is_failure
        assert _all(path) == {"all.ics": NEW["all.ics"], "index.json": b"{}"}, name


# -- one at a time ------------------------------------------------------------------------

_FORK = multiprocessing.get_context("fork")


def _add_often(path: Path, count: int) -> None:
    for _ in range(count):
        with Folder(path).held() as held:
            before = held.read(lambda name: name == "teller").get("teller", b"0")
            held.put("teller", b"%d" % (int(before) + 1))


def test_nobody_writes_between_reading_and_writing(tmp_path: Path) -> None:
    """Four that count in one file, and make the directory too: no count is lost."""
    path = tmp_path / "agenda"
    workers = [_FORK.Process(target=_add_often, args=(path, 50)) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert [one.exitcode for one in workers] == [0] * 4
    assert _all(path) == {"teller": b"200"}


def test_whoever_holds_it_is_waited_for(path: Path) -> None:
    held = os.open(path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    thread = threading.Thread(target=_put, args=(path,))
    thread.start()
    time.sleep(0.15)
    assert _all(path) == OLD
    os.close(held)
    thread.join(20)
    assert _all(path) == NEW


def test_but_not_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it says so, and a second try is as good as the first."""
    monkeypatch.setattr(folder, "WAIT", 0.1)
    held = os.open(path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    for _ in range(2):
        with pytest.raises(WriteError, match="another program has been writing here") as caught:
            _put(path)
        assert not caught.value.is_failure
    os.close(held)
    assert _all(path) == OLD
    _put(path)
    assert _all(path) == NEW


def _open() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_the_lock_ends_with_the_work(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when that fails, and no descriptor stays open."""
    monkeypatch.setattr(folder, "WAIT", 0.1)
    before = _open()
    for _ in range(3):
        with pytest.raises(KeyError), Folder(path).held():
            raise KeyError
        _put(path)
    assert _open() == before


def test_no_lock_is_left_for_a_server_to_find(path: Path) -> None:
    with Folder(path).held():
        assert _all(path) == OLD


# -- killed -------------------------------------------------------------------------------


def _in_child(work: Callable[[], None]) -> int:
    """Start a process that does the work and ends; return its number."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            work()
        os._exit(0)
    return child


def _killed_at(count: int, path: Path) -> Callable[[], None]:
    """Return the work of writing everything, killed at the count-th line of it."""
    left = count

    def trace(frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in (folder.__file__, files.__file__):
            return None
        if event in ("line", "return"):
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    def work() -> None:
        sys.settrace(trace)
        _put(path)

    return work


def test_killed_at_every_line(path: Path) -> None:
    """SIGKILL at the first line, at the second, … until it gets through: old or new, in order."""
    seen = []
    for count in range(1, 2000):
        (path / "body-ao.ics").unlink(missing_ok=True)
        _put(path, OLD)
        _, status = os.waitpid(_in_child(_killed_at(count, path)), 0)
        found = {name: data for name, data in _all(path).items() if not name.endswith(".new")}
        assert all(data in (OLD.get(name), NEW.get(name)) for name, data in found.items()), count
        seen.append([found.get(name) == data for name, data in NEW.items()])
        if os.WIFEXITED(status):
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    else:
        pytest.fail("it never got through")
    # One after the other becomes new, and none old again.
    assert [seen[0], seen[-1]] == [[False] * 3, [True] * 3]
    assert seen == sorted(seen)
    assert all(one == sorted(one, reverse=True) for one in seen)
    assert [True, False, False] in seen
    assert [True, True, False] in seen
    # What was left behind is in nobody's way.
    _put(path)
    assert _all(path) == NEW
