"""The doors of an agent of the town hall: what they may do, and what an administrateur may put right."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from families.models import User
from families.policies import agent, staff
from families.roles import abilities
from families.second_factor import factor_of, reset

MANAGE = "families.change_user"


@agent
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """« Mes droits »: the roles of this agent, what they allow, and their second factor."""
    return render(request, "families/rights.html", _shown(request.user))


@staff(MANAGE)
@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """An agent as an administrateur sees them: their roles, what these allow, their second factor."""
    return render(request, "families/account.html", _shown(_agent(request, pk)))


@staff(MANAGE)
@require_POST
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an agent's lost telephone away."""
    user = _agent(request, pk)
    if user == request.user:
        messages.error(request, _("On ne retire pas son propre téléphone : demandez à un autre administrateur."))
    else:
        reset(user, by=request.user, at=timezone.now())
        messages.success(request, _("Le second facteur de %s est retiré ; un autre sera demandé.") % user)
    return redirect("agents:account", pk)


def _shown(user: User) -> dict[str, object]:
    roles = list(user.groups.order_by("name"))
    return {"account": user, "roles": roles, "places": abilities(user), "factor": factor_of(user)}


def _agent(request: HttpRequest, pk: int) -> User:
    """An account of the town hall. Raises Http404: unknown, a parent's, or above the one who asks."""
    user = get_object_or_404(User, pk=pk, is_staff=True)
    if user.is_superuser and not request.user.is_superuser:
        raise Http404
    return user
