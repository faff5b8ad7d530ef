"""The doors of an agent of the town hall: what they may do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from families.policies import agent
from families.roles import abilities


@agent
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """« Mes droits »: the roles of this agent, and what they allow."""
    shown = {"roles": request.user.groups.order_by("name"), "places": abilities(request.user)}
    return render(request, "families/rights.html", shown)
