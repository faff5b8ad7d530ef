"""What is killed: a family pays, the bank tells, the account is settled, places are confirmed, the receipt leaves."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.sending import send_waiting
from payments.kept import settle_waiting
from reservations.booking.holding import hold
from tests.factories.families import parent
from tests.reservations.conftest import AT, a_town

RECAP, PAY = "/recapitulatif/", "/recapitulatif/payer/"
HOUSEKEEPING = ("settle_notices", "reconcile_payments", "expire_holds", "send_messages")


def live_at(moment: datetime) -> None:
    """Stop this process's clock at a moment."""
    timezone.now = lambda: moment


@dataclass
class Story:
    """The town made ready, the parent's browser, and what she read before she pressed « Payer »."""

    town: SimpleNamespace
    parent: Client
    seen: Mapping[str, str]


def prepare() -> Story:
    """A family with a restant dû, a meal paid it gives up, and a basket of meals and garderie."""
    live_at(AT)
    town = a_town()
    browser = Client()
    browser.force_login(parent(town.family, "claire"))
    _hold(town, town.sarah, wanted=town.meals[5:6])
    walk(browser, asked(browser), lambda stage: None)
    _leave_due(town, browser, town.meals[10:11])
    _hold(town, town.sarah, wanted=[*town.meals[6:9], *town.care[12:14]], unwanted=town.meals[5:6])
    _hold(town, town.chloe, wanted=town.meals[8:9])
    send_waiting(at=timezone.now())
    return Story(town, browser, asked(browser))


def _leave_due(town, browser, meals) -> None:
    """Meals confirmed while their price was too small for a bank: it joins the next payment."""
    office = town.canteen.revenue_office
    for least in (Decimal("5.00"), Decimal("1.00")):
        office.minimum_online = least
        office.save()
        if meals:
            _hold(town, town.sarah, wanted=meals)
            browser.post(PAY, asked(browser))
            meals = []


def browser_of(story: Story) -> Client:
    """Another browser of the parent, signed in alike."""
    other = Client()
    other.cookies = story.parent.cookies.copy()
    return other


def _hold(town, child, wanted, unwanted=()) -> None:
    found = hold(
        household=town.family, child=child, wanted=[one.pk for one in wanted],
        unwanted=[one.pk for one in unwanted], at=AT,
    )  # fmt: skip
    assert not found.refused, found.refused


def asked(browser: Client) -> dict[str, str]:
    """What the recap's form sends, as it was shown; empty where nothing is left to pay."""
    page = browser.get(RECAP).content.decode()
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("digest", "shown")}
    return {"means": "demo", **{name: found[1] for name, found in fields.items()}} if all(fields.values()) else {}


def walk(browser: Client, seen: Mapping[str, str], enter: Callable[[str], None]) -> None:
    """Pay what was seen, to the receipt; `enter` hears the name of each stage."""
    enter("pay")
    visit = browser.post(PAY, seen).url.rstrip("/").rsplit("/", 1)[-1]
    enter("notify, settle, confirm")
    back = browser.post(reverse("payments:demo_bank_card", args=[visit]), {"decision": "pay"})
    settle_waiting(at=timezone.now())
    enter("return")
    browser.get(back.url, follow=True)
    enter("the same notice again")
    Client().post(reverse("payments:notification", args=["demo"]), {"id": visit})
    settle_waiting(at=timezone.now())
    enter("receipt leaves")
    send_waiting(at=timezone.now())


def keep_house(**later: int) -> None:
    """What a town's timer runs every minute, that long after the story began."""
    live_at(AT + timedelta(**later))
    for name in HOUSEKEEPING:
        call_command(name, verbosity=0, stdout=StringIO())


def come_back(story: Story) -> None:
    """The parent opens the recap again and pays what is still there."""
    seen = asked(story.parent)
    if seen:
        walk(story.parent, seen, lambda stage: None)
