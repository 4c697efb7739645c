"""A new timeline: its text, worked back from the day of coming into force, and its file."""

from __future__ import annotations

import errno
import os
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from string import Template

import tomli_w

from boplan.dates.notation import parse, part_containing, write_part
from boplan.model.when import FIRST_YEAR, Part, Precision, add_months

FIRST_STEP = 16
"""How many months before the plan comes into force its first step is."""

FIRST_IN_FORCE = date(FIRST_YEAR + 2, 1, 1)
"""Earlier, and the first step would lie before any day that a timeline can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a new timeline must be told."""

    title: str
    process: str
    in_force: Part
    municipalities: tuple[tuple[str, str], ...] = ()
    """Id and name of each."""
    language: str = "nl"


def slug(name: str, limit: int = 40) -> str:
    """Return an id made of a name, "" where it has no letter or digit that an id can hold.

    "Súdwest-Fryslân" becomes `sudwest-fryslan`; a long name is cut between words.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    words = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().replace("'", ""))
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:limit]
        if len(longer) > limit:
            break
        made = longer
    return made


# Letters that no decomposition takes apart.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "þ": "th", "’": "'"})


def likely_in_force(today: date) -> date:
    """Return the first 1 January that leaves the steps of a new plan time: 18 months."""
    day = add_months(today, FIRST_STEP + 2)
    return date(day.year if (day.month, day.day) == (1, 1) else day.year + 1, 1, 1)


def compose(plan: Plan, today: date) -> str:
    """Return the text of a new timeline for this plan.

    What is past already on `today` is not proposed: there the date is left to be filled in.
    """
    first = plan.in_force.start
    month = {
        f"m{count}": write_part(Part(add_months(first, -count).replace(day=1), Precision.MONTH))
        for count in range(1, FIRST_STEP + 1)
    }
    quarter = write_part(part_containing(add_months(first, -11), Precision.QUARTER))
    whens = {
        **month,
        "quarter11": quarter,
        "about10": f"{month['m10']}~",
        "from8through4": f"{month['m8']}/{month['m4']}",
        "by1": f"[..{month['m1']}]",
    }
    recess = _summer(first)
    return Template(_TEXT).substitute(
        month,
        **{f"when_{name}": _when(text, today) for name, text in whens.items()},
        title=_value(plan.title),
        language=_value(plan.language),
        process=_value(plan.process),
        in_force=_value(first if plan.in_force.is_day else write_part(plan.in_force)),
        last_day=_value(first - timedelta(days=1)),
        recess_from=_value(recess),
        recess_until=_value(recess + timedelta(days=43)),
        municipalities="\n".join(
            f"[[municipality]]\nid = {_value(one)}\nname = {_value(name)}\n"
            for one, name in plan.municipalities
        )
        or _NO_MUNICIPALITY,
        municipality=_value(next((one for one, _ in plan.municipalities), "hilversum")),
    )


_NO_MUNICIPALITY = """\
#[[municipality]]
#id = "hilversum"
#name = "Hilversum"
"""


def _when(text: str, today: date) -> str:
    last = parse(text).bounds.latest_finish
    if last is not None and last < today:
        return f'#when = "{text}"  # past already: write what happened, or drop this step'
    return f'when = "{text}"'


def _value(value: object) -> str:
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")


def _summer(before: date) -> date:
    """Return the Saturday on which the last summer recess before that day may begin."""
    year = before.year if before.month > 8 else before.year - 1
    day = date(year, 7, 10)
    return day + timedelta(days=(5 - day.weekday()) % 7)


def create(path: Path, data: bytes) -> None:
    """Make the file at `path`, whole or not at all; never touch what is there already.

    Raises FileExistsError if there is anything, even a link that leads nowhere, and
    OSError if writing fails; then nothing is left behind.
    """
    beside = path.parent / f".boplan-{secrets.token_hex(6)}.tmp"
    _write_new(beside, data)
    try:
        os.link(beside, path)  # unlike a rename, it fails where something is
    except OSError as error:
        if error.errno not in _NO_LINKS_HERE:
            raise
        _write_new(path, data)
    finally:
        beside.unlink()


_NO_LINKS_HERE = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
"""How file systems without hard links (sticks, some network drives) say so."""


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink()
            raise


_TEXT = """\
# A timeline for boplan. This is a beginning, made to be changed: rename, delete and add as
# your plan needs. `boplan status` says where it stands, `boplan list` shows every step,
# `boplan show plan-raden` shows everything about one.
#
# How to write a date: as precisely as it is known, and no more so.
#     when = 2027-04-15                 that day (a day has no quotes)
#     when = 2027-04-15T14:00:00        that day at two o'clock
#     when = [2027-04-15, 2027-05-13]   one of these days
#     when = "2027-04"                  some day in April
#     when = "2027-Q2"                  some day in that quarter; "2027-H1" in that half-year
#     when = "2027-04~"                 about April
#     when = "2027-05/2027-09"          from May through September
#     when = "[..2027-12-15]"           on 15 December at the latest
#     when = "[2027-04-15..]"           on 15 April at the earliest
#
# The dates below are proposals, counted back in whole months from the day of coming into
# force; each `note` says how far. No one has agreed to them. Replace each by the date that
# was agreed, name the document that says so in `source`, and drop the note.
#
# A line that begins with # and no space is an example: take the # away to use it.
# Every table and every key is explained in docs/timeline-format.md; docs/editors.md says how
# an editor explains them while you write.

[timeline]
format = 1
title = $title
language = $language
#school_region = "Noord"  # whose school holidays count: Noord, Midden or Zuid


# == Sources: the documents that the dates come from =========================================

#[[source]]
#id = "verslag-pfho"
#title = "Verslag portefeuillehoudersoverleg"
#date = "$m14"


# == Who takes part ==========================================================================
#
# An id is lower-case letters, digits and hyphens. Other tables and commands use it, so choose
# it well and keep it.

$municipalities
# Owners are roles or organisations, never persons.
[[owner]]
id = "projectleider"
name = "Projectleider"

[[owner]]
id = "beleidsadviseurs"
name = "Lokale beleidsadviseurs"


# == Bodies: who meets and decides ===========================================================

[[body]]
id = "ao"
name = "Ambtelijk overleg"
short = "AO"
level = "ambtelijk"

[[body]]
id = "do"
name = "Directieoverleg"
short = "DO"
level = "directie"

[[body]]
id = "pfho"
name = "Portefeuillehoudersoverleg"
short = "PFHO"
level = "bestuurlijk"
#papers = "P14D"  # how long before a meeting its papers must be in: P14D, P2W, P1M

# One in each municipality: such a step has a date and an outcome for each of them.
[[body]]
id = "colleges"
name = "Colleges van burgemeester en wethouders"
short = "Colleges"
level = "college"
per_municipality = true

[[body]]
id = "raden"
name = "Gemeenteraden"
short = "Raden"
level = "raad"
per_municipality = true


# == Agendas: when they meet =================================================================
#
# `derived` follows another body: the AO meets three weeks before the PFHO, the DO two weeks.
# It gives days as soon as the day of the PFHO is known.

[[agenda]]
body = "ao"
kind = "derived"
derived_from = "pfho"
offset = "-P21D"
process = $process
note = "Voorstel: vervang door wat in uw regio geldt."

[[agenda]]
body = "do"
kind = "derived"
derived_from = "pfho"
offset = "-P14D"
process = $process
note = "Voorstel: vervang door wat in uw regio geldt."

# `attested` lists days that a source mentions, `complete` all meetings of a period.
#[[agenda]]
#body = "pfho"
#kind = "attested"
#meetings = [$m14-12, $m9-15, $m2-11]


# == Documents: what is made and decided on ==================================================

[[document]]
id = "startnotitie"
title = "Startnotitie"

[[document]]
id = "conceptplan"
title = "Conceptplan"

[[document]]
id = "plan"
title = "Plan, met de reactie op de zienswijzen"
short = "Plan"


# == The process and its phases ==============================================================

[[process]]
id = $process
title = $title
#short = "Beleidsplan"  # a short title for overviews
in_force = $in_force
final_deadline = "raden-uiterlijk"

[[phase]]
id = "voorbereiding"
title = "Evaluatie en startnotitie"
process = $process

[[phase]]
id = "concept"
title = "Conceptplan en zienswijzen"
process = $process

[[phase]]
id = "besluitvorming"
title = "Definitief plan en besluitvorming"
process = $process


# == Routes: the way of a proposal along its bodies ============================================
#
# `boplan route --body pfho --on DATE --document conceptplan` counts back from a meeting: papers,
# AO, DO, and what follows.

[[route]]
id = "gebruikelijk"
title = "AO en DO adviseren, PFHO en colleges besluiten, raden stellen vast"
stops = [
    { body = "ao", purpose = "adviseren" },
    { body = "do", purpose = "adviseren" },
    { body = "pfho", purpose = "besluiten" },
    { body = "colleges", purpose = "besluiten" },
    { body = "raden", purpose = "vaststellen" },
]
note = "Voorstel: vervang door wat in uw regio geldt."


# == The steps ===============================================================================
#
# In the order in which overviews show them. `after` says what a step waits for: it begins the
# next day or later, unless `lag` says otherwise.

[[activity]]
id = "evaluatie"
title = "Evaluatie van het vorige plan gereed"
process = $process
phase = "voorbereiding"
purpose = "evalueren"
owner = "projectleider"
$when_m16
note = "Voorstel: 16 maanden vóór de ingang."

[[activity]]
id = "startnotitie-gereed"
title = "Startnotitie gereed"
process = $process
phase = "voorbereiding"
purpose = "aanleveren"
document = "startnotitie"
owner = "projectleider"
$when_m15
after = ["evaluatie"]
note = "Voorstel: 15 maanden vóór de ingang."

# Known to the day? Then write it so, without quotes: when = $m14-12
[[activity]]
id = "startnotitie-pfho"
title = "Startnotitie bespreken door de portefeuillehouders"
process = $process
phase = "voorbereiding"
body = "pfho"
purpose = "bespreken"
document = "startnotitie"
$when_m14
after = ["startnotitie-gereed"]
note = "Voorstel: 14 maanden vóór de ingang."

[[activity]]
id = "startnotitie-raden"
title = "Startnotitie ter kennisname naar de gemeenteraden"
process = $process
phase = "voorbereiding"
body = "raden"
purpose = "kennisnemen"
document = "startnotitie"
owner = "beleidsadviseurs"
$when_m13
after = ["startnotitie-pfho"]
note = "Voorstel: 13 maanden vóór de ingang."

[[activity]]
id = "input-ophalen"
title = "Input ophalen bij inwoners, cliënten en partners"
process = $process
phase = "concept"
purpose = "overleg"
document = "conceptplan"
owner = "beleidsadviseurs"
$when_quarter11
after = ["startnotitie-pfho"]
note = "Voorstel: in het kwartaal van 11 maanden vóór de ingang."

# About that month: a month earlier or later is possible.
[[activity]]
id = "concept-gereed"
title = "Conceptplan gereed"
process = $process
phase = "concept"
purpose = "aanleveren"
document = "conceptplan"
owner = "projectleider"
$when_about10
after = ["input-ophalen"]
note = "Voorstel: rond 10 maanden vóór de ingang."

[[activity]]
id = "concept-pfho"
title = "Conceptplan vrijgeven voor zienswijzen"
process = $process
phase = "concept"
body = "pfho"
purpose = "besluiten"
document = "conceptplan"
$when_m9
after = ["concept-gereed"]
note = "Voorstel: 9 maanden vóór de ingang."

# A period. Wide enough for twelve weeks on whatever days it begins and ends; see the rule below.
[[activity]]
id = "zienswijze"
title = "Zienswijzen van de gemeenteraden op het conceptplan (12 weken)"
process = $process
phase = "concept"
body = "raden"
purpose = "zienswijze"
document = "conceptplan"
owner = "beleidsadviseurs"
$when_from8through4
after = [{ id = "concept-pfho", lag = "P7D" }]
note = "Voorstel: van 8 tot en met 4 maanden vóór de ingang, om het zomerreces heen."

[[activity]]
id = "verwerken"
title = "Zienswijzen verwerken"
process = $process
phase = "besluitvorming"
purpose = "verwerken"
document = "plan"
owner = "beleidsadviseurs"
$when_m3
after = ["zienswijze"]
note = "Voorstel: 3 maanden vóór de ingang."

# P0D: on the same day at the earliest.
[[activity]]
id = "plan-gereed"
title = "Definitief plan en reactie op de zienswijzen gereed"
process = $process
phase = "besluitvorming"
purpose = "aanleveren"
document = "plan"
owner = "projectleider"
$when_m3
after = [{ id = "verwerken", lag = "P0D" }]
note = "Voorstel: 3 maanden vóór de ingang."

[[activity]]
id = "plan-pfho"
title = "Plan vrijgeven voor besluitvorming"
process = $process
phase = "besluitvorming"
body = "pfho"
purpose = "besluiten"
document = "plan"
$when_m2
after = ["plan-gereed"]
note = "Voorstel: 2 maanden vóór de ingang."

[[activity]]
id = "plan-colleges"
title = "Plan aan de gemeenteraden voorleggen"
process = $process
phase = "besluitvorming"
body = "colleges"
purpose = "besluiten"
document = "plan"
owner = "beleidsadviseurs"
$when_m2
after = ["plan-pfho"]
note = "Voorstel: 2 maanden vóór de ingang."

# At the latest in that month. `remind` warns three weeks and one week before.
[[activity]]
id = "plan-raden"
title = "Plan vaststellen door de gemeenteraden"
process = $process
phase = "besluitvorming"
body = "raden"
purpose = "vaststellen"
document = "plan"
owner = "beleidsadviseurs"
$when_by1
after = ["plan-colleges"]
remind = ["P21D", "P7D"]
note = "Voorstel: uiterlijk 1 maand vóór de ingang."

[[activity]]
id = "bekendmaken"
title = "Plan bekendmaken"
process = $process
phase = "besluitvorming"
purpose = "publiceren"
document = "plan"
owner = "projectleider"
$when_m1
after = [{ id = "plan-raden", lag = "P0D" }]
note = "Voorstel: 1 maand vóór de ingang."

# `looptijd` is a state: it passes by itself and is never late.
[[activity]]
id = "ingang"
title = "Plan van kracht"
process = $process
phase = "besluitvorming"
purpose = "looptijd"
document = "plan"
when = $in_force
after = ["plan-raden"]


# == Deadlines, rules and closures ===========================================================
#
# `basis` is statutory (then name the `article`), agreed (then name the `source`) or custom.

[[deadline]]
id = "raden-uiterlijk"
activity = "plan-raden"
date = $last_day
basis = "custom"
consequence = "Het plan kan niet op tijd ingaan."
note = "De laatste dag vóór de ingang."

[[rule]]
id = "zienswijze-twaalf-weken"
kind = "duration"
title = "De gemeenteraden hebben ten minste twaalf weken voor hun zienswijze"
basis = "custom"
activity = "zienswijze"
minimum = "P12W"

# The first and the last day on which it rests. Public and school holidays are known already.
[[closure]]
id = "zomerreces"
title = "Zomerreces"
from = $recess_from
until = $recess_until
body = ["colleges", "raden"]
note = "Voorstel: zes weken in juli en augustus; vervang door het reces van uw gemeenten."


# == Records: what happened ==================================================================
#
# Add them at the end and never change one: the plan above stays as it was, so both are known.
# Kinds: started, done, not-done, moved, cancelled, superseded, settled, outcome, no-evidence,
# note, retracted.

#[[record]]
#activity = "startnotitie-pfho"
#kind = "done"
#on = $m14-12
#source = "verslag-pfho, p. 1"

#[[record]]
#activity = "plan-raden"
#kind = "outcome"
#on = $m1-08
#municipality = $municipality
#outcome = "gewijzigd"
#source = "verslag-pfho, p. 2"
"""
