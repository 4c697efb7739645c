"""What tests with real programs share: starting them, waiting for them, ending them."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.helpers import ROOT, environment

CLIENTS = ROOT / ".venv-clients" / "bin"
NODE_CLIENTS = ROOT / ".node-clients"
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """Return the fenced block directly under the line <!-- name --> of the page."""
    found = re.search(rf"^<!-- {re.escape(name)} -->\n```\w*\n(.*?)^```$", PAGE, re.M | re.S)
    assert found, name
    return found[1]


class RefusedError(Exception):
    """A program did not take what it was given, and said so."""


def until(what: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something holds; the limit only ends a wait for what never comes."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)


def at_home(home: Path, **extra: str) -> dict[str, str]:
    """Return an environment in which a program finds and leaves nothing outside `home`."""
    folders = ("CONFIG", "DATA", "CACHE", "STATE")
    xdg = {f"XDG_{name}_HOME": str(home / name.lower()) for name in folders}
    return environment(HOME=str(home), **xdg, **extra)


def output(*words: str | Path, env: Mapping[str, str] | None = None) -> str:
    """Return what a program says; raises RefusedError if it fails."""
    done = subprocess.run(
        [*map(str, words)], env=env or environment(), cwd=ROOT, stdin=subprocess.DEVNULL,
        capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode != 0:
        raise RefusedError(done.stderr.decode()[-3000:])
    return done.stdout.decode()


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def serving(
    *words: str | Path, port: int, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Have a server run that stays in the foreground; it is ended whatever happens."""
    with log.open("wb") as said:
        server = subprocess.Popen(
            [*map(str, words)], env=env or environment(), cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
    try:
        until(lambda: server.poll() is not None or _listens(port))
        assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        yield
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
