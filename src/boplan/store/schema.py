"""A JSON Schema of the timeline, so that an editor completes, explains and underlines.

Which tables and keys there are, which must be there and what each may hold comes from
`keys` alone; here stand the sentences that an editor shows, and what holds between the keys
of one table. The schema accepts whatever the reader accepts. It sees a TOML date as text,
and one table at a time: whether an id exists, an end lies after its begin or steps wait for
each other in a circle is for the reader.

Every key is written out where it stands, without `$ref`: editors drop what stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Any

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
)
from boplan.store import keys, reader

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

TABLES: dict[str, str] = {
    "timeline": "What this file is about; stands once.",
    "source": "A document that facts come from.",
    "municipality": "A municipality that takes part.",
    "owner": "Who does the work: a role or an organisation, never a private person.",
    "body": "Who meets and decides.",
    "agenda": "When a body meets. A body may have several: per source, year or municipality.",
    "document": "What is made and decided on.",
    "process": "A piece of policy on its way.",
    "phase": "A part of a process. Phases stand in the order of the file.",
    "activity": "A step: who does what with which document, when, after what.",
    "route": "The way of a proposal along its bodies; `boplan route` gives it dates.",
    "deadline": "The latest moment by which something must be true.",
    "rule": "What must hold. Which keys it has depends on its kind.",
    "closure": "Days on which something rests. Public and school holidays are known already.",
    "record": "What happened. Records are added at the end and never changed.",
    "severity": "How serious findings of one code are here.",
    "waiver": "A finding that is accepted, and why.",
}
"""What each table is."""

_ID = "Its address: commands, records and calendar feeds use it."
_CITED = {
    "source": "Where this stands: the id of a [[source]], a comma and the place: "
    '"startnotitie, p. 2". An array cites several.',
    "note": "What else a reader should know.",
}
_PERIOD = {
    "from": "The first day, inclusive.",
    "until": "The last day, inclusive.",
}
_GROUNDS = {
    "basis": "What it rests on.",
    "article": "The article of law; required where basis is statutory.",
}

KEYS: dict[str, dict[str, str]] = {
    "timeline": {
        "format": "The version of this format: 1.",
        "title": "What this file is about.",
        "language": "The language of overviews; nl if absent.",
        "time_zone": "The time zone of all times; Europe/Amsterdam if absent.",
        "school_region": "Whose school holidays count.",
    },
    "source": {
        "id": _ID,
        "title": "The title of the document.",
        "date": "Its date, as precise as it is known.",
        "reference": "Its registration number.",
        "organisation": "Who issued it.",
        "note": _CITED["note"],
    },
    "municipality": {
        "id": _ID,
        "name": "Its name, as people write it.",
        "from": "The first day on which it exists: municipalities merge.",
        "until": "The last day on which it exists.",
        **_CITED,
    },
    "owner": {"id": _ID, "name": "The role or organisation.", "note": _CITED["note"]},
    "body": {
        "id": _ID,
        "name": "Its full name.",
        "short": "A short name for overviews; the name if absent.",
        "aliases": "Other names found in sources.",
        "level": "What kind of body it is.",
        "per_municipality": "Whether there is one in each municipality (colleges, raden, "
        "adviesraden); false if absent.",
        "papers": "How long before a meeting its papers must be in.",
        **_CITED,
    },
    "agenda": {
        "body": "Whose meetings these are.",
        "municipality": "Of a body that is per municipality: whose calendar this is.",
        "kind": "What it means that a day is not on it.",
        "meetings": "Its meetings, as dates or local date-times.",
        "every": "Meetings by a recurrence rule, from `from` through `until`.",
        "except": "Days on which `every` does not hold.",
        "from": "The first day, inclusive; required for complete and with every.",
        "until": "The last day, inclusive; required for complete and with every.",
        "derived_from": "Of a derived agenda: the body whose meetings it follows.",
        "offset": "Of a derived agenda: -P14D is fourteen days before those meetings.",
        "process": "Of a derived agenda: only for meetings that treat this process.",
        **_CITED,
    },
    "document": {
        "id": _ID,
        "title": "Its title.",
        "short": "A short title for overviews.",
        **_CITED,
    },
    "process": {
        "id": _ID,
        "title": "What it is called.",
        "short": "A short title for overviews; the title if absent.",
        "in_force": "When the result comes into force.",
        "evidence_until": "Through which day it is known what happened; today if absent. "
        "Silence about later steps is no evidence, not lateness.",
        "final_deadline": "The deadline that the heading of `boplan status` counts to.",
        **_CITED,
    },
    "phase": {
        "id": _ID,
        "title": "What it is called.",
        "process": "The process that it is a part of.",
        **_CITED,
    },
    "activity": {
        "id": _ID,
        "title": "What is done, as the source has it.",
        "process": "The process that it belongs to.",
        "phase": "The phase, of the same process.",
        "body": "Who meets or decides; an array for a joint meeting.",
        "purpose": "What the step is for.",
        "document": "What it treats; an array for several documents.",
        "owner": "Who must act.",
        "when": "The plan: a TOML date, a local date-time, an array of dates of which one will "
        "be used, or text in the date notation: 2025-03, 2025-Q1, 2026-06~ (about), "
        "2025-06/2025-09-08 (from, through), [..2025-12-31] (at the latest).",
        "duration": "How long it takes; only where `when` has a time.",
        "every": "Instead of `when`: an RFC 5545 recurrence rule without UNTIL, or a word where "
        "the interval is not known.",
        "from": "Of a recurring step: the first time, as precise as each time is known.",
        "until": "Of a recurring step: until when; it goes on if absent.",
        "words": "The source's own words for the date, where they are vague, odd or wrong.",
        "reading": "How those words were read, and why.",
        "after": "What it waits for: ids of steps, or a table with lag and link.",
        "condition": "It happens only if this holds; then it is never overdue.",
        "scope": "Whose step it is, each with its own date and outcome. If absent: of all "
        "municipalities where a body of the step is per municipality, else of none.",
        "fallback_for": "Only for a municipality that did not make that other step in time.",
        "effective": "From when the decision counts, if not from the day it is taken.",
        "remind": 'How long before its date to warn: ["P21D", "P7D"].',
        "was": "Earlier ids of this step.",
        **_CITED,
    },
    "route": {
        "id": _ID,
        "title": "What it is called.",
        "stops": "Who does what, in order, each a day or more after the one before it. "
        "`before`: so long before the meeting of `towards`. `minimum`, `net_of`: as of a rule "
        "duration. A route that does not begin with aanleveren has that in front.",
        "towards": "The body from whose meeting the stops with `before` are counted.",
        **_CITED,
    },
    "deadline": {
        "id": _ID,
        "activity": "The step that must be done.",
        "date": "The last day on which it is in time.",
        **_GROUNDS,
        "hard": "False for a target (streefdatum); true if absent.",
        "consequence": "What happens if it is missed.",
        **_CITED,
    },
    "rule": {
        "id": _ID,
        "kind": "What sort of thing it says; this decides which other keys it has.",
        **_GROUNDS,
        "title": "The rule in words.",
        "strength": "Whether it must hold or should hold; hard if absent.",
        "process": "The process that it is about.",
        "activity": "The step that it is about, or an array of them.",
        "activities": "The steps, in the order in which they must happen.",
        "before": "The step that they must be ready for.",
        "within": "The step within whose span it must lie.",
        "mandate": "The step by which every municipality gives its mandate.",
        "advice": "The step, or steps, that advise.",
        "event": "The step from which the term is counted.",
        "convention": "By which article the days of the term are counted.",
        "body": "The body, or bodies, that decide.",
        "other": "The step that ends on the same day.",
        "needs": "The steps that must be done before it starts.",
        "minimum": "At least so long.",
        "maximum": "At most so long.",
        "net_of": "What does not count: ids of closures, or holidays.",
        "first_day_counts": "Whether the first day counts too; false if absent.",
        "scope": "The municipalities that all must do it.",
        "minimum_count": "At least so many times.",
        "maximum_count": "At most so many times.",
        "per": "In each period so long. P1Y, P6M, P3M and P1M are those of the calendar; any "
        "other length counts from the first day of `from`.",
        "from": "Of a frequency: the first period that is judged; that of the first time that "
        "is known, if absent.",
        "until": "Of a frequency: the last period that is judged; that of the last time that "
        "is known, if absent.",
        "exceptions": "Of a frequency: periods in which other numbers hold, as "
        '{ in = "2022", minimum_count = 1 }.',
        "within_dates": "In this span.",
        "by": "So much it may be extended, each time.",
        "times": "So often it may be extended; once if absent.",
        "extensions": "The steps that extend it, in order.",
        "purposes": "What the bodies have authority for.",
        "document": "The document, or documents, on which only these bodies have authority.",
        **_CITED,
    },
    "closure": {
        "id": _ID,
        "title": "What it is called.",
        **_PERIOD,
        "body": "Whose; everyone's if absent.",
        "municipality": "Where; everywhere if absent.",
        **_CITED,
    },
    "record": {
        "activity": "The step that it is about.",
        "kind": "What happened.",
        "on": 'The day it happened. Done, day unknown: "[..D]" with D the date of the source.',
        "municipality": "For whom; for all in scope if absent.",
        "to": "Of moved: the new date.",
        "settled": "Of settled: the day that was chosen.",
        "by": "Of superseded: the step that came in its place.",
        "outcome": "Of outcome: what was decided.",
        "point": "Of outcome: which decision point, where there are several.",
        "reason": "Why; required for moved, cancelled and retracted.",
        "id": "Needed only to be retracted.",
        "retracts": "Of retracted: the record that was wrong.",
        "recorded": "The day on which this was written down.",
        **_CITED,
    },
    "severity": {
        "code": "The code of the findings.",
        "severity": "How serious they are here; off silences them.",
        "reason": "Why.",
    },
    "waiver": {
        "code": "The code of the finding.",
        "activity": "Where: the step.",
        "rule": "Where: the rule.",
        "municipality": "Where: the municipality.",
        "reason": "Why it is accepted.",
        "by": "Who accepted it: a role.",
        "until": "The last day on which it counts.",
        "source": _CITED["source"],
    },
}
"""What each key of each table means."""

WORDS: dict[type[StrEnum], dict[str, str]] = {
    keys.Language: {"nl": "Dutch.", "en": "English."},
    keys.Region: {
        "Noord": "School-holiday region north.",
        "Midden": "School-holiday region middle.",
        "Zuid": "School-holiday region south.",
    },
    Level: {
        "ambtelijk": "Officers.",
        "directie": "Directors.",
        "bestuurlijk": "Aldermen or mayors of several municipalities together.",
        "college": "The executive of each municipality.",
        "raad": "The council of each municipality.",
        "adviesraad": "The advisory council of each municipality.",
        "platform": "A gathering that informs and decides nothing.",
        "partner": "Organisations and residents outside government.",
        "rijk": "The national government.",
    },
    AgendaKind: {
        "complete": "These are all its meetings in that period: on another day it does not meet.",
        "attested": "Meetings that a source happens to mention: another day may be one too.",
        "derived": "Meetings that follow from those of another body.",
    },
    Purpose: {
        "aanleveren": "Hand in a finished document.",
        "adviseren": "Give advice that does not bind.",
        "besluiten": "Decide on a proposal.",
        "bespreken": "Discuss.",
        "contract": "A contract runs (a state).",
        "evalueren": "Look back and judge.",
        "financieren": "Money is available (a state).",
        "informeren": "Tell, or be told.",
        "inkoop": "Procure.",
        "kennisnemen": "Take note, without a decision.",
        "looptijd": "The plan or programme is in force (a state).",
        "monitoren": "Measure how it goes.",
        "ondertekenen": "Sign.",
        "opstellen": "Write.",
        "overleg": "Meet, where the source gives no other purpose.",
        "publiceren": "Publish.",
        "rapporteren": "Report.",
        "uitvoeren": "Carry out.",
        "vaststellen": "Adopt formally.",
        "verwerken": "Work views and advice into the document.",
        "wetgeving": "Make law.",
        "zienswijze": "Give a formal view.",
    },
    Link: {
        "FS": "Finish to start: it starts after the other has finished (the default).",
        "SS": "Start to start: it starts after the other has started.",
        "FF": "Finish to finish: it finishes after the other has finished.",
        "SF": "Start to finish: it finishes after the other has started.",
    },
    Basis: {
        "statutory": "A law, named in `article`.",
        "agreed": "An agreement, named in `source`.",
        "custom": "Habit.",
    },
    Strength: {
        "hard": "It must hold.",
        "soft": "It should hold.",
    },
    Recurs: {
        "regularly": "It comes back; how often is not said.",
        "continuously": "It goes on all the time.",
    },
    ConventionId: {
        "ordinary": "The day of the event does not count.",
        "counted-back": "Counted back from the event.",
        "awb-3-16": "Awb art. 3:16: the day itself counts; six weeks.",
        "awb-6-8": "Awb art. 6:8: from the day after.",
        "aanbestedingswet-2-127": "Aanbestedingswet 2012 art. 2.127: 20 days from the day after.",
        "wgr-1-3": "Wgr art. 1(3): eight weeks after receipt.",
        "wgr-35-1": "Wgr art. 35(1): twelve weeks back, never moved.",
        "wgr-34-2": "Wgr art. 34(2): within two weeks after adoption.",
    },
    Severity: {
        "error": "Makes check end with exit code 1.",
        "warning": "Makes check end with exit code 1.",
        "note": "Is only shown.",
        "off": "Is not judged.",
    },
    RuleKind: {
        "lead-time": "Ready so long before another step.",
        "ordering": "In this order.",
        "advice": "Advised before it is decided.",
        "mandate": "Every municipality has given its mandate first.",
        "duration": "At least, or at most, so long.",
        "dependency": "Only after all of these.",
        "containment": "Within the span of another step.",
        "scope": "By all of these municipalities.",
        "term": "Ending on the last day of a term of law.",
        "standstill": "Not within a term.",
        "load": "No more decisions at once than this.",
        "frequency": "So often per period.",
        "count": "So often within a span.",
        "alignment": "Ending on the same day.",
        "extension": "May be extended so long, so often.",
        "authority": "Only for these purposes, or only by these bodies.",
    },
    RecordKind: {
        "started": "It has begun.",
        "done": "It has been done.",
        "not-done": "It was not done and will not be.",
        "moved": "It has a new date, for a reason.",
        "cancelled": "It will not happen, for a reason.",
        "superseded": "Another step has taken its place.",
        "settled": "One of the alternatives has been chosen.",
        "outcome": "A body decided on a point.",
        "no-evidence": "The sources are silent about it.",
        "note": "Something worth knowing that changes nothing.",
        "retracted": "An earlier record was wrong.",
    },
    Outcome: {
        "akkoord": "Agreed.",
        "gewijzigd": "Agreed with changes.",
        "aangehouden": "Held over: the step stays open.",
        "niet-overgenomen": "Rejected.",
        "kennisgenomen": "Taken note of.",
    },
}
"""What each word of each closed vocabulary means; docs/vocabulary.md says the same."""


def to_text() -> str:
    """Return the schema as the text of a JSON file."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def document() -> Schema:
    """Return the schema: tables and keys in the order of the format, the same every time."""
    return {
        "$schema": DIALECT,
        "title": f"boplan timeline, format {reader.FORMAT}",
        "description": "A timeline of policy processes. A TOML date counts as text: 2025-12-31.",
        "type": "object",
        "properties": {
            "timeline": _table(keys.TIMELINE),
            **{
                kind: {
                    "type": "array",
                    "description": TABLES[kind],
                    "items": _table(table),
                }
                for kind, table in keys.TABLES.items()
            },
        },
        "required": ["timeline"],
        "additionalProperties": False,
    }


def _table(table: keys.Table) -> Schema:
    made: Schema = {
        "type": "object",
        "description": TABLES[table.kind],
        "properties": {name: _key(table.kind, name, key) for name, key in table.keys.items()},
        "required": [name for name, key in table.keys.items() if key.required],
        "additionalProperties": False,
    }
    if table is keys.TIMELINE:
        said = KEYS["timeline"]["format"]
        made["properties"]["format"] = {"description": said, "const": reader.FORMAT}
    made.update(_BETWEEN_KEYS.get(table.kind, {}))
    conditions = [
        *(_GROUNDED if "basis" in table.keys else ()),
        *_CONDITIONS.get(table.kind, ()),
    ]
    if conditions:
        made["allOf"] = conditions
    return made


def _key(kind: str, name: str, key: keys.Key) -> Schema:
    made = _explained(key.type.schema)
    words = _vocabulary_in(key.type.schema)
    if words is None:
        said = f"{KEYS[kind][name]}\n\nHolds {key.type.expects.en}."
    else:
        meanings = "\n".join(f"- `{word}`: {WORDS[words][word]}" for word in words)
        said = f"{KEYS[kind][name]}\n\n{meanings}"
    return {"description": said, **made}


def _vocabulary_in(schema: Schema) -> type[StrEnum] | None:
    """Return the closed vocabulary that a key takes its word from, if it takes one."""
    choices = [schema, *schema.get("anyOf", ())]
    words = next((choice["enum"] for choice in choices if "enum" in choice), [None])
    return type(words[0]) if isinstance(words[0], StrEnum) else None


def _explained(schema: Schema) -> Schema:
    """Return a copy in which each word of a vocabulary has its meaning, as Taplo shows it."""
    made = dict(schema)
    if "anyOf" in schema:
        made["anyOf"] = [_explained(choice) for choice in schema["anyOf"]]
    if "items" in schema:
        made["items"] = _explained(schema["items"])
    if "properties" in schema:
        made["properties"] = {key: _explained(one) for key, one in schema["properties"].items()}
    words = _vocabulary_in(schema) if "enum" in schema else None
    if words is not None:
        meanings = [WORDS[words][word] for word in schema["enum"]]
        made["x-taplo"] = {"docs": {"enumValues": meanings}}
    return made


# -- what holds between the keys of one table -----------------------------------------------


def _if_key(key: str, value: str, **then: Any) -> Schema:
    return {
        "if": {"properties": {key: {"const": value}}, "required": [key]},
        "then": then,
    }


def _in_order(kind: str, names: Set[str]) -> list[str]:
    return [name for name in keys.TABLES[kind].keys if name in names]


def _but(kind: str, names: Set[str]) -> Schema:
    """Return what allows every key of the table but those."""
    return {"enum": _in_order(kind, keys.TABLES[kind].keys.keys() - names)}


def _agenda_conditions() -> list[Schema]:
    listed: Schema = {
        "propertyNames": _but("agenda", {"derived_from", "offset", "process"}),
        "anyOf": [{"required": ["meetings"]}, {"required": ["every"]}],
    }
    return [
        _if_key("kind", AgendaKind.COMPLETE, required=["from", "until"], **listed),
        _if_key("kind", AgendaKind.ATTESTED, **listed),
        _if_key(
            "kind", AgendaKind.DERIVED, required=["derived_from", "offset"],
            propertyNames=_but("agenda", {"meetings", "every"}),
        ),
    ]  # fmt: skip


def _rule_conditions() -> list[Schema]:
    made = []
    for kind, (required, optional) in keys.RULE_KEYS.items():
        allowed = _in_order("rule", required | optional | keys.RULE_COMMON)
        then: Schema = {
            "required": _in_order("rule", required),
            "propertyNames": {"enum": allowed},
        }
        if optional & {"maximum", "maximum_count"}:
            limits = {"minimum", "maximum", "minimum_count", "maximum_count"}
            then["anyOf"] = [{"required": [one]} for one in allowed if one in limits]
        made.append(_if_key("kind", kind, **then))
    counted_from_a_day = {"type": "string", "not": {"pattern": "^P0*(?:1Y|6M|3M|1M)$"}}
    made.append(
        {
            "if": {
                "properties": {"kind": {"const": RuleKind.FREQUENCY}, "per": counted_from_a_day},
                "required": ["kind", "per"],
            },
            "then": {"required": ["from"]},
        }
    )
    return made


def _record_conditions() -> list[Schema]:
    made = []
    for kind in RecordKind:
        foreign = {key for key, only in reader.RECORD_ONLY.items() if only is not kind}
        needs = _in_order("record", frozenset(reader.RECORD_NEEDS[kind]))
        made.append(_if_key("kind", kind, required=needs, propertyNames=_but("record", foreign)))
    return made


_GROUNDED = (
    _if_key("basis", Basis.STATUTORY, required=["article"]),
    _if_key("basis", Basis.AGREED, required=["source"]),
)

_BETWEEN_KEYS: Mapping[str, Schema] = {
    "agenda": {"dependentRequired": {"except": ["every"], "every": ["from", "until"]}},
    "activity": {
        "dependentRequired": {
            "duration": ["when"],
            "from": ["every"],
            "until": ["every"],
            "reading": ["words"],
        },
    },
}

_CONDITIONS: Mapping[str, list[Schema]] = {
    "agenda": _agenda_conditions(),
    "activity": [
        {
            "if": {"required": ["every"]},
            "then": {"not": {"required": ["when"]}},
        },
        {
            "if": {"properties": {"every": {"pattern": "FREQ="}}, "required": ["every"]},
            "then": {"required": ["from"]},
        },
    ],
    "rule": _rule_conditions(),
    "record": _record_conditions(),
}
