"""What git has of a file, asked of the real program in repositories made here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from boplan.store import revisions
from boplan.store.revisions import Revision, RevisionError, read_revision
from tests.helpers import environment

TEXTS = [b"een\n", b"twee\r\n", b"\xef\xbb\xbfdrie\n"]


def git(directory: Path, *words: str) -> str:
    """Run git as nobody in particular, on a day of no importance."""
    who = {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "n@n", "GIT_COMMITTER_NAME": "n",
        "GIT_COMMITTER_EMAIL": "n@n", "GIT_AUTHOR_DATE": "2027-01-01T00:00:00Z",
        "GIT_COMMITTER_DATE": "2027-01-01T00:00:00Z",
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-C", str(directory), *words], env=environment(**who), check=True,
        capture_output=True,
    )  # fmt: skip
    return done.stdout.decode().strip()


def repository(directory: Path, *texts: bytes, name: str = "data/timeline.toml") -> Path:
    """Make a repository with a commit of the file for each text; return the path of the file."""
    directory.mkdir(parents=True, exist_ok=True)
    git(directory, "init", "-q", "-b", "main")
    git(directory, "config", "core.autocrlf", "false")
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        path.write_bytes(text)
        git(directory, "add", "-A")
        git(directory, "commit", "-q", "--allow-empty", "-m", f"nummer {number}")
        git(directory, "tag", f"v{number}")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo", *TEXTS)


def _refusal(revision: str, path: Path) -> str:
    with pytest.raises(RevisionError) as error:
        read_revision(revision, path)
    assert "\n" not in error.value.text.nl
    return error.value.text.en


@pytest.mark.parametrize(
    ("revision", "text"),
    [("HEAD", 2), ("HEAD~1", 1), ("HEAD~2", 0), ("v0", 0), ("main", 2), ("main^", 1),
     ("@{0}", 2), ("HEAD^{commit}", 2), (":/nummer 1", 1)],
)  # fmt: skip
def test_whatever_names_a_commit(path: Path, revision: str, text: int) -> None:
    """The bytes are those that git has: no line end and no byte order mark is touched."""
    assert read_revision(revision, path) == Revision(f"{revision}:data/timeline.toml", TEXTS[text])


def test_a_hash_whole_or_short(path: Path) -> None:
    whole = git(path.parent, "rev-parse", "HEAD~2")
    assert read_revision(whole, path).data == TEXTS[0]
    assert read_revision(whole[:8], path).data == TEXTS[0]
    blob = git(path.parent, "rev-parse", "HEAD~1:./timeline.toml")
    assert read_revision(blob, path) == Revision(blob, TEXTS[1])


def test_a_tag_with_words_of_its_own(path: Path) -> None:
    git(path.parent, "tag", "-a", "-m", "Vastgesteld.", "vastgesteld", "HEAD~1")
    assert read_revision("vastgesteld", path).data == TEXTS[1]


@pytest.mark.parametrize(
    "revision", ["HEAD~2:data/timeline.toml", "HEAD~2:./timeline.toml", "v0:data/timeline.toml"]
)
def test_a_revision_may_name_its_file(path: Path, revision: str) -> None:
    assert read_revision(revision, path) == Revision(revision, TEXTS[0])
    elsewhere = path.parent / "ander.toml"
    assert read_revision(revision, elsewhere).data == TEXTS[0]


def test_what_is_staged_is_a_version_too(path: Path) -> None:
    path.write_bytes(b"vier\n")
    git(path.parent, "add", "-A")
    assert read_revision(":data/timeline.toml", path).data == b"vier\n"
    assert read_revision("HEAD", path).data == TEXTS[2]


@pytest.mark.parametrize("name", ["-x", "--output=hier", "--batch", "-", "--end-of-options"])
def test_a_name_with_dashes_is_no_option(path: Path, name: str) -> None:
    assert _refusal(name, path) == f"'{name}' is not a file nor a git revision"
    assert sorted(one.name for one in path.parent.iterdir()) == ["timeline.toml"]


def test_a_branch_that_begins_with_a_dash(path: Path) -> None:
    """Git makes none by that name any more, but old repositories have them."""
    head = git(path.parent, "rev-parse", "HEAD~1")
    (path.parents[1] / ".git" / "refs" / "heads" / "-oud").write_text(f"{head}\n")
    assert read_revision("-oud", path).data == TEXTS[1]


def test_spaces_and_quotes_in_names(tmp_path: Path) -> None:
    path = repository(tmp_path / "een 'map'", b"tekst\n", name='é "plan" $(x).toml')
    assert read_revision("HEAD", path) == Revision('HEAD:é "plan" $(x).toml', b"tekst\n")


@pytest.mark.parametrize("revision", ["HEAD~9", "nergens", "0123abcd", "", " ", "a\nb"])
def test_what_git_does_not_know(path: Path, revision: str) -> None:
    assert "is not a file" in _refusal(revision, path)


def test_a_revision_without_the_file_says_how_to_name_another(path: Path) -> None:
    (path.parent / "nieuw.toml").write_bytes(b"nieuw\n")
    assert _refusal("HEAD", path.parent / "nieuw.toml") == (
        "revision 'HEAD' has no file 'data/nieuw.toml' (it is not under git); if it had another "
        "name then, give the path, as in 'HEAD:pad/naam.toml'"
    )
    git(path.parent, "mv", "timeline.toml", "plan.toml")
    git(path.parent, "commit", "-q", "-m", "andere naam")
    assert _refusal("HEAD~1", path.parent / "plan.toml").startswith(
        "revision 'HEAD~1' has no file 'data/plan.toml'; if"
    )
    assert read_revision("HEAD~1:data/timeline.toml", path.parent / "plan.toml").data == TEXTS[2]
    assert _refusal("HEAD~1:data/nergens.toml", path).startswith(
        "revision 'HEAD~1' has no file 'data/nergens.toml'"
    )
    for directory in ("HEAD~1:data", "HEAD~1:"):
        assert "has no file" in _refusal(directory, path)


def test_a_file_that_is_gone_is_still_in_the_past(path: Path) -> None:
    path.unlink()
    assert read_revision("HEAD", path).data == TEXTS[2]


def test_a_directory_without_git(tmp_path: Path) -> None:
    shown = str(tmp_path)
    assert _refusal("HEAD", tmp_path / "timeline.toml") == (
        f"'HEAD' is not a file nor a git revision: the directory '{shown}' is not under git"
    )
    assert "there is no directory" in _refusal("HEAD", tmp_path / "weg" / "timeline.toml")


def test_without_git_on_this_machine(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(path.parent))
    assert _refusal("HEAD", path) == (
        "'HEAD' is not a file; reading a git revision takes the program git, which is not here"
    )
    assert revisions.revisions(path.parent) == []


def test_a_shallow_clone_says_where_the_rest_is(path: Path, tmp_path: Path) -> None:
    clone = tmp_path / "ondiep"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{path.parents[1]}", str(clone))
    its = clone / "data" / "timeline.toml"
    assert read_revision("HEAD", its).data == TEXTS[2]
    assert "git fetch --unshallow" in _refusal("HEAD~1", its)


def test_nothing_is_fetched_that_a_partial_clone_lacks(path: Path, tmp_path: Path) -> None:
    git(path.parent, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "deels"
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{path.parents[1]}", str(clone))
    its = clone / "data" / "timeline.toml"
    before = sorted(one.name for one in (clone / ".git" / "objects" / "pack").iterdir())
    with pytest.raises(RevisionError):
        read_revision("HEAD~2", its)
    assert sorted(one.name for one in (clone / ".git" / "objects" / "pack").iterdir()) == before


def test_another_working_tree_and_a_link_to_the_file(path: Path, tmp_path: Path) -> None:
    tree = tmp_path / "ernaast"
    git(path.parent, "worktree", "add", "-q", str(tree), "v1")
    assert read_revision("HEAD", tree / "data" / "timeline.toml").data == TEXTS[1]
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    assert read_revision("v0", link) == Revision("v0:data/timeline.toml", TEXTS[0])


def test_a_hook_of_another_repository_does_not_lead_astray(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository(tmp_path / "ander", b"anders\n")
    monkeypatch.setenv("GIT_DIR", str(other.parents[1] / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.parents[1]))
    monkeypatch.setenv("GIT_INDEX_FILE", "nergens")
    assert read_revision("HEAD", path).data == TEXTS[2]


def test_one_name_for_two_things(path: Path) -> None:
    """A tag and a branch of one name: git takes the tag, and so does this."""
    git(path.parent, "branch", "dubbel", "v0")
    git(path.parent, "tag", "dubbel", "v1")
    assert read_revision("dubbel", path).data == TEXTS[1]


def test_too_large_is_said_before_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "MOST_BYTES", 4)
    assert "larger than" in _refusal("HEAD", path)
    assert read_revision("v0", path).data == TEXTS[0]


def test_a_broken_repository_is_one_sentence(path: Path) -> None:
    blob = git(path.parent, "rev-parse", "v0:data/timeline.toml")
    broken = path.parents[1] / ".git" / "objects" / blob[:2] / blob[2:]
    broken.chmod(0o644)
    broken.write_bytes(b"kapot")
    assert "'v0" in _refusal("v0", path)
    (path.parents[1] / ".git" / "config").write_text("[core]\n\trepositoryformatversion = 99\n")
    assert "git says" in _refusal("v0", path)


def test_names_to_complete(path: Path) -> None:
    assert revisions.revisions(path.parent) == ["main", "v0", "v1", "v2"]
    assert revisions.revisions(path.parents[2]) == []
