"""The tabular editor: what is typed is kept, found wrong where it stands, published when it is right."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from rules.editions import compiled, store_examples
from rules.models import Edition, Rulebook
from rules.tables import between, one_of
from tests.factories.rules import edition, grid, rulebook, two_brackets
from tests.rules.conftest import agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return edition(two_brackets(), of=rulebook(name="Tarifs de la cantine", slug="tarifs-cantine"))


def edit_url(found):
    return reverse("rules:edit", args=[found.pk])


def text_of(answer) -> str:
    return unescape(answer.content.decode())


def fields_of(answer) -> dict[str, str]:
    """What the form on a page would send, as the browser does."""
    page = answer.content.decode()
    form = page[page.index('class="rules-form"') :]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else "on" * ('type="checkbox"' in tag)
    for name, body in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(body).lstrip("\n")
    for name, body in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def press(browser, found, button, **typed):
    """Open the editor, type, press a button, and follow where it leads."""
    fields = fields_of(browser.get(edit_url(found)))
    assert set(typed) <= set(fields), "typed in a field the page does not have"
    return browser.post(edit_url(found), {**fields, **typed, "do": button}, follow=True)


def test_the_list_shows_each_reglement_and_the_edition_in_force(desk, draft):
    edition(two_brackets(), of=draft.rulebook, valid_from=date(2020, 9, 1), title="Tarifs 2020", live=True)
    page = text_of(desk.get(reverse("rules:index")))
    assert "Tarifs de la cantine" in page
    assert "Tarifs 2020" in page


def test_a_draft_saved_unchanged_is_the_same(desk, draft):
    before = compiled(draft)
    answer = press(desk, draft, "save")
    assert "Le brouillon est enregistré." in text_of(answer)
    assert compiled(Edition.objects.get(pk=draft.pk)).steps == before.steps


def test_a_price_is_changed_by_typing_it(desk, draft):
    """A02."""
    press(desk, draft, "save", **{"s0.r1.out": "3,90 €"})
    stored = draft.steps.get().rows.all()[1].outcome
    assert stored == {"type": "montant", "euros": "3.90"}


def test_what_is_typed_wrong_is_kept_and_said_beside_it(desk, draft):
    answer = press(desk, draft, "save", **{"s0.r0.x0": "entre chien et loup", "s0.r2.out": "cher"})
    page = text_of(answer)
    assert 'value="entre chien et loup"' in page
    assert 'value="cher"' in page
    assert page.count('aria-invalid="true"') == 2
    assert "« cher » n'est pas compris ici" in page
    assert Edition.objects.get(pk=draft.pk).status == Edition.Status.DRAFT


def test_a_heading_that_cannot_be_keeps_everything_typed(desk, draft):
    answer = press(desk, draft, "save", **{"valid_from": "demain", "s0.r1.out": "4,10 €"})
    page = text_of(answer)
    assert "votre saisie est intacte" in page
    assert 'value="demain"' in page
    assert 'value="4,10 €"' in page
    assert draft.steps.get().rows.all()[1].outcome["euros"] == "3.60", "nothing was written"


def test_rows_are_added_moved_and_removed(desk, draft):
    press(desk, draft, "row-add:0", **{"s0.r0.label": "petite tranche"})
    assert draft.steps.get().rows.count() == 4
    press(desk, draft, "row-down:0:0")
    assert draft.steps.get().rows.all()[1].label == "petite tranche"
    press(desk, draft, "row-up:0:1")
    press(desk, draft, "row-del:0:3")
    labels = [row.label for row in draft.steps.get().rows.all()]
    assert labels == ["petite tranche", "", ""]


def test_a_column_is_added_from_the_vocabulary_and_removed(desk, draft):
    press(desk, draft, "col-add:0", **{"s0.new": "resident"})
    step = draft.steps.get()
    assert [column["fait"] for column in step.columns] == ["quotient_familial", "resident"]
    press(desk, draft, "save", **{"s0.r0.x1": "oui"})
    assert draft.steps.get().rows.all()[0].cells[1] == {"tests": [{"vaut": True}]}
    press(desk, draft, "col-del:0:0")
    assert [column["fait"] for column in draft.steps.get().columns] == ["resident"]


def test_rows_are_pasted_from_a_spreadsheet(desk, draft):
    pasted = "de 450 à moins de 900\t3,60 €\n900 et plus\t4,20 €"
    press(desk, draft, "row-paste:0", **{"s0.paste": pasted})
    rows = compiled(Edition.objects.get(pk=draft.pk)).steps[0].table.rows
    assert [str(row.output.euros) for row in rows[3:]] == ["3.60", "4.20"]


def test_steps_and_counters_are_written_from_nothing(desk):
    found = edition(two_brackets(), of=rulebook())
    press(desk, found, "counter-add")
    press(desk, found, "save", **{"k0.label": "Séances du jour", "k0.over": "enfant-jour"})
    press(desk, found, "step-add")
    press(desk, found, "save", **{"s1.name": "forfait", "s1.level": "enfant-jour"})
    press(desk, found, "col-add:1", **{"s1.new": "compteur-1"})
    press(desk, found, "row-add:1")
    press(desk, found, "save", **{"s1.r0.x0": "2 et plus", "s1.r0.out": "3,95 €", "s1.r1.x0": "moins de 2",
                                  "s1.r1.out": "sans effet", "s1.rounding": "2 au plus proche"})  # fmt: skip
    rules = compiled(Edition.objects.get(pk=found.pk))
    assert rules.counters[0].label == "Séances du jour"
    assert [step.level.name for step in rules.steps] == ["unite", "enfant-jour"]


def test_steps_are_sorted_from_the_unit_to_the_widest_group(desk, draft):
    press(desk, draft, "step-add")
    answer = press(desk, draft, "save", **{"s0.level": "foyer-mois", "s1.level": "unite", "s1.r0.out": "1 €"})
    assert "rangées de l'unité" in text_of(answer)
    assert [step.level for step in draft.steps.all()] == ["unite", "foyer-mois"]


def test_examples_are_worked_at_each_saving(desk, draft):
    """B19."""
    press(desk, draft, "example-add")
    page = text_of(press(desk, draft, "save", **{
        "e0.title": "Sarah", "e0.lines": "quotient familial = 512", "e0.expected": "3,60 €"}))  # fmt: skip
    assert "Le règlement répond bien : 3,60\u00a0€" in page
    page = text_of(press(desk, draft, "save", **{"s0.r1.out": "3,90 €"}))
    assert "Le règlement répond : 3,90\u00a0€ ; l'exemple attend : 3,60\u00a0€." in page


def test_an_example_nobody_understands_is_kept_and_said(desk, draft):
    press(desk, draft, "example-add")
    page = text_of(press(desk, draft, "save", **{
        "e0.title": "Sarah", "e0.lines": "un enfant", "e0.expected": "pas cher"}))  # fmt: skip
    assert "un enfant</textarea>" in page
    assert 'value="pas cher"' in page
    assert "« un enfant » n'est pas compris" in page


def test_a_right_draft_is_published_and_then_only_read(desk, draft, tariff_officer):
    answer = press(desk, draft, "publish")
    assert "La version est publiée" in text_of(answer)
    live = Edition.objects.get(pk=draft.pk)
    assert (live.status, live.published_by) == (Edition.Status.LIVE, tariff_officer)
    assert desk.get(edit_url(live)).url == reverse("rules:edition", args=[live.pk])
    assert desk.post(edit_url(live), {"do": "save"}).url == reverse("rules:edition", args=[live.pk])
    assert desk.post(reverse("rules:discard", args=[live.pk])).status_code == 404


def test_publishing_is_refused_while_an_example_disagrees(desk, draft):
    """B19."""
    store_examples(draft, [{"cas": "Sarah, QF 512", "lignes": [{"faits": {"quotient_familial": "512"}}],
                            "attendu": {"total": "3.50"}}])  # fmt: skip
    page = text_of(press(desk, draft, "publish"))
    assert "L'exemple « Sarah, QF 512 » n'est pas d'accord" in page
    assert "La version n'est pas publiée" in page
    assert Edition.objects.get(pk=draft.pk).status == Edition.Status.DRAFT


def test_a_hole_is_mended_by_the_button_beside_it(desk):
    """B03."""
    low, high, unknown = between(None, Decimal(450)), between(Decimal(500)), one_of(None)
    found = edition(grid((low, "1.20"), (high, "3.60"), (unknown, "5.40")))
    page = text_of(press(desk, found, "check"))
    assert "Une chose à corriger" in page
    mend = re.search(r'name="do" value="(mend:[^"]*)"', page)[1]
    page = text_of(press(desk, found, mend))
    assert "Rien à corriger" in page
    assert len(compiled(Edition.objects.get(pk=found.pk)).steps[0].table.rows) == 3


def test_somebody_elses_change_is_not_overwritten_unseen(desk, draft):
    mine = fields_of(desk.get(edit_url(draft)))
    press(desk, draft, "save", **{"s0.r1.out": "3,90 €"})
    answer = desk.post(edit_url(draft), {**mine, "s0.r1.out": "4,10 €", "do": "save"})
    assert "modifiée ailleurs" in text_of(answer)
    assert draft.steps.get().rows.all()[1].outcome["euros"] == "3.90"
    desk.post(edit_url(draft), {**fields_of(answer), "do": "save"})
    assert draft.steps.get().rows.all()[1].outcome["euros"] == "4.10", "what was typed was still there to be kept"


def test_a_live_edition_is_copied_to_a_new_date(desk, draft):
    """A19."""
    press(desk, draft, "publish")
    answer = desk.post(reverse("rules:copy", args=[draft.pk]), {"valid_from": "2026-09-01"})
    made = Edition.objects.exclude(pk=draft.pk).get()
    assert answer.url == edit_url(made)
    assert (made.valid_from, made.status) == (date(2026, 9, 1), Edition.Status.DRAFT)


def test_a_reglement_is_created_with_its_first_draft(desk):
    answer = desk.post(reverse("rules:add"), {"name": "Accès aux mercredis", "kind": "acces", "description": ""})
    made = Rulebook.objects.get(slug="acces-aux-mercredis")
    assert answer.url == edit_url(made.editions.get())
    found = made.editions.get()
    press(desk, found, "step-add")
    press(desk, found, "save", **{"s0.r0.out": "refusé : Réservé aux habitants."})
    assert compiled(Edition.objects.get(pk=found.pk)).steps[0].table.rows[0].output.sentence == "Réservé aux habitants."


def test_a_name_already_taken_or_kept_for_our_addresses_is_refused(desk, draft):
    for name in ("Tarifs cantine", "Versions"):
        answer = desk.post(reverse("rules:add"), {"name": name, "kind": "prix", "description": ""})
        assert "porte déjà ce nom" in text_of(answer)


def test_a_deadline_is_typed_in_french(desk):
    found = edition(two_brackets(), of=rulebook(kind=Rulebook.Kind.CUTOFF))
    press(desk, found, "step-del:0")
    press(desk, found, "step-add")
    press(desk, found, "save", **{"s0.r0.out": "tardif : 2 jours ouvrés avant, avant 10 h ; refusé : jour même"})
    page = text_of(desk.get(reverse("rules:edition", args=[found.pk])))
    assert "jusqu'à 2 jours ouvrés avant, avant 10\u00a0h" in page


def test_an_edition_travels_as_a_file(desk, draft):
    """B23."""
    answer = desk.get(reverse("rules:download", args=[draft.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.json()["etapes"][0]["nom"] == "prix du repas"


PAGES = ["rules:edition", "rules:edit", "rules:copy", "rules:discard", "rules:download"]


@pytest.mark.parametrize("permissions", [(), ("publish_edition",)])
def test_who_may_not_write_reglements_sees_no_such_page(client, draft, permissions):
    client.force_login(agent("guichet", *permissions))
    addresses = [reverse(page, args=[draft.pk]) for page in PAGES]
    addresses += [reverse("rules:index"), reverse("rules:add"), reverse("rules:rulebook", args=["tarifs-cantine"])]
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(edit_url(draft), {"do": "save"}).status_code == 404


def test_who_may_write_but_not_publish_sees_no_button_and_no_way(client, draft):
    client.force_login(agent("redacteur", "change_edition"))
    assert 'value="publish"' not in client.get(edit_url(draft)).content.decode()
    answer = client.post(edit_url(draft), {**fields_of(client.get(edit_url(draft))), "do": "publish"})
    assert answer.status_code == 404
    assert Edition.objects.get(pk=draft.pk).status == Edition.Status.DRAFT


def test_a_forged_form_changes_nothing_it_should_not(desk, draft):
    fields = fields_of(desk.get(edit_url(draft)))
    for button in ("row-del:0:99", "row-del:99:0", "col-del:0:9", "rm -rf", "row-del:a:b", "step-del", "row-up:0"):
        desk.post(edit_url(draft), {**fields, "do": button})
    assert draft.steps.get().rows.count() == 3
    desk.post(edit_url(draft), {**fields, "s0.level": "planete", "s0.operation": "voler", "s0.policy": "??"})
    step = draft.steps.get()
    assert (step.level, step.operation, step.policy) == ("unite", "fixer", "U")
