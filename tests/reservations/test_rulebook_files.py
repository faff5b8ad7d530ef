"""`manage.py rulebook`: a règlement in a file answers without web or database, and goes to the base and back (B23)."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from families.models import Criterion
from rules.editions import compiled
from rules.models import Edition
from tests.rules.travelled import CANTEEN, DEADLINES


@pytest.fixture
def place(tmp_path):
    """Writes a value as a JSON file and gives its path."""

    def write(name, data):
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False))
        return path

    return write


def rulebook(*arguments):
    out = StringIO()
    call_command("rulebook", *map(str, arguments), stdout=out)
    said = out.getvalue()
    return json.loads(said) if said.startswith(("{", "[")) else said


def test_a_file_is_reviewed_without_the_database(place):
    """B03, B08, B19: what is wrong, what was let be, what a fault costs the family it costs most, and the examples."""
    found = rulebook("review", place("r.json", CANTEEN))
    (late,) = found.pop("penalites")
    assert (late["avant"], late["apres"], late["equitable"]) == ("1.20", "3.20", True)
    assert found == {
        "publiable": True,
        "remarques": [],
        "acceptees": [],
        "exemples": [{"cas": "Sarah", "juste": True, "dit": "Le règlement répond bien : 3,60\u00a0€."}],
    }


def test_the_review_names_the_hole_the_rounding_and_the_example_that_disagrees(place):
    data = json.loads(json.dumps(CANTEEN))
    data["etapes"][0]["lignes"][1][0] = "de 451 à moins de 900"
    data["etapes"][0]["arrondi"] = "aucun"
    data["exemples"][0]["attendu"] = "3,70 €"
    found = rulebook("review", place("r.json", data))
    said = " ".join(one["message"] for one in found["remarques"])
    assert not found["publiable"]
    assert "450" in said
    assert "choisissez son arrondi" in said
    assert "« Sarah » n'est pas d'accord" in said
    assert found["remarques"][0]["etape"] == "prix du repas"


LINES = {
    "faits": {"quotient_familial": 512},
    "lignes": [
        {"sujet": "r1", "jour": "2026-11-02", "qui": ["martin", "sarah"]},
        {"sujet": "r2", "jour": "2026-11-03", "qui": ["martin", "sarah"], "faits": {"agent communal": True}},
        "jour = 04/11/2026 ; quotient familial = 449,99",
    ],
}


def test_a_world_is_priced_with_its_reasons(place):
    """B01: each amount says the step, the row and what it read."""
    found = rulebook("price", place("r.json", CANTEEN), "--lines", place("l.json", LINES))
    assert [one["montant"] for one in found["lignes"]] == ["3.60", "3.24", "1.20"]
    assert found["total"] == "8.04"
    first = found["lignes"][1]["raisons"]
    assert [(reason["etape"], reason["lignes"], reason["prix"]) for reason in first] == [
        ("prix du repas", [2], "3,60\u00a0€"),
        ("agents", [1], "3,24\u00a0€"),
        ("retard", [2], "3,24\u00a0€"),
    ]


def test_a_second_world_says_what_the_change_costs(place):
    """B21: a third late booking of the year costs two euros more, and only that one."""
    late = [{"sujet": f"r{n}", "jour": f"2026-11-{n:02}", "reserve-le": f"2026-11-{n:02}T07:00",
             "faits": {"reservation": "tardive"}} for n in (2, 3, 4)]  # fmt: skip
    world = {"faits": {"quotient_familial": 512}, "lignes": late[:2], "ensuite": late}
    found = rulebook("price", place("r.json", CANTEEN), "--lines", place("l.json", world))
    assert found["total"] == "7.20"
    assert found["changement"] == {
        "total": "5.60", "refus": [],
        "differences": [{"sujet": "r4", "jour": "2026-11-04", "montant": "5.60"}],
    }  # fmt: skip


def test_the_edition_is_that_of_the_day(place):
    """Two files are two editions: each day has the one in force; --on chooses one for every line."""
    dearer = json.loads(json.dumps(CANTEEN).replace("3,60", "3,70").replace("2026-09-01", "2027-01-01"))
    files = [place("a.json", CANTEEN), place("b.json", dearer)]
    days = [{"jour": day, "faits": {"quotient_familial": 512}} for day in ("2026-12-31", "2027-01-01", "2026-08-31")]
    lines = place("l.json", days)
    found = rulebook("price", *files, "--lines", lines)
    assert [one["montant"] for one in found["lignes"]] == ["3.60", "3.70", None]
    assert found["lignes"][2]["sans-prix"] is True
    found = rulebook("price", *files, "--lines", lines, "--on", "2027-02-01")
    assert [one["montant"] for one in found["lignes"]] == ["3.70"] * 3
    with pytest.raises(CommandError, match="Aucune version n'est en vigueur le 01/08/2026"):
        rulebook("price", *files, "--lines", lines, "--on", "2026-08-01")


def test_a_cancelled_line_is_free_in_time_and_whole_when_late(place):
    lines = [{"jour": "2026-11-02", "faits": {"quotient_familial": 512, "annulation": how}} for how in
             ("a-temps", "tardive")]  # fmt: skip
    found = rulebook("price", place("r.json", CANTEEN), "--lines", place("l.json", lines))
    assert [one["montant"] for one in found["lignes"]] == ["0.00", "3.60"]


def test_a_step_answers_alone_and_says_why_not_the_other_rows(place):
    found = rulebook("decide", place("r.json", CANTEEN), "--step", "prix du repas",
                     "--facts", '{"quotient familial": 900}')  # fmt: skip
    assert found["lignes"] == [3]
    assert found["decisions"] == [{"mots": "4,50\u00a0€", "type": "montant", "euros": "4.50"}]
    assert [one["ligne"] for one in found["pourquoi-pas"]] == [1, 2, 4]


CALENDAR = {"feries": ["2026-11-11"], "vacances": [{"nom": "Toussaint", "du": "2026-10-17", "au": "2026-11-01"}]}


def test_a_deadline_is_an_instant_on_a_calendar(place):
    """Thursday 12 November: the 11th is a public holiday, so two working days before is Monday the 9th."""
    given = ["cutoff", place("d.json", DEADLINES), "--day", "2026-11-12", "--calendar", place("c.json", CALENDAR)]
    found = rulebook(*given, "--at", "2026-11-09T10:00")
    assert [(edge["effet"], edge["a"]) for edge in found["echeances"]] == [
        ("retard", "2026-11-09T10:00:00+01:00"),
        ("refus", "2026-11-12T09:00:00+01:00"),
    ]
    assert (found["etat"], found["possible"]) == ("tardive", True)
    assert rulebook(*given, "--at", "2026-11-09T09:59")["etat"] == "a-temps"
    assert rulebook(*given, "--action", "annuler-maladie")["prevu"] is False


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"lignes": [{"jour": "lundi"}]}, "ligne 1 : « lundi » n'est pas une date"),
        ({"lignes": [{"faits": {}}]}, "il manque « jour »"),
        ({"lignes": [{"jour": "2026-11-02", "faits": {"couleur": "bleu"}}]}, "« couleur » n'est pas un critère"),
        ({"lignes": [{"jour": "2026-11-02", "faits": {"quotient_familial": "beaucoup"}}]}, "type nombre"),
        ({"lignes": [{"jour": "2026-11-02", "prix": 3}]}, "« prix » n'est pas prévu"),
        ({"lines": []}, "« lines » n'est pas prévu"),
        ({"lignes": [], "calendrier": {"feries": ["demain"]}}, "calendrier, feries, 1"),
        ("{", "ce n'est pas du JSON"),
    ],
)
def test_a_world_nobody_understands_is_an_error_in_words(place, lines, said):
    with pytest.raises(CommandError, match=said):
        rulebook("price", place("r.json", CANTEEN), "--lines", place("l.json", lines))


def test_a_file_nobody_understands_is_an_error_that_names_its_lines(place):
    text = json.dumps(CANTEEN, ensure_ascii=False, indent=1).replace("1,20 €", "beaucoup")
    with pytest.raises(CommandError, match=r"^ligne 4[0-9], étape 1 « prix du repas », ligne 1, résultat"):
        rulebook("review", place("r.json", text))


@pytest.mark.django_db
def test_a_file_goes_to_the_base_with_its_criteria_and_comes_back_the_same(place):
    """B22, B23."""
    taken = rulebook("import", place("r.json", CANTEEN))
    assert taken["criteres-ajoutes"] == ["agent-communal"]
    assert Criterion.objects.get().target == "foyer"
    once = exported(taken["reglement"])
    again = rulebook("import", place("b.json", once), "--into", "autre-commune")
    assert again["criteres-ajoutes"] == []
    first, second = (Edition.objects.get(pk=one["version"]) for one in (taken, again))
    assert compiled(first).steps == compiled(second).steps
    assert compiled(first).counters == compiled(second).counters
    assert exported("autre-commune") == once
    assert not first.is_live


def exported(slug):
    out = StringIO()
    call_command("rulebook", "export", slug, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_criterion_the_town_has_otherwise_is_not_overwritten(place):
    Criterion.objects.create(slug="agent-communal", label="Agent", target="enfant", kind="oui-non")
    with pytest.raises(CommandError, match="déjà un critère « agent-communal »"):
        rulebook("import", place("r.json", CANTEEN))
    assert not Edition.objects.exists()


def test_a_meal_cancelled_in_time_costs_nobody_anything(place):
    """Neither the family, nor the CCAS that would have paid a part."""
    share = {"nom": "aide", "niveau": "ligne", "operation": "faire prendre en charge", "debiteur": "CCAS",
             "arrondi": "au centime le plus proche", "lignes": [["1 €"]]}  # fmt: skip
    data = {**CANTEEN, "etapes": [*CANTEEN["etapes"], share]}
    lines = [
        {"jour": "2026-11-02", "faits": {"quotient_familial": 512, "annulation": how}} for how in (None, "a-temps")
    ]
    found = rulebook("price", place("r.json", data), "--lines", place("l.json", lines))
    assert [(one["montant"], len(one["parts"])) for one in found["lignes"]] == [("3.60", 1), ("0.00", 0)]
