"""The only place that answers who may open which file."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from families.models import Child, Household, User

ACT = "families.act_for_household"
COUNTER_SESSION, CHOSEN_SESSION = "counter_household", "chosen_household"


def households_of(user: User | AnonymousUser) -> QuerySet[Household]:
    """The households this person is a guardian of."""
    if not user.is_authenticated:
        return Household.objects.none()
    return Household.objects.filter(guardians__user=user).distinct()


def counter_household(request: HttpRequest) -> Household | None:
    """The household an agent is acting for, while they still may."""
    chosen = request.session.get(COUNTER_SESSION)
    if chosen is None or not request.user.has_perm(ACT):
        return None
    return Household.objects.filter(pk=chosen).first()


def acting_household(request: HttpRequest) -> Household:
    """The household this request acts for: the family the agent opened, or the parent's own.

    A parent of two households acts for the one they chose, the first by default.

    Raises:
        Http404: this person has no file to open.
    """
    if not hasattr(request, "_acting_household"):
        request._acting_household = counter_household(request) or _own(request)  # type: ignore[attr-defined]
    return request._acting_household  # type: ignore[attr-defined, no-any-return]


def children_of(household: Household) -> QuerySet[Child]:
    """The children of a household, in the order of the tabs."""
    return household.children.order_by("first_name", "birth_date", "pk")


def has_household(request: HttpRequest) -> bool:
    """Is this visitor a parent of the town, or an agent acting for one? (an audience of pages)"""
    return households_of(request.user).exists() or counter_household(request) is not None


def may_act(request: HttpRequest) -> bool:
    """May this visitor open any family's file at the counter?"""
    return request.user.has_perm(ACT)


def may_manage(request: HttpRequest) -> bool:
    """May this visitor open the back office?"""
    return request.user.has_perm("wagtailadmin.access_admin")


def _own(request: HttpRequest) -> Household:
    mine = households_of(request.user).order_by("pk")
    chosen = mine.filter(pk=request.session.get(CHOSEN_SESSION)).first() or mine.first()
    if chosen is None:
        raise Http404
    return chosen
