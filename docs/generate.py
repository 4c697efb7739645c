"""What the documents take from the program itself; called by the cog blocks in them.

    cog -r README.md docs/*.md         writes what is stale
    cog --check README.md docs/*.md    fails if anything is

Run it from the root of the clone, with the Python that has boplan. Day, width, language
and file are fixed here, so every machine writes the same bytes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cog
import tomli

from boplan.cli.app import COMMANDS
from boplan.model import vocabulary
from boplan.store import keys
from boplan.store.problems import CODES

ROOT = Path(__file__).resolve().parent.parent
GLOSSES: dict[str, dict[str, str]] = tomli.loads(
    (ROOT / "docs" / "glosses.toml").read_text(encoding="utf-8")
)


def run(command: str, where: Path = ROOT) -> str:
    """Return what `boplan command` writes: 80 columns, no colour, the shipped timeline.

    `where` is the directory to run it in.
    """
    name, *arguments = command.split()
    if name != "boplan":
        raise ValueError(f"not a boplan command: {command}")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BOPLAN_")}
    done = subprocess.run(
        [sys.executable, "-m", "boplan", *arguments],
        cwd=where,
        env={**kept, "COLUMNS": "80", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        check=False,
        encoding="utf-8",
    )
    if done.returncode not in (0, 1):  # 1: `check` and `warn` have something to say
        raise ValueError(f"{command} ends with {done.returncode}")
    return done.stdout


def screen(command: str) -> None:
    """Write a command and its answer as a person sees them."""
    cog.outl(f"```console\n$ {command}\n{run(command)}```")


def edited(command: str, old: str, new: str) -> None:
    """Write a command and its answer where `old` was committed and `new` is what stands there.

    Both are files of the clone; the repository is made for this, and no hash of it is shown.
    """
    with TemporaryDirectory() as name:
        directory = Path(name)
        timeline = directory / "timeline.toml"
        timeline.write_bytes((ROOT / old).read_bytes())
        for words in ("init -q", "add timeline.toml", "commit -q -m afgesproken"):
            named = ["-c", "user.name=n", "-c", "user.email=n", "-c", "commit.gpgsign=false"]
            subprocess.run(["git", *named, *words.split()], cwd=directory, check=True)
        timeline.write_bytes((ROOT / new).read_bytes())
        said = run(command, directory)
    cog.outl(f"```console\n$ {command}\n{said}```")


def head(command: str, until: str) -> None:
    """Write the beginning of an answer in TOML, through the line before `until`."""
    shown = run(command).split(until)[0].rstrip()
    cog.outl(f"```console\n$ {command}\n{shown}\n…\n```")


def table(command: str, one: str) -> None:
    """Write the one [[activity]] of an answer in TOML that has this id."""
    found = next(
        piece for piece in run(command).split("\n\n") if f'[[activity]]\nid = "{one}"' in piece
    )
    cog.outl(f"```toml\n{found.strip()}\n```")


def refusal(command: str) -> None:
    """Write a command that cannot be carried out, and what it says on standard error."""
    name, *arguments = command.split()
    done = subprocess.run(
        [sys.executable, "-m", name, *arguments], cwd=ROOT, check=False, encoding="utf-8",
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={key: value for key, value in os.environ.items() if not key.startswith("BOPLAN_")},
    )  # fmt: skip
    if done.returncode != 2:
        raise ValueError(f"{command} ends with {done.returncode}")
    cog.outl(f"```console\n$ {command}\n{textwrap.fill(done.stderr, 90)}\n```")


def answer(command: str) -> None:
    """Write the JSON that a command answers with."""
    cog.outl(f"```json\n{run(command)}```")


def event(command: str, title: str) -> None:
    """Write the first event of a feed that has these words in its title."""
    lines = run(command).split("\n")
    found = next(i for i, line in enumerate(lines) if line.startswith("SUMMARY") and title in line)
    first = max(i for i in range(found) if lines[i] == "BEGIN:VEVENT")
    last = lines.index("END:VEVENT", found)
    shown = "\n".join(lines[first : last + 1])
    cog.outl(f"```console\n$ {command}\n…\n{shown}\n…\n```")


def index(command: str) -> None:
    """Write the index that an export makes, of each list the first entries only."""
    with TemporaryDirectory() as directory:
        run(f"{command} --dir {directory}")
        document = json.loads((Path(directory) / "index.json").read_bytes())
    document["feeds"] = document["feeds"][:2]
    document["without_date"] = document["without_date"][:2]
    document["sequences"] = dict(list(document["sequences"].items())[:2])
    shown = json.dumps(document, ensure_ascii=False, indent=1)
    cog.outl(f"Its beginning, each list cut short:\n\n```json\n{shown}\n```")


def commands() -> None:
    """Write one line per command, from its own help."""
    for name in COMMANDS:
        said = run(f"boplan {name} --help").split("\n\n")[1]
        cog.outl(f"- `boplan {name}`: {' '.join(said.split())}")


def codes() -> None:
    """Write the table of what makes a file unusable."""
    cog.outl("| code | meaning |\n|---|---|")
    for code, text in CODES.items():
        cog.outl(f"| `{code}` | {text.en} |")


def purposes() -> None:
    """Write the words for a purpose in one paragraph, the states apart."""
    words = ", ".join(f"`{one.value}`" for one in vocabulary.Purpose)
    states = ", ".join(f"`{one.value}`" for one in vocabulary.Purpose if one in vocabulary.STATES)
    cog.outl(textwrap.fill(f"Purposes: {words}.", 90) + f"\n\nStates: {states}.")


def words(name: str) -> None:
    """Write a closed vocabulary: its heading, its docstring, each word with its gloss."""
    enum: type[StrEnum] = getattr(vocabulary, name)
    glosses = GLOSSES[name]
    if list(glosses) != [one.value for one in enum]:
        raise ValueError(f"docs/glosses.toml: [{name}] must hold the words of {name}, in order")
    cog.outl(f"{enum.__doc__}\n\n| word | gloss |\n|---|---|")
    for one in enum:
        cog.outl(f"| `{one.value}` | {glosses[one.value]} |")


def statuses() -> None:
    """Write every status with the words and the colour that overviews give it."""
    enum = vocabulary.Status
    glosses = GLOSSES["Status"]
    if list(glosses) != [one.value for one in enum]:
        raise ValueError("docs/glosses.toml: [Status] must hold the words of Status, in order")
    cog.outl(f"{enum.__doc__}\n\n| word | Dutch | colour | gloss |\n|---|---|---|---|")
    for one in enum:
        dutch, colour = vocabulary.STATUS_WORDS[one].nl, vocabulary.COLOUR_OF[one]
        cog.outl(f"| `{one.value}` | {dutch} | {colour} | {glosses[one.value]} |")


def colours() -> None:
    """Write the legend."""
    cog.outl(f"{vocabulary.Colour.__doc__}\n\n| word | Dutch | gloss |\n|---|---|---|")
    for one in vocabulary.Colour:
        said = vocabulary.COLOUR_WORDS[one]
        cog.outl(f"| `{one.value}` | {said.nl} | {said.en} |")


def coverage() -> None:
    """Write, per source, where each item of it stands in the timeline, or why it does not.

    The items are those of docs/dekking, one file per source; tests/test_coverage.py holds
    them against the timeline.
    """
    timeline = tomli.loads((ROOT / "data" / "timeline.toml").read_text(encoding="utf-8"))
    sources = timeline["source"]
    tables = {
        one["id"]: tomli.loads((ROOT / "docs" / "dekking" / f"{one['id']}.toml").read_text("utf-8"))
        for one in sources
    }
    counted = {id_: [_verdict(item)[0] for item in found["item"]] for id_, found in tables.items()}
    cog.outl(f"| document | onderdelen | {' | '.join(VERDICTS.values())} |")
    cog.outl("|---|--:|--:|--:|--:|")
    for one in sources:
        _count(f"[{one['title']}](#{one['id']})", counted[one["id"]])
    _count("samen", [one for verdicts in counted.values() for one in verdicts])
    for one in sources:
        cog.outl(f'\n<a id="{one["id"]}"></a>\n\n## {one["title"]}\n')
        cog.outl("| plaats | wat er staat | waar het is gebleven |\n|---|---|---|")
        for item in tables[one["id"]]["item"]:
            cog.outl(f"| {item['place']} | {item['item']} | {_verdict(item)[1]} |")
    named = {
        where for one in tables.values() for item in one["item"] for where in item.get("in", ())
    }
    cog.outl("\n## Verder in de tijdlijn\n\nStappen die bij geen onderdeel hierboven horen,")
    cog.outl("meestal omdat het document er geen datum bij noemt:\n")
    for step in timeline["activity"]:
        if step["id"] not in named:
            cited = step["source"] if isinstance(step["source"], str) else "; ".join(step["source"])
            cog.outl(f"- `{step['id']}`: {step['title']} ({cited})")


VERDICTS = {"in": "in de tijdlijn", "not_a_step": "geen stap", "not_modelled": "niet opgenomen"}


def _count(name: str, verdicts: list[str]) -> None:
    """Write one row of the table of totals."""
    numbers = [len(verdicts), *(verdicts.count(one) for one in VERDICTS)]
    cog.outl(f"| {name} | {' | '.join(map(str, numbers))} |")


def _verdict(item: dict[str, Any]) -> tuple[str, str]:
    """Return which of the three it is, and what the page says of it."""
    (key,) = VERDICTS.keys() & item.keys()
    if key != "in":
        return key, f"{VERDICTS[key]}: {item[key]}"
    where = ", ".join(f"`{one}`" for one in item["in"])
    return key, f"{where}; {item['note']}" if "note" in item else where


def terms() -> None:
    """Write the words of Dutch governance, in order of the alphabet."""
    found = GLOSSES["terms"]
    if list(found) != sorted(found, key=str.casefold):
        raise ValueError("docs/glosses.toml: [terms] must stand in order of the alphabet")
    cog.outl("| word | gloss |\n|---|---|")
    for word, gloss in found.items():
        cog.outl(f"| {word} | {gloss} |")


# -- pages whose tables are written by hand ------------------------------------------------


def check_format() -> None:
    """Raise if docs/timeline-format.md leaves out a kind of table or a key."""
    text = (ROOT / "docs" / "timeline-format.md").read_text(encoding="utf-8")
    for table in (keys.TIMELINE, *keys.TABLES.values()):
        heading = "[timeline]" if table is keys.TIMELINE else f"[[{table.kind}]]"
        section = re.search(rf"^## {re.escape(heading)}.*?(?=^## |\Z)", text, re.M | re.S)
        if section is None:
            raise ValueError(f"docs/timeline-format.md has no section {heading}")
        missing = [key for key in table.keys if f"`{key}`" not in section[0]]
        if missing:
            raise ValueError(f"docs/timeline-format.md, {heading}: {', '.join(missing)}")


def check_json() -> None:
    """Raise if docs/json.md does not name exactly the keys of the documents."""
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    written = set(re.findall(r"^\| `([^`]+)` \|", text, re.M))
    found: set[str] = set()
    days = ("2022-12-01", "2025-04-28", "2026-03-31")
    for day in days:
        found |= set(_paths(json.loads(run(f"boplan status --json --today {day}"))))
    for one in ("briefadres-besluit", "concept-pfho"):  # one has records, one preparations
        found |= set(_paths(json.loads(run(f"boplan show {one} --json --today 2026-03-31"))))
    found |= set(_paths(json.loads(run("boplan check --json --today 2025-05-25"))))
    seven = "--file tests/views/seven.toml --today 2026-01-12"  # there, steps were moved
    found |= set(_paths(json.loads(run("boplan gantt --json --today 2025-04-28"))))
    for command in ("list --history", "matrix"):
        found |= set(_paths(json.loads(run(f"boplan {command} --json {seven}"))))
    found |= set(_paths(json.loads(run("boplan warn --json --today 2025-04-28"))))
    late = "boplan simulate concept-gereed --by P2M --json --today 2025-04-28"
    found |= set(_paths(json.loads(run(late))))
    two = "tests/views/diff/voor.toml tests/views/diff/na.toml"
    found |= set(_paths(json.loads(run(f"boplan diff {two} --json --today 2027-02-22"))))
    if found != written:
        raise ValueError(
            f"docs/json.md lacks {sorted(found - written)}, has no ground for "
            f"{sorted(written - found)}"
        )


def _paths(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            one = f"{path}.{key}" if path else key
            yield one
            yield from _paths(inner, one)
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, f"{path}[]")
