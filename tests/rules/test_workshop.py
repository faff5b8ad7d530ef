"""Saving a draft as it is typed, two clerks on one draft, its review while it is typed."""

import pytest
from django.urls import reverse

from rules.drafting import content_digest, draft_from
from rules.models import Edition
from rules.vocabulary import vocabulary
from tests.factories.rules import edition, two_brackets
from tests.rules.conftest import agent
from tests.rules.test_editor import edit_url, fields_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return edition(two_brackets())


@pytest.fixture
def colleague(draft, django_user_model):
    from django.test import Client

    other = Client()
    user = agent("camille", "change_edition", "publish_edition")
    user.first_name, user.last_name = "Camille", "Roy"
    user.save()
    other.force_login(user)
    return other


def live(browser, found, fields, **typed):
    answer = browser.post(reverse("rules:live", args=[found.pk]), {**fields, **typed})
    return answer.status_code, answer.json()


def outcomes(found):
    fresh = Edition.objects.get(pk=found.pk)
    return [row.outcome.replace("\xa0", " ") for row in draft_from(fresh, vocabulary()).grid.steps[0].rows]


def opened(browser, found):
    return fields_of(browser.get(edit_url(found)))


def test_what_is_typed_is_saved_and_reviewed_at_each_pause(desk, draft):
    """A23: unfinished texts are kept as typed, and said where they stand."""
    fields = opened(desk, draft)
    status, said = live(desk, draft, fields, **{"s0.r0.out": "beaucoup"})
    assert (status, said["saved"], said["content"]) == (200, True, content_digest(Edition.objects.get(pk=draft.pk)))
    assert [(one["part"], one["step"], one["row"]) for one in said["findings"]] == [("resultat", 0, 0)]
    assert outcomes(draft)[0] == "beaucoup"
    status, said = live(desk, draft, {**fields, "content": said["content"]}, **{"s0.r0.out": "2"})
    assert not [one for one in said["findings"] if one["part"] == "resultat"]
    assert outcomes(draft)[0] == "2,00 €"


def test_a_published_version_is_not_saved_over(desk):
    published = edition(two_brackets(), live=True)
    assert desk.post(reverse("rules:live", args=[published.pk]), {"content": ""}).status_code == 404


def test_the_second_of_two_clerks_is_told_and_both_are_kept_together(desk, colleague, draft):
    """A23: changes that do not touch are merged; the same cell changed by both is asked."""
    mine, theirs = opened(desk, draft), opened(colleague, draft)
    assert live(colleague, draft, theirs, **{"s0.r1.out": "7", "s0.name": "prix du midi"})[0] == 200
    status, said = live(desk, draft, mine, **{"s0.r0.out": "5"})
    assert (status, said["stale"]) == (409, True)
    assert "Camille Roy a enregistré cette version" in said["said"]
    assert outcomes(draft)[:2][1] == "7,00 €"
    page = desk.post(edit_url(draft), {**mine, "s0.r0.out": "5", "do": "save"})
    assert "peuvent être gardés ensemble" in text_of(page)
    fields = {**fields_of(page), "do": "merge"}
    assert desk.post(edit_url(draft), fields).status_code == 302
    assert outcomes(draft)[:2] == ["5,00 €", "7,00 €"]
    assert draft_from(Edition.objects.get(pk=draft.pk), vocabulary()).grid.steps[0].name == "prix du midi"


@pytest.mark.parametrize(("choice", "kept"), [("mien", "5,00 €"), ("leur", "7,00 €")])
def test_a_cell_changed_by_both_is_asked(desk, colleague, draft, choice, kept):
    mine, theirs = opened(desk, draft), opened(colleague, draft)
    live(colleague, draft, theirs, **{"s0.r0.out": "7"})
    page = desk.post(edit_url(draft), {**mine, "s0.r0.out": "5", "do": "save"})
    said = text_of(page).replace("\xa0", " ")
    assert "la vôtre : 5,00 €" in said
    assert "la sienne : 7,00 €" in said
    desk.post(edit_url(draft), {**fields_of(page), "garder.0": choice, "do": "merge"})
    assert outcomes(draft)[0] == kept


def test_the_second_clerk_may_keep_theirs_as_a_draft_apart(desk, colleague, draft):
    mine, theirs = opened(desk, draft), opened(colleague, draft)
    live(colleague, draft, theirs, **{"s0.r0.out": "7"})
    page = desk.post(edit_url(draft), {**mine, "s0.r0.out": "5", "do": "save"})
    desk.post(edit_url(draft), {**fields_of(page), "do": "apart"})
    other = Edition.objects.exclude(pk=draft.pk).get()
    assert (outcomes(draft)[0], outcomes(other)[0]) == ("7,00 €", "5,00 €")
    assert other.rulebook == draft.rulebook


def test_what_was_saved_over_on_purpose_is_still_kept(desk, colleague, draft):
    mine, theirs = opened(desk, draft), opened(colleague, draft)
    live(colleague, draft, theirs, **{"s0.r0.out": "7"})
    page = desk.post(edit_url(draft), {**mine, "s0.r0.out": "5", "do": "save"})
    desk.post(edit_url(draft), {**fields_of(page), "do": "save"})
    assert outcomes(draft)[0] == "5,00 €"
    kept = [save.data["etapes"][0]["lignes"][0]["resultat"] for save in draft.saves.all()]
    assert [one.get("euros", one) for one in kept][1] == kept[1].get("euros", kept[1])
    assert "7" in str(kept[1])
    assert [save.saved_by and save.saved_by.username for save in draft.saves.all()] == ["tarifs", "camille", None]
