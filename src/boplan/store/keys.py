"""The format as data: which tables there are, which keys each has, what each key holds.

docs/timeline-format.md says the same in prose. Readers here turn one TOML value into
one typed value or raise `BadValueError` with a sentence; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from boplan.dates import notation, period, recurrence
from boplan.model import timeline as model
from boplan.model.vocabulary import (
    AgendaKind,
    Basis,
    ConventionId,
    Level,
    Link,
    Outcome,
    Purpose,
    RecordKind,
    Recurs,
    RuleKind,
    Severity,
    Strength,
    Text,
)
from boplan.model.when import FIRST_YEAR, LAST_YEAR
from boplan.store.problems import nearest_word, quote

Ids = Mapping[str, frozenset[str]]
"""Per kind of table, every id in the file."""

MOST_TEXT = 10_000
"""The most characters that a text may hold."""

MOST_ID = 80
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"BP[1-9][0-9]{2}")
# C0 and C1 controls, and the marks that turn the direction of what follows.
_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile(r"[\t\n]")

# The same for the patterns of a JSON Schema, in what regular expressions of Python,
# JavaScript and Rust have in common.
_FORBIDDEN = r"\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_LINE = rf"[^\u0000-\u001f{_FORBIDDEN}]"
_LINES = rf"(?:[^\u0000-\u0008\u000b-\u001f{_FORBIDDEN}]|\r\n)"
_DATE = r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_PART = (
    rf"(?:{_DATE}T{_TIME}(?::00)?|{_DATE}~?|(?:19|20|21)[0-9]{{2}}(?:-(?:Q[1-4]|H[12]|"
    r"0[1-9]|1[0-2]))?~?)"
)
_SPAN = rf"(?:{_PART}/(?:{_PART}|\.\.)|\.\./{_PART})"
_MEMBER = rf"\s*(?:{_PART}(?:\.\.{_PART}?)?|\.\.{_PART})\s*"


class BadValueError(Exception):
    """A value that cannot be read, with its code and a sentence."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Type:
    """What a key may hold: words for people, a reader, and a JSON Schema for editors.

    The schema judges the value as JSON has it, where a date is text. It accepts whatever
    the reader accepts; what a pattern cannot see (an id that nothing has, 30 February) is
    for the reader.
    """

    expects: Text
    read: Callable[[Any, Ids], Any]
    schema: dict[str, Any]

    def wrong(self, value: object) -> BadValueError:
        """Return the error that says what stands there and what was expected."""
        return BadValueError(
            "BP106",
            Text("{value} is geen {expected}", "{value} is not {expected}").fill(
                value=Text(
                    f"{quote(value)} ({_kind(value).nl})", f"{quote(value)} ({_kind(value).en})"
                ),
                expected=self.expects,
            ),
        )


def _kind(value: object) -> Text:
    if isinstance(value, bool):
        return Text("waar/onwaar", "a boolean")
    for python, text in (
        (str, Text("tekst", "text")),
        (int, Text("een getal", "a number")),
        (float, Text("een getal", "a number")),
        (datetime, Text("een tijdstip", "a date-time")),
        (date, Text("een dag", "a date")),
        (list, Text("een reeks", "an array")),
        (dict, Text("een tabel", "a table")),
    ):
        if isinstance(value, python):
            return text
    return Text("een tijd", "a time")


def _fault(code: str, nl: str, en: str) -> BadValueError:
    return BadValueError(code, Text(nl, en))


def _read_text(value: Any, *, several_lines: bool) -> str:
    if not isinstance(value, str):
        raise (PROSE if several_lines else TEXT).wrong(value)
    if value.isprintable() and 0 < len(value) <= MOST_TEXT and not value.isspace():
        return value
    if not value.strip():
        raise _fault("BP107", "de tekst is leeg", "the text is empty")
    if len(value) > MOST_TEXT:
        raise _fault(
            "BP107",
            f"de tekst is {len(value)} tekens lang; hoogstens {MOST_TEXT} mag",
            f"the text has {len(value)} characters; at most {MOST_TEXT} are allowed",
        )
    control = _CONTROL.search(value.replace("\r\n", "\n"))
    if control is None and not several_lines:
        control = _BREAK.search(value)
    if control:
        name = f"U+{ord(control[0]):04X}"
        raise _fault(
            "BP107",
            f"de tekst bevat het stuurteken {name}",
            f"the text holds the control character {name}",
        )
    return value


TEXT = Type(
    Text("tekst van één regel", "a text of one line"),
    lambda value, _ids: _read_text(value, several_lines=False),
    {"type": "string", "maxLength": MOST_TEXT, "pattern": rf"^(?=.*\S){_LINE}+$"},
)
PROSE = Type(
    Text("tekst", "a text"),
    lambda value, _ids: _read_text(value, several_lines=True),
    {"type": "string", "maxLength": MOST_TEXT, "pattern": rf"^(?=[\s\S]*\S){_LINES}+$"},
)


def _read_slug(value: Any, _ids: Ids) -> str:
    if not isinstance(value, str):
        raise SLUG.wrong(value)
    if len(value) > MOST_ID or not _SLUG.fullmatch(value):
        raise _fault(
            "BP107",
            f"{quote(value)} is geen id: kleine letters en cijfers, groepen met één streepje "
            f"ertussen, hoogstens {MOST_ID} tekens",
            f"{quote(value)} is not an id: lower-case letters and digits in groups joined by "
            f"single hyphens, at most {MOST_ID} characters",
        )
    return value


SLUG = Type(
    Text("id", "an id"),
    _read_slug,
    {"type": "string", "maxLength": MOST_ID, "pattern": f"^{_SLUG.pattern}$"},
)


def _read_bool(value: Any, _ids: Ids) -> bool:
    if not isinstance(value, bool):
        raise BOOL.wrong(value)
    return value


BOOL = Type(Text("waarde true of false", "true or false"), _read_bool, {"type": "boolean"})


def _read_count(value: Any, _ids: Ids) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise COUNT.wrong(value)
    if not 0 <= value <= 1000:
        raise _fault(
            "BP107",
            f"{quote(value)} ligt niet van 0 tot en met 1000",
            f"{quote(value)} is not from 0 through 1000",
        )
    return value


COUNT = Type(
    Text("getal", "a whole number"),
    _read_count,
    {"type": "integer", "minimum": 0, "maximum": 1000},
)


def _read_day(value: Any, _ids: Ids) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise DAY.wrong(value)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _fault(
            "BP108",
            f"{quote(value)}: het jaar ligt niet van {FIRST_YEAR} tot en met {LAST_YEAR}",
            f"{quote(value)}: the year is not from {FIRST_YEAR} through {LAST_YEAR}",
        )
    return value


DAY = Type(
    Text(
        "dag zonder aanhalingstekens, zoals 2025-12-31", "a date without quotes, as in 2025-12-31"
    ),
    _read_day,
    {"type": "string", "pattern": f"^{_DATE}$", "format": "date"},
)


def _read_meeting(value: Any, ids: Ids) -> date | datetime:
    if isinstance(value, datetime):
        part = _notation(notation.from_toml, value)
        return datetime.combine(part.part.start, part.part.at)
    return _read_day(value, ids)


# What editors call a time without offset; the format date-time of JSON Schema asks for one.
_LOCAL_TIME = {
    "type": "string",
    "pattern": f"^{_DATE}[Tt ]{_TIME}(?::00)?$",
    "format": "date-time-local",
}
MEETING = Type(
    Text("dag of tijdstip", "a date or date-time"),
    _read_meeting,
    {"anyOf": [DAY.schema, _LOCAL_TIME]},
)


def _notation(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except notation.NotationError as error:
        instead = error.instead
        hint = Text(f"; schrijf {quote(instead)}", f"; write {quote(instead)}")
        if not instead:
            hint = Text("", "")
        raise _fault(
            "BP108",
            f"{quote(value)}: {error.problem.nl}{hint.nl}",
            f"{quote(value)}: {error.problem.en}{hint.en}",
        ) from None


def _read_when(value: Any, _ids: Ids) -> Any:
    if not isinstance(value, (str, date, list)):
        raise WHEN.wrong(value)
    return _notation(notation.from_toml, value)


WHEN = Type(
    Text("datum", "a date"),
    _read_when,
    {
        "anyOf": [
            DAY.schema,
            _LOCAL_TIME,
            {"type": "string", "pattern": rf"^\s*{_PART}\s*$"},
            {"type": "string", "pattern": rf"^\s*{_SPAN}\s*$"},
            {"type": "string", "pattern": rf"^\s*\[{_MEMBER}(?:,{_MEMBER})*\]\s*$"},
            {"type": "array", "items": MEETING.schema, "minItems": 1, "uniqueItems": True},
        ]
    },
)


def _read_part(value: Any, _ids: Ids) -> Any:
    if isinstance(value, str):
        return _notation(notation.parse_part, value)
    if isinstance(value, date):
        return _notation(notation.from_toml, value).part
    raise PART.wrong(value)


PART = Type(
    Text("dag, maand, kwartaal, halfjaar of jaar", "a day, month, quarter, half or year"),
    _read_part,
    {
        "anyOf": [
            DAY.schema,
            _LOCAL_TIME,
            {"type": "string", "pattern": rf"^\s*{_PART}\s*$"},
        ]
    },
)


def _read_period(value: Any, _ids: Ids) -> model.Period:
    found = period.parse_period(value) if isinstance(value, str) else None
    if found is None or value.startswith("-"):
        raise PERIOD.wrong(value)
    return found


PERIOD = Type(
    Text("periode zoals P14D, P12W, P3M of P8Y", "a period such as P14D, P12W, P3M or P8Y"),
    _read_period,
    {"type": "string", "pattern": "^P[0-9]{1,4}[DWMY]$"},
)


def _read_lag(value: Any, _ids: Ids) -> model.Period:
    found = period.parse_period(value) if isinstance(value, str) else None
    if found is None:
        raise LAG.wrong(value)
    return found


LAG = Type(
    Text("periode zoals P7D of -P14D", "a period such as P7D or -P14D"),
    _read_lag,
    {"type": "string", "pattern": "^-?P[0-9]{1,4}[DWMY]$"},
)


def _read_length(value: Any, _ids: Ids) -> int:
    found = period.parse_length(value) if isinstance(value, str) else None
    if found is None or found > 7 * 24 * 60:
        raise LENGTH.wrong(value)
    return found


LENGTH = Type(
    Text(
        "duur zoals PT1H of PT1H30M, hoogstens een week",
        "a length such as PT1H or PT1H30M, at most a week",
    ),
    _read_length,
    {"type": "string", "pattern": "^PT(?:[0-9]{1,3}H(?:[0-9]{1,4}M)?|[0-9]{1,4}M)$"},
)


_RULE_PIECE = (
    "(?:FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)"
    "|(?:INTERVAL|COUNT|BYMONTH|BYMONTHDAY|BYDAY|BYSETPOS|WKST)=[0-9A-Z,+-]+)"
)


def _read_rrule(value: Any, _ids: Ids) -> str:
    if not isinstance(value, str):
        raise RRULE.wrong(value)
    fault = recurrence.fault_in(value)
    if fault:
        raise _fault("BP107", f"{quote(value)}: {fault.nl}", f"{quote(value)}: {fault.en}")
    return value


RRULE = Type(
    Text(
        "herhalingsregel zoals FREQ=MONTHLY;INTERVAL=6",
        "a recurrence rule such as FREQ=MONTHLY;INTERVAL=6",
    ),
    _read_rrule,
    {"type": "string", "pattern": f"^(?=(?:.*;)?FREQ=){_RULE_PIECE}(?:;{_RULE_PIECE})*$"},
)


def _read_every(value: Any, ids: Ids) -> str | Recurs:
    if isinstance(value, str) and value in {word.value for word in Recurs}:
        return Recurs(value)
    return _read_rrule(value, ids)


EVERY = Type(RRULE.expects, _read_every, {"anyOf": [{"enum": list(Recurs)}, RRULE.schema]})


def _read_zone(value: Any, ids: Ids) -> str:
    text: str = TEXT.read(value, ids)
    if text == "Europe/Amsterdam":
        return text
    from zoneinfo import available_timezones

    if text not in available_timezones():
        raise _fault("BP107", f"{quote(text)} is geen tijdzone", f"{quote(text)} is no time zone")
    return text


ZONE = Type(
    Text("tijdzone zoals Europe/Amsterdam", "a time zone such as Europe/Amsterdam"),
    _read_zone,
    {"type": "string", "pattern": "^[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}$"},
)


def word(vocabulary: type[StrEnum]) -> Type:
    """Return the type that holds one word of a closed vocabulary."""
    members: dict[str, StrEnum] = {member.value: member for member in vocabulary}
    choices = frozenset(members)
    listed = ", ".join(members)

    def read(value: Any, _ids: Ids) -> StrEnum:
        try:
            return members[value]
        except (KeyError, TypeError):
            if not isinstance(value, str):
                raise made.wrong(value) from None
            near = nearest_word(value, choices)
            raise _fault(
                "BP107",
                f"{quote(value)} kan hier niet; wel: {listed}{near.nl}",
                f"{quote(value)} is not possible here; possible: {listed}{near.en}",
            ) from None

    made = Type(Text(f"woord uit: {listed}", f"one of: {listed}"), read, {"enum": list(vocabulary)})
    return made


def ref(kind: str) -> Type:
    """Return the type that holds the id of a table of that kind."""

    def read(value: Any, ids: Ids) -> str:
        known = ids[kind]
        if isinstance(value, str) and value in known:
            return value
        if not isinstance(value, str):
            raise made.wrong(value)
        near = nearest_word(value, known)
        raise _fault(
            "BP109",
            f"{quote(value)} is niet het id van een [[{kind}]]{near.nl}",
            f"{quote(value)} is not the id of a [[{kind}]]{near.en}",
        )

    made = Type(Text(f"id van een [[{kind}]]", f"the id of a [[{kind}]]"), read, SLUG.schema)
    return made


def many(item: Type, *, or_one: bool = False, least: int = 0) -> Type:
    """Return the type that holds an array of `item`, each of them once."""

    def read(value: Any, ids: Ids) -> tuple[Any, ...]:
        if or_one and not isinstance(value, list):
            return (item.read(value, ids),)
        if not isinstance(value, list):
            raise made.wrong(value)
        if len(value) < least:
            raise _fault("BP107", "de reeks is te kort", "the array is too short")
        found = tuple([item.read(one, ids) for one in value])
        if len(found) > 1 and len(set(found)) < len(found):
            double = next(one for one in found if found.count(one) > 1)
            raise _fault(
                "BP107",
                f"{quote(getattr(double, 'id', double))} staat er meer dan eens",
                f"{quote(getattr(double, 'id', double))} stands there more than once",
            )
        return found

    schema = {"type": "array", "items": item.schema, "uniqueItems": True}
    if least:
        schema["minItems"] = least
    made = Type(
        Text(f"reeks ([…]) van: {item.expects.nl}", f"an array ([…]) of: {item.expects.en}"),
        read,
        {"anyOf": [item.schema, schema]} if or_one else schema,
    )
    return made


def _read_citation(value: Any, ids: Ids) -> model.Citation:
    found = _citation(value) if isinstance(value, str) else None
    if found is not None and found.source in ids["source"]:
        return found
    text: str = TEXT.read(value, ids)
    source, comma, place = text.partition(",")
    if not comma or not place.strip():
        raise _fault(
            "BP107",
            f'{quote(text)}: noem na het id, met een komma, de plaats: "startnotitie, p. 2"',
            f'{quote(text)}: name the place after the id and a comma: "startnotitie, p. 2"',
        )
    return model.Citation(_SOURCE.read(source.strip(), ids), place.strip())


@lru_cache(maxsize=8192)
def _citation(text: str) -> model.Citation | None:
    """Return what a well-formed citation says, None for any other text."""
    source, _, place = text.partition(",")
    if not place.strip() or not text.isprintable() or len(text) > MOST_TEXT:
        return None
    return model.Citation(source.strip(), place.strip())


_SOURCE = ref("source")
CITATIONS = many(
    Type(
        Text('bron zoals "startnotitie, p. 2"', 'a source such as "startnotitie, p. 2"'),
        _read_citation,
        {
            "type": "string",
            "maxLength": MOST_TEXT,
            "pattern": rf"^\s*{_SLUG.pattern}\s*,(?=.*\S){_LINE}+$",
        },
    ),
    or_one=True,
)
_ACTIVITY = ref("activity")
_AFTER_KEYS = frozenset({"id", "lag", "link"})
_LINK = word(Link)


def _read_after(value: Any, ids: Ids) -> model.After:
    if isinstance(value, str):
        return model.After(id=_ACTIVITY.read(value, ids))
    if not isinstance(value, dict):
        raise _AFTER.wrong(value)
    for key in value:
        if key not in _AFTER_KEYS:
            near = nearest_word(key, _AFTER_KEYS)
            raise _fault(
                "BP104",
                f"onbekende sleutel {quote(key)} in after{near.nl}",
                f"unknown key {quote(key)} in after{near.en}",
            )
    if "id" not in value:
        raise _fault("BP105", "in after ontbreekt id", "id is missing in after")
    return model.After(
        id=_ACTIVITY.read(value["id"], ids),
        lag=LAG.read(value["lag"], ids) if "lag" in value else model.ONE_DAY,
        link=_LINK.read(value["link"], ids) if "link" in value else Link.FS,
    )


_AFTER = Type(
    Text(
        'id, of { id = "…", lag = "P7D", link = "FS" }',
        'an id, or { id = "…", lag = "P7D", link = "FS" }',
    ),
    _read_after,
    {
        "anyOf": [
            _ACTIVITY.schema,
            {
                "type": "object",
                "properties": {"id": _ACTIVITY.schema, "lag": LAG.schema, "link": _LINK.schema},
                "required": ["id"],
                "additionalProperties": False,
            },
        ]
    },
)


_EXCEPTION_KEYS = frozenset({"in", "minimum_count", "maximum_count"})


def _read_exception(value: Any, ids: Ids) -> model.PeriodCount:
    if not isinstance(value, dict):
        raise _EXCEPTION.wrong(value)
    for key in value:
        if key not in _EXCEPTION_KEYS:
            near = nearest_word(key, _EXCEPTION_KEYS)
            raise _fault(
                "BP104",
                f"onbekende sleutel {quote(key)} in exceptions{near.nl}",
                f"unknown key {quote(key)} in exceptions{near.en}",
            )
    if "in" not in value:
        raise _fault("BP105", "in exceptions ontbreekt in", "in is missing in exceptions")
    if len(value) < 2:
        raise _fault(
            "BP105",
            "noem in exceptions minimum_count of maximum_count",
            "give minimum_count or maximum_count in exceptions",
        )
    counts = {key: COUNT.read(one, ids) for key, one in value.items() if key != "in"}
    return model.PeriodCount(in_=PART.read(value["in"], ids), **counts)


_EXCEPTION = Type(
    Text(
        'tabel zoals { in = "2022", minimum_count = 1 }',
        'a table such as { in = "2022", minimum_count = 1 }',
    ),
    _read_exception,
    {
        "type": "object",
        "properties": {
            "in": PART.schema,
            "minimum_count": COUNT.schema,
            "maximum_count": COUNT.schema,
        },
        "required": ["in"],
        "minProperties": 2,
        "additionalProperties": False,
    },
)


_HOLIDAYS = ("school-holidays", "public-holidays")


def _read_net_of(value: Any, ids: Ids) -> str:
    if value in _HOLIDAYS:
        return str(value)
    return str(ref("closure").read(value, ids))


NET_OF = Type(
    Text(
        "school-holidays, public-holidays of het id van een [[closure]]",
        "school-holidays, public-holidays or the id of a [[closure]]",
    ),
    _read_net_of,
    {"anyOf": [{"enum": list(_HOLIDAYS)}, SLUG.schema]},
)


_STOP_TYPES = {
    "body": many(ref("body"), or_one=True, least=1),
    "purpose": word(Purpose),
    "before": PERIOD,
    "minimum": PERIOD,
    "net_of": many(NET_OF, least=1),
}


def _read_stop(value: Any, ids: Ids) -> model.Stop:
    if not isinstance(value, dict):
        raise _STOP.wrong(value)
    for key in value:
        if key not in _STOP_TYPES:
            near = nearest_word(key, frozenset(_STOP_TYPES))
            raise _fault(
                "BP104",
                f"onbekende sleutel {quote(key)} in stops{near.nl}",
                f"unknown key {quote(key)} in stops{near.en}",
            )
    if "purpose" not in value:
        raise _fault("BP105", "in stops ontbreekt purpose", "purpose is missing in stops")
    return model.Stop(**{key: _STOP_TYPES[key].read(one, ids) for key, one in value.items()})


_STOP = Type(
    Text("tabel met purpose, en meestal body", "a table with purpose, and mostly body"),
    _read_stop,
    {
        "type": "object",
        "properties": {key: one.schema for key, one in _STOP_TYPES.items()},
        "required": ["purpose"],
        "dependentRequired": {"net_of": ["minimum"]},
        "additionalProperties": False,
    },
)


def _read_code(value: Any, _ids: Ids) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise CODE.wrong(value)
    return value


CODE = Type(
    Text("code zoals BP301", "a code such as BP301"),
    _read_code,
    {"type": "string", "pattern": f"^{_CODE.pattern}$"},
)


class Language(StrEnum):
    """Languages that boplan speaks."""

    NL = "nl"
    EN = "en"


class Region(StrEnum):
    """School-holiday regions of the Netherlands."""

    NOORD = "Noord"
    MIDDEN = "Midden"
    ZUID = "Zuid"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: the field it fills, what it holds, whether it must be there."""

    field: str
    type: Type
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table: its keys, the dataclass it becomes."""

    kind: str
    make: Callable[..., Any]
    keys: dict[str, Key]
    required: frozenset[str]

    @property
    def has_id(self) -> bool:
        """Return whether tables of this kind have an id."""
        return "id" in self.keys


def _table(
    kind: str, make: Callable[..., Any], required: dict[str, Type], **optional: Type
) -> Table:
    keys = {}
    for name, type_ in {**required, **optional}.items():
        key = name.rstrip("_")
        keys[key] = Key(name, type_, name in required)
    return Table(kind, make, keys, frozenset(name for name, key in keys.items() if key.required))


_BASIS = {"basis": word(Basis)}
_CITED = {"source": CITATIONS, "note": PROSE}

TIMELINE = _table(
    "timeline", dict, {"format": COUNT, "title": TEXT},
    language=word(Language), time_zone=ZONE, school_region=word(Region),
)  # fmt: skip

TABLES: dict[str, Table] = {
    table.kind: table
    for table in (
        _table(
            "source", model.Source, {"id": SLUG, "title": TEXT},
            date=WHEN, reference=TEXT, organisation=TEXT, note=PROSE,
        ),
        _table(
            "municipality", model.Municipality, {"id": SLUG, "name": TEXT},
            from_=DAY, until=DAY, **_CITED,
        ),
        _table("owner", model.Owner, {"id": SLUG, "name": TEXT}, note=PROSE),
        _table(
            "body", model.Body, {"id": SLUG, "name": TEXT, "level": word(Level)},
            short=TEXT, aliases=many(TEXT), per_municipality=BOOL, papers=PERIOD, **_CITED,
        ),
        _table(
            "agenda", model.Agenda, {"body": ref("body"), "kind": word(AgendaKind)},
            municipality=ref("municipality"), meetings=many(MEETING), every=RRULE,
            except_=many(DAY), from_=DAY, until=DAY, derived_from=ref("body"), offset=LAG,
            process=ref("process"), **_CITED,
        ),
        _table("document", model.Document, {"id": SLUG, "title": TEXT}, short=TEXT, **_CITED),
        _table(
            "process", model.Process, {"id": SLUG, "title": TEXT},
            short=TEXT, in_force=WHEN, evidence_until=DAY, final_deadline=ref("deadline"),
            **_CITED,
        ),
        _table(
            "phase", model.Phase, {"id": SLUG, "title": TEXT, "process": ref("process")}, **_CITED
        ),
        _table(
            "activity", model.Activity,
            {"id": SLUG, "title": TEXT, "process": ref("process")},
            phase=ref("phase"), body=many(ref("body"), or_one=True, least=1),
            purpose=word(Purpose), document=many(ref("document"), or_one=True, least=1),
            owner=ref("owner"), when=WHEN, duration=LENGTH, every=EVERY, from_=PART,
            until=PART, words=PROSE, reading=PROSE,
            after=many(_AFTER), condition=TEXT, scope=many(ref("municipality"), least=1),
            fallback_for=_ACTIVITY, effective=DAY, remind=many(PERIOD), was=many(SLUG), **_CITED,
        ),
        _table(
            "route", model.Route, {"id": SLUG, "title": TEXT, "stops": many(_STOP, least=1)},
            towards=ref("body"), **_CITED,
        ),
        _table(
            "deadline", model.Deadline,
            {"id": SLUG, "activity": _ACTIVITY, "date": DAY, **_BASIS},
            article=TEXT, hard=BOOL, consequence=PROSE, **_CITED,
        ),
        _table(
            "rule", model.Rule, {"id": SLUG, "kind": word(RuleKind), **_BASIS},
            article=TEXT, title=TEXT, strength=word(Strength), process=ref("process"),
            activity=many(_ACTIVITY, or_one=True, least=1), activities=many(_ACTIVITY, least=2),
            body=many(ref("body"), or_one=True, least=1), before=_ACTIVITY, within=_ACTIVITY,
            mandate=_ACTIVITY, advice=many(_ACTIVITY, or_one=True, least=1), event=_ACTIVITY,
            convention=word(ConventionId), other=_ACTIVITY, needs=many(_ACTIVITY, least=1),
            minimum=PERIOD, maximum=PERIOD, net_of=many(NET_OF, least=1),
            first_day_counts=BOOL,
            scope=many(ref("municipality"), least=1), minimum_count=COUNT, maximum_count=COUNT,
            per=PERIOD, from_=PART, until=PART, exceptions=many(_EXCEPTION, least=1),
            within_dates=WHEN, by=PERIOD, times=COUNT, extensions=many(_ACTIVITY, least=1),
            purposes=many(word(Purpose), least=1),
            document=many(ref("document"), or_one=True, least=1), **_CITED,
        ),
        _table(
            "closure", model.Closure, {"id": SLUG, "title": TEXT, "from_": DAY, "until": DAY},
            body=many(ref("body"), or_one=True),
            municipality=many(ref("municipality"), or_one=True), **_CITED,
        ),
        _table(
            "record", model.Record, {"activity": _ACTIVITY, "kind": word(RecordKind)},
            on=WHEN, municipality=many(ref("municipality"), or_one=True, least=1), to=WHEN,
            settled=DAY, by=_ACTIVITY, outcome=word(Outcome), point=TEXT, reason=PROSE, id=SLUG,
            retracts=ref("record"), recorded=DAY, **_CITED,
        ),
        _table(
            "severity", model.SeverityOf,
            {"code": CODE, "severity": word(Severity), "reason": PROSE},
        ),
        _table(
            "waiver", model.Waiver, {"code": CODE, "reason": PROSE},
            activity=_ACTIVITY, rule=ref("rule"), municipality=ref("municipality"), by=TEXT,
            until=DAY, source=CITATIONS,
        ),
    )
}  # fmt: skip
"""Every kind of table but [timeline]."""

RULE_KEYS: dict[RuleKind, tuple[frozenset[str], frozenset[str]]] = {
    kind: (frozenset(required.split()), frozenset(optional.split()))
    for kind, required, optional in (
        (RuleKind.LEAD_TIME, "activity before minimum", ""),
        (RuleKind.ORDERING, "activities", ""),
        (RuleKind.ADVICE, "activity advice", ""),
        (RuleKind.MANDATE, "activity mandate", ""),
        (RuleKind.DURATION, "activity", "minimum maximum net_of first_day_counts"),
        (RuleKind.DEPENDENCY, "activity needs", ""),
        (RuleKind.CONTAINMENT, "activity within", ""),
        (RuleKind.SCOPE, "activity scope", ""),
        (RuleKind.TERM, "activity event convention", "minimum"),
        (RuleKind.STANDSTILL, "activity event convention", "minimum"),
        (RuleKind.LOAD, "body maximum_count per", ""),
        (
            RuleKind.FREQUENCY, "activity per",
            "minimum_count maximum_count from until exceptions",
        ),
        (RuleKind.COUNT, "activity within_dates", "minimum_count maximum_count"),
        (RuleKind.ALIGNMENT, "activity other", ""),
        (RuleKind.EXTENSION, "activity by", "times extensions"),
        (RuleKind.AUTHORITY, "body purposes", "document"),
    )
}  # fmt: skip
"""Per kind of rule: the keys it must have and those it may have."""

RULE_COMMON = frozenset(
    ["id", "kind", "basis", "article", "title", "strength", "process", "source", "note"]
)
"""The keys that every rule may have."""
