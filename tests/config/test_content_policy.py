"""What the browser may load: strict for families, as narrow as Wagtail allows in the back office."""

import pytest

from config import content_policy

HEADER = "Content-Security-Policy"


def directives(response):
    parts = (part.split(" ", 1) for part in response.headers[HEADER].split("; "))
    return {name: values.split() for name, values in parts}


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/", "/compte/connexion/", "/nulle-part/"])
def test_a_page_of_the_portal_runs_no_inline_script_and_calls_nobody(client, url):
    policy = directives(client.get(url))
    allowed = {source for sources in policy.values() for source in sources}
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert allowed == {"'self'", "'none'", "data:"}


@pytest.mark.django_db
def test_only_paying_leads_to_the_bank_s_own_page(client):
    """Statement 46."""
    assert directives(client.get("/recapitulatif/"))["form-action"] == [
        "'self'",
        "https://checkout.stripe.com",
        "https://www.payfip.gouv.fr",
    ]
    assert directives(client.get("/facturation/historique/"))["form-action"] == ["'self'"]


@pytest.mark.django_db
def test_the_back_office_has_its_own_policy_and_still_calls_nobody(client):
    policy = directives(client.get("/gestion/"))
    assert policy["script-src"] == ["'self'", "'unsafe-inline'"]
    assert "'unsafe-eval'" not in {source for sources in policy.values() for source in sources}
    assert not [source for sources in policy.values() for source in sources if "http" in source or "*" in source]


def test_the_back_office_only_widens_what_it_must():
    widened = {
        name for name, sources in content_policy.BACK_OFFICE.items() if content_policy.PUBLIC.get(name) != sources
    }
    assert widened == {"script-src", "style-src", "img-src", "frame-src", "base-uri"}
