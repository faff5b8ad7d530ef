"""The doors of the site: each room's addresses, the back office, then the pages of the CMS."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import back_office

handler500 = "config.outages.outage"

ROOMS = ["families", "rules", "payments", "reservations", "imports", "cms"]

urlpatterns = [path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")]
urlpatterns += back_office.urlpatterns
urlpatterns += [
    path("compte/", include("families.account_urls")),
    path("gestion/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Resized images of the public pages, and nothing else of MEDIA_ROOT: families' papers are there too.
    re_path(r"^media/(?P<path>images/[^/]+)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
    path("", include(wagtail_urls)),
]
