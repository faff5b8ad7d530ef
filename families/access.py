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
    if not hasattr(request, "_counter_household"):
        request._counter_household = Household.objects.filter(pk=chosen).first()  # type: ignore[attr-defined]
    return request._counter_household  # type: ignore[attr-defined, no-any-return]


def own_households(request: HttpRequest) -> list[Household]:
    """The households this visitor is a guardian of, the oldest first; read once a request."""
    if not hasattr(request, "_own_households"):
        request._own_households = list(households_of(request.user).order_by("pk"))  # type: ignore[attr-defined]
    return request._own_households  # type: ignore[attr-defined, no-any-return]


def acting_household(request: HttpRequest) -> Household:
    """The household this request acts for: the family the agent opened, or the parent's own.

    A parent of two households acts for the one they chose, the first by default.

    Raises:
        Http404: this person has no file to open.
    """
    return counter_household(request) or _own(request)


def children_of(household: Household) -> QuerySet[Child]:
    """The children of a household, in the order of the tabs."""
    return household.children.order_by("first_name", "birth_date", "pk")


def has_household(request: HttpRequest) -> bool:
    """Is this visitor a parent of the town, or an agent acting for one? (an audience of pages)"""
    return counter_household(request) is not None or bool(own_households(request))


def may_act(request: HttpRequest) -> bool:
    """May this visitor open any family's file at the counter?"""
    return request.user.has_perm(ACT)


def may_manage(request: HttpRequest) -> bool:
    """May this visitor open the back office?"""
    return request.user.has_perm("wagtailadmin.access_admin")


def is_agent(request: HttpRequest) -> bool:
    """Is this visitor an agent of the town hall?"""
    return request.user.is_staff


def _own(request: HttpRequest) -> Household:
    mine = own_households(request)
    if not mine:
        raise Http404
    chosen = request.session.get(CHOSEN_SESSION)
    return next((household for household in mine if household.pk == chosen), mine[0])
