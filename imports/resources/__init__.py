"""The kinds of rows a file may hold, in the order a new town imports them."""

from imports.resources.base import Resource
from imports.resources.dated import (
    AuthorisedPersonResource,
    CustodyResource,
    HealthSheetResource,
    QuotientResource,
    ResidenceResource,
    SchoolingResource,
)
from imports.resources.days import CalendarPeriodResource
from imports.resources.enrolments import EnrolmentResource
from imports.resources.people import ChildResource, GuardianResource, HouseholdResource
from imports.resources.tickets import TicketResource

RESOURCES: dict[str, type[Resource]] = {
    "foyers": HouseholdResource,
    "responsables": GuardianResource,
    "residences": ResidenceResource,
    "quotients": QuotientResource,
    "enfants": ChildResource,
    "scolarites": SchoolingResource,
    "fiches-sanitaires": HealthSheetResource,
    "personnes-autorisees": AuthorisedPersonResource,
    "gardes": CustodyResource,
    "inscriptions": EnrolmentResource,
    "tickets": TicketResource,
    "jours": CalendarPeriodResource,
}

__all__ = ["RESOURCES", "Resource"]
