"""Eight tariffs no town of ours has, entered in the words of docs/regles.md, five cases each worked by hand."""

from decimal import Decimal

import pytest

from tests.rules.told import priced, reglement, remarks, step, total, works


def on(day, who="sarah", quantity=1, **facts):
    """A booking of November 2026, or of a day given whole."""
    jour = f"2026-11-{day:02}" if isinstance(day, int) else day
    return {"jour": jour, "qui": ["martin", who], "quantite": quantity, "faits": facts}


def each(days, **facts):
    return [on(day, **facts) for day in days]


def works_out(text, cases, **world):
    """Each case costs what was worked out, or is refused with that sentence; and nothing forbids publishing."""
    for lines, expected in cases:
        if isinstance(expected, str) and not expected[0].isdigit():
            found = priced(text, *lines, **world)
            assert expected in " ".join(one["refus"] or "" for one in (*found["lignes"], *found["ajustements"]))
        else:
            assert total(text, *lines, **world) == Decimal(expected)
    assert remarks(text, blocking=True) == []


EFFORT = reglement(
    step(
        "prix du repas",
        [["connu", "0,45 % × quotient familial + 0,80 €, compté au moins 200, compté au plus 1500, au moins 1,90 €, "
          "au plus 6,50 €"], ["inconnu", "6,50 €"]],
        ["quotient familial"],
        arrondi="aucun",
    ),
    step("extérieurs", [["non, inconnu", "+25 %"], ["oui", "sans effet"]], ["habite la commune"],
         operation="multiplier", arrondi="aux 5 centimes supérieurs"),
)  # fmt: skip


def test_an_effort_rate_bounded_twice_dearer_outside_to_five_cents():
    home, away = {"resident": True}, {"resident": False}
    works_out(EFFORT, [
        ([on(2, quotient_familial=150, **home)], "1.90"), ([on(2, quotient_familial=700, **home)], "3.95"),
        ([on(2, quotient_familial=700, **away)], "4.95"), ([on(2, quotient_familial=2000, **home)], "6.50"),
        ([on(2, **away)], "8.15"),
    ])  # fmt: skip


EVENING = reglement(
    step(
        "présence",
        [["soir", "0,60 € par quart d'heure commencé (durée), au-delà de 10 minutes, au plus 4,20 €"],
         ["matin", "0,60 € par quart d'heure commencé (durée)"]],
        ["unité"],
    ),
    step("durée inconnue", [["inconnu", "refusé : Indiquez l'heure de départ."], ["connu", "sans effet"]], ["durée"],
         operation="autoriser ou refuser"),
    step(
        "retard du soir",
        [["retard", "moins de 3", "3 €"], ["retard", "3 et plus", "6 €"], ["sauf retard", "—", "sans effet"]],
        ["variante", "retards"], operation="ajouter", ecrit="retard",
    ),
    counters=[{"nom": "retards", "sur": "foyer-periode", "parmi": "variante : retard", "ordre": "jour"}],
)  # fmt: skip


def test_quarters_of_an_hour_with_grace_and_a_late_pick_up_that_doubles():
    works_out(EVENING, [
        ([on(2, unite="soir", minutes=70)], "2.40"), ([on(2, unite="soir", minutes=10)], "0"),
        ([on(2, unite="soir", minutes=200)], "4.20"), ([on(2, unite="soir")], "Indiquez l'heure de départ."),
        (each((2, 3, 5), unite="soir", minutes=25, variante="retard"), "13.80"),
    ])  # fmt: skip


DAYS = {"sur": "enfant-semaine", "compte": "groupes distincts", "de": "enfant-jour"}
HOLIDAYS = reglement(
    step("journée", [["moins de 600", "12,00 €"], ["de 600 à moins de 1100", "16,00 €"],
                     ["1100 et plus, inconnu", "20 €"]], ["quotient familial"]),
    step("extérieurs", [["non", "+ 20 %"], ["oui, inconnu", "sans effet"]], ["habite la commune"],
         operation="multiplier"),
    step("fratrie", [["2 et plus", "− 15 %"], ["moins de 2", "sans effet"]], ["enfants du jour"],
         operation="multiplier", niveau="ligne"),
    step("semaine entière", [["5", "moins de 600", "55,00 €"], ["5", "600 et plus, inconnu", "75,00 €"],
                             ["—", "—", "sans effet"]], ["jours", "quotient familial"], niveau="enfant-semaine",
         regle="F"),
    step("trois jours au moins", [["3 et plus", "autorisé"], ["moins de 3", "refusé : Réservez au moins trois jours."]],
         ["jours"], niveau="enfant-semaine", operation="autoriser ou refuser"),
    counters=[{"nom": "jours", **DAYS}, {**DAYS, "nom": "enfants du jour", "sur": "foyer-jour"}],
)  # fmt: skip


def test_days_of_holidays_by_the_week_with_brothers_outsiders_and_a_minimum():
    home = {"quotient_familial": 500, "resident": True}
    works_out(HOLIDAYS, [
        (each((2, 3, 4), **home), "36"), (each((2, 3, 4, 5, 6), **home), "55"),
        (each((2, 3, 4), quotient_familial=700, resident=False), "57.60"),
        ([*each((2, 3, 4), **home), *each((2, 3, 4), who="leo", **home)], "61.20"),
        (each((2, 3), **home), "Réservez au moins trois jours."),
    ])  # fmt: skip


PACKAGE = reglement(
    step(
        "prix",
        [["forfait-mois", "—", "2,00 € par tranche commencée de 1 (jours ouverts du mois), au plus 30 €"],
         ["adhesion", "moins de 2", "15,00 €"], ["adhesion", "2 et plus", "gratuit"], ["seance", "—", "gratuit"]],
        ["unité", "adhésions"], niveau="ligne",
    ),
    counters=[{"nom": "jours ouverts du mois", "sur": "enfant-mois", "compte": "jours d'ouverture"},
              {"nom": "adhésions", "sur": "foyer-annee", "parmi": "unité : adhesion", "ordre": "jour"}],
)  # fmt: skip


def test_a_package_due_without_any_session_by_the_days_open_and_one_membership_a_family():
    days = {"vacances": [{"nom": "Toussaint", "du": "2026-10-10", "au": "2026-11-01"}], "feries": ["2026-11-11"]}
    works_out(PACKAGE, [
        ([on(1, unite="forfait-mois")], "30"), ([on("2026-10-01", unite="forfait-mois")], "14"),
        ([on(2, unite="adhesion"), on(2, who="leo", unite="adhesion")], "15"), (each((2, 3), unite="seance"), "0"),
        ([on(1, unite="forfait-mois"), on(3, unite="seance"), on(3, unite="adhesion")], "45"),
    ], calendrier=days)  # fmt: skip


ABSENCE = reglement(
    step("repas", [["3,80 €"]]),
    step(
        "absence",
        [["absent", "certificat", "jusqu'à 2", "sans effet"], ["absent", "certificat", "3 et plus", "-100 %"],
         ["absent", "non-justifiee, inconnu", "—", "+100 %"], ["absent", "justifiee", "—", "-50 %"],
         ["—", "—", "—", "sans effet"]],
        ["présence", "motif d'absence", "absences de suite"], operation="multiplier", niveau="ligne", regle="F",
    ),
    counters=[{"nom": "absences de suite", "sur": "enfant-annee", "compte": "groupes distincts", "de": "enfant-jour",
               "parmi": "présence : absent", "ordre": "jour", "consecutifs": True}],
)  # fmt: skip


def test_two_days_of_waiting_for_an_illness_and_double_for_a_no_show():
    ill = {"presence": "absent", "motif_absence": "certificat"}
    works_out(ABSENCE, [
        (each((2, 3, 5, 6), **ill), "7.60"),
        ([on(2, **ill), on(3, presence="present"), on(5, **ill), on(6, **ill)], "15.20"),
        ([on(2, presence="absent", motif_absence="non-justifiee")], "7.60"),
        ([on(2, presence="absent", motif_absence="justifiee")], "1.90"), ([on(2)], "3.80"),
    ])  # fmt: skip


SHARED = reglement(
    step("repas", [["moins de 400", "3,00 €"], ["400 et plus, inconnu", "5,00 €"]], ["quotient familial"]),
    step("CCAS", [["moins de 400", "50 % du prix, au plus 1,20 €"], ["400 et plus, inconnu", "sans effet"]],
         ["quotient familial"], operation="faire prendre en charge", debiteur="CCAS"),
    step("employeur", [["oui", "1,00 €"], ["non, inconnu", "sans effet"]], ["enfant d'agent"], niveau="ligne",
         operation="faire prendre en charge", debiteur="Employeur"),
    criteria=[{"nom": "enfant d'agent", "type": "oui-non", "porte-sur": "enfant"}],
    examples=[
        (["quotient familial = 300"], "3,00 €, dont 1,20 € par CCAS"),
        (["quotient familial = 300 ; quantité = 2"], "6,00 €, dont 2,40 € par CCAS"),
        (["quotient familial = 300 ; enfant d'agent = oui"], "3 €, dont 1,20 € par CCAS et 1 € par Employeur"),
        (["quotient familial = 512"], "5,00 €"), (["quotient familial = 512"], "5,00 €, dont 1,00 € par CCAS"),
    ],
)  # fmt: skip


def test_two_third_parties_take_their_parts_and_the_examples_say_which():
    assert works(SHARED) == [True, True, True, True, False]


REGULAR = reglement(
    step(
        "prix",
        [["enfant", "8 et plus", "non", "2,10 €"], ["enfant", "moins de 8", "non", "2,60 €"],
         ["enfant", "—", "oui", "50 % du prix de (variante : agent)"], ["enseignant", "—", "—", "5,20 €"],
         ["agent", "—", "—", "4,40 €"], ["inconnu", "—", "—", "2,60 €"]],
        ["variante", "repas du mois", "projet d'accueil individualisé"],
    ),
    counters=[{"nom": "repas du mois", "sur": "enfant-mois", "compte": "quantités", "parmi": "variante : enfant"}],
)  # fmt: skip


def test_a_regular_eater_is_known_at_the_end_of_the_month_and_a_pai_costs_half_the_staff_s_price():
    works_out(REGULAR, [
        (each(range(2, 10), variante="enfant"), "16.80"), (each(range(2, 9), variante="enfant"), "18.20"),
        ([on(2, variante="enfant", pai=True)], "2.20"), ([on(2, variante="enseignant", quantity=2)], "10.40"),
        ([on(2, variante="agent")], "4.40"),
    ])  # fmt: skip


OUTING = reglement(
    step("part de la famille", [["moins de 500", "30 % de coût de la sortie, au moins 10 €, au plus 50 €"],
                                ["500 et plus, inconnu", "60 % du coût de la sortie, au moins 10 €, au plus 90 €"]],
         ["quotient familial"], arrondi="à l'euro le plus proche"),
    step("coût", [["inconnu", "refusé : Le coût n'est pas encore connu."], ["connu", "sans effet"]],
         ["coût de la sortie"], operation="autoriser ou refuser"),
    step("impayés", [["plus de 0", "refusé : Réglez d'abord ce qui est dû."], ["jusqu'à 0", "sans effet"]], ["impayé"],
         operation="autoriser ou refuser"),
    criteria=[{"nom": "coût de la sortie", "type": "nombre", "porte-sur": "inscription", "pas": "0.01"}],
)  # fmt: skip


def test_a_part_of_what_an_outing_costs_within_bounds_refused_to_who_owes():
    def outing(quotient, cost, unpaid=0):
        return [on(2, quotient_familial=quotient, impaye=unpaid, **{"coût de la sortie": cost})]

    works_out(OUTING, [
        (outing(300, 120), "36"), (outing(300, 20), "10"), (outing(900, 200), "90"),
        (outing(900, 100, 12), "Réglez d'abord"), (outing(900, None), "pas encore connu"),
    ])  # fmt: skip


@pytest.mark.parametrize("text", [EFFORT, EVENING, HOLIDAYS, PACKAGE, ABSENCE, SHARED, REGULAR, OUTING])
def test_no_invented_tariff_reads_its_first_line_alone(text):
    assert [one for one in remarks(text) if "première réservation" in one] == []
