"""`boplan diff` as a person runs it: between files, in repositories made here, and refused."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import boplan
from boplan.cli.diff import _quoted
from boplan.model.vocabulary import Lang
from boplan.rules.case import Case
from boplan.rules.difference import difference, renumbered
from boplan.rules.engine import judged
from boplan.schedule.comparison import compare
from boplan.schedule.matching import in_ids_of, renamed
from boplan.schedule.selection import EVERYTHING
from boplan.store import keys
from boplan.views.changes import KEYS, TABLES
from boplan.views.compared import (
    MOST_ITEMS,
    Answer,
    _escaped,
    compared_document,
    compared_lines,
    compared_markdown,
)
from boplan.views.layout import cells, plain
from tests.cli.terminal import run_in_terminal
from tests.cli.test_json import CHECKS, _walk
from tests.helpers import ESCAPE, HEAD, ROOT, Ran, answer, record, run, step
from tests.schedule.edits import TODAY, Edit, edited, edits, timeline
from tests.store.test_revisions import git, repository

OURS = {"PYTHONPATH": str(Path(boplan.__file__).parents[1])}
OLD, NEW, REAL = "tests/views/diff/voor.toml", "tests/views/diff/na.toml", "data/timeline.toml"
DAY = "--today=2027-02-22"
LANGS: tuple[Lang, Lang] = ("nl", "en")
ONE = (HEAD + step("a", when="2027-04-01")).encode()
TWO = (HEAD + step("a", when="2027-04-15")).encode()
MOVED = "do 1 apr 2027 → do 15 apr 2027, 14 dagen later"


def _ran(*words: str | Path, cwd: Path | None = None, **env: str) -> Ran:
    return run("diff", *words, DAY, cwd=cwd, env={**OURS, **env})


def _said(*words: str | Path, cwd: Path | None = None) -> str:
    ran = _ran(*words, cwd=cwd)
    assert (ran.code, ran.err) == (0, ""), ran
    return ran.out


def _document(*words: str | Path, cwd: Path | None = None) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_said(*words, "--json", cwd=cwd))
    return document


def _written(directory: Path, name: str, data: bytes) -> Path:
    path = directory / name
    path.write_bytes(data)
    return path


# -- the small plan, its expectations written from the two files -----------------------------


def test_each_thing_that_changed_is_told_apart() -> None:
    document = _document(OLD, NEW)
    assert {one["id"]: one["kinds"] for one in document["changes"]} == {
        "concept": ["moved"],
        "overleg-clubs": ["moved", "recorded"],
        "bespreking": ["moved"],
        "inspraak-nota": ["renamed", "affected"],
        "reactie": ["changed"],
        "vaststelling": ["settled"],
        "persbericht": ["removed"],
        "hal-onderzoek": ["recorded"],
        "hal-besluit": ["added"],
    }
    dates = {one["id"]: one["dates"] for one in document["changes"] if one["dates"]}
    assert dates["concept"] == [
        {
            "municipalities": [], "before": "2027-03-05", "after": "2027-03-12", "way": "moved",
            "slip": {"least": 7, "most": 7}, "by": "record",
            "reason": "De cijfers van de clubs kwamen later.", "record_gone": False,
        }
    ]  # fmt: skip
    assert [(one["way"], one["by"]) for one in dates["overleg-clubs"]] == [("narrowed", "plan")]
    assert [(one["municipalities"], one["way"]) for one in dates["vaststelling"]] == [
        (["laren"], "settled")
    ]
    reactie = next(one for one in document["changes"] if one["id"] == "reactie")
    assert reactie["keys"] == [
        {"key": "owner", "before": ["regio"], "after": ["adviseurs"]},
        {"key": "note", "before": [], "after": ["Met de opmerkingen van de clubs."]},
    ]
    assert [(one["table"], one["change"], one["id"]) for one in document["tables"]] == [
        ("deadline", "changed", "raden-uiterlijk"), ("closure", "added", "zomerreces"),
    ]  # fmt: skip
    assert [(one["change"], one["code"], one["activity"]) for one in document["findings"]] == [
        ("appears", "BP201", "inspraak-nota")
    ]
    assert document["unchanged"] == 0
    (ends,) = document["ends"]
    # Laren chose the 24th, so the last council is not before then; the limit is a week later.
    assert (ends["before"]["first"], ends["after"]["first"]) == ("2027-06-10", "2027-06-24")
    assert (ends["before"]["date"], ends["after"]["date"]) == ("2027-07-01", "2027-07-08")
    assert ends["before"]["room"]["possible"] == 21  # 10 June through 1 July
    assert ends["after"]["room"]["possible"] == 14  # 24 June through 8 July


def test_the_first_ten_lines_say_what_a_lead_must_know() -> None:
    """The end, what moved and by how much, and whether anything is wrong now."""
    first = _said(OLD, NEW).split("\n")[:18]
    head = "\n".join(first)
    assert first[0].startswith("Verschil: ")
    for words in ("Einddatum", "2 later", "Gevolg        inspraak-nota (tegen de volgorde)",
                  "1 erbij (1 fout)", "Verwijderd    persbericht"):  # fmt: skip
        assert words in head


def test_what_stays_is_one_line(tmp_path: Path) -> None:
    others = "".join(step(f"stap-{one}") for one in range(40)).encode()
    _written(tmp_path, "oud.toml", ONE + others)
    _written(tmp_path, "nieuw.toml", TWO + others)
    said = _said("oud.toml", "nieuw.toml", cwd=tmp_path)
    assert said.split("\n") == [
        "Verschil: oud.toml → nieuw.toml                                   ma 22 feb 2027", "",
        "Andere datum  a (14 dagen later)", "Ongewijzigd   40 stappen", "",
        "ANDERE DATUM (1)", "  Stap a (a)", f"    {MOVED}", "",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [("--process=hal",), ("--owner=regio",), ("--body=pfho",),
                                   ("--municipality=laren",)])  # fmt: skip
def test_a_choice_shows_its_own_and_counts_the_rest(words: tuple[str, ...]) -> None:
    everything, own = _document(OLD, NEW), _document(OLD, NEW, *words)
    names = [one["id"] for one in own["changes"]]
    expected = {
        "--process=hal": ["hal-onderzoek", "hal-besluit"],
        # The press release and the reaction were the region's.
        "--owner=regio": ["concept", "reactie", "persbericht", "hal-onderzoek"],
        "--body=pfho": ["bespreking", "hal-besluit"],
        "--municipality=laren": ["vaststelling"],
    }[words[0]]
    assert names == expected
    total = len(everything["changes"]) + len(everything["tables"])
    assert len(own["changes"]) + len(own["tables"]) + own["left_out"] == total
    said = _said(OLD, NEW, *words)
    assert "vallen buiten de keuze" in said
    assert said.split("\n")[1].startswith("Alleen: ")


def test_a_choice_may_be_of_the_older_one_only(tmp_path: Path) -> None:
    """The step went to another process: it is chosen by either."""
    old = _written(tmp_path, "oud.toml", ONE.replace(b'"p"', b'"weg"'))
    new = _written(tmp_path, "nieuw.toml", ONE)
    for process in ("weg", "p"):
        (changed,) = _document(old, new, f"--process={process}")["changes"]
        assert changed["keys"] == [{"key": "process", "before": ["weg"], "after": ["p"]}]
        assert "Proces: Een proces" not in _said(old, new, f"--process={process}")
    ran = _ran(old, new, "--process=nergens")
    assert (ran.code, ran.out) == (2, "")
    assert "'nergens' is niet het id van een [[process]]" in ran.err


# -- files -----------------------------------------------------------------------------------


def test_the_same_file_is_no_difference(tmp_path: Path) -> None:
    for path in (OLD, REAL):
        assert _said(path, path).split("\n")[-3:] == ["", "Geen verschil.", ""]
    document = _document(OLD, OLD)
    assert (document["same"], document["changes"], document["tables"], document["findings"]) == (
        True, [], [], [],
    )  # fmt: skip
    assert _ran(OLD, OLD, "--exit-code").code == 0
    copy = _written(tmp_path, "kopie.toml", (ROOT / OLD).read_bytes())
    assert "Geen verschil." in _said(OLD, copy)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"# Een opmerking.\n" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data + b"\n\n",
    ],
)
def test_comments_and_line_ends_mean_nothing(tmp_path: Path, change: Any) -> None:
    other = _written(tmp_path, "anders.toml", change((ROOT / OLD).read_bytes()))
    said = _said(OLD, other)
    assert "Niets van betekenis veranderd: alleen opmerkingen, opmaak of volgorde." in said
    assert _ran(OLD, other, "--exit-code").code == 0
    assert _document(OLD, other)["same"] is True


def test_exit_code_only_where_it_is_asked_for() -> None:
    assert _ran(OLD, NEW).code == 0
    assert _ran(OLD, NEW, "--exit-code").code == 1
    chosen = _ran(OLD, NEW, "--exit-code", "--municipality=huizen")
    assert chosen.code == 1  # as a whole it changed, whatever is shown of it


def test_new_is_the_timeline_that_every_command_finds(tmp_path: Path) -> None:
    old = _written(tmp_path, "oud.toml", ONE)
    new = _written(tmp_path, "timeline.toml", TWO)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert MOVED in _said(old, cwd=below)
    assert MOVED in _said(old, f"--file={new}")
    assert MOVED in _ran(old, BOPLAN_FILE=str(new)).out
    assert "14 dagen eerder" in _said(new, old)


# -- revisions -------------------------------------------------------------------------------


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a timeline with two commits, and a third version that is not committed."""
    path = repository(tmp_path / "repo", ONE, TWO)
    path.write_bytes((HEAD + step("a", when="2027-05-01")).encode())
    return path


def test_a_revision_against_what_stands_there(plan: Path) -> None:
    top = plan.parents[1]
    assert "HEAD~1:data/timeline.toml → data/timeline.toml" in _said("HEAD~1", cwd=top)
    assert "do 1 apr 2027 → za 1 mei 2027, 30 dagen later" in _said("HEAD~1", cwd=top)
    assert "do 15 apr 2027 → za 1 mei 2027" in _said("HEAD", cwd=top)
    assert MOVED in _said("HEAD~1", "HEAD", cwd=top)
    assert MOVED in _said("v0", "main", cwd=top)
    assert "14 dagen eerder" in _said("HEAD", "HEAD~1:data/timeline.toml", cwd=top)


def test_from_a_directory_below_or_from_elsewhere(plan: Path, tmp_path: Path) -> None:
    deep = plan.parent / "a" / "b"
    deep.mkdir(parents=True)
    assert MOVED in _said("HEAD~1", "HEAD", cwd=deep)
    assert MOVED in _said("HEAD~1", "HEAD", f"--file={plan}", cwd=tmp_path)
    assert "30 dagen later" in _said("HEAD~1", plan, cwd=tmp_path)
    assert "30 dagen eerder" in _said(plan, "HEAD~1", cwd=tmp_path)


def test_a_file_wins_from_a_revision_and_a_directory_does_not(plan: Path) -> None:
    top = plan.parents[1]
    git(top, "branch", "data", "v0")
    assert "data:data/timeline.toml →" in _said("data", cwd=top)
    _written(top, "v0", TWO)
    assert "v0 → data/timeline.toml" in _said("v0", cwd=top)
    assert "v0~0:data/timeline.toml →" in _said("v0~0", cwd=top)
    assert "./v0" in _said("./v0", cwd=top) or "v0 →" in _said("./v0", cwd=top)


def test_dashes(plan: Path) -> None:
    top = plan.parents[1]
    ran = _ran("--output=hier", cwd=top)
    assert ran.code == 2
    ran = run("diff", DAY, "--", "--output=hier", cwd=top, env=OURS)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "boplan: '--output=hier' is geen bestand en geen git-revisie\n"
    assert not (top / "hier").exists()
    _written(top, "-oud.toml", ONE)
    ran = run("diff", DAY, "--", "-oud.toml", "HEAD", cwd=top, env=OURS)
    assert MOVED in ran.out


def test_a_file_that_names_itself_needs_no_timeline_here(plan: Path) -> None:
    top = plan.parents[1]
    git(top, "mv", "-f", "data/timeline.toml", "data/plan.toml")
    git(top, "commit", "-q", "-a", "-m", "andere naam")
    was = "v0:data/timeline.toml"
    assert "30 dagen later" in _said(was, "HEAD:data/plan.toml", cwd=top)
    assert "30 dagen later" in _said(was, "data/plan.toml", cwd=top)
    ran = _ran("v0", cwd=top)
    assert (ran.code, ran.out) == (2, "")
    assert "--file" in ran.err


@pytest.mark.parametrize("lang", LANGS)
def test_refused_in_one_sentence(plan: Path, tmp_path: Path, lang: str) -> None:
    outside = _written(tmp_path, "timeline.toml", ONE)
    cases: list[tuple[tuple[str | Path, ...], Path]] = [
        (("HEAD~9",), plan.parents[1]),
        (("nergens.toml",), plan.parents[1]),
        (("HEAD:nergens.toml",), plan.parents[1]),
        (("HEAD",), outside.parent),
        ((plan.parents[1] / "data", "HEAD"), plan.parents[1]),
        (("HEAD~1", "HEAD~9"), plan.parents[1]),
        (("HEAD", "--format=pdf"), plan.parents[1]),
        ((), plan.parents[1]),
    ]
    for words, cwd in cases:
        ran = _ran(*words, f"--lang={lang}", cwd=cwd)
        assert (ran.code, ran.out) == (2, ""), words
        assert ran.err.strip(), words


def test_a_revision_is_of_the_other_file_if_that_is_in_it(plan: Path) -> None:
    top = plan.parents[1]
    _written(top, "kopie.toml", ONE)
    assert "kopie.toml → HEAD:data/timeline.toml" in _said("kopie.toml", "HEAD", cwd=top)
    git(top, "add", "kopie.toml")
    git(top, "commit", "-q", "-m", "kopie")
    assert "kopie.toml → HEAD:kopie.toml" in _said("kopie.toml", "HEAD", cwd=top)


def test_a_version_that_cannot_be_used_says_where(tmp_path: Path) -> None:
    wrong = b'[timeline]\nformat = 1\ntitle = "T"\n\n[[process]]\ntitle = "Zonder id"\n'
    later = b'[timeline]\nformat = 2\ntitle = "T"\n'
    path = repository(tmp_path / "repo", wrong, later, b"kapot = [\n", ONE)
    top = path.parents[1]
    ran = _ran("v0", cwd=top)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("v0:data/timeline.toml:5: BP105 ")
    assert _ran("v1", cwd=top).err.startswith("v1:data/timeline.toml:2: BP103 ")
    assert _ran("v2", cwd=top).err.startswith("v2:data/timeline.toml:2: BP102 ")
    both = _ran("v0", "v1", cwd=top)
    assert both.code == 2
    assert "v0:data/timeline.toml:5: BP105" in both.err
    assert "v1:data/timeline.toml:2: BP103" in both.err
    once = _ran("v0", "HEAD~3", cwd=top).err
    assert once.count("BP105") == 1


def test_findings_that_are_gone_have_their_place_in_the_older_file(tmp_path: Path) -> None:
    late = HEAD + step("a", when="2027-05-01") + step("b", 'after = ["a"]', when="2027-04-01")
    path = repository(tmp_path / "repo", late.encode())
    path.write_bytes(("# Nieuw.\n" * 5 + late.replace("2027-04-01", "2027-06-01")).encode())
    (found,) = _document("HEAD", cwd=path.parents[1])["findings"]
    line = late.split("\n").index('id = "b"')
    assert (found["change"], found["file"], found["line"]) == (
        "vanishes", "HEAD:data/timeline.toml", line,
    )  # fmt: skip
    (found,) = _document(path, "HEAD", cwd=path.parents[1])["findings"]
    assert (found["change"], found["line"]) == ("appears", line)


def test_findings_of_renamed_steps_and_other_records_are_no_news(tmp_path: Path) -> None:
    """A finding of a waiver is known by its number: one that goes before it changes that."""
    waivers = (
        '[[waiver]]\ncode = "BP201"\nactivity = "c"\nreason = "Een."\n'
        '[[waiver]]\ncode = "BP301"\nactivity = "c"\nreason = "Twee."\n'
    )
    base = HEAD + step("a", when="2027-05-01") + step("b", 'after = ["a"]', when="2027-04-01")
    old = _written(tmp_path, "oud.toml", (base + step("c") + waivers).encode())
    new_text = (
        base.replace('id = "b"', 'id = "bb"\nwas = ["b"]')
        + step("c")
        + (waivers.replace('reason = "Een."', 'reason = "Een."\nuntil = 2020-01-01')[::1])
    )
    new = _written(tmp_path, "nieuw.toml", new_text.encode())
    assert {one["code"] for one in _document(old, new)["findings"]} == {"BP802", "BP803"}
    less = _written(tmp_path, "minder.toml", (base + step("c") + waivers[waivers.index("[[", 9):]
                                              ).encode())  # fmt: skip
    (gone,) = _document(old, less)["findings"]
    assert (gone["change"], gone["code"]) == ("vanishes", "BP802")
    assert gone["line"] == old.read_text().split("\n").index("[[waiver]]") + 1


# -- what it looks like ----------------------------------------------------------------------


def _answer_of(old: Any, new: Any) -> Answer:
    names = renamed(old, new)
    was, now = Case(in_ids_of(old, names), TODAY), Case(new, TODAY)
    made = compare(was, now, names=names)
    found = difference(renumbered(judged(was), made.numbers), judged(now), made.vaguer)
    return Answer(made=made, findings=found, chosen=EVERYTHING, old="oud", new="nieuw",
                  is_same=False)  # fmt: skip


@given(edits(), edits(), st.sampled_from(LANGS), st.sampled_from([60, 80, 120]), st.booleans())
@settings(max_examples=60)
def test_whatever_changed_fits_the_width_and_is_all_there(
    one: list[Edit], two: list[Edit], lang: Lang, width: int, unfolded: bool
) -> None:
    made = _answer_of(timeline(edited(*one)), timeline(edited(*two)))
    lines = list(compared_lines(made, lang=lang, width=width, unfolded=unfolded, again="diff x"))
    text = plain(lines)
    assert max(map(cells, text.split("\n"))) <= width
    joined = text.replace("\n", " ")
    for change in made.made.steps:
        assert change.id in joined
    other = compared_markdown(made, lang, unfolded=unfolded)
    for change in made.made.steps:
        assert change.id in other
    assert json.dumps(compared_document(made, [], lang) if not made.findings else {})


def _many(count: int, month: str) -> bytes:
    return (HEAD + "".join(step(f"stap-{one}", when=month) for one in range(count))).encode()


def test_a_long_list_is_folded_and_all_unfolds_it(tmp_path: Path) -> None:
    _written(tmp_path, "oud.toml", _many(400, "2027-04"))
    _written(tmp_path, "nieuw.toml", _many(400, "2027-06"))
    said = _said("oud.toml", "nieuw.toml", cwd=tmp_path)
    assert "400 stappen: 400 later" in said
    assert "ANDERE DATUM (400)" in said
    assert said.count("\n") < 20
    assert "voluit: boplan diff oud.toml nieuw.toml --today 2027-02-22 --all\n" in said
    whole = _said("oud.toml", "nieuw.toml", "--all", cwd=tmp_path)
    assert whole.count("apr 2027 → jun 2027") == 400
    _written(tmp_path, "oud.toml", _many(MOST_ITEMS, "2027-04"))
    _written(tmp_path, "nieuw.toml", _many(MOST_ITEMS, "2027-06"))
    said = _said("oud.toml", "nieuw.toml", cwd=tmp_path)
    assert said.count("apr 2027 → jun 2027") == MOST_ITEMS
    assert "--all" not in said


def test_ten_thousand_steps(tmp_path: Path) -> None:
    old = _written(tmp_path, "oud.toml", _many(10_000, "2027-04"))
    new = _written(tmp_path, "nieuw.toml", _many(10_000, "2027-04").replace(
        b'"stap-7"\n', b'"stap-7"\nnote = "Hier."\n'))  # fmt: skip
    said = _said(old, new)
    assert "Aangepast    stap-7 (aantekening)" in said
    assert "Ongewijzigd  9999 stappen" in said


HOSTILE = [
    "<script>alert(1)</script>", "| tabel | *vet* _schuin_ `code`", "[link](http://x.example)",
    "@iedereen en #12", "# kop", "- lijst", "1. eerst", "![beeld](x)", "&lt;b&gt;", "a\\*b",
    "~~weg~~", "🏛️ vergadering", "שלום עולם", "x" * 300,
]  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE)
def test_titles_mark_nothing_up(tmp_path: Path, title: str) -> None:
    quoted = json.dumps(title, ensure_ascii=False)
    old = _written(tmp_path, "oud.toml", ONE)
    new = _written(tmp_path, "nieuw.toml", ONE.replace(b'"Stap a"', quoted.encode()))
    assert "Titel: " in _said(old, new)
    said = _said(old, new, "--format=markdown", "--all")
    assert re.search(r"(?<!\\)<(?!!-- -->)", said) is None
    for line in said.split("\n"):
        assert re.match(r"(### |#### |- |  - |\*\*|$|[A-Z])", line), line
    for mark in "*_`|[]~#":
        body = said.split("\n\n", 1)[1]
        shown = re.sub(r"\*\*[^*]+\*\*|`[^`]*`|^#+ |\\.", "", body, flags=re.M)
        assert mark not in shown, (mark, shown)
    assert re.search(r"(?<!\w)@(?!<!-- -->)\w", said) is None


def test_escaped_at_the_start_of_a_line() -> None:
    assert [_escaped(text) for text in ("- a", "+ a", "1. a", "2) b", "a - b", "= a")] == [
        "\\- a", "\\+ a", "1\\. a", "2\\) b", "a - b", "\\= a",
    ]  # fmt: skip


def test_colour_only_where_a_person_is_looking() -> None:
    words = ("diff", str(OLD), str(NEW), DAY)
    shown = run_in_terminal(*words, BOPLAN_PAGER="cat")
    assert "\x1b[" in shown
    plain_text = answer(*words, env=OURS)
    assert "\x1b" not in plain_text
    assert ESCAPE.sub("", shown) == plain_text
    assert "\x1b" not in answer(*words, "--format=markdown", env={**OURS, "FORCE_COLOR": "1"})


def test_the_same_bytes_whatever_the_hash_seed_and_the_locale() -> None:
    for more in ((), ("--json",), ("--format=markdown",)):
        outs = {
            _ran(OLD, NEW, *more, PYTHONHASHSEED=seed, LC_ALL=locale).out
            for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("2", "nl_NL.UTF-8"))
        }
        assert len(outs) == 1


def test_every_key_and_table_of_the_format_has_a_word() -> None:
    known = {key for table in keys.TABLES.values() for key in table.keys} | set(keys.TIMELINE.keys)
    assert known - {"format"} <= set(KEYS)
    assert set(KEYS) <= known
    assert set(keys.TABLES) - {"activity", "record"} | {"timeline"} == set(TABLES)


def test_a_command_can_be_typed_again() -> None:
    """Words that a shell would change are quoted, others stand as they are."""
    for word in ("HEAD~3", "HEAD~3:data/timeline.toml", "v1.0", "een map/x.toml", "a'b", "$(x)",
                 "~/x.toml", "-x"):  # fmt: skip
        done = subprocess.run(
            ["/bin/sh", "-c", f"printf %s {_quoted(word)}"], capture_output=True, check=True
        )
        assert done.stdout.decode() == word
    assert _quoted("HEAD~3:data/timeline.toml") == "HEAD~3:data/timeline.toml"


# -- for a program ---------------------------------------------------------------------------


def _documented() -> dict[str, str]:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    rows: dict[str, str] = {"format": "number", "today": "day", "findings[].change": "word"}
    for heading in ("`diff`", "`check`: findings"):
        section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        found = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", section, re.MULTILINE)
        rows |= {key: type_.strip() for key, type_ in found}
    return rows


def test_json_has_the_keys_and_types_of_the_page_and_always() -> None:
    types = _documented()
    children: dict[str, set[str]] = {}
    for key in types:
        parent, _, last = key.rpartition(".")
        children.setdefault(parent.removesuffix("[]"), set()).add(last)
    seen = set()
    for words in ((OLD, NEW), (NEW, OLD), (OLD, REAL), (REAL, NEW), (OLD, OLD)):
        document = _document(*words)
        assert set(document) == children[""]
        for key, value in _walk(document):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    assert set(one) == children[key.removesuffix("[]")], key
            if key.endswith("[]"):
                continue
            allowed = types[key].split(" or ")
            if allowed in (["array of texts"], ["array of words"]):
                assert isinstance(value, list)
                assert all(isinstance(one, str) and one for one in value)
            else:
                assert any(CHECKS[one](value) for one in allowed), (key, value)
            seen.add(key)
    assert seen == set(types)


def test_values_in_json_are_those_of_the_file(tmp_path: Path) -> None:
    """Each member of an array apart, dates as EDTF, a lag and link beside the id."""
    base = HEAD + step("a") + '[[body]]\nid = "o"\nname = "O"\nlevel = "raad"\n'
    old = _written(tmp_path, "oud.toml", (base + step("b")).encode())
    rich = (
        base.replace('level = "raad"', 'level = "raad"\npapers = "P14D"\nper_municipality = true')
        + step("b", 'after = [{ id = "a", lag = "-P7D", link = "SS" }]', 'remind = ["P7D", "P2W"]',
               "effective = 2027-01-01")
        + '[[rule]]\nid = "r"\nkind = "frequency"\nbasis = "custom"\nactivity = "a"\nper = "P1Y"\n'
        'maximum_count = 2\nexceptions = [{ in = "2027", maximum_count = 1 }]\n'
    )  # fmt: skip
    new = _written(tmp_path, "nieuw.toml", rich.encode())
    document = _document(old, new)
    (changed,) = (one for one in document["changes"] if one["id"] == "b")
    assert {one["key"]: one["after"] for one in changed["keys"]} == {
        "after": ["a SS -P7D"], "remind": ["P7D", "P2W"], "effective": ["2027-01-01"],
    }  # fmt: skip
    (body,) = (one for one in document["tables"] if one["table"] == "body")
    assert {one["key"]: (one["before"], one["after"]) for one in body["keys"]} == {
        "per_municipality": (["false"], ["true"]), "papers": ([], ["P14D"]),
    }  # fmt: skip
    rule = rich.replace("maximum_count = 1 }", "maximum_count = 3 }")
    other = _written(tmp_path, "ander.toml", rule.encode())
    (table,) = _document(new, other)["tables"]
    assert table["keys"] == [{"key": "exceptions", "before": ["2027 ..1"], "after": ["2027 ..3"]}]


def test_a_record_that_is_rewritten_or_lost_is_said_in_so_many_words(tmp_path: Path) -> None:
    done = record("a", "done", "on = 2027-01-05")
    old = _written(tmp_path, "oud.toml", ONE + done.encode())
    new = _written(tmp_path, "nieuw.toml", ONE)
    assert "record verdwenen: gedaan, di 5 jan 2027" in _said(old, new)
    other = record("a", "done", "on = 2027-01-05", note="Anders.")
    assert "record gewijzigd: gedaan" in _said(old, _written(tmp_path, "x.toml",
                                                             ONE + other.encode()))  # fmt: skip
    later = record("a", "done", "on = 2027-03-05")
    said = _said(new, _written(tmp_path, "later.toml", ONE + later.encode()))
    assert "telt op ma 22 feb 2027 nog niet mee" in said


def test_completion_offers_files_and_names_of_git(plan: Path) -> None:
    from tests.cli.test_completion import _complete

    top = plan.parents[1]
    assert _complete("boplan diff ", cwd=top) == ["HEAD", "main", "v0", "v1", "data/"]
    assert _complete("boplan diff v0 data/", cwd=top) == ["data/timeline.toml"]
    assert _complete("boplan diff nerg", cwd=top) == []
