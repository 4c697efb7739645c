"""docs/operations.md to the letter: Debian's cron, a mail server, systemd.

Needs root and the packages that .ci/run installs. Users, crontabs and mailboxes are made
here and removed again; a cron that runs already is used and left alone.
"""

from __future__ import annotations

import email
import email.policy
import mailbox
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import EmailMessage
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.helpers import HEAD, ROOT, step
from tests.real.programs import block, until

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(os.getuid() != 0, reason="makes users and runs cron: needs root"),
]

MAIL = Path("/var/mail")
LATE = HEAD.replace("Een tijdlijn", "Financiën") + step("begroting", "when = 2021-03-01")
QUIET = HEAD + step("ooit", "when = 2199-03-01")


def _installed(home: Path) -> None:
    """Put boplan where the page says, with what it needs to run: no network, in a moment."""
    venv = home / "boplan" / ".venv"
    # Debian's own Python: the one that runs the tests may lie where no other user comes.
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", str(venv)], check=True)
    packages = venv / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    shutil.copytree(ROOT / "src" / "boplan", packages / "boplan")
    todo, seen = ["boplan"], set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # not for this machine
            continue
        todo += [
            re.split(r"[^\w.-]", line)[0] for line in found.requires or () if "extra ==" not in line
        ]
        if name != "boplan":
            _copy(found, packages)
    script = venv / "bin" / "boplan"
    script.write_text(
        f"#!{venv}/bin/python\nfrom boplan.__main__ import main\nmain()\n", encoding="utf-8"
    )
    script.chmod(0o755)


def _copy(found: Distribution, packages: Path) -> None:
    for file in found.files or ():
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), target)


class User:
    """A user of this machine, with boplan installed and a timeline, as the page has it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.home = Path("/home") / name
        self.box = MAIL / name

    def make(self, timeline: str) -> None:
        """Make the user; whatever of it fails, `remove` takes away what is there."""
        subprocess.run(
            [
                "useradd",
                "--create-home",
                "--home-dir",
                str(self.home),
                "--shell",
                "/bin/sh",
                self.name,
            ],
            check=True,
        )
        self.box.unlink(missing_ok=True)
        _installed(self.home)
        data = self.home / "boplan" / "data"
        data.mkdir()
        (data / "timeline.toml").write_text(timeline, encoding="utf-8")
        account = pwd.getpwnam(self.name)
        for folder, _, files in os.walk(self.home):
            for one in (folder, *(f"{folder}/{file}" for file in files)):
                os.chown(one, account.pw_uid, account.pw_gid, follow_symlinks=False)

    @property
    def memory(self) -> Path:
        return self.home / ".boplan-warn"

    def run(self, command: str) -> subprocess.CompletedProcess[bytes]:
        """Run a command as this user, with next to no environment, as cron does."""
        return subprocess.run(
            ["/bin/sh", "-c", command],
            user=self.name, group=self.name, extra_groups=[], cwd=self.home,
            env={"HOME": str(self.home), "PATH": "/usr/bin:/bin", "MAILTO": self.name},
            stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip

    def crontab(self) -> None:
        """Install the lines of the page; only the hour and the address are this test's."""
        lines = block("crontab")
        lines = lines.replace("30 6 * * *", "* * * * *")
        lines = lines.replace("MAILTO=projectleider@example.nl", f"MAILTO={self.name}")
        assert lines != block("crontab")
        subprocess.run(["crontab", "-u", self.name, "-"], input=lines.encode(), check=True)

    def mails(self) -> list[EmailMessage]:
        if not self.box.exists():
            return []
        with closing(mailbox.mbox(self.box, create=False)) as box:
            return [
                email.message_from_bytes(one.as_bytes(), policy=email.policy.default) for one in box
            ]

    def remove(self) -> None:
        subprocess.run(["crontab", "-u", self.name, "-r"], check=False, capture_output=True)
        subprocess.run(["userdel", "--remove", "--force", self.name], check=False,
                       capture_output=True)  # fmt: skip
        self.box.unlink(missing_ok=True)


@pytest.fixture
def user() -> Iterator[Callable[[str, str], User]]:
    """Give a maker of users, and remove them again."""
    made: list[User] = []

    def make(name: str, timeline: str) -> User:
        made.append(User(f"boplan-{name}-{os.getpid()}"))
        made[-1].make(timeline)
        return made[-1]

    yield make
    for one in made:
        one.remove()


@pytest.fixture
def cron() -> Iterator[None]:
    """Have Debian's cron running: the one that is there, else one of our own."""
    daemon = subprocess.Popen(["/usr/sbin/cron", "-f"], stderr=subprocess.PIPE)
    try:
        daemon.wait(2)
    except subprocess.TimeoutExpired:
        yield
        daemon.terminate()
        daemon.communicate(timeout=10)
    else:
        said = daemon.stderr.read().decode() if daemon.stderr else ""
        assert "otherpid" in said, said
        yield


def test_cron_runs_the_line_of_the_page_and_mails(
    user: Callable[[str, str], User], cron: None
) -> None:
    """The first minute a mail for who is late and none for who is not; then silence."""
    assert cron is None
    late, quiet = user("late", LATE), user("quiet", QUIET)
    late.crontab()
    quiet.crontab()
    until(lambda: late.mails() and quiet.memory.exists(), 180)
    first = late.memory.stat()
    (mail,) = late.mails()
    text = mail.get_content()
    assert mail["To"] == late.name
    assert "boplan warn" in mail["Subject"]
    assert mail.get_content_type() == "text/plain"
    lines = text.splitlines()
    assert lines[0] == "boplan: 1 te laat"
    assert lines[2] == "Financiën"
    assert "Stap begroting" in text
    assert "begroting" in [line.strip() for line in lines]
    assert lines[-1].startswith("boplan: ")  # that there was no memory yet
    assert max(len(line) for line in lines[:-4]) <= 78

    # The same command in the next minute: cron runs it, and nothing is said again. That it
    # ran is seen by a memory that it finds damaged.
    quiet.memory.write_bytes(quiet.memory.read_bytes()[:-3])
    until(quiet.mails, 180)
    (mail,) = quiet.mails()
    assert "beschadigd" in mail.get_content()
    time.sleep(2)
    assert len(late.mails()) == 1
    assert late.memory.stat().st_mtime_ns == first.st_mtime_ns


def test_the_script_mails_with_the_first_line_as_subject(user: Callable[[str, str], User]) -> None:
    late = user("script", LATE)
    script = late.home / "boplan-mail"
    script.write_text(block("boplan-mail"), encoding="utf-8")
    script.chmod(0o755)
    words = "--file boplan/data/timeline.toml"
    done = late.run(f"./boplan-mail {words} --today 2021-01-01")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    done = late.run(f"./boplan-mail {words}")
    assert (done.returncode, done.stderr) == (0, b"")
    done = late.run("./boplan-mail --file nergens.toml")
    assert done.returncode == 2
    until(lambda: len(late.mails()) == 2, 20)
    one, other = late.mails()
    assert one["Subject"] == "boplan: 1 te laat"
    assert one.get_content().splitlines()[2] == "Financiën"
    assert other["Subject"].startswith("nergens.toml: BP101")


def test_systemd_takes_the_units_of_the_page(tmp_path: Path) -> None:
    home = tmp_path / "home"
    units = home / ".config" / "systemd" / "user"
    units.mkdir(parents=True)
    script = home / "bin" / "boplan-mail"
    script.parent.mkdir()
    script.write_text(block("boplan-mail"), encoding="utf-8")
    script.chmod(0o755)
    names = ("boplan-warn.service", "boplan-warn.timer")
    for name in names:
        (units / name).write_text(block(name), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "--user", "verify", *(str(units / name) for name in names)],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stderr
    assert b"boplan" not in verified.stderr
    (when,) = re.findall(r"^OnCalendar=(.*)$", block("boplan-warn.timer"), re.MULTILINE)
    calendar = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=2", when], capture_output=True, check=True
    ).stdout.decode()
    assert "Normalized form: *-*-* 06:30:00" in calendar
    assert len(re.findall(r"\d{4}-\d\d-\d\d 06:30:00", calendar)) == 2


def test_the_line_that_publishes_the_calendars(user: Callable[[str, str], User]) -> None:
    """As cron runs it: no word where all is well, the feeds there, one word when one was damaged.

    The README has the same line.
    """
    line = block("crontab-export").strip()
    assert f"\n{line}\n" in (ROOT / "README.md").read_text(encoding="utf-8")
    schedule = re.fullmatch(r"45 5 \* \* \* (.*)", line)
    assert schedule is not None
    late = user("export", LATE)
    folder = late.home / "agenda"
    command = schedule[1].replace("/srv/agenda", str(folder))
    assert command != schedule[1]
    for _ in range(2):
        done = late.run(command)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    feed = folder / "all.ics"
    assert b"SUMMARY:Stap begroting\r\n" in feed.read_bytes()
    assert feed.owner() == late.name
    before = feed.read_bytes()
    feed.write_bytes(before[:-20])
    done = late.run(command)
    assert (done.returncode, done.stdout) == (0, b"")
    assert "all.ics is beschadigd" in done.stderr.decode()
    assert feed.read_bytes() == before
