"""The JSON Schema: what the reader accepts it accepts, and what it can see it refuses."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from boplan.model.vocabulary import Purpose, RecordKind, RuleKind
from boplan.store import keys, reader, schema
from boplan.store.problems import Problem, UnusableError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "timeline-format.md").read_text(encoding="utf-8")
SHIPPED = (ROOT / "data" / "timeline.toml").read_text(encoding="utf-8")
SCHEMA = json.loads(schema.to_text())
VALIDATOR = Draft202012Validator(SCHEMA)
EVERY_KEY = [
    (table.kind, key) for table in (keys.TIMELINE, *keys.TABLES.values()) for key in table.keys
]

FULL = """\
[timeline]
format = 1
title = "Alles"
language = "en"
time_zone = "America/Argentina/Buenos_Aires"
school_region = "Zuid"

[[source]]
id = "s"
title = "Bron"
date = "2024-12~"
reference = "24-1"
organisation = "Regio"
note = "Eén\\n\\tTwee"

[[municipality]]
id = "m"
name = "'s-Gravenhage"
from = 1900-01-01
until = 2199-12-31
source = "s, p. 1"
note = "n"

[[municipality]]
id = "m2"
name = "M2"

[[owner]]
id = "o"
name = "Regio"
note = "n"

[[body]]
id = "b"
name = "Raden"
level = "raad"
short = "R"
aliases = ["Raad", "Gemeenteraad"]
per_municipality = true
papers = "P2W"
source = ["s, p. 1", "s , p. 2, noot 3"]
note = "n"

[[body]]
id = "b2"
name = "PFHO"
level = "bestuurlijk"

[[agenda]]
body = "b"
municipality = "m"
kind = "complete"
meetings = [2025-01-01, 2025-01-02T19:30:00]
every = "FREQ=MONTHLY;BYDAY=-1TH,2MO;COUNT=3"
except = [2025-02-03]
from = 2025-01-01
until = 2025-12-31
source = "s, p. 1"
note = "n"

[[agenda]]
body = "b"
kind = "derived"
derived_from = "b2"
offset = "-P14D"
process = "p"

[[document]]
id = "d"
title = "Stuk"
short = "S"
source = "s, p. 1"
note = "n"

[[process]]
id = "p"
title = "Proces"
short = "P"
in_force = "[2026-01-01..]"
evidence_until = 2025-01-01
final_deadline = "d"
source = "s, p. 1"
note = "n"

[[phase]]
id = "f"
title = "Fase"
process = "p"
source = "s, p. 1"
note = "n"

[[activity]]
id = "a"
title = "Stap"
process = "p"
phase = "f"
body = ["b", "b2"]
purpose = "besluiten"
document = ["d"]
owner = "o"
when = 2025-05-01T14:00:00
duration = "PT1H30M"
words = "1 mei"
reading = "r"
after = ["a2", { id = "a3", lag = "-P7D", link = "SS" }, { id = "a4" }]
condition = "als"
scope = ["m", "m2"]
fallback_for = "a2"
effective = 2025-05-02
remind = ["P21D", "P1W"]
was = ["oud"]
source = "s, p. 1"
note = "n"

[[activity]]
id = "a2"
title = "Stap"
process = "p"
body = "b"
document = "d"
every = "FREQ=MONTHLY;INTERVAL=6"
from = "2026-H1"
until = "2033-Q4"

[[activity]]
id = "a3"
title = "Stap"
process = "p"
when = [2025-05-01, 2025-05-02T10:00:00]

[[activity]]
id = "a4"
title = "Stap"
process = "p"
every = "regularly"

[[route]]
id = "r"
title = "Route"
towards = "b2"
stops = [
    { body = "b", purpose = "zienswijze", minimum = "P12W", net_of = ["c"] },
    { purpose = "aanleveren", before = "P21D" },
    { body = ["b2"], purpose = "besluiten" },
]
source = "s, p. 1"
note = "n"

[[deadline]]
id = "d"
activity = "a"
date = 2025-12-31
basis = "statutory"
article = "art. 1"
hard = false
consequence = "c"
source = "s, p. 1"
note = "n"

[[closure]]
id = "c"
title = "Reces"
from = 2025-07-12
until = 2025-08-24
body = "b"
municipality = ["m", "m2"]
source = "s, p. 1"
note = "n"

[[rule]]
id = "lead"
kind = "lead-time"
basis = "agreed"
article = "art. 1"
title = "t"
strength = "soft"
process = "p"
activity = ["a", "a2"]
before = "a3"
minimum = "P6W"
source = "s, p. 1"
note = "n"

[[rule]]
id = "order"
kind = "ordering"
basis = "custom"
activities = ["a", "a2"]

[[rule]]
id = "mandate"
kind = "mandate"
basis = "custom"
activity = "a"
mandate = "a2"

[[rule]]
id = "advice"
kind = "advice"
basis = "custom"
activity = "a"
advice = "a2"

[[rule]]
id = "duration"
kind = "duration"
basis = "custom"
activity = "a"
maximum = "P3M"
net_of = ["school-holidays", "c"]
first_day_counts = true

[[rule]]
id = "needs"
kind = "dependency"
basis = "custom"
activity = "a"
needs = ["a2"]

[[rule]]
id = "term"
kind = "term"
basis = "custom"
activity = "a"
event = "a2"
convention = "awb-6-8"

[[rule]]
id = "standstill"
kind = "standstill"
basis = "custom"
activity = "a"
event = "a2"
convention = "ordinary"
minimum = "P20D"

[[rule]]
id = "load"
kind = "load"
basis = "custom"
body = "b"
maximum_count = 3
per = "P1M"

[[rule]]
id = "within"
kind = "containment"
basis = "custom"
activity = "a"
within = "a2"

[[rule]]
id = "scope"
kind = "scope"
basis = "custom"
activity = "a"
scope = ["m"]

[[rule]]
id = "frequency"
kind = "frequency"
basis = "custom"
activity = "a"
per = "P1Y"
minimum_count = 0
from = 2024-01-01
until = "2025"
exceptions = [{ in = "2024", minimum_count = 1 }, { in = "2025", maximum_count = 3 }]

[[rule]]
id = "count"
kind = "count"
basis = "custom"
activity = "a"
within_dates = "../2025-12-31"
maximum_count = 1000

[[rule]]
id = "alignment"
kind = "alignment"
basis = "custom"
activity = "a"
other = "a2"

[[rule]]
id = "extension"
kind = "extension"
basis = "custom"
activity = "a"
by = "P1Y"
times = 2
extensions = ["a2"]

[[rule]]
id = "authority"
kind = "authority"
basis = "custom"
body = "b"
purposes = ["vaststellen", "besluiten"]
document = "d"

[[record]]
activity = "a"
kind = "done"
on = "[..2025-05-01]"
municipality = "m"
id = "r"
recorded = 2025-05-02
source = "s, p. 1"
note = "n"

[[record]]
activity = "a"
kind = "moved"
on = 2025-05-01
to = "2025-06/2025-07-01"
reason = "r"

[[record]]
activity = "a3"
kind = "settled"
on = 2025-05-01
settled = 2025-05-02

[[record]]
activity = "a"
kind = "superseded"
on = 2025-05-01
by = "a2"

[[record]]
activity = "a"
kind = "outcome"
on = 2025-05-01
outcome = "niet-overgenomen"
point = "1"
municipality = ["m", "m2"]

[[record]]
activity = "a"
kind = "retracted"
retracts = "r"
reason = "r"

[[severity]]
code = "BP301"
severity = "note"
reason = "r"

[[waiver]]
code = "BP301"
activity = "a"
rule = "lead"
municipality = "m"
reason = "r"
by = "Regio"
until = 2025-12-31
source = "s, p. 1"
"""
"""Every key of every table, each accepted by the reader."""


def as_json(value: Any) -> Any:
    """Return a TOML value as JSON has it: dates and times as the text of ISO 8601."""
    match value:
        case date() | datetime():
            return value.isoformat()
        case list():
            return [as_json(one) for one in value]
        case dict():
            return {key: as_json(one) for key, one in value.items()}
        case _:
            return value


def written(document: dict[str, Any]) -> str:
    """Return a timeline as TOML: each table under a heading, values on one line."""
    lines = []
    for kind, rows in document.items():
        for row in [rows] if isinstance(rows, dict) else rows:
            lines.append(f"[{kind}]" if isinstance(rows, dict) else f"[[{kind}]]")
            lines += [f"{key} = {_value(value)}" for key, value in row.items()]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    match value:
        case date() | datetime():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return f"{{{', '.join(f'{key} = {_value(one)}' for key, one in value.items())}}}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def problems_of(text: str) -> list[Problem]:
    """Return what the reader has against the text."""
    try:
        reader.parse(text.encode(), Path("timeline.toml"))
    except UnusableError as error:
        return error.problems
    return []


def faults_of(document: dict[str, Any]) -> list[str]:
    """Return what the schema has against a timeline, each with its path."""
    found = VALIDATOR.iter_errors(as_json(document))
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message}" for one in found]


def judged(document: dict[str, Any]) -> tuple[bool, bool]:
    """Return whether the reader accepts the timeline, and whether the schema does."""
    return not problems_of(written(document)), not faults_of(document)


def table_of(document: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the first table of that kind, to be changed."""
    found = document[kind]
    first: dict[str, Any] = found if kind == "timeline" else found[0]
    return first


def judged_row(table: str, /, **row: Any) -> tuple[bool, bool]:
    """Return whether reader and schema accept one more table among others to point at."""
    validator = Draft202012Validator(SCHEMA["properties"][table]["items"])
    return not problems_of(AMONG + written({table: [row]})), validator.is_valid(as_json(row))


AMONG = """\
[timeline]
format = 1
title = "Anderen"

[[source]]
id = "s"
title = "Bron"

[[municipality]]
id = "m"
name = "M"

[[body]]
id = "b"
name = "Raden"
level = "raad"

[[document]]
id = "d"
title = "Stuk"

[[body]]
id = "b2"
name = "PFHO"
level = "bestuurlijk"

[[process]]
id = "p"
title = "Proces"

[[activity]]
id = "a"
title = "Stap"
process = "p"

[[activity]]
id = "a2"
title = "Stap"
process = "p"

[[closure]]
id = "c"
title = "Reces"
from = 2025-07-12
until = 2025-08-24

[[record]]
id = "r"
activity = "a"
kind = "done"
on = 2025-05-01
"""
"""What the tables under test can point at."""


# -- the schema itself -------------------------------------------------------------------------


def test_it_is_a_schema_of_its_draft() -> None:
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(SCHEMA)


def test_every_table_and_key_is_explained_and_nothing_else_is() -> None:
    assert list(schema.TABLES) == ["timeline", *keys.TABLES]
    for table in (keys.TIMELINE, *keys.TABLES.values()):
        assert set(schema.KEYS[table.kind]) == set(table.keys), table.kind


def test_tables_and_keys_are_those_of_the_format_in_its_order() -> None:
    tables = {"timeline": SCHEMA["properties"]["timeline"]}
    for kind in keys.TABLES:
        tables[kind] = SCHEMA["properties"][kind]["items"]
    assert list(SCHEMA["properties"]) == list(tables)
    for table in (keys.TIMELINE, *keys.TABLES.values()):
        made = tables[table.kind]
        assert list(made["properties"]) == list(table.keys)
        assert made["required"] == [name for name, key in table.keys.items() if key.required]
        assert made["additionalProperties"] is False
        assert all(one["description"] for one in made["properties"].values())


def test_nothing_is_referred_to() -> None:
    """What stands beside a $ref (a description) is dropped by Taplo."""
    assert "$ref" not in schema.to_text()


def test_words_mean_what_the_page_of_words_says() -> None:
    glosses = tomllib.loads((ROOT / "docs" / "glosses.toml").read_text(encoding="utf-8"))
    for vocabulary, meanings in schema.WORDS.items():
        assert list(meanings) == [word.value for word in vocabulary]
        if vocabulary.__name__ in glosses:
            assert meanings == glosses[vocabulary.__name__]


def test_a_word_is_shown_with_its_meaning() -> None:
    purpose = SCHEMA["properties"]["activity"]["items"]["properties"]["purpose"]
    index = purpose["enum"].index("vaststellen")
    meaning = schema.WORDS[Purpose]["vaststellen"]
    assert purpose["x-taplo"]["docs"]["enumValues"][index] == meaning
    assert f"`vaststellen`: {meaning}" in purpose["description"]


def test_the_page_names_the_keys_of_the_schema() -> None:
    """Where the page has a table of keys, its first column holds exactly those of the table."""
    for kind in ("timeline", *keys.TABLES):
        heading = "[timeline]" if kind == "timeline" else f"[[{kind}]]"
        section = re.search(rf"^## {re.escape(heading)}.*?(?=^## |\Z)", PAGE, re.M | re.S)
        assert section, kind
        rows = re.findall(r"^\| (`.*?) \|", section[0], re.M)
        if kind == "rule" or not rows:
            continue
        named = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
        assert named == set(schema.KEYS[kind]), kind


def test_the_page_names_the_keys_of_every_kind_of_rule() -> None:
    for kind, cell in re.findall(r"^\| `([a-z-]+)` \| (`.*?) \|", PAGE, re.M):
        if kind not in set(RuleKind):
            continue
        named = re.findall(r"`(\w+)`(\*?)", cell)
        required, optional = keys.RULE_KEYS[RuleKind(kind)]
        assert {key for key, star in named if star} == required, kind
        assert {key for key, star in named if not star} == optional, kind


# -- what the reader accepts -------------------------------------------------------------------


def test_the_corpus_has_every_key_and_the_reader_accepts_it() -> None:
    assert problems_of(FULL) == []
    document = tomllib.loads(FULL)
    used = {("timeline", key) for key in document.pop("timeline")}
    used |= {(kind, key) for kind, rows in document.items() for row in rows for key in row}
    assert used == set(EVERY_KEY)


@pytest.mark.parametrize("text", [FULL, SHIPPED], ids=["corpus", "shipped"])
def test_what_the_reader_accepts_the_schema_accepts(text: str) -> None:
    assert faults_of(tomllib.loads(text)) == []


def test_examples_of_the_page_validate() -> None:
    examples = re.findall(r"^```toml\n(.*?)^```", PAGE, re.M | re.S)
    assert examples
    for example in examples:
        assert faults_of(tomllib.loads(example)) == []


def test_dates_of_the_page_validate() -> None:
    section = PAGE.split("## Dates")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.M)
    dates = [text for row in rows for text in re.findall("`([^`]+)`", row)]
    assert len(dates) > 10
    for text in dates:
        assert judged_row("process", id="q", title="Q", in_force=text) == (True, True), text


TYPES: dict[str, tuple[keys.Type, list[str]]] = {
    "id": (keys.SLUG, ["a", "-", "1", "--", "A", " ", "é"]),
    "text": (keys.TEXT, ["a", " ", "\t", "\n", "\r\n", "\x00", "\x85", "\u2028", "\u202e", "é😀"]),
    "prose": (keys.PROSE, ["a", " ", "\t", "\n", "\r\n", "\r", "\x0b", "\u2066", "\u200b", "é😀"]),
    "when": (
        keys.WHEN,
        [
            "2025", "-", "03", "Q1", "H2", "31", "T10:00", ":00", "~", "/", "..", "[", "]", ",",
            "2025-06-01", " ", "1899", "2199", "T24:00", "13",
        ],
    ),
    "part": (keys.PART, ["2025", "-", "03", "Q1", "H2", "31", "T10:00", "~", " ", "/", "1899"]),
    "period": (keys.PERIOD, ["P", "1", "14", "D", "W", "M", "Y", "T", "H"]),
    "lag": (keys.LAG, ["-", "P", "0", "14", "D", "W", "M", "Y"]),
    "length": (keys.LENGTH, ["PT", "P", "1", "30", "H", "M", "S", "0"]),
    "rule": (
        keys.EVERY,
        [
            "FREQ=MONTHLY", "FREQ=HOURLY", ";", "INTERVAL=2", "COUNT=3", "BYDAY=-1MO,2TU",
            "BYMONTHDAY=-31", "BYSETPOS=-1", "WKST=SU", "UNTIL=20251231", "BYMONTH=1,12",
            "regularly", "continuously",
        ],
    ),
    "code": (keys.CODE, ["BP", "3", "301", "0", "bp"]),
    "citation": (keys.CITATIONS, ["s", ",", " p. 1", " ", "é", "\n"]),
    "net of": (keys.NET_OF, ["school-holidays", "public-holidays", "s", "-"]),
}  # fmt: skip
"""Types with pieces of what is written in them, from which right and wrong texts are made."""

_IDS = {kind: frozenset({"s"}) for kind in keys.TABLES}


def reads(type_: keys.Type, value: Any) -> bool:
    """Return whether the reader accepts the value."""
    try:
        type_.read(value, _IDS)
    except keys.BadValueError:
        return False
    return True


@pytest.mark.parametrize("name", TYPES)
@given(data=st.data())
def test_a_text_that_the_reader_accepts_the_schema_accepts(name: str, data: st.DataObject) -> None:
    type_, pieces = TYPES[name]
    text = data.draw(st.lists(st.sampled_from(pieces), max_size=7).map("".join))
    if reads(type_, text):
        assert Draft202012Validator(type_.schema).is_valid(text)


RIGHT = {
    "id": ["a", "a-1", "x" * 80],
    "text": ["x" * 10_000, "[red] “é” 😀"],
    "prose": ["een\r\n\ttwee"],
    "when": ["[2024-11-19, 2024-11-26]", "2025-06/2025-09-08", " 2025 ", "[..2025-12-31]"],
    "part": ["2025-H2", "2025-01-31T23:59:00"],
    "period": ["P0D", "P200Y"],
    "lag": ["-P9999D"],
    "length": ["PT168H", "PT90M"],
    "rule": ["regularly", "INTERVAL=6;FREQ=MONTHLY"],
    "code": ["BP100"],
    "citation": ["s,x", "s , p. 1, noot 2"],
    "net of": ["public-holidays"],
}
WRONG = {
    "id": ["", "A", "a--b", "-a", "a_b", "x" * 81, "é"],
    "text": ["", " ", "a\tb", "a\nb", "\x1b[31m", "\u202e", "x" * 10_001],
    "prose": ["", "\n \n", "\x00", "a\rb", "x" * 10_001],
    "when": ["", "morgen", "[]", "2025-13", "1899", "2200", "2025/2026/2027", "[2025", "2025-Q5"],
    "part": ["2025/2026", "[2025]", "2025-32"],
    "period": ["P1", "14D", "-P1D", "PT1H", "P1W2D", "P12345D"],
    "lag": ["P", "--P1D", "P1H"],
    "length": ["PT", "PT1S", "P1D", "1H"],
    "rule": ["", "INTERVAL=2", "FREQ=HOURLY", "FREQ=DAILY;UNTIL=20250101", "FREQ=DAILY;", "often"],
    "code": ["BP1", "BP001", "XX301", "BP3011"],
    "citation": ["s", "s,", "s, ", "S, p. 1", ", p. 1"],
    "net of": ["Holidays", ""],
}


@pytest.mark.parametrize("name", TYPES)
def test_texts_that_both_accept_or_both_refuse(name: str) -> None:
    type_ = TYPES[name][0]
    validator = Draft202012Validator(type_.schema)
    for text in RIGHT[name]:
        assert (reads(type_, text), validator.is_valid(text)) == (True, True), text[:80]
    for text in WRONG[name]:
        assert (reads(type_, text), validator.is_valid(text)) == (False, False), text[:80]


def test_every_time_zone_that_the_reader_knows_validates() -> None:
    validator = Draft202012Validator(keys.ZONE.schema)
    assert [one for one in available_timezones() if not validator.is_valid(one)] == []


# -- what both refuse --------------------------------------------------------------------------


WRONG_TYPES: list[Any] = [True, 7, 1.5, {"x": 1}, [{"x": 1}], [[]], "Wél tekst?"]


@pytest.mark.parametrize(("kind", "key"), EVERY_KEY, ids=lambda one: one)
def test_a_wrong_type_is_refused_by_both(kind: str, key: str) -> None:
    refused = 0
    for value in WRONG_TYPES:
        document = tomllib.loads(FULL)
        table_of(document, kind)[key] = value
        said = [one.text.en for one in problems_of(written(document))]
        if not any(one.startswith((f"{key}:", f"{key} 7 ")) for one in said):
            continue
        refused += 1
        place = f"{kind}/{key}" if kind == "timeline" else f"{kind}/0/{key}"
        assert any(one.startswith(place) for one in faults_of(document)), value
    assert refused >= len(WRONG_TYPES) - 1


@pytest.mark.parametrize("kind", ["timeline", *keys.TABLES])
def test_an_unknown_key_is_refused_by_both(kind: str) -> None:
    document = tomllib.loads(FULL)
    table_of(document, kind)["titel"] = "x"
    said = [one for one in problems_of(written(document)) if one.code == "BP104"]
    assert len(said) == 1
    assert any("titel" in one for one in faults_of(document))


def test_an_unknown_table_is_refused_by_both() -> None:
    document = {**tomllib.loads(FULL), "stap": [{"id": "x"}]}
    assert judged(document) == (False, False)


REQUIRED = [
    (kind, key)
    for kind, key in EVERY_KEY
    if (keys.TIMELINE if kind == "timeline" else keys.TABLES[kind]).keys[key].required
]


@pytest.mark.parametrize(("kind", "key"), REQUIRED, ids=lambda one: one)
def test_a_missing_key_is_refused_by_both(kind: str, key: str) -> None:
    document = tomllib.loads(FULL)
    del table_of(document, kind)[key]
    assert "BP105" in [one.code for one in problems_of(written(document))]
    place = kind if kind == "timeline" else f"{kind}/0"
    assert f"{place}: '{key}' is a required property" in faults_of(document)


def test_a_timeline_without_its_heading_is_refused_by_both() -> None:
    document = tomllib.loads(FULL)
    del document["timeline"]
    assert judged(document) == (False, False)


@pytest.mark.parametrize("key", ["id", "lag", "link", "linkk"])
def test_an_after_table_is_refused_by_both(key: str) -> None:
    document = tomllib.loads(FULL)
    document["activity"][0]["after"] = [{"id": "a3", key: 7}]
    assert judged(document) == (False, False)


@pytest.mark.parametrize("key", ["purpose", "before", "minimum", "net_of", "body", "duration"])
def test_a_stop_is_refused_by_both(key: str) -> None:
    document = tomllib.loads(FULL)
    document["route"][0]["stops"] = [{"purpose": "aanleveren", key: 7}]
    assert judged(document) == (False, False)


# -- what holds between the keys of one table --------------------------------------------------


def _subsets(of: dict[str, Any], most: int = 99) -> Iterator[dict[str, Any]]:
    for size in range(min(most, len(of)) + 1):
        for chosen in itertools.combinations(of, size):
            yield {key: of[key] for key in chosen}


def test_they_agree_on_every_agenda() -> None:
    """Every kind with every choice out of the other keys."""
    values = {
        "meetings": [date(2025, 1, 1)],
        "every": "FREQ=MONTHLY",
        "except": [date(2025, 2, 1)],
        "from": date(2025, 1, 1),
        "until": date(2025, 12, 31),
        "derived_from": "b2",
        "offset": "-P14D",
        "process": "p",
    }
    for kind in ("complete", "attested", "derived"):
        for chosen in _subsets(values):
            accepted, valid = judged_row("agenda", body="b", kind=kind, **chosen)
            assert accepted == valid, (kind, chosen)


@pytest.mark.parametrize("every", [None, "FREQ=DAILY", "regularly"])
def test_they_agree_on_every_activity(every: str | None) -> None:
    values = {
        "when": datetime(2025, 1, 1, 10, 0),  # noqa: DTZ001  # local, as the file has it
        "from": date(2025, 1, 1),
        "until": date(2025, 12, 31),
        "duration": "PT1H",
        "words": "w",
        "reading": "r",
    }
    fixed = {"id": "new", "title": "t", "process": "p"} | ({"every": every} if every else {})
    for chosen in _subsets(values):
        if every and "duration" in chosen and "when" not in chosen:
            continue  # refused by both, for the same reason
        accepted, valid = judged_row("activity", **fixed, **chosen)
        assert accepted == valid, chosen


RULE_VALUES: dict[str, Any] = {
    "activity": "a", "activities": ["a", "a2"], "before": "a2", "within": "a2", "mandate": "a2",
    "advice": "a2", "event": "a2", "convention": "ordinary", "body": "b", "other": "a2",
    "needs": ["a2"], "minimum": "P1D", "maximum": "P1D", "net_of": ["c"],
    "first_day_counts": True, "scope": ["m"], "minimum_count": 1, "maximum_count": 1,
    "per": "P1Y", "within_dates": "2025", "by": "P1D", "times": 1, "from": "2024",
    "until": "2026", "exceptions": [{"in": "2025", "minimum_count": 0}], "extensions": ["a2"],
    "purposes": ["besluiten"], "document": "d",
}  # fmt: skip


@pytest.mark.parametrize("kind", RuleKind)
def test_they_agree_on_every_rule(kind: RuleKind) -> None:
    """With all it needs, then one key less, one more, or two more."""
    required, optional = keys.RULE_KEYS[kind]
    fixed: dict[str, Any] = {"id": "new", "kind": kind.value, "basis": "custom"}
    right = {key: RULE_VALUES[key] for key in sorted(required)}
    # What gives a minimum, a maximum or both is tried with its minimum alone.
    limits = sorted(optional & {"minimum", "minimum_count"})
    limits = limits if optional & {"maximum", "maximum_count"} else []
    right |= {key: RULE_VALUES[key] for key in limits}
    assert judged_row("rule", **fixed, **right) == (True, True)
    for key in right:
        fewer = {one: value for one, value in right.items() if one != key}
        assert judged_row("rule", **fixed, **fewer) == (False, False), key
    for key, value in RULE_VALUES.items():
        accepted, valid = judged_row("rule", **fixed, **{**right, key: value})
        assert accepted == valid == (key in required | optional), key


@pytest.mark.parametrize("kind", ["deadline", "rule"])
def test_they_agree_on_every_basis(kind: str) -> None:
    fixed: dict[str, Any] = {"id": "new", "activity": "a"}
    fixed |= {"date": date(2025, 1, 1)} if kind == "deadline" else {}
    if kind == "rule":
        fixed |= {"kind": "duration", "minimum": "P1D"}
    for basis in ("statutory", "agreed", "custom"):
        for chosen in _subsets({"article": "art. 1", "source": "s, p. 1"}):
            accepted, valid = judged_row(kind, **fixed, basis=basis, **chosen)
            needed = {"statutory": {"article"}, "agreed": {"source"}, "custom": set()}[basis]
            assert accepted == valid == (needed <= set(chosen)), (basis, chosen)


@pytest.mark.parametrize("kind", RecordKind)
def test_they_agree_on_every_record(kind: RecordKind) -> None:
    values = {
        "on": date(2025, 1, 1), "to": "2025-02", "settled": date(2025, 1, 2), "by": "a2",
        "outcome": "akkoord", "point": "1", "reason": "r", "retracts": "r", "note": "n",
    }  # fmt: skip
    for chosen in _subsets(values, most=4):
        accepted, valid = judged_row("record", activity="a", kind=kind.value, **chosen)
        assert accepted == valid, chosen
