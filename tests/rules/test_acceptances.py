"""Remarks accepted one by one with a written reason: they let through, stay shown, travel, lapse with their text."""

import json
from datetime import date

import pytest

from reservations.rulebooks.files import export, review, take_in
from rules import gate
from rules.acceptances import Acceptance, ReasonMissing, from_json
from rules.editions import copy, no_longer_accept
from rules.models import Edition
from rules.tables import between
from rules.travel import Unreadable
from tests.factories.rules import PUBLISHED_AT, edition, grid, rulebook, two_brackets
from tests.rules.test_editor import edit_url, fields_of, press, text_of

HOLED = {
    "reglement": {"nom": "Cantine"},
    "version": {"applicable": "2026-09-07"},
    "etapes": [
        {
            "nom": "prix du repas", "niveau": "unite", "arrondi": "au centime le plus proche",
            "colonnes": ["quotient familial"],
            "lignes": [["de 0 à 650", "1,20 €"], ["de 651 à 900", "3,60 €"], ["plus de 900", "4 €"],
                       ["inconnu", "4 €"]],
        }
    ],
    "exemples": [{"cas": "Sarah", "lignes": ["quotient familial = 512"], "attendu": "1,20 €"}],
}  # fmt: skip
REASON = "La CAF ne donne que des quotients entiers."


def accepting(text, reason=REASON):
    """The file, its blocking remarks accepted as the review says them."""
    found = [one for one in review(text)["remarques"] if one["bloquant"]]
    listed = [{"etape": one["etape"], "remarque": one["message"], "motif": reason} for one in found]
    return json.dumps({**json.loads(text), "acceptees": listed})


def test_a_hole_accepted_with_its_reason_no_longer_blocks_and_stays_shown():
    """B03."""
    text = json.dumps(HOLED)
    assert not review(text)["publiable"]
    found = review(accepting(text))
    assert found["publiable"]
    assert [one["motif"] for one in found["acceptees"]] == [REASON]
    assert "650,5" in found["acceptees"][0]["message"]


def test_an_acceptance_says_why():
    with pytest.raises(Unreadable, match="Dites en une phrase"):
        review(accepting(json.dumps(HOLED), reason="ok"))


def test_another_hole_is_another_remark_and_the_old_acceptance_is_told():
    file = json.loads(accepting(json.dumps(HOLED)))
    file["etapes"][0]["lignes"][1][0] = "de 660 à 900"
    found = review(json.dumps(file))
    assert not found["publiable"]
    assert ["ne se présente plus" in one["message"] for one in found["remarques"] if not one["bloquant"]] == [True]


def test_an_overlap_is_no_matter_of_opinion():
    file = json.loads(json.dumps(HOLED))
    file["etapes"][0]["lignes"][1][0] = "de 600 à 900"
    assert not review(accepting(json.dumps(file)))["publiable"]


# In the back office ------------------------------------------------------------------------------


@pytest.fixture
def draft(db):
    return edition(grid((between(None, 450), "1.20"), (between(450), "3.60")), of=rulebook(slug="cantine"))


@pytest.mark.django_db
def test_accepted_remarks_travel_with_their_reason():
    """B23."""
    pk = take_in(accepting(json.dumps(HOLED)))["version"]
    written = json.loads(export("cantine"))
    assert [one["motif"] for one in written["acceptees"]] == [REASON]
    assert review(json.dumps(written))["publiable"]
    assert gate.publish(Edition.objects.get(pk=pk), at=PUBLISHED_AT).is_live


def judge(browser, draft, found, reason):
    """Accept a remark of the review, this reason typed; the page that follows."""
    fields = fields_of(browser.get(edit_url(draft)))
    sent = {**fields, f"reason.{found.key}": reason, "do": f"accept:{found.key}"}
    return text_of(browser.post(edit_url(draft), sent, follow=True))


def test_an_agent_accepts_a_remark_in_the_editor_and_takes_it_back(desk, draft):
    found = next(one for one in gate.check(draft) if one.blocking)
    assert found.acceptable
    page = text_of(desk.get(f"{edit_url(draft)}?verifier=1"))
    assert f'name="reason.{found.key}"' in page
    assert "Dites en une phrase" in judge(desk, draft, found, "ok")
    page = judge(desk, draft, found, "Toute famille fournit le sien.")
    assert "Acceptée : Toute famille fournit le sien." in page
    draft.refresh_from_db()
    (kept,) = from_json(draft.accepted)
    assert (kept.step, kept.reason, kept.by) == ("prix du repas", "Toute famille fournit le sien.", "tarifs")
    assert [one for one in gate.check(draft) if one.blocking] == []
    assert from_json(copy(draft, date(2027, 9, 1)).accepted) == (kept,)
    press(desk, draft, f"unaccept:{found.key}")
    draft.refresh_from_db()
    assert draft.accepted == []


@pytest.mark.django_db
def test_a_remark_that_is_gone_accepts_nothing():
    draft = edition(two_brackets())
    gate.accept(draft, "0123456789ab", REASON, by="tarifs", on=date(2026, 9, 1))
    assert draft.accepted == []
    no_longer_accept(draft, "0123456789ab")
    with pytest.raises(ReasonMissing):
        Acceptance("", "une remarque", "")
