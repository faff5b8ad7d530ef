"""What a page may load (Content-Security-Policy): nothing but our own files; the back office has its own."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

BACK_OFFICE_PREFIX = "/gestion/"
RECAP_PREFIX = "/recapitulatif/"  # « Payer » is sent from there, and browsers follow the policy through a redirect

PUBLIC: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
}

# Wagtail writes scripts and styles inside its pages (date pickers, inline panels) and shows previews in a frame.
BACK_OFFICE: dict[str, Any] = {
    **PUBLIC,
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "base-uri": [SELF],
}


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere, Wagtail's under its own address; only « Payer » may lead to a bank's page."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(BACK_OFFICE_PREFIX) and parts.config is None:
            parts.config = settings.BACK_OFFICE_POLICY["DIRECTIVES"]
        if request.path_info.startswith(RECAP_PREFIX):
            parts.update = {"form-action": settings.PAYMENT_PAGES}
        return parts
