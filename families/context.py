"""What every page knows of the visitor: the family an agent acts for."""

from django.http import HttpRequest

from families.access import counter_household


def visitor(request: HttpRequest) -> dict[str, object]:
    """`counter_family`, the household an agent has opened at the counter, or None."""
    if not request.user.is_authenticated or not request.user.is_staff:
        return {"counter_family": None}
    return {"counter_family": counter_household(request)}
