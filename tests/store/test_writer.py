"""Nothing is lost: not a byte of what stood there, not a record, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import os
import random
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from boplan.model.timeline import Timeline
from boplan.store import writer
from boplan.store.files import WriteError
from boplan.store.problems import UnusableError
from boplan.store.reader import parse, read
from boplan.store.writer import append, draft
from tests.helpers import HEAD, SHIPPED, day, problems_of, record, step

BASE = HEAD + step("a") + step("b", 'after = ["a"]')
TODAY = day("2026-11-22")


def _noting(one: str = "a", **more: Any) -> Callable[[Timeline], Mapping[str, Any]]:
    values = {"activity": one, "kind": "note", "note": "x", **more, "recorded": TODAY}
    return lambda _timeline: values


def _add(path: Path, one: str = "a", **more: Any) -> writer.Draft:
    make = _noting(one, **more)
    return append(draft(path, make), make)


def _file(folder: Path, data: bytes | str = BASE) -> Path:
    path = folder / "timeline.toml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def _records(path: Path) -> list[dict[str, Any]]:
    """Return the records, read without boplan."""
    found: list[dict[str, Any]] = tomli.loads(path.read_text("utf-8-sig")).get("record", [])
    return found


# -- not a byte before it -----------------------------------------------------------------

ENDINGS = {
    "as usual": BASE,
    "a file full of comments": "# eerst\n\n" + BASE.replace('"\n', '"   # waarom\n') + "# eind\n",
    "in a comment, without an end": BASE + "# tot hier",
    "without a final newline": BASE.rstrip("\n"),
    "with many blank lines": BASE + "\n\n\n",
    "with spaces on the last line": BASE + "   \t",
    "inside another table": HEAD + step("a") + step("b") + '[[activity.after]]\nid = "a"\n',
    "with a record": BASE + record("a", "note", note="x"),
    "in a text of many lines": BASE + record("a", "note") + 'note = """\nx\n[[record]]\n"""',
    "the shipped one": SHIPPED.read_text(encoding="utf-8"),
}


def _variants() -> Iterator[Any]:
    for name, text in ENDINGS.items():
        for end in ("\n", "\r\n"):
            for mark in ("", "\ufeff"):
                data = (mark + text.replace("\n", end)).encode()
                label = name + (", CRLF" if end == "\r\n" else "") + (", BOM" if mark else "")
                yield pytest.param(data, end.encode(), id=label)


@pytest.mark.parametrize(("data", "end"), [*_variants()])
def test_what_stood_there_stays(tmp_path: Path, data: bytes, end: bytes) -> None:
    """Comments, order, layout, BOM; what is added uses the file's own line end."""
    path = _file(tmp_path, data)
    before = read(path).timeline
    one = next(iter(before.activities))
    for number in (1, 2):
        added = _add(path, one, reason='nieuwe\nregel, """ en [red] 😀')
        now = path.read_bytes()
        assert now.startswith(data)
        new = now[len(data) :]
        assert new.count(b"\n") == new.count(end)
        assert new.endswith(end)
        assert new.lstrip(b"\r\n").startswith(b"[[record]]" + end)
        assert added.whole == now
        records = read(path).timeline.records
        assert len(records) == len(before.records) + 1
        assert records[-1].id == f"r-2026-11-22-{number}"
        assert records[-1].reason == 'nieuwe\nregel, """ en [red] 😀'
        line = now.decode("utf-8-sig").splitlines()[added.line - 1]
        assert line == "[[record]]"
        data, before = now, read(path).timeline


def test_one_blank_line_before_it(tmp_path: Path) -> None:
    for end in ("", "\n", "\n\n"):
        path = _file(tmp_path, BASE.rstrip("\n") + end)
        _add(path)
        _add(path)
        text = path.read_text(encoding="utf-8")
        assert text.count("\n\n[[record]]") == text.count("[[record]]") == 2
        assert "\n\n\n" not in text


def _is_refused(text: str) -> bool:
    """Return whether the format refuses the text: blank, a control character, half a pair."""
    quoted = "".join(f"\\U{ord(char):08X}" for char in text)
    return bool(problems_of(BASE + record("a", "note") + f'note = "{quoted}"\n'))


@given(st.text(max_size=200).filter(lambda text: not _is_refused(text)))
def test_every_text_that_the_format_allows_comes_back(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _file(Path(folder))
        assert _add(path, reason=text).record.reason == text
        assert read(path).timeline.records[-1].reason == text


def test_a_record_that_the_format_refuses_is_not_written(tmp_path: Path) -> None:
    path = _file(tmp_path)
    for more in ({"reason": "x\x1b[31m"}, {"reason": "x" * 10_001}, {"municipality": "nergens"}):
        with pytest.raises(WriteError):
            _add(path, **more)
    assert path.read_bytes() == BASE.encode()
    assert _names(tmp_path) == ["timeline.toml"]


# -- the file itself ----------------------------------------------------------------------


def test_mode_owner_and_attributes_stay(tmp_path: Path) -> None:
    path = _file(tmp_path)
    path.chmod(0o640)
    if os.getuid() == 0:
        os.chown(path, 12345, 54321)
    before = path.stat()
    with contextlib.suppress(OSError):
        os.setxattr(path, "user.boplan", b"x")
    attributes = os.listxattr(path)
    _add(path)
    after = path.stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert os.listxattr(path) == attributes


def test_a_symlink_stays_one(tmp_path: Path) -> None:
    """Also one that leads to another, in another directory, by a relative path."""
    (tmp_path / "echt").mkdir()
    real = _file(tmp_path / "echt")
    (tmp_path / "echt" / "verder.toml").symlink_to("timeline.toml")
    link = tmp_path / "link.toml"
    link.symlink_to("echt/verder.toml")
    assert _add(link).before.path == link
    assert link.is_symlink()
    assert (tmp_path / "echt" / "verder.toml").is_symlink()
    assert len(_records(real)) == 1
    assert _names(tmp_path / "echt") == ["timeline.toml", "verder.toml"]


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    shown = draft(_file(tmp_path), _noting())
    (tmp_path / "timeline.toml").unlink()
    with pytest.raises(WriteError, match="no longer there"):
        append(shown, _noting())
    os.mkfifo(tmp_path / "timeline.toml")
    with pytest.raises(WriteError, match="not a regular file"):
        append(shown, _noting())


def test_where_names_cannot_be_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NFS cannot; there the new file is renamed over the old one."""
    monkeypatch.setattr(writer, "_exchange", lambda *_: False)
    path = _file(tmp_path)
    for _ in range(3):
        _add(path)
    assert len(_records(path)) == 3
    assert _names(tmp_path) == ["timeline.toml"]


# -- several at once ----------------------------------------------------------------------

_FORK = multiprocessing.get_context("fork")


def _record_often(path: Path, one: str, count: int) -> None:
    for number in range(count):
        _add(path, one, reason=f"{one} {number}")


def test_two_processes_a_hundred_records_each(tmp_path: Path) -> None:
    path = _file(tmp_path)
    workers = [_FORK.Process(target=_record_often, args=(path, one, 100)) for one in ("a", "b")]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert [one.exitcode for one in workers] == [0, 0]
    records = _records(path)
    for name in ("a", "b"):
        mine = [one["reason"] for one in records if one["activity"] == name]
        assert mine == [f"{name} {number}" for number in range(100)]
    assert len({one["id"] for one in records}) == 200
    assert _names(tmp_path) == ["timeline.toml"]


def test_whoever_holds_the_file_is_waited_for(tmp_path: Path) -> None:
    """A lock of another program, on the file that is at that name when it ends."""
    path = _file(tmp_path)
    held = path.open("rb")
    fcntl.flock(held, fcntl.LOCK_EX)
    thread = threading.Thread(target=_add, args=(path,))
    thread.start()
    time.sleep(0.15)
    assert _records(path) == []
    other = path.with_name("new")
    other.write_text(BASE + record("b", "note", note="van een ander"), encoding="utf-8")
    other.replace(path)
    held.close()
    thread.join(20)
    assert [one["activity"] for one in _records(path)] == ["b", "a"]


def test_but_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "PATIENCE", 0.1)
    path = _file(tmp_path)
    with path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(WriteError, match="locked"):
            _add(path)
    _add(path)


# -- edited meanwhile ---------------------------------------------------------------------


def test_a_change_since_it_was_shown_is_read_again(tmp_path: Path) -> None:
    path = _file(tmp_path)
    shown = draft(path, _noting())
    path.write_text(BASE + "# van een ander\n", encoding="utf-8")
    added = append(shown, _noting())
    assert added is not shown
    assert path.read_text(encoding="utf-8").startswith(BASE + "# van een ander\n")
    assert len(_records(path)) == 1


def test_what_was_asked_is_asked_again_of_the_changed_file(tmp_path: Path) -> None:
    """The record that was right for the old file may be wrong for the new one."""

    class NoLongerError(Exception):
        pass

    def make(timeline: Timeline) -> Mapping[str, Any]:
        if "b" not in timeline.activities:
            raise NoLongerError
        return _noting("b")(timeline)

    path = _file(tmp_path)
    shown = draft(path, make)
    path.write_text(HEAD + step("a"), encoding="utf-8")
    with pytest.raises(NoLongerError):
        append(shown, make)
    assert path.read_text(encoding="utf-8") == HEAD + step("a")


_EDITOR = """
import os, sys, time
path, stop = sys.argv[1:]
number = 0
while number < 40:
    number += 1
    with open(path, encoding="utf-8") as file:
        text = file.read() + f"# bewerking {number}\\n"
    if number % 2:  # saves beside it and renames, as vim does
        with open(path + "~", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(path + "~", path)
    else:  # empties it and writes, as nano does
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    print(number, flush=True)
    time.sleep(0.03 + 0.0007 * (number % 7))
open(stop, "w").close()
"""


def test_an_editor_that_takes_no_lock_loses_nothing_by_us(tmp_path: Path) -> None:
    """It saves all the time while we record; whether it keeps our records is its own affair."""
    path, stop = _file(tmp_path), tmp_path / "stop"
    editor = subprocess.Popen(
        [sys.executable, "-c", _EDITOR, path, stop], stdout=subprocess.PIPE, text=True
    )
    done = 0
    while not stop.exists():
        # It may have just emptied the file, or be too busy for us: then nothing is written.
        with contextlib.suppress(WriteError, UnusableError):
            _add(path, reason=str(done))
            done += 1
    made = editor.communicate(timeout=60)[0].split()
    text = path.read_text(encoding="utf-8")
    missing = [number for number in made if f"# bewerking {number}\n" not in text]
    assert done > 5
    assert len(made) == 40
    assert missing == []
    assert _names(tmp_path) == ["stop", "timeline.toml"]


def test_a_change_at_the_very_last_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last look and the exchange: seen in what comes out of the exchange."""
    path, exchange = _file(tmp_path), writer._exchange
    edits = [f"# bewerking {number}\n" for number in range(3)]

    def interrupted(one: Path, other: Path) -> bool:
        if edits and one.read_bytes() != path.read_bytes() and "[[record]]" in one.read_text():
            new = path.with_name("nieuw")
            new.write_text(path.read_text(encoding="utf-8") + edits.pop(), encoding="utf-8")
            new.replace(path)
        return exchange(one, other)

    monkeypatch.setattr(writer, "_exchange", interrupted)
    _add(path)
    text = path.read_text(encoding="utf-8")
    assert [text.count(f"# bewerking {number}\n") for number in range(3)] == [1, 1, 1]
    assert len(_records(path)) == 1
    assert _names(tmp_path) == ["timeline.toml"]


def test_two_changes_at_the_very_last_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can put that right but a person: both versions stay, and a sentence names them."""
    path, exchange = _file(tmp_path), writer._exchange
    edits = iter(["# een\n", "# twee\n"])

    def interrupted(one: Path, other: Path) -> bool:
        new = path.with_name("nieuw")
        new.write_text(path.read_text(encoding="utf-8") + next(edits), encoding="utf-8")
        new.replace(path)
        return exchange(one, other)

    monkeypatch.setattr(writer, "_exchange", interrupted)
    with pytest.raises(WriteError, match=r"compare it with .*\.boplan-") as caught:
        _add(path)
    assert caught.value.is_failure
    assert path.read_text(encoding="utf-8") == BASE + "# een\n"
    [other] = _leftovers(tmp_path)
    assert (tmp_path / other).read_text(encoding="utf-8").endswith("# twee\n")


def test_a_file_that_is_empty_for_a_moment(tmp_path: Path) -> None:
    """As it is between the two moves of an editor that empties a file and then writes it."""
    path = _file(tmp_path)
    shown = draft(path, _noting())
    path.write_bytes(b"")
    later = threading.Timer(0.1, path.write_text, (BASE + "# nieuw\n", "utf-8"))
    later.start()
    append(shown, _noting())
    later.join()
    assert path.read_text(encoding="utf-8").startswith(BASE + "# nieuw\n\n[[record]]\n")
    path.write_bytes(b"")
    with pytest.raises(UnusableError):
        append(shown, _noting())
    assert path.read_bytes() == b""


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
    """Return the work of recording once, killed at the count-th line of the writer."""
    left = count

    def trace(frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != writer.__file__:
            return None
        if event in ("line", "return"):
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    def work() -> None:
        sys.settrace(trace)
        _add(path)

    return work


def _leftovers(folder: Path) -> list[str]:
    return [name for name in _names(folder) if name != "timeline.toml"]


def test_killed_at_every_line_of_the_writer(tmp_path: Path) -> None:
    """SIGKILL at the first line, at the second, … until it gets through: old or new."""
    path = _file(tmp_path)
    make = _noting()
    new = draft(path, make).whole
    outcomes = []
    for count in range(1, 2000):
        path.write_text(BASE, encoding="utf-8")
        _, status = os.waitpid(_in_child(_killed_at(count, path)), 0)
        data = path.read_bytes()
        assert data in (BASE.encode(), new), count
        outcomes.append(data == new)
        if os.WIFEXITED(status):
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    else:
        pytest.fail("it never got through")
    assert outcomes[-1]
    assert outcomes == sorted(outcomes)  # old at first, and new from one point on
    assert outcomes.count(False) > 60
    assert outcomes.count(True) > 5
    # What was left behind is in nobody's way, and holds nothing that is not in the file.
    left = _leftovers(tmp_path)
    assert left
    assert all(name.startswith(".boplan-") and name.endswith(".tmp") for name in left)
    before = len(_records(path))
    _add(path)
    assert len(_records(path)) == before + 1


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """SIGKILL from outside, at every fraction of a millisecond, inside system calls too."""
    path = _file(tmp_path)
    chance = random.Random(11)
    for _ in range(150):
        before = path.read_bytes()
        known = len(_records(path))
        child = _in_child(lambda: _record_often(path, "a", 1000))
        time.sleep(chance.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        after = path.read_bytes()
        assert after.startswith(before)
        records = parse(after, path).timeline.records
        assert len(records) >= known
        assert [one.id for one in records] == [f"r-2026-11-22-{n + 1}" for n in range(len(records))]
        if len(records) > 300:
            path.write_text(BASE, encoding="utf-8")
    assert (len(_records(path))) > 0


# -- the disk -----------------------------------------------------------------------------


def test_a_write_that_stops_halfway(tmp_path: Path) -> None:
    """As on a full disk: no file may grow beyond a limit of the process."""
    path = _file(tmp_path)

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(BASE) + 10,) * 2)
        try:
            _add(path)
        except WriteError as error:
            os._exit(7 if error.is_failure else 8)

    _, status = os.waitpid(_in_child(work), 0)
    assert os.waitstatus_to_exitcode(status) == 7
    assert path.read_text(encoding="utf-8") == BASE
    assert _leftovers(tmp_path) == []


@contextlib.contextmanager
def _mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.real
def test_a_full_disk(tmp_path: Path) -> None:
    """Filled to the last block but some: the old file stays; with room again it goes on."""
    with _mounted(tmp_path / "vol", "size=64k") as disk:
        path = _file(disk)
        filler = disk / "vulling"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 1024):
                pass
        with pytest.raises(WriteError, match="disk is full"):
            _add(path)
        assert path.read_text(encoding="utf-8") == BASE
        assert _names(disk) == ["timeline.toml", "vulling"]
        filler.unlink()
        before = b""

        def record_until_full() -> None:
            nonlocal before
            for number in range(1000):
                before = path.read_bytes()
                _add(path, reason=str(number))

        with pytest.raises(WriteError) as caught:
            record_until_full()
        assert caught.value.is_failure
        assert path.read_bytes() == before
        assert _names(disk) == ["timeline.toml"]
        assert len(_records(path)) > 100


@pytest.mark.real
def test_a_read_only_directory(tmp_path: Path) -> None:
    """A mount that not even root may write to."""
    with _mounted(tmp_path / "vast", "size=1m") as disk:
        path = _file(disk)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(WriteError, match="may not change this file") as caught:
            _add(path)
        assert not caught.value.is_failure
        assert path.read_text(encoding="utf-8") == BASE


def test_without_permission() -> None:
    """As anyone but root: a file that may not be changed, a directory that may not."""
    if os.getuid() != 0:
        pytest.skip("only root can be someone else")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = _file(folder)

        def work() -> None:
            os.setgroups([])
            os.setgid(54321)
            os.setuid(12345)
            try:
                _add(path)
            except WriteError as error:
                os._exit(7 if "may not change" in error.text.en else 8)

        for mode, code in ((0o644, 7), (0o666, 8)):
            path.chmod(mode)
            _, status = os.waitpid(_in_child(work), 0)
            assert os.waitstatus_to_exitcode(status) == code
        assert path.read_text(encoding="utf-8") == BASE
        assert _leftovers(folder) == []
