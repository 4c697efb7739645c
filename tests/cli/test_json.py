"""JSON as docs/json.md promises it: the keys, always, and what they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from boplan.dates.notation import parse
from tests.helpers import HEAD, ROOT, SEVEN, SHIPPED, answer, record, step, timeline_of

PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
DAYS = ("2024-11-20", "2025-04-28", "2026-01-12", "2026-11-22")


def _sections() -> dict[str, list[tuple[str, str]]]:
    """Return per heading of the page the documented keys with their types."""
    found: dict[str, list[tuple[str, str]]] = {}
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", section, re.MULTILINE)
        found[section.split("\n")[0]] = [(key, type_.strip()) for key, type_ in rows]
    return found


PREPARED = _sections()["`list` and `show`: preparations"]
RECORDS = _sections()["`show` and `list --history`: records"]
UNKNOWN = _sections()["`list` and `status`: what was not known"]
COMMON = [*_sections()["All documents"], *_sections()["An activity"]]
KEYS = {
    "list": [*COMMON, *PREPARED, *UNKNOWN],
    "list --history": [
        *COMMON, *PREPARED, *UNKNOWN, *RECORDS, *_sections()["Only `list --history`"]
    ],
    "show": [*COMMON, *PREPARED, *RECORDS],
    "status": [*COMMON, *UNKNOWN, *_sections()["Only `status`"]],
    "matrix": [*COMMON, *_sections()["Only `matrix`"]],
    "gantt": [*COMMON, *_sections()["Only `gantt`"]],
}  # fmt: skip


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with its path, in the spelling of the page."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, f"{path}.{key}" if path else key)
    if isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                yield from _walk(inner, f"{path}[]")


SHOWN = (
    "concept-pfho",
    "briefadres-besluit",
    "lotgenotencontact",
    "afwegingskader-bw-lokaal",
    "up2-vaststelling",
    "vaststelling-raden",
)


def _documents(command: str, today: str) -> list[dict[str, Any]]:
    words: list[tuple[str, ...]] = [tuple(command.split())]
    if command == "show":
        words = [(command, one) for one in SHOWN]
    if command != "show":
        words += [(*some, f"--file={SEVEN}") for some in words]
    else:
        words.append(("show", "vaststelling-raden", f"--file={SEVEN}"))
    return [json.loads(answer(*some, "--json", f"--today={today}")) for some in words]


@pytest.mark.parametrize("command", KEYS)
def test_the_keys_are_those_of_the_page_and_always_there(command: str) -> None:
    """No key that the page does not know, and none missing from any object."""
    documented = {key for key, _ in KEYS[command]}
    children: dict[str, set[str]] = {}
    for key in documented:
        parent, _, last = key.rpartition(".")
        children.setdefault(parent.removesuffix("[]"), set()).add(last)
    for today in DAYS:
        for document in _documents(command, today):
            assert set(document) == children[""]
            for path, value in _walk(document):
                objects = value if isinstance(value, list) else [value]
                for one in objects:
                    if isinstance(one, dict):
                        assert set(one) == children[path.removesuffix("[]")], path


_DAY = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _is_date(value: Any) -> bool:
    """Return whether the value is EDTF: no Q and H, and otherwise the notation."""
    if not isinstance(value, str) or set(value) & {"Q", "H"}:
        return False
    for number, unit in ((33, "Q1"), (34, "Q2"), (35, "Q3"), (36, "Q4"), (40, "H1"), (41, "H2")):
        value = re.sub(rf"\b(\d{{4}})-{number}\b(?!-)", rf"\1-{unit}", value)
    parse(value)
    return True


CHECKS: dict[str, Callable[[Any], bool]] = {
    "day": lambda value: isinstance(value, str) and bool(_DAY.fullmatch(value)),
    "date": _is_date,
    "id": lambda value: isinstance(value, str) and bool(_ID.fullmatch(value)),
    "word": lambda value: isinstance(value, str) and value != "",
    "text": lambda value: isinstance(value, str) and value != "",
    "period": lambda value: isinstance(value, str) and bool(re.fullmatch(r"-?P\d+[DWMY]", value)),
    "number": lambda value: type(value) is int and value >= 0,
    "days": lambda value: type(value) is int,
    "true/false": lambda value: type(value) is bool,
    "object": lambda value: isinstance(value, dict),
    "array of objects": lambda value: (
        isinstance(value, list) and all(isinstance(one, dict) for one in value)
    ),
    "array of ids": lambda value: (
        isinstance(value, list)
        and all(isinstance(one, str) and _ID.fullmatch(one) for one in value)
    ),
    "null": lambda value: value is None,
}


@pytest.mark.parametrize("command", KEYS)
def test_the_values_have_the_types_of_the_page(command: str) -> None:
    types = dict(KEYS[command])
    seen = set()
    for today in DAYS:
        for document in _documents(command, today):
            for path, value in _walk(document):
                if path.endswith("[]"):
                    continue
                allowed = types[path].split(" or ")
                assert any(CHECKS[one](value) for one in allowed), (path, value)
                seen.add(path)
    assert seen == set(types)


def test_the_example_on_the_page_is_the_answer() -> None:
    command = re.search(r"`boplan (show [^`]+)`", PAGE)
    shown = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert command
    assert shown
    assert answer(*command[1].split()) == shown[1]


def test_activities_stand_in_the_order_of_the_file() -> None:
    ids = re.findall(r'\[\[activity\]\]\nid = "([^"]+)"', SHIPPED.read_text(encoding="utf-8"))
    document, *_ = _documents("list --later", "2025-04-28")
    assert [one["id"] for one in document["activities"]] == ids
    assert (document["format"], document["today"]) == (1, "2025-04-28")


def test_words_are_the_same_in_both_languages() -> None:
    for words in (("status",), ("list", "--history"), ("matrix",), ("show", "concept-pfho")):
        common = (*words, "--json", "--today=2025-04-28")
        assert answer(*common, "--lang=nl") == answer(*common, "--lang=en")


def test_counts_add_up() -> None:
    document, *_ = _documents("status", "2025-04-28")
    for process in document["processes"]:
        own = [one for one in document["activities"] if one["process"] == process["id"]]
        assert sum(process["colours"].values()) == len(own) > 0
        for colour, count in process["colours"].items():
            assert count == sum(one["colour"] == colour for one in own)


def _one(tmp_path: Path, text: str, *words: str) -> dict[str, Any]:
    path = tmp_path / "timeline.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    shown: dict[str, Any] = json.loads(
        answer("show", "a", "--json", f"--file={path}", "--today=2025-05-20", *words)
    )["activities"][0]
    return shown


def test_quarters_and_halves_are_edtf(tmp_path: Path) -> None:
    step_ = _one(tmp_path, step("a", when="2025-Q1/2025-H2"))
    assert step_["original"] == step_["when"]["edtf"] == "2025-33/2025-41"
    assert step_["when"]["earliest_start"] == "2025-01-01"
    assert step_["when"]["latest_finish"] == "2025-12-31"


def test_an_undated_step_is_null_all_over(tmp_path: Path) -> None:
    step_ = _one(tmp_path, step("a"))
    assert step_["when"] == {
        "edtf": None, "earliest_start": None, "latest_start": None, "earliest_finish": None,
        "latest_finish": None,
    }  # fmt: skip
    for key in ("limit", "original", "current", "actual", "every", "words", "condition"):
        assert step_[key] is None
    for key in ("body", "document", "after", "deadlines", "municipalities", "records", "source"):
        assert step_[key] == []


def test_moved_and_done(tmp_path: Path) -> None:
    text = step("a", "when = 2025-05-05") + record(
        "a", "moved", "on = 2025-05-01", "to = 2025-05-12", reason="Vakantie."
    ) + record("a", "done", "on = 2025-05-13", note="Toch gelukt.")  # fmt: skip
    step_ = _one(tmp_path, text)
    dates = [step_[key] for key in ("original", "current", "actual", "limit")]
    assert dates == ["2025-05-05", "2025-05-12", "2025-05-13", "2025-05-12"]
    assert (step_["status"], step_["colour"], step_["finished_late"]) == ("done", "groen", True)
    assert [one["kind"] for one in step_["records"]] == ["moved", "done"]
    assert step_["records"][0]["to"] == "2025-05-12"
    assert step_["records"][1]["note"] == "Toch gelukt."


def test_slip_and_what_was_retracted(tmp_path: Path) -> None:
    """From 5 to 12 May is 7 days; done on the 15th, late by 3 and later by 10."""
    text = (
        step("a", "when = 2025-05-05")
        + record("a", "moved", "on = 2025-05-01", "to = 2025-05-12", reason="Vakantie.")
        + record("a", "done", "on = 2025-05-14", id="fout", note="Gehoord.")
        + record("a", "retracted", retracts="fout", reason="Vergist.")
        + record("a", "done", "on = 2025-05-15", "recorded = 2025-05-16")
    )
    step_ = _one(tmp_path, text)
    assert (step_["moved"], step_["slip"]) == (1, {"least": 10, "most": 10})
    assert (step_["limit"], step_["late_days"]) == ("2025-05-12", 3)
    moved, wrong, done = step_["records"]
    assert (moved["before"], moved["slip"]) == ("2025-05-05", {"least": 7, "most": 7})
    assert (wrong["id"], wrong["retracted"], wrong["retracted_reason"]) == (
        "fout", True, "Vergist.",
    )  # fmt: skip
    assert (done["retracted"], done["recorded"], done["slip"]) == (False, "2025-05-16", None)


def test_an_overdue_step_is_late_and_at_least_so_much_later(tmp_path: Path) -> None:
    """Due 5 May, asked on 20 May."""
    step_ = _one(tmp_path, step("a", "when = 2025-05-05"))
    assert (step_["late_days"], step_["slip"]) == (15, {"least": 15, "most": None})


def _seven(*words: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(
        answer(*words, "--json", f"--file={SEVEN}", "--today=2026-01-12")
    )
    return made


def test_the_matrix_of_seven() -> None:
    document = _seven("matrix", "vaststelling-colleges", "vaststelling-raden", "convenant-colleges")
    assert [one["id"] for one in document["activities"]] == [
        one["id"] for one in document["matrix"]
    ]
    colleges, councils, six = document["matrix"]
    assert colleges["last"] == {
        "municipalities": ["huizen"], "date": "2025-11-25", "planned": False,
    }  # fmt: skip
    assert councils["to_act"] == ["eemnes", "huizen", "laren"]
    assert councils["last"] == {"municipalities": [], "date": None, "planned": True}
    assert (six["out_of_scope"], six["to_act"]) == (["eemnes"], [])
    assert six["last"]["municipalities"] == ["hilversum", "laren", "wijdemeren"]
    tracks = {one["id"]: one for one in document["activities"][1]["municipalities"]}
    assert tracks["hilversum"]["late_days"] == 7
    assert tracks["huizen"]["outcome"] == "aangehouden"
    assert (tracks["laren"]["moved"], tracks["laren"]["slip"]) == (2, {"least": 28, "most": None})


def test_one_municipality_is_chosen_and_the_matrix_is_still_of_all() -> None:
    document = _seven("matrix", "vaststelling-raden", "--municipality=laren")
    assert [one["id"] for one in document["activities"][0]["municipalities"]] == ["laren"]
    assert document["matrix"][0]["to_act"] == ["eemnes", "huizen", "laren"]


def test_the_next_action_of_each_owner() -> None:
    owners = _seven("status")["owners"]
    assert [(one["id"], one["next"], one["status"], one["steps"]) for one in owners] == [
        ("adviseurs", "vaststelling-raden", "overdue", 3), ("regio", "publicatie", "due-soon", 1),
    ]  # fmt: skip
    assert owners[1]["waiting_for"] == ["vaststelling-raden"]


def test_histories_per_process() -> None:
    document = _seven("list", "--history")
    whole, silent = document["histories"]
    assert (whole["process"], whole["moved"], whole["steps_moved"]) == ("plan", 4, 2)
    assert (whole["later"], whole["final_step"]) == (3, "vaststelling-raden")
    assert (silent["unknown"], silent["moved"]) == (1, 0)
    assert "histories" not in _seven("list")


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    title = r"[red]\u2603 \"x\" </script>"
    path = tmp_path / "timeline.toml"
    text = HEAD + step("a").replace("Stap a", title)
    path.write_text(text, encoding="utf-8")
    document = json.loads(answer("list", "--json", f"--file={path}"))
    assert document["activities"][0]["title"] == timeline_of(text).activities["a"].title
    assert document["activities"][0]["title"] == '[red]☃ "x" </script>'


# -- gantt --------------------------------------------------------------------------------


def _gantt(*words: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(answer("gantt", "--json", "--today=2025-04-28", *words))
    return document


def test_the_picture_as_json() -> None:
    """Every chosen step is in the window, before it, after it, or has no date."""
    days = ("--process=beleidsplan-2026-2033", "--from=2025-05-01", "--to=2025-05-31")
    document = _gantt(*days)
    assert document["window"] == {"first": "2025-05-01", "last": "2025-05-31", "scale": "day"}
    shown = [one["id"] for one in document["activities"]]
    assert "concept-pfho" in shown
    outside = document["outside"]
    assert outside["undated"] == ["toelichting-raden"]
    assert "planning-do" in outside["before"]
    assert "vaststelling-raden" in outside["after"]
    listed = json.loads(answer("list", "--json", "--today=2025-04-28", days[0]))["activities"]
    every = [*shown, *outside["before"], *outside["after"], *outside["undated"]]
    assert sorted(every) == sorted(one["id"] for one in listed)
    assert document["activities"] == [one for one in listed if one["id"] in shown]


def test_meetings_of_the_picture() -> None:
    """The directors prepare the portfolio holders of 22 May by two weeks, advisers by three."""
    document = _gantt("--process=beleidsplan-2026-2033", "--from=2025-05-01", "--to=2025-05-31")
    assert document["meetings"] == [
        {"body": "ao", "municipality": None, "date": "2025-05-01", "derived": True},
        {"body": "do-sd", "municipality": None, "date": "2025-05-08", "derived": True},
        {"body": "pfho-go", "municipality": None, "date": "2025-05-22", "derived": False},
    ]


def test_the_picture_as_json_is_the_same_on_every_screen() -> None:
    narrow, wide = (
        answer("gantt", "--json", "--today=2025-04-28", env={"COLUMNS": width})
        for width in ("60", "240")
    )
    assert narrow == wide
