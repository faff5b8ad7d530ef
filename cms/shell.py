"""What the shell around every page needs to know: the site's home page, its identity, the links of its footer."""

from django.http import HttpRequest
from wagtail.models import Page, Site

from cms.audiences import PUBLIC, allowed_audiences
from cms.models import SiteIdentity, StandardPage, listed


def site_of(request: HttpRequest | None) -> Site | None:
    """The Wagtail site that answers this request, if one was built."""
    return Site.find_for_request(request) if request is not None else None


def identity_of(request: HttpRequest | None) -> SiteIdentity:
    """The town's identity; the house's own colours and name where nobody has set one."""
    site = site_of(request)
    return SiteIdentity.for_request(request) if site else SiteIdentity()


def home_of(request: HttpRequest | None) -> Page | None:
    """The page the site opens on."""
    site = site_of(request)
    return site.root_page if site else None


def footer_pages(request: HttpRequest | None) -> list[StandardPage]:
    """The pages an editor has put into the footer, in the order of the tree."""
    home = home_of(request)
    if home is None:
        return []
    return list(listed(StandardPage, request, under=home).filter(in_footer=True).order_by("path"))


def public_menu(request: HttpRequest | None) -> list[Page]:
    """The pages right below the home page that an editor shows in menus."""
    home = home_of(request)
    if home is None:
        return []
    allowed = allowed_audiences(request)
    pages = home.get_children().live().in_menu().specific()
    return [page for page in pages if getattr(page, "audience", PUBLIC) in allowed]
