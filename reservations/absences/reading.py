"""Who finds the absences to examine in the menu."""

from django.http import HttpRequest

DECIDE = "reservations.change_absencedeclaration"


def may_decide(request: HttpRequest) -> bool:
    """May this visitor read certificates and answer?"""
    return request.user.has_perm(DECIDE)
