"""What every page knows of the visitor: the family an agent acts for."""

from django.conf import settings
from django.http import HttpRequest

from families.access import counter_household


def visitor(request: HttpRequest) -> dict[str, object]:
    """`counter_family`, the household an agent has opened at the counter, or None; must they keep a second factor?"""
    user = getattr(request, "user", None)  # nobody yet where a request is refused at the door (an unknown host)
    if user is None or not user.is_authenticated or not user.is_staff:
        return {"counter_family": None, "second_factor_required": False}
    return {"counter_family": counter_household(request), "second_factor_required": settings.STAFF_SECOND_FACTOR}
