"""The pages of the public site, and the identity of the town that speaks there."""

from cms.models.identity import SiteIdentity
from cms.models.pages import (
    DocumentsPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PublishedDocument,
    SitePage,
    StandardPage,
    TutorialPage,
    listed,
)

__all__ = [
    "DocumentsPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "PublishedDocument",
    "SiteIdentity",
    "SitePage",
    "StandardPage",
    "TutorialPage",
    "listed",
]
