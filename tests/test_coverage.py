"""The coverage of the five documents (docs/dekking) against the shipped timeline.

How many items with a date, a term or a planning a document has was counted in the documents
themselves, apart from the timeline.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from typing import Any

import pytest

from boplan.model.timeline import Timeline
from boplan.store.reader import read
from tests.helpers import ROOT, SHIPPED

COUNTED = {
    "startnotitie": 63,
    "eindrapportage": 277,
    "voortgang-2022": 79,
    "voorstel-zorg-en-veiligheid": 13,
    "actieprogramma": 82,
}
VERDICTS = {"in", "not_a_step", "not_modelled"}


@cache
def _timeline() -> Timeline:
    return read(SHIPPED).timeline


@cache
def _items(source: str) -> list[dict[str, Any]]:
    text = (ROOT / "docs" / "dekking" / f"{source}.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["item"]
    return found


@pytest.mark.parametrize("source", COUNTED)
def test_every_item_of_the_document_is_accounted_for(source: str) -> None:
    assert len(_items(source)) == COUNTED[source]


def test_there_is_a_table_of_every_source() -> None:
    files = {one.stem for one in (ROOT / "docs" / "dekking").iterdir()}
    assert files == set(COUNTED) == set(_timeline().sources)
    assert sum(COUNTED.values()) == 514


@pytest.mark.parametrize("source", COUNTED)
def test_an_item_says_one_thing_and_why(source: str) -> None:
    for item in _items(source):
        assert len(VERDICTS & item.keys()) == 1, item
        assert item.keys() - VERDICTS <= {"place", "item", "note"}, item
        for key in item.keys() - {"in"}:
            assert item[key].strip() == item[key] != "", item
            assert "|" not in item[key], item
        assert item.get("in") != [], item


def _exists(where: str) -> bool:
    kind, _, id_ = where.rpartition(":")
    timeline = _timeline()
    held: dict[str, Collection[str]] = {
        "": timeline.activities,
        "rule": timeline.rules,
        "deadline": timeline.deadlines,
        "process": timeline.processes,
        "document": timeline.documents,
        "source": timeline.sources,
        "agenda": {one.body for one in timeline.agendas},
    }
    return id_ in held[kind]


@pytest.mark.parametrize("source", COUNTED)
def test_what_it_points_at_is_in_the_timeline(source: str) -> None:
    missing = {
        where for item in _items(source) for where in item.get("in", ()) if not _exists(where)
    }
    assert missing == set()


@pytest.mark.parametrize("source", COUNTED)
def test_a_step_that_an_item_points_at_cites_the_document(source: str) -> None:
    """Itself, or a record of it: else the item is not what the step is about."""
    timeline = _timeline()
    cited: dict[str, set[str]] = {}
    for activity in timeline.activities.values():
        cited[activity.id] = {one.source for one in activity.source}
    for record in timeline.records:
        cited[record.activity] |= {one.source for one in record.source}
    strangers = {
        where
        for item in _items(source)
        for where in item.get("in", ())
        if ":" not in where and source not in cited[where]
    }
    assert strangers == set()
