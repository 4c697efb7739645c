"""A timeline as git keeps it: the bytes that a file had at a revision.

Only the `git` program knows how a repository is kept, so that is asked:

    git rev-parse                 where the file stands in its repository
    git cat-file --batch-check    what a name stands for, and the file at that commit
    git cat-file blob             the bytes, by their hash

Names go to git on its standard input, one a line, where nothing is an option: the surest form of
--end-of-options. Nothing is ever fetched: what a partial or shallow clone lacks is not there.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from boplan.model.vocabulary import Text
from boplan.store.problems import quote
from boplan.store.reader import MOST_BYTES

# Set where a hook runs, these would be of the repository of the hook, from another directory.
_OF_ANOTHER = frozenset(
    {
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE",
    }
)  # fmt: skip
_ALONE = {
    "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C",
}  # fmt: skip


_KINDS = frozenset({"blob", "commit", "tree", "tag"})


class RevisionError(Exception):
    """There is no timeline at that revision, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Revision:
    """A file as it was at a revision."""

    name: str
    """How git calls it: `HEAD~3:data/timeline.toml`."""
    data: bytes


def read_revision(revision: str, path: Path) -> Revision:
    """Return what the file at `path` held at a revision.

    A revision that names a file itself (`HEAD~3:data/timeline.toml`, a hash of one) is that file,
    in the repository of `path`. `path` need not be there any more, its directory must. Raises
    RevisionError.
    """
    real = path.resolve()
    if "\n" in revision or "\n" in real.name:
        raise _refused(revision, "", "")
    prefix, is_shallow = _where(revision, real.parent)
    before, colon, file = revision.partition(":")
    whole, staged, first = _kinds(
        real.parent, (revision, f":./{real.name}", f"{before}^{{commit}}")
    )
    if whole.kind == "blob":
        return Revision(revision, _bytes(revision, real.parent, whole))
    if whole.kind in ("commit", "tag"):
        # By its hash: what is behind a colon is not always a path (:/words of a message).
        (its,) = _kinds(real.parent, (f"{whole.hash}:./{real.name}",))
        name = f"{revision}:{prefix}{real.name}"
        if its.kind == "blob":
            return Revision(name, _bytes(name, real.parent, its))
        raise _lacks(revision, f"{prefix}{real.name}", is_tracked=bool(staged.kind))
    if colon and first.kind == "commit":
        raise _lacks(before, file, is_tracked=True)
    if whole.kind == "ambiguous":
        raise _refused(
            revision,
            ", en als git-revisie kan het meer dan één zijn",
            ", and as a git revision it can be more than one",
        )
    if is_shallow:
        raise _refused(
            revision,
            " en geen git-revisie in deze ondiepe kopie (git fetch --unshallow haalt de rest)",
            " nor a git revision in this shallow clone (git fetch --unshallow gets the rest)",
        )
    raise _refused(revision, " en geen git-revisie", " nor a git revision")


def revisions(directory: Path) -> list[str]:
    """Return the branches and tags of the repository of a directory; [] if that cannot be."""
    try:
        done = _git(directory, "for-each-ref", "--format=%(refname:short)", "refs/heads",
                    "refs/tags")  # fmt: skip
    except OSError:
        return []
    return done.stdout.decode(errors="replace").split() if done.returncode == 0 else []


@dataclass(frozen=True, slots=True)
class _Object:
    """What a name stands for: one of `_KINDS`, "ambiguous", or "" for nothing."""

    kind: str
    hash: str = ""
    size: int = 0


def _git(directory: Path, *words: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if key not in _OF_ANOTHER}
    return subprocess.run(
        ["git", "-C", str(directory), *words], env={**environment, **_ALONE}, input=said,
        capture_output=True, check=False,
    )  # fmt: skip


def _where(revision: str, directory: Path) -> tuple[str, bool]:
    """Return the directory as its repository has it, and whether that lacks old commits."""
    shown = quote(str(directory), 200)
    if not directory.is_dir():
        raise _refused(
            revision, f"; de map {shown} bestaat niet", f"; there is no directory {shown}"
        )
    try:
        done = _git(directory, "rev-parse", "--show-prefix", "--is-shallow-repository")
    except OSError as error:
        why = error.strerror or str(error)
        if isinstance(error, FileNotFoundError):
            raise _refused(
                revision,
                "; om een git-revisie te lezen is het programma git nodig, en dat is hier niet",
                "; reading a git revision takes the program git, which is not here",
            ) from None
        raise _refused(
            revision, f"; git start niet ({why})", f"; git does not start ({why})"
        ) from None
    if done.returncode == 0:
        prefix, shallow = done.stdout.decode(errors="surrogateescape").split("\n")[:2]
        return prefix, shallow == "true"
    if b"not a git repository" in done.stderr:
        raise _refused(
            revision,
            f" en geen git-revisie: de map {shown} staat niet onder git",
            f" nor a git revision: the directory {shown} is not under git",
        )
    why = _last_words(done.stderr)
    raise _refused(revision, f"; git zegt: {why}", f"; git says: {why}")


def _kinds(directory: Path, names: Sequence[str]) -> list[_Object]:
    said = "".join(f"{name}\n" for name in names).encode(errors="surrogateescape")
    done = _git(directory, "cat-file", "--batch-check", said=said)
    found = []
    for answer in done.stdout.split(b"\n")[: len(names)]:
        *rest, kind, size = ["", *answer.decode(errors="replace").rsplit(" ", 2)]
        if size.isdigit() and kind in _KINDS:
            found.append(_Object(kind, rest[-1], int(size)))
        else:
            found.append(_Object("ambiguous" if size == "ambiguous" else ""))
    # What git left unsaid, because it failed on a name, stands for nothing.
    return [*found, *[_Object("")] * (len(names) - len(found))]


def _bytes(name: str, directory: Path, blob: _Object) -> bytes:
    if blob.size > MOST_BYTES:
        raise RevisionError(
            Text(
                f"{quote(name)}: het bestand is groter dan 200 MiB",
                f"{quote(name)}: the file is larger than 200 MiB",
            )
        )
    done = _git(directory, "cat-file", "blob", blob.hash)
    if done.returncode:
        why = _last_words(done.stderr)
        raise RevisionError(
            Text(
                f"{quote(name)}: git kan dit niet lezen: {why}",
                f"{quote(name)}: git cannot read this: {why}",
            )
        )
    return done.stdout


def _lacks(revision: str, file: str, *, is_tracked: bool) -> RevisionError:
    known = Text("", "")
    if not is_tracked:
        known = Text(" (het staat niet onder git)", " (it is not under git)")
    one, name, example = quote(revision), quote(file, 200), quote(f"{revision}:pad/naam.toml")
    return RevisionError(
        Text(
            f"revisie {one} heeft geen bestand {name}{known.nl}; heette het toen anders, noem dan "
            f"het pad, zoals {example}",
            f"revision {one} has no file {name}{known.en}; if it had another name then, give the "
            f"path, as in {example}",
        )
    )


def _refused(revision: str, nl: str, en: str) -> RevisionError:
    shown = quote(revision, 200)
    return RevisionError(Text(f"{shown} is geen bestand{nl}", f"{shown} is not a file{en}"))


def _last_words(said: bytes) -> str:
    lines = [one for one in said.decode(errors="replace").split("\n") if one.strip()]
    return quote(lines[0].removeprefix("fatal: "), 200) if lines else "?"
