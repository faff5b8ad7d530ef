"""The pages of messages: a clerk words them and sends them again, a family chooses those it receives."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.urls import reverse

from families.message_kinds import Kind
from families.models import Message, MessagePreferences
from families.notices import notify, post_message
from families.unsubscribing import unsubscribe_url
from payments.message_kinds import CREDIT
from tests.factories.families import agent, household, parent

NOON = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
NEWS = Kind("nouvelles", "Des nouvelles", "Nouvelles", "Bonjour {famille}.", optional=True)
pytestmark = pytest.mark.django_db
TEXT = "/gestion/messages/textes/payment-became-credit/"


@pytest.fixture
def writer(client):
    client.force_login(agent("communication"))
    return client


@pytest.fixture
def desk(client):
    client.force_login(agent("accueil"))
    return client


@pytest.fixture
def with_news(monkeypatch):
    found = {NEWS.slug: NEWS}
    monkeypatch.setattr("families.message_kinds.kinds", lambda: found)
    return NEWS


def typed(action, body="Votre paiement de {montant} est un avoir."):
    return {"subject": "Un avoir", "body": body, "action": action}


def test_the_texts_are_listed_with_whose_they_are(writer):
    page = writer.get("/gestion/messages/textes/").content.decode()
    assert "Paiement devenu un avoir" in page
    assert "texte d&#x27;origine" in page


def test_the_next_message_follows_the_published_text(writer):
    assert writer.post(TEXT, typed("publier"), follow=True).status_code == 200
    message = notify(CREDIT, {"montant": "7,20 €", "reference": "R"}, household=household(), at=NOON)
    assert (message.subject, message.body) == ("Un avoir", "Votre paiement de 7,20 € est un avoir.")
    assert "texte de la mairie" in writer.get("/gestion/messages/textes/").content.decode()


def test_a_preview_shows_the_examples_and_keeps_nothing(writer):
    page = writer.post(TEXT, typed("apercu")).content.decode()
    assert "Votre paiement de 7,20 € est un avoir." in page
    assert notify(CREDIT, {"montant": "1 €"}, household=household(), at=NOON).subject != "Un avoir"


def test_an_unknown_word_is_refused_and_nothing_typed_is_lost(writer):
    page = writer.post(TEXT, typed("publier", "Bonjour {prenom}, c'est un avoir.")).content.decode()
    assert "« {prenom} » n&#x27;existe pas dans ce message." in page
    assert "Bonjour {prenom}, c&#x27;est un avoir." in page


def test_a_draft_waits_and_the_origin_comes_back(writer):
    page = writer.post(TEXT, typed("brouillon"), follow=True).content.decode()
    assert "Brouillon enregistré" in page
    page = writer.post(TEXT, {"action": "origine"}, follow=True).content.decode()
    assert "reprennent le texte d&#x27;origine" in page
    assert "Oublier le brouillon" not in page


@pytest.mark.parametrize("place", ["/gestion/messages/textes/inconnu/", f"{TEXT}?langue=xx"])
def test_a_text_that_is_not_there_is_not_there(writer, place):
    assert writer.get(place).status_code == 404


def test_a_failed_message_is_found_read_and_sent_again(desk, django_capture_on_commit_callbacks):
    message = post_message(kind="essai", subject="Avis perdu", body="Bonjour.", at=NOON, recipient="c@exemple.fr")
    Message.objects.update(status=Message.Status.FAILED, attempts=7, last_error="boîte pleine")
    assert "Avis perdu" in desk.get("/gestion/message/", {"status": "echec"}).content.decode()
    assert "Avis perdu" not in desk.get("/gestion/message/", {"status": "envoye"}).content.decode()
    page = desk.get(reverse("message:inspect", args=[message.pk])).content.decode()
    assert "boîte pleine" in page
    assert "7 essais" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert (
            "Le message repart." in desk.post(reverse("outbox:resend", args=[message.pk]), follow=True).content.decode()
        )
    assert [one.subject for one in mail.outbox] == ["Avis perdu"]


def test_every_failed_message_is_sent_again_at_once(desk, django_capture_on_commit_callbacks):
    for number in range(3):
        post_message(kind="essai", subject=f"Avis {number}", body="…", at=NOON, recipient="c@exemple.fr")
    Message.objects.exclude(subject="Avis 0").update(status=Message.Status.FAILED)
    assert "2 messages ne sont pas partis" in desk.get(reverse("outbox:failed")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("outbox:failed"))
    assert sorted(one.subject for one in mail.outbox) == ["Avis 1", "Avis 2"]


def test_a_message_being_sent_is_left_to_its_sender(desk):
    message = post_message(kind="essai", subject="Avis", body="…", at=NOON, recipient="c@exemple.fr")
    Message.objects.update(status=Message.Status.SENDING, try_after=NOON)
    page = desk.post(reverse("outbox:resend", args=[message.pk]), follow=True).content.decode()
    assert "en cours d&#x27;envoi" in page


def test_an_agent_reads_that_a_link_was_sent_and_not_the_link(desk):
    message = post_message(kind="invitation", subject="Compte", body="…/bienvenue/s3cr3t/", at=NOON, recipient="c@e.fr")
    assert "s3cr3t" not in desk.get(reverse("message:inspect", args=[message.pk])).content.decode()
    assert "s3cr3t" not in desk.get("/gestion/message/").content.decode()


def test_a_message_is_never_edited_by_hand(client):
    message = post_message(kind="essai", subject="Avis", body="…", at=NOON, recipient="c@exemple.fr")
    client.force_login(agent("administrateur"))
    for name, args in (("edit", [message.pk]), ("add", []), ("delete", [message.pk])):
        assert client.get(reverse(f"message:{name}", args=args)).status_code in (302, 403, 404), name


def test_a_family_declines_a_kind_from_its_file(client, with_news):
    family = household("Martin", email="m@exemple.fr")
    client.force_login(parent(family))
    assert "Des nouvelles" in client.get("/dossier/messages/").content.decode()
    assert notify(NEWS, {}, household=family, at=NOON)
    client.post("/dossier/messages/", {"language": "fr"})
    assert notify(NEWS, {}, household=family, at=NOON) is None
    client.post("/dossier/messages/", {"language": "pt", "received": ["nouvelles"]})
    assert notify(NEWS, {}, household=family, at=NOON)
    assert MessagePreferences.of(family).language == "pt"


def test_the_end_of_an_optional_message_leads_out_in_one_press(client, with_news):
    family = household("Martin", email="m@exemple.fr")
    body = notify(NEWS, {}, household=family, at=NOON).body
    link = unsubscribe_url(family, NEWS)
    assert link in body
    path = link.removeprefix("http://127.0.0.1:8000")
    assert "Voulez-vous ne plus recevoir « Des nouvelles »" in client.get(path).content.decode()
    assert notify(NEWS, {}, household=family, at=NOON), "a robot that follows links declines nothing"
    assert "vous ne recevrez plus" in client.post(path).content.decode()
    assert notify(NEWS, {}, household=family, at=NOON) is None


def test_a_forged_way_out_leads_nowhere(client, with_news):
    assert client.post("/messages/ne-plus-recevoir/WzEsIm5vdXZlbGxlcyJd:1wqXyz:abc/").status_code == 404
