"""Every key of every table, with a value of every other type: refused at its own line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.store.keys import TABLES, TIMELINE
from tests.helpers import FORMAT_PAGE, problems_of

# One value of every type that TOML has, none of them sensible as an id, word or date text.
VALUES = {
    "text": '"Zo, maar!"',
    "true": "true",
    "whole": "17",
    "decimal": "1.5",
    "infinite": "-inf",
    "no number": "nan",
    "day": "2025-01-02",
    "time": "03:04:00",
    "date-time": "2025-01-02T03:04:00",
    "offset": "2025-01-02T03:04:00+01:00",
    "array": "[true]",
    "nested": "[[[]]]",
    "table": "{ x = 1 }",
}

TEXT, DAY, BOOL, COUNT = {"text"}, {"day"}, {"true"}, {"whole"}
WHEN = {"day", "date-time"}
NONE: set[str] = set()  # an id, a word, a period, a rule: none of the values above is one

# What each key may hold of VALUES, from the tables of docs/timeline-format.md.
ACCEPTS: dict[str, dict[str, set[str]]] = {
    "timeline": {
        "format": NONE, "title": TEXT, "language": NONE, "time_zone": NONE,
        "school_region": NONE,
    },
    "source": {
        "id": NONE, "title": TEXT, "date": WHEN, "reference": TEXT, "organisation": TEXT,
        "note": TEXT,
    },
    "municipality": {
        "id": NONE, "name": TEXT, "from": DAY, "until": DAY, "source": NONE, "note": TEXT,
    },
    "owner": {"id": NONE, "name": TEXT, "note": TEXT},
    "body": {
        "id": NONE, "name": TEXT, "short": TEXT, "aliases": NONE, "level": NONE,
        "per_municipality": BOOL, "papers": NONE, "source": NONE, "note": TEXT,
    },
    "agenda": {
        "body": NONE, "municipality": NONE, "kind": NONE, "meetings": NONE, "every": NONE,
        "except": NONE, "from": DAY, "until": DAY, "derived_from": NONE, "offset": NONE,
        "process": NONE, "source": NONE, "note": TEXT,
    },
    "document": {"id": NONE, "title": TEXT, "short": TEXT, "source": NONE, "note": TEXT},
    "process": {
        "id": NONE, "title": TEXT, "short": TEXT, "in_force": WHEN, "evidence_until": DAY,
        "final_deadline": NONE, "source": NONE, "note": TEXT,
    },
    "phase": {"id": NONE, "title": TEXT, "process": NONE, "source": NONE, "note": TEXT},
    "activity": {
        "id": NONE, "title": TEXT, "process": NONE, "phase": NONE, "body": NONE,
        "purpose": NONE, "document": NONE, "owner": NONE, "when": WHEN, "duration": NONE,
        "every": NONE, "from": WHEN, "until": WHEN, "words": TEXT, "reading": TEXT,
        "after": NONE, "condition": TEXT, "scope": NONE, "fallback_for": NONE,
        "effective": DAY, "remind": NONE, "was": NONE, "source": NONE, "note": TEXT,
    },
    "route": {
        "id": NONE, "title": TEXT, "stops": NONE, "towards": NONE, "source": NONE, "note": TEXT,
    },
    "deadline": {
        "id": NONE, "activity": NONE, "date": DAY, "basis": NONE, "article": TEXT,
        "hard": BOOL, "consequence": TEXT, "source": NONE, "note": TEXT,
    },
    "rule": {
        "id": NONE, "kind": NONE, "basis": NONE, "article": TEXT, "title": TEXT,
        "strength": NONE, "process": NONE, "note": TEXT, "source": NONE, "activity": NONE,
        "activities": NONE, "before": NONE, "within": NONE, "mandate": NONE,
        "advice": NONE, "event": NONE, "convention": NONE, "body": NONE, "other": NONE,
        "needs": NONE, "minimum": NONE, "maximum": NONE, "net_of": NONE,
        "first_day_counts": BOOL, "scope": NONE,
        "minimum_count": COUNT, "maximum_count": COUNT, "per": NONE, "within_dates": WHEN,
        "by": NONE, "times": COUNT, "from": WHEN, "until": WHEN, "exceptions": NONE,
        "extensions": NONE, "purposes": NONE, "document": NONE,
    },
    "closure": {
        "id": NONE, "title": TEXT, "from": DAY, "until": DAY, "body": NONE,
        "municipality": NONE, "source": NONE, "note": TEXT,
    },
    "record": {
        "activity": NONE, "kind": NONE, "on": WHEN, "municipality": NONE, "to": WHEN,
        "settled": DAY, "by": NONE, "outcome": NONE, "point": TEXT, "reason": TEXT,
        "id": NONE, "retracts": NONE, "recorded": DAY, "source": NONE, "note": TEXT,
    },
    "severity": {"code": NONE, "severity": NONE, "reason": TEXT},
    "waiver": {
        "code": NONE, "activity": NONE, "rule": NONE, "municipality": NONE, "reason": TEXT,
        "by": TEXT, "until": DAY, "source": NONE,
    },
}  # fmt: skip

# Every table with no more than it must have.
LEAST: dict[str, dict[str, str]] = {
    "timeline": {"format": "1", "title": '"T"'},
    "source": {"id": '"s"', "title": '"S"'},
    "municipality": {"id": '"m"', "name": '"M"'},
    "owner": {"id": '"o"', "name": '"O"'},
    "body": {"id": '"b"', "name": '"B"', "level": '"raad"', "per_municipality": "true"},
    "agenda": {"body": '"b"', "kind": '"attested"', "meetings": "[2025-01-01]"},
    "document": {"id": '"d"', "title": '"D"'},
    "process": {"id": '"p"', "title": '"P"'},
    "phase": {"id": '"f"', "title": '"F"', "process": '"p"'},
    "activity": {"id": '"a"', "title": '"A"', "process": '"p"'},
    "route": {"id": '"w"', "title": '"W"', "stops": '[{ body = "b", purpose = "besluiten" }]'},
    "deadline": {"id": '"l"', "activity": '"a"', "date": "2025-01-01", "basis": '"custom"'},
    "rule": {
        "id": '"r"', "kind": '"duration"', "basis": '"custom"', "activity": '"a"',
        "minimum": '"P1D"',
    },
    "closure": {"id": '"c"', "title": '"C"', "from": "2025-01-01", "until": "2025-01-01"},
    "record": {"activity": '"a"', "kind": '"no-evidence"'},
    "severity": {"code": '"BP301"', "severity": '"note"', "reason": '"R"'},
    "waiver": {"code": '"BP301"', "reason": '"R"'},
}  # fmt: skip


def _file(kind: str, key: str, value: str) -> tuple[str, int]:
    """Return a file with every table, one key of one table replaced, and its line."""
    lines: list[str] = []
    at = 0
    for name, least in LEAST.items():
        lines.append("[timeline]" if name == "timeline" else f"[[{name}]]")
        keys = {**least, key: value} if name == kind else least
        for one, held in keys.items():
            lines.append(f"{one} = {held}")
            if (name, one) == (kind, key):
                at = len(lines)
    return "\n".join(lines) + "\n", at


def test_the_least_of_every_table_is_right() -> None:
    assert problems_of(_file("owner", "note", '"Niets."')[0]) == []


def test_no_key_is_left_out() -> None:
    assert {kind: set(table.keys) for kind, table in TABLES.items()} == {
        kind: set(keys) for kind, keys in ACCEPTS.items() if kind != "timeline"
    }
    assert set(TIMELINE.keys) == set(ACCEPTS["timeline"])


def test_every_key_stands_on_the_page() -> None:
    """Under the heading of its table, between back-ticks."""
    sections = re.split(r"^## ", FORMAT_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    missing = []
    for kind, keys in ACCEPTS.items():
        heading = "[timeline]" if kind == "timeline" else f"[[{kind}]]"
        text = next(section for section in sections if section.startswith(heading))
        missing += [f"{heading} {key}" for key in keys if f"`{key}`" not in text]
    assert missing == []


CASES = [(kind, key) for kind, keys in ACCEPTS.items() for key in keys]


@pytest.mark.parametrize(("kind", "key"), CASES, ids=[".".join(case) for case in CASES])
def test_every_other_type_is_refused_at_its_line(kind: str, key: str) -> None:
    """For each of the thirteen values: accepted where the page says so, else reported."""
    for name, value in VALUES.items():
        text, line = _file(kind, key, value)
        problems = problems_of(text)
        wrong = [problem for problem in problems if problem.code != "BP112"]
        if name in ACCEPTS[kind][key]:
            assert wrong == [], (name, wrong)
            continue
        assert line in {problem.line for problem in problems}, (name, problems)
        assert {problem.code for problem in problems} <= {
            "BP103", "BP104", "BP105", "BP106", "BP107", "BP108", "BP109",
        }, (name, problems)  # fmt: skip


_texts = st.text(max_size=30).map(
    lambda text: '"' + "".join(f"\\u{ord(char) % 0xD800:04x}" for char in text) + '"'
)
_anything = st.recursive(
    st.sampled_from(sorted(VALUES.values())) | _texts,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda some: f"[{', '.join(some)}]")
        | st.dictionaries(st.sampled_from(["id", "lag", "link", "x"]), inner, max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + "}"
        )
    ),
    max_leaves=5,
)


@given(st.sampled_from(CASES), _anything)
def test_any_value_is_read_or_refused(case: tuple[str, str], value: str) -> None:
    """Never anything but a timeline or problems, each on a line, in both languages."""
    text, _ = _file(*case, value)
    for problem in problems_of(text):
        assert 1 <= problem.line <= text.count("\n")
        for lang_text in problem.text:
            assert lang_text.isprintable()
            assert "{" not in lang_text.replace("{…}", "").replace('{ id = "…"', "")
