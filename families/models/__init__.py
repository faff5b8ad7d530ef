"""The nouns of families, one file a subject."""

from families.models.access import CounterVisit, Invitation
from families.models.audit import AuditEntry
from families.models.collectors import AuthorisedPerson
from families.models.criteria import Criterion, CriterionValue
from families.models.custody import CustodyCalendar, CustodyException
from families.models.dated import Quotient, Residence, Schooling
from families.models.documents import SupportingDocument
from families.models.health import HealthSheet
from families.models.messages import Message
from families.models.people import Child, ChildHousehold, Guardian, Household, User
from families.models.wordings import MessagePreferences, Wording

__all__ = [
    "AuditEntry",
    "AuthorisedPerson",
    "Child",
    "ChildHousehold",
    "CounterVisit",
    "Criterion",
    "CriterionValue",
    "CustodyCalendar",
    "CustodyException",
    "Guardian",
    "HealthSheet",
    "Household",
    "Invitation",
    "Message",
    "MessagePreferences",
    "Quotient",
    "Residence",
    "Schooling",
    "SupportingDocument",
    "User",
    "Wording",
]
