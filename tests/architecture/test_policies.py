"""Who may open what: each address declares it, and each role meets exactly that."""

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from config.roles import ROLES
from families.wagtail_hooks import FamiliesGroup
from payments.settlement import settle
from payments.wagtail_hooks import RegieGroup
from reservations.wagtail_hooks import ServicesGroup
from tests.architecture.doors import Door, doors
from tests.factories import payments as money
from tests.factories.families import agent, child, household, parent

pytestmark = pytest.mark.django_db

# Addresses of other people's packages that everybody may open.
PUBLIC_PACKAGES = {
    "account_login", "account_logout", "account_reauthenticate", "account_inactive", "account_change_password",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "mfa_authenticate", "mfa_reauthenticate",
    "wagtaildocs_serve", "wagtaildocs_authenticate_with_password", "media", "wagtail_serve",
    "wagtailcore_authenticate_with_password", "wagtailcore_login",
}  # fmt: skip
# Those that want a signed-in account, whatever its role.
SIGNED_IN_PACKAGES = {
    "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}  # fmt: skip
# Of the back office, what one opens in order to enter it, and what tells nothing: words and drawings.
BEFORE_THE_BACK_OFFICE = {
    "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset", "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm", "wagtailadmin_password_reset_complete", "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}  # fmt: skip
BACK_OFFICE = "wagtailadmin.access_admin"
DOORS = doors()
OURS = [door for door in DOORS if door.policy]
CLOSED = [door for door in OURS if door.policy != "public"]
PEOPLE = ["visitor", "parent", *ROLES]


def arguments(door: Door, family) -> list:
    """What this address needs to name something of that family."""
    pupil, guardian = family.children.first(), family.guardians.first()
    month = [pupil.pk, 2026, 6]
    return {
        "families:choose_household": [family.pk], "families:open_file": [family.pk], "families:invite": [guardian.pk],
        "payments:return": [family.paid.reference], "payments:receipt": [family.paid.reference],
        "reservations:child_now": [pupil.pk], "reservations:planning_child": month, "reservations:child_edit": month,
        "reservations:estimation": month, "regie:means": [family.paid.revenue_office_id],
        "regie:refund": [family.paid.reference],
        "payments:invoice": [family.invoice.pk], "payments:invoice_file": [family.invoice.pk],
    }.get(door.name, [])  # fmt: skip


OF_A_FAMILY = {
    "payments:invoice", "payments:invoice_file",
    "families:choose_household", "payments:return", "payments:receipt", "reservations:child_now",
    "reservations:planning_child", "reservations:child_edit", "reservations:estimation",
}  # fmt: skip


def path(door: Door, family) -> str:
    given = arguments(door, family)
    return reverse(door.name, args=given) if given or "<" not in door.route else door.sample


@pytest.fixture
def family():
    return settled("Martin", "Sarah")


def settled(name, pupil):
    """A family with a child, an adult who signs in, and a payment that arrived."""
    found = household(name)
    child(pupil, found)
    found.person = parent(found)
    order = money.order(found, money.revenue_office(), "3.80", at=timezone.now())
    found.paid = money.attempt(order, at=timezone.now()).payment
    settle(money.answer(found.paid), at=timezone.now())
    found.invoice = money.issued_invoice(found, found.paid.revenue_office, "5.00")
    return found


def sign_in(client, who, family):
    if who != "visitor":
        client.force_login(family.person if who == "parent" else agent(who))


def admitted(policy: str, who: str) -> bool:
    """Does the declaration let this person in?"""
    kind, _, permission = policy.partition(":")
    if kind == "family":
        return who == "parent"
    return who in ROLES and (not permission or permission in ROLES[who])


def test_every_address_declares_who_may_open_it():
    known = PUBLIC_PACKAGES | SIGNED_IN_PACKAGES
    assert [door for door in DOORS if not door.policy and door.name not in known and not door.in_back_office] == []


def test_no_table_names_an_address_that_is_gone():
    names = {door.name for door in DOORS}
    assert (PUBLIC_PACKAGES | SIGNED_IN_PACKAGES | BEFORE_THE_BACK_OFFICE | OF_A_FAMILY) - names == set()


def test_a_declaration_is_one_of_those_the_house_knows():
    kinds = {door.policy.partition(":")[0] for door in OURS}
    assert kinds == {"public", "family", "staff"}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_closed_page_opens_to_those_it_names_and_to_nobody_else(client, family, who):
    """Nobody is told that a page exists: 404, or the log-in page for a visitor. A POST page answers 405 once inside."""
    sign_in(client, who, family)
    wrong = {}
    for door in CLOSED:
        status = client.get(path(door, family)).status_code
        refused = status == 404 or (who == "visitor" and status == 302)
        names_nothing = "<" in door.route and not arguments(door, family)  # a sample number: nothing to find inside
        if refused == admitted(door.policy, who) and not (refused and names_nothing):
            wrong[door.name] = status
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(OF_A_FAMILY))
def test_what_is_another_family_s_does_not_exist(client, family, name):
    other = settled("Dupont", "Hugo")
    door = next(door for door in DOORS if door.name == name)
    client.force_login(family.person)
    answers = {client.get(path(door, other)).status_code, client.post(path(door, other)).status_code}
    assert 404 in answers
    assert answers <= {404, 405}


@pytest.mark.parametrize("door", sorted(SIGNED_IN_PACKAGES))
def test_a_visitor_signs_in_before_seeing_their_second_factor(client, door):
    assert client.get(reverse(door)).headers["Location"].startswith(reverse("account_login"))


def behind_the_back_office() -> list[Door]:
    return [door for door in DOORS if door.in_back_office and door.name not in BEFORE_THE_BACK_OFFICE]


def entered(client) -> dict[str, int]:
    """The addresses of the back office that answered with something."""
    answers = {door.name or door.route: client.get(door.sample).status_code for door in behind_the_back_office()}
    return {name: status for name, status in answers.items() if status not in {301, 302, 403, 404, 405}}


@pytest.mark.parametrize("who", ["visitor", "parent", "animateur"])
def test_the_back_office_is_closed_to_those_who_do_not_work_there(client, family, who):
    sign_in(client, who, family)
    assert entered(client) == {}


def test_the_walk_of_the_back_office_does_open_doors(client):
    """The control: without it the walk above might knock at addresses that do not exist."""
    client.force_login(agent("administrateur"))
    client.raise_request_exception = False  # Wagtail mounts a page that fails on purpose
    assert list(entered(client).values()).count(200) > 20


def test_every_address_the_walk_of_the_back_office_knocks_at_exists():
    for door in behind_the_back_office():
        resolve(door.sample)  # raises where nothing answers


@pytest.mark.parametrize("who", ROLES)
def test_a_list_of_the_back_office_opens_with_a_right_on_what_it_lists(client, family, who):
    sign_in(client, who, family)
    wrong = {}
    for viewset in (*FamiliesGroup.items, *RegieGroup.items, *ServicesGroup.items):
        app, model = viewset.model._meta.app_label, viewset.model._meta.model_name
        rights = {f"{app}.{verb}_{model}" for verb in ("add", "change", "delete", "view")}
        opens = client.get(f"/gestion/{model}/").status_code == 200
        if opens is not (BACK_OFFICE in ROLES[who] and bool(rights & ROLES[who])):
            wrong[model] = opens
    assert wrong == {}
