"""The planning to read, as a parent's browser asks for it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from reservations.booking.holding import hold
from reservations.days.periods import Scale, period_of
from reservations.models import Reservation
from tests.factories import payments
from tests.factories.families import child, household, parent
from tests.reservations.conftest import AT
from tests.reservations.pages import box, on, reading, text

PLANNING = "reservations:planning"


def book(town, who, found, status=Reservation.Status.HELD):
    hold(household=town.family, child=who, wanted=[one.pk for one in found], at=AT)
    if status != Reservation.Status.HELD:
        town.family.reservations.filter(child=who).update(status=status, held_until=None)


def test_the_planning_opens_on_the_current_month_whatever_was_seen_last(claire, town):
    """Statements 12 and 13, P13: today is told."""
    assert "Chloé : Septembre 2026" in text(claire.get(reading(town.chloe, month=9)))
    page = text(claire.get(reverse(PLANNING)))
    assert "Chloé : Juin 2026 - Coût de la période : 0,00 €" in page
    assert "Aujourd'hui 01 juin 2026" in page


def test_the_columns_are_all_the_days_of_the_month(claire, town):
    """Statement 15: « Lu 01 » to « Ma 30 », weekends shown."""
    body = claire.get(reading(town.sarah)).content.decode()
    head = body[body.index("days--head") :].split("</div>")[0]
    columns = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<span.*?</span>", head)]
    assert len(columns) == 30
    assert (columns[0], columns[5], columns[-1]) == ("Lu 01", "Sa 06", "Ma 30")


def test_a_row_an_enrolment_and_a_unit_with_its_payment_mode(claire, town):
    """Statement 16, P27."""
    page = text(claire.get(reading(town.sarah)))
    assert "Cantine Les Lutins Gourmands 2025 / 2026 Repas Paiement immédiat" in page
    assert "Garderie 2025 / 2026 Matin Paiement différé" in page
    assert "Garderie 2025 / 2026 Soir Paiement différé" in page


def test_the_heading_tells_what_the_child_costs_over_the_days_shown(claire, town):
    """Statement 17, P19: two meals of Sarah's, none of Chloé's."""
    book(town, town.sarah, [on(town.meals, 8), on(town.meals, 9)])
    assert "Sarah : Juin 2026 - Coût de la période : 7,20 €" in text(claire.get(reading(town.sarah)))
    assert "Chloé : Juin 2026 - Coût de la période : 0,00 €" in text(claire.get(reading(town.chloe)))
    week = text(claire.get(reading(town.sarah, vue="semaine", jour=9)))
    assert "Sarah : du 8 au 14 juin 2026 - Coût de la période : 7,20 €" in week


def test_the_banner_tells_the_balance_due(claire, town):
    """Statement 18, P20."""
    banner = "Vous avez un restant dû de {} à régulariser lors de votre prochaine réservation"
    assert banner.format("0,00 €") in text(claire.get(reverse(PLANNING)))
    payments.adjustment(town.family, town.canteen.revenue_office, payments.clerk(), "12.40")
    assert banner.format("12,40 €") in text(claire.get(reverse(PLANNING)))


def test_a_credit_is_told_as_a_credit(claire, town):
    """B15: nobody reads « un restant dû de −12,40 € »."""
    payments.adjustment(town.family, town.canteen.revenue_office, payments.clerk(), "-12.40")
    assert "Vous avez un avoir de 12,40 €" in text(claire.get(reverse(PLANNING)))


def test_a_tab_a_child_and_what_it_is_enrolled_in(claire, town):
    """Statements 19 and 20, P14: a first name leads to the same month."""
    response = claire.get(reading(town.chloe, month=7))
    assert f'href="{reading(town.sarah, month=7)}">Sarah</a>' in response.content.decode()
    assert "Inscriptions : Cantine Les Lutins Gourmands Garderie" in text(response)


def test_the_activities_tab_shows_one_activity_for_all_children(claire, town):
    """Statement 19."""
    page = text(claire.get(reverse("reservations:activity_now", args=[town.garderie.pk])))
    assert "Garderie : Juin 2026" in page
    assert page.index("Chloé") < page.index("Sarah")
    assert "Repas" not in page


def test_nothing_can_be_changed_while_reading(claire, town):
    """Statement 21, P15: no box, and « Modifier » left of the basket."""
    body = claire.get(reading(town.sarah)).content.decode()
    assert "checkbox" not in body
    assert 0 < body.index("Modifier</a>") < body.index("Récapitulatif (")


def test_the_basket_counts_the_changes_of_all_children(claire, town):
    """Statement 22, P22."""
    assert "Récapitulatif ( 0 )" in text(claire.get(reverse(PLANNING)))
    book(town, town.sarah, [on(town.meals, 8), on(town.care, 8, "soir")])
    book(town, town.chloe, [on(town.meals, 9)])
    assert "Récapitulatif ( 3 )" in text(claire.get(reading(town.chloe)))


@pytest.mark.parametrize(("vue", "jour", "first", "last"), [
    ("mensuel", 10, date(2026, 6, 1), date(2026, 6, 30)),
    ("quinzaine", 10, date(2026, 6, 1), date(2026, 6, 15)),
    ("quinzaine", 16, date(2026, 6, 16), date(2026, 6, 30)),
    ("semaine", 10, date(2026, 6, 8), date(2026, 6, 14)),
])  # fmt: skip
def test_three_scales_show_the_same_days(claire, town, vue, jour, first, last):
    """Statement 14, P12."""
    plan = claire.get(reading(town.sarah, vue=vue, jour=jour)).context["board"].plan
    assert (plan.first, plan.last) == (first, last)


def test_arrows_go_from_a_month_a_fortnight_a_week_to_the_next():
    """Statement 13: no gap, no overlap, across years and short months."""
    for scale in Scale:
        period = period_of(scale, date(2025, 12, 31))
        for _step in range(60):
            assert period.next.first == period.last + timedelta(days=1)
            assert period.next.previous.first == period.first
            period = period.next


def test_a_week_over_two_months_is_named_so():
    assert period_of(Scale.WEEK, date(2026, 7, 1)).title == "du 29 juin au 5 juillet 2026"


def test_another_scale_keeps_today_in_sight():
    """Statement 14: from June to a week, this week; from July to a week, its first."""
    assert period_of(Scale.MONTH, date(2026, 6, 1)).at_scale(Scale.WEEK, date(2026, 6, 17)).first == date(2026, 6, 15)
    assert period_of(Scale.MONTH, date(2026, 7, 1)).at_scale(Scale.WEEK, date(2026, 6, 17)).first == date(2026, 6, 29)
    week = period_of(Scale.MONTH, date(2026, 7, 1)).at_scale(Scale.WEEK, date(2026, 6, 17))
    assert week.at_scale(Scale.MONTH, date(2026, 6, 17)).title == "Juillet 2026"  # statement 14: the same month again


def test_why_this_price_is_told_beside_each_row(claire, town):
    """B01 on the planning: the price of one more meal, its edition and its steps."""
    page = text(claire.get(reading(town.sarah)))
    assert "3,60 € à l'unité · Pourquoi ce prix ?" in page
    assert "règle : ligne 1 → 3,60 €" in page


def test_every_day_says_its_state_and_its_reason_in_words(claire, town):
    """Statement 26, B09: for a screen reader in the day, for everybody in the list under the row."""
    town.meals[10].__class__.objects.filter(pk=on(town.meals, 11).pk).update(capacity=0)
    book(town, town.sarah, [on(town.meals, 12)], Reservation.Status.CONFIRMED)
    page = text(claire.get(reading(town.sarah)))
    assert "samedi 6 juin : fermé. Il n'y a pas de service ce jour de la semaine." in page
    assert "jeudi 11 juin : complet. Il ne reste plus de place ce jour-là." in page
    assert "lundi 8 juin : libre" in page
    assert "vendredi 12 juin : réservé" in page
    assert "Pourquoi certains jours ne peuvent pas changer ?" in page
    assert "Je 11 Il ne reste plus de place ce jour-là." in page


def test_the_reason_of_a_day_is_the_engines_own(claire, town):
    """B09: what the page says is the verdict's sentence, the exact cut-off included."""
    response = claire.get(reading(town.sarah))
    row = response.context["board"].rows[0]
    late = next(day for day in row.days if day.cell.day == date(2026, 6, 2))
    assert late.cell.reason == "La date limite était le vendredi 29 mai à 10\u00a0h."
    assert "mardi 2 juin : date limite passée. La date limite était le vendredi 29 mai à 10 h." in text(response)


def test_days_in_the_basket_say_until_when_their_place_is_kept(claire, town):
    """Statement 37: shown to the household alone."""
    book(town, town.sarah, [on(town.meals, 8)])
    mine = "lundi 8 juin : dans votre panier. Place gardée jusqu'au lundi 1er juin 2026 à 8 h 30."
    assert mine in text(claire.get(reading(town.sarah)))


@pytest.mark.parametrize("name", ["planning_child", "child_edit"])
def test_another_familys_child_has_no_such_page(claire, name):
    """B04."""
    stranger = child("Louise", household("Durand"))
    assert claire.get(reverse(f"reservations:{name}", args=[stranger.pk, 2026, 6])).status_code == 404


def test_another_familys_activity_has_no_such_page(claire, town):
    from tests.factories.reservations import activity

    other = activity("Danse", slug="danse")
    assert claire.get(reverse("reservations:activity_now", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("query", ["?jour=31", "?vue=siecle", "?jour=deux"])
def test_a_day_that_does_not_exist_has_no_page(claire, town, query):
    assert claire.get(reading(town.sarah) + query).status_code == 404


@pytest.mark.parametrize(("year", "month"), [(2026, 13), (0, 1), (1, 1), (9999, 12), (10**6, 1)])
def test_a_month_out_of_time_has_no_page(claire, town, year, month):
    assert claire.get(reading(town.sarah, year, month)).status_code == 404


@pytest.mark.parametrize("path", ["/planning/", "/planning/modifier/", "/recapitulatif/", "/inscriptions/"])
def test_a_visitor_is_asked_to_sign_in(client, db, path):
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/planning/", "/planning/modifier/", "/recapitulatif/", "/inscriptions/"])
def test_somebody_without_a_household_has_no_planning(client, db, path):
    client.force_login(payments.clerk())
    assert client.get(path).status_code == 404


def test_a_family_without_children_reads_what_to_do(client, db, now):
    client.force_login(parent(household("Petit")))
    assert "Contactez la mairie" in text(client.get("/planning/"))
    assert "Contactez la mairie" in text(client.get("/planning/modifier/"))
    assert "Contactez la mairie" in text(client.get("/inscriptions/"))


def test_the_activities_page_tells_hours_price_and_next_deadline(claire, town):
    """Statement 8, P11."""
    page = text(claire.get(reverse("reservations:activities")))
    assert page.index("Chloé") < page.index("Sarah")
    assert "2025-2026 · groupe Tous" in page
    assert "3,60 € à l'unité" in page
    assert "Prochaine date limite : lundi 1er juin 2026 à 10 h , pour le mercredi 3 juin 2026." in page


def test_a_page_asks_the_database_as_much_for_four_children_as_for_two(claire, town):
    """The pages cost a constant number of queries, whatever the children and the bookings."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories.reservations import enrol

    def queries() -> list[int]:
        counts = []
        for url in (
            reading(town.sarah),
            reverse("reservations:activity_now", args=[town.garderie.pk]),
            "/inscriptions/",
        ):
            with CaptureQueriesContext(connection) as asked:
                claire.get(url)
            counts.append(len(asked))
        return counts

    queries()
    before = queries()
    for name in ("Louise", "Noé"):
        another = child(name, town.family)
        enrol(another, town.family, town.canteen)
        book(town, another, town.meals[5:15])
    assert queries() == before


def test_no_box_is_shown_for_a_day_that_cannot_change(claire, town):
    """Statement 26 in edit mode."""
    response = claire.get(reverse("reservations:child_edit", args=[town.sarah.pk, 2026, 6]))
    assert box(response, on(town.meals, 8))
    assert not box(response, on(town.meals, 2))
