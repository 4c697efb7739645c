"""The closed vocabularies of a timeline, each word glossed once in Dutch and English."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple

Lang = Literal["nl", "en"]


class Text(NamedTuple):
    """The same sentence or word in Dutch and in English."""

    nl: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return it in `lang`."""
        return self.nl if lang == "nl" else self.en

    def fill(self, **values: object) -> Text:
        """Return it with `{name}` filled in; a Text value is filled in per language."""
        return Text(
            *(
                template.format(
                    **{k: v[i] if isinstance(v, Text) else v for k, v in values.items()}
                )
                for i, template in enumerate(self)
            )
        )


class Level(StrEnum):
    """What kind of body it is."""

    AMBTELIJK = "ambtelijk"
    DIRECTIE = "directie"
    BESTUURLIJK = "bestuurlijk"
    COLLEGE = "college"
    RAAD = "raad"
    ADVIESRAAD = "adviesraad"
    PLATFORM = "platform"
    PARTNER = "partner"
    RIJK = "rijk"


ONE_OF: dict[Level, Text] = {
    Level.COLLEGE: Text("College", "College"),
    Level.RAAD: Text("Raad", "Council"),
    Level.ADVIESRAAD: Text("Adviesraad", "Advisory council"),
}
"""What the body of one municipality is called, where each has one."""


class Purpose(StrEnum):
    """What a step is for; the words are those of the cover sheets."""

    AANLEVEREN = "aanleveren"
    ADVISEREN = "adviseren"
    BESLUITEN = "besluiten"
    BESPREKEN = "bespreken"
    CONTRACT = "contract"
    EVALUEREN = "evalueren"
    FINANCIEREN = "financieren"
    INFORMEREN = "informeren"
    INKOOP = "inkoop"
    KENNISNEMEN = "kennisnemen"
    LOOPTIJD = "looptijd"
    MONITOREN = "monitoren"
    ONDERTEKENEN = "ondertekenen"
    OPSTELLEN = "opstellen"
    OVERLEG = "overleg"
    PUBLICEREN = "publiceren"
    RAPPORTEREN = "rapporteren"
    UITVOEREN = "uitvoeren"
    VASTSTELLEN = "vaststellen"
    VERWERKEN = "verwerken"
    WETGEVING = "wetgeving"
    ZIENSWIJZE = "zienswijze"


MEETING_PURPOSES = frozenset(
    {
        Purpose.ADVISEREN,
        Purpose.BESLUITEN,
        Purpose.BESPREKEN,
        Purpose.INFORMEREN,
        Purpose.KENNISNEMEN,
        Purpose.OVERLEG,
        Purpose.VASTSTELLEN,
    }
)
"""What a body does with a document while it meets."""

DECISIONS = frozenset({Purpose.BESLUITEN, Purpose.VASTSTELLEN})
"""Purposes with which a body decides."""

MEETING_LEVELS = frozenset(
    {
        Level.AMBTELIJK,
        Level.DIRECTIE,
        Level.BESTUURLIJK,
        Level.COLLEGE,
        Level.RAAD,
        Level.ADVIESRAAD,
        Level.PLATFORM,
    }
)
"""Levels of bodies that act by meeting; partners and the Rijk act otherwise."""

STATES = frozenset({Purpose.LOOPTIJD, Purpose.CONTRACT, Purpose.FINANCIEREN})
"""Purposes that name a state which passes by itself: nobody can be late with it."""


class Link(StrEnum):
    """Which end of the predecessor binds which end of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class AgendaKind(StrEnum):
    """What the absence of a date from an agenda means."""

    COMPLETE = "complete"
    ATTESTED = "attested"
    DERIVED = "derived"


class Basis(StrEnum):
    """What a rule or deadline rests on; only statutory terms roll."""

    STATUTORY = "statutory"
    AGREED = "agreed"
    CUSTOM = "custom"


class Strength(StrEnum):
    """Whether a rule must hold or should hold."""

    HARD = "hard"
    SOFT = "soft"


class Recurs(StrEnum):
    """Recurrence of which the source gives no interval."""

    REGULARLY = "regularly"
    CONTINUOUSLY = "continuously"


class RecordKind(StrEnum):
    """What a record says happened."""

    STARTED = "started"
    DONE = "done"
    NOT_DONE = "not-done"
    MOVED = "moved"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    SETTLED = "settled"
    OUTCOME = "outcome"
    NO_EVIDENCE = "no-evidence"
    NOTE = "note"
    RETRACTED = "retracted"


class Outcome(StrEnum):
    """What a body decided on a decision point."""

    AKKOORD = "akkoord"
    GEWIJZIGD = "gewijzigd"
    AANGEHOUDEN = "aangehouden"
    NIET_OVERGENOMEN = "niet-overgenomen"
    KENNISGENOMEN = "kennisgenomen"


class ConventionId(StrEnum):
    """How the days of a term are counted, each by its own article (dates.terms)."""

    ORDINARY = "ordinary"
    COUNTED_BACK = "counted-back"
    AWB_3_16 = "awb-3-16"
    AWB_6_8 = "awb-6-8"
    AANBESTEDINGSWET_2_127 = "aanbestedingswet-2-127"
    WGR_1_3 = "wgr-1-3"
    WGR_35_1 = "wgr-35-1"
    WGR_34_2 = "wgr-34-2"


class RuleKind(StrEnum):
    """What sort of thing a rule in the file says."""

    LEAD_TIME = "lead-time"
    ORDERING = "ordering"
    ADVICE = "advice"
    MANDATE = "mandate"
    DURATION = "duration"
    DEPENDENCY = "dependency"
    CONTAINMENT = "containment"
    SCOPE = "scope"
    TERM = "term"
    STANDSTILL = "standstill"
    LOAD = "load"
    FREQUENCY = "frequency"
    COUNT = "count"
    ALIGNMENT = "alignment"
    EXTENSION = "extension"
    AUTHORITY = "authority"


class Severity(StrEnum):
    """How serious a finding is; `off` only in the file, where it silences a code."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


class Certainty(StrEnum):
    """Whether a finding holds whatever the vague dates turn out to be."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Status(StrEnum):
    """Where a step stands on a given day."""

    DONE = "done"
    RUNNING = "running"
    DUE_SOON = "due-soon"
    UPCOMING = "upcoming"
    OVERDUE = "overdue"
    NOT_DONE = "not-done"
    CONDITIONAL = "conditional"
    NOT_NEEDED = "not-needed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    NO_EVIDENCE = "no-evidence"
    ELAPSED = "elapsed"


class Colour(StrEnum):
    """The legend of the progress sheets of 2022."""

    GROEN = "groen"
    ORANJE = "oranje"
    ROOD = "rood"
    GEEN = "geen"


COLOUR_OF: dict[Status, Colour] = {
    Status.DONE: Colour.GROEN,
    Status.RUNNING: Colour.ORANJE,
    Status.DUE_SOON: Colour.GEEN,
    Status.OVERDUE: Colour.ROOD,
    Status.NOT_DONE: Colour.ROOD,
    Status.UPCOMING: Colour.GEEN,
    Status.CONDITIONAL: Colour.GEEN,
    Status.NOT_NEEDED: Colour.GEEN,
    Status.CANCELLED: Colour.GEEN,
    Status.SUPERSEDED: Colour.GEEN,
    Status.NO_EVIDENCE: Colour.GEEN,
    Status.ELAPSED: Colour.GEEN,
}
"""The colour that a status has in the legend; never shown without the word.

A step that was moved to later is red until it is done: `Progress.colour`.
"""

CLOSED = frozenset(
    {
        Status.DONE,
        Status.NOT_DONE,
        Status.NOT_NEEDED,
        Status.CANCELLED,
        Status.SUPERSEDED,
        Status.ELAPSED,
    }
)
"""Nothing more is expected of a step with one of these."""

STATUS_WORDS: dict[Status, Text] = {
    Status.DONE: Text("gedaan", "done"),
    Status.RUNNING: Text("loopt", "running"),
    Status.DUE_SOON: Text("aan de orde", "due now"),
    Status.UPCOMING: Text("gepland", "planned"),
    Status.OVERDUE: Text("te laat", "overdue"),
    Status.NOT_DONE: Text("niet gedaan", "not done"),
    Status.CONDITIONAL: Text("onder voorwaarde", "conditional"),
    Status.NOT_NEEDED: Text("niet nodig", "not needed"),
    Status.CANCELLED: Text("vervallen", "cancelled"),
    Status.SUPERSEDED: Text("vervangen", "superseded"),
    Status.NO_EVIDENCE: Text("geen bericht", "no evidence"),
    Status.ELAPSED: Text("afgelopen", "ended"),
}
"""What a reader calls each status."""

COLOUR_NAMES: dict[Colour, Text] = {
    Colour.GROEN: Text("groen", "green"),
    Colour.ORANJE: Text("oranje", "orange"),
    Colour.ROOD: Text("rood", "red"),
    Colour.GEEN: Text("geen", "none"),
}
"""What a reader calls each colour."""

COLOUR_WORDS: dict[Colour, Text] = {
    Colour.GROEN: Text("gerealiseerd", "achieved"),
    Colour.ORANJE: Text("loopt volgens planning", "running to plan"),
    Colour.ROOD: Text("loopt achter op de planning", "behind the plan"),
    Colour.GEEN: Text("nog niet opgepakt, of geen bericht", "not taken up, or no evidence"),
}
"""The legend, in words."""
