"""What a calendar must show of nota.toml on 15 January 2026, written out by hand.

Nothing here was copied from a feed: the days follow from the file with a calendar on paper.
"""

from __future__ import annotations

from typing import NamedTuple


class Seen(NamedTuple):
    """One event as a person sees it in a calendar."""

    first: str
    """The day it begins ("2026-03-05"), or local day and time ("2026-03-05T14:00")."""
    last: str
    """The last day (inclusive); of a timed event, local day and time of its end."""
    title: str
    status: str = "CONFIRMED"
    """CONFIRMED, TENTATIVE or CANCELLED."""


TODAY = "2026-01-15"
STAMP = "2026-01-15T02:00:00Z"

EXPECTED = sorted(
    [
        Seen("2026-02-09", "2026-02-09", "Opdracht verlenen"),
        # February, after the 9th; the fourth of March would be in time for the PFHO.
        Seen("2026-02-10", "2026-02-28", "Concept schrijven (dag niet bekend)", "TENTATIVE"),
        # Three weeks before Thursday 5 March.
        Seen(
            "2026-02-12", "2026-02-12", "AO – voorbereiding Nota voor PFHO (afgeleid)", "TENTATIVE"
        ),
        Seen("2026-03-05T14:00", "2026-03-05T15:30", "PFHO – bespreken Nota"),
        *(
            Seen(
                day, day, f"College {name} – besluiten Nota (één van 2 dagen)", "TENTATIVE"
            )
            for day in ("2026-03-17", "2026-03-24")
            for name in ("Noorddorp", "Zuidstad")
        ),
        Seen("2026-04-01", "2026-06-23", "Raad Noorddorp – zienswijze Nota"),
        Seen("2026-04-01", "2026-06-23", "Raad Zuidstad – zienswijze Nota"),
        Seen("2026-09-17", "2026-09-17", "Raad Noorddorp – vaststellen Nota"),
        Seen("2026-09-24", "2026-09-24", "Raad Zuidstad – vaststellen Nota"),
        Seen("2026-10-01", "2026-10-01", "Uiterste dag: Raden – vaststellen Nota"),
        Seen("2027-01-01", "2027-01-01", "Begin: Looptijd van de nota"),
        Seen("2030-12-31", "2030-12-31", "Einde: Looptijd van de nota"),
        # The first Mondays of 2026.
        Seen("2026-01-05", "2026-01-05", "AO – Werkoverleg"),
        Seen("2026-02-02", "2026-02-02", "AO – Werkoverleg"),
        Seen("2026-03-02", "2026-03-02", "AO – Werkoverleg"),
        Seen("2026-05-11", "2026-05-11", "Opening: bal, net; doel \\ 🎉 END:VEVENT"),
        Seen(
            "2026-07-01", "2026-07-01",
            "Sluiting van het oude veld (uiterlijk deze dag)", "TENTATIVE",
        ),
    ]
)  # fmt: skip
