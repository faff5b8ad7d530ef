"""What the pages of other rooms may tell of the basket."""

from django import template
from django.http import Http404

from families.access import acting_household

register = template.Library()
RECEIPT = "payments:receipt"


@register.simple_tag(takes_context=True)
def still_to_confirm(context) -> bool:
    """Whether this is a receipt, and another régie's lines still wait in the basket of the family."""
    request = context.get("request")
    if request is None or not request.resolver_match or request.resolver_match.view_name != RECEIPT:
        return False
    try:
        return acting_household(request).reservations.pending().exists()
    except Http404:
        return False
