"""How each published deadline case is put to our règlements: in which words, and by which reading of its text.

A case is answered by ``manage.py rulebook cutoff`` on the file of its town, or by another file where the sentence
may be read otherwise; what it says of meals due goes through the price file of the town. Nothing here decides.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PUBLISHED = {one["id"]: one for one in json.loads((HERE / "data" / "deadlines.json").read_text())["rules"]}
CASES = {case["id"]: (name, case) for name, rule in PUBLISHED.items() for case in rule["cases"]}
CALENDAR = json.loads((HERE / "deadlines" / "calendrier.json").read_text())

ACTIONS = {
    "book": "reserver",
    "order": "reserver",
    "book_urgent": "reserver",
    "change": "modifier",
    "cancel": "annuler",
    "cancel_other": "annuler",
    "cancel_holidays": "annuler",
    "cancel_sick": "annuler-maladie",
    "book_week": "reserver-semaine",
    "book_month": "reserver-mois",
    "book_holidays": "reserver-vacances",
}
FIVE_DAYS = {"jours-ouverture": ["lundi", "mardi", "mercredi", "jeudi", "vendredi"], "ouvert-en-vacances": True}
TOWNS: dict[str, dict[str, Any]] = {
    "eragny": FIVE_DAYS,
    "tarn-agout": FIVE_DAYS,
    "wavrin-fenetre": FIVE_DAYS,
    "la-prairie": FIVE_DAYS,
    "boissy": {"jours-ouverture": ["mercredi"], "ouvert-en-vacances": True},
}


@dataclass(frozen=True)
class Words:
    """What a case says beyond its action and its day, in the words of the command."""

    day: str = ""
    span_start: str | None = None
    starts_at: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


WORDS: dict[str, Words] = {
    "boisemont-06": Words(span_start="2026-03-17"),
    "boisemont-07": Words(span_start="2026-03-17"),
    "saint-jean-du-bois-02": Words(day="2025-11-20"),
    "saint-jean-du-bois-03": Words(day="2025-11-20"),
    "rovon-01": Words(starts_at="12:00"),
    "eragny-01": Words(starts_at="11:30"),
    "eragny-02": Words(starts_at="11:30"),
    "eragny-03": Words(facts={"réservation payée": True}),
    "eragny-05": Words(facts={"réservation payée": False}),
    "cuille-01": Words(starts_at="12:00"),
    "boissy-05": Words(facts={"période": "vacances"}),
    "tarn-agout-04": Words(facts={"accusé de réception": False}),
    "peipin-06": Words(facts={"places restantes": 3}),
}


@dataclass(frozen=True)
class Reading:
    """Another reading of the published sentence: its file, and what it gives for one case."""

    case: str
    file: str
    in_time: bool
    deadline: str
    words: Words | None = None


READINGS = (
    Reading("boisemont-04", "boisemont-vacances", False, "2025-10-16T09:00"),
    Reading("boisemont-05", "boisemont-feries", False, "2026-05-13T09:00"),
    Reading("vailhauques-resa-06", "vailhauques-resa-vacances", False, "2026-02-20T09:00"),
    Reading("rovon-01", "rovon-heures", False, "2025-09-14T12:00"),
    Reading("rovon-03", "rovon-veille", True, "2025-09-17T12:00"),
    Reading("rovon-04", "rovon-veille", True, "2025-09-17T12:00"),
    Reading("espondeilhan-03", "espondeilhan-feries", False, "2026-05-22T23:59"),
    Reading("bertholene-04", "bertholene-feries", False, "2026-04-03T12:00"),
    Reading("eragny-01", "eragny-jours", True, "2026-03-16T23:59"),
    Reading("eragny-02", "eragny-jours", True, "2026-03-13T23:59"),
    Reading("eragny-04", "eragny-ouverture", True, "2026-02-07T23:59", Words(day="2026-02-23")),
    Reading("lons-le-saunier-01", "lons-le-saunier-journee", True, "2019-09-24T23:59"),
    Reading("lons-le-saunier-04", "lons-le-saunier-26-novembre", False, "2019-11-26T17:00"),
    Reading("lons-le-saunier-04", "lons-le-saunier-30-novembre", True, "2019-11-30T17:00"),
    Reading("lons-le-saunier-06", "lons-le-saunier-avant-8-h", True, "2019-10-08T08:30"),
    Reading("boissy-03", "boissy-feries", False, "2025-11-10T12:00"),
    Reading("cuille-01", "cuille-heures", False, "2025-10-03T12:00"),
    Reading("peipin-04", "peipin", True, "2025-10-31T23:59"),
    Reading("peipin-04", "peipin-ecole", False, "2025-10-17T23:59"),
)
WEEKS = {
    "la-prairie-semaine": False,
    "la-prairie-semaine-samedi": True,
}  # the two readings of « un férié », for case 04

WAITED = "selon-le-delai"  # the cancellation the deadline of its line makes in time or late


def _absent(*days: str, told: str | None = None) -> list[dict[str, Any]]:
    """Meals of a sick child; ``told`` is the first of those the family cancelled, in time or not."""
    return [
        {"jour": day, "faits": {"presence": "absent", **({"annulation": WAITED} if told and day >= told else {})}}
        for day in days
    ]


SICK_WEEK = ("2025-11-17", "2025-11-18", "2025-11-20", "2025-11-21")
OCTOBER = ("2019-10-01", "2019-10-03", "2019-10-04", "2019-10-07", "2019-10-08")


def _late(days: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"jour": day, "faits": {"reservation": "tardive"}} for day in days]


PRICED: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "saint-jean-du-bois-01": ("saint-jean-du-bois-prix", _absent(*SICK_WEEK)),
    "saint-jean-du-bois-02": ("saint-jean-du-bois-prix", _absent(*SICK_WEEK, told="2025-11-20")),
    "saint-jean-du-bois-03": ("saint-jean-du-bois-prix", _absent(*SICK_WEEK, told="2025-11-20")),
    "saint-jean-du-bois-04": ("saint-jean-du-bois-prix", _absent("2025-11-20", "2025-11-21")),
    "saint-jean-du-bois-05": ("saint-jean-du-bois-prix", _absent("2025-11-24", told="2025-11-24")),
    "le-cres-06": (
        "le-cres-prix",
        [{"jour": "2026-03-17", "faits": {"presence": "absent", "motif_absence": "certificat"}}],
    ),
    "lons-le-saunier-02": ("lons-le-saunier-prix", _late(OCTOBER)),
    "lons-le-saunier-03": ("lons-le-saunier-prix", _late(OCTOBER[:1])),
}
UNTOLD = ("saint-jean-du-bois-01", "saint-jean-du-bois-04")  # nobody told anybody: the price alone answers


def text_of(file: str) -> str:
    """The text of one of our règlements."""
    return (HERE / "deadlines" / f"{file}.json").read_text()


def calendar_of(name: str) -> dict[str, Any]:
    """The official days in the zone of a town, with its days of opening."""
    return {**CALENDAR, "zone": PUBLISHED[name]["school_zone"], **TOWNS.get(name, {})}


def week_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The days a case books in one week, from its first on."""
    first = date.fromisoformat(case["service_date"])
    return [{"jour": first.replace(day=first.day + number).isoformat()} for number in range(case["days"])]
