"""Who finds the régie's pages in the menu."""

from django.http import HttpRequest


def may_read(request: HttpRequest) -> bool:
    """May this visitor read every till?"""
    return request.user.has_perm("payments.view_till")
