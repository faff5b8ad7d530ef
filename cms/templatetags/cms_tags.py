"""What every template of the house may ask of the site: menus, news, and French for money and days."""

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.models import Page

from cms import french, menu, shell
from cms.models import NewsPage, SiteIdentity, TutorialPage

register = template.Library()


@register.filter
def euros(amount) -> str:
    """`3,60 €`; nothing for None."""
    return "" if amount is None else french.euros(amount)


@register.filter
def jour(day) -> str:
    """`mercredi 6 juin 2018`; nothing for None."""
    return french.day_in_words(_local(day)) if day else ""


@register.filter
def date_fr(day) -> str:
    """`06/06/2018`; nothing for None."""
    return french.day_in_figures(_local(day)) if day else ""


@register.filter
def mois(day) -> str:
    """`juin 2018`; nothing for None."""
    return french.month_in_words(_local(day)) if day else ""


@register.filter
def mois_seul(day) -> str:
    """`juin`; nothing for None."""
    return french.MONTHS[_local(day).month - 1] if day else ""


@register.filter
def heure(at) -> str:
    """`10 h`, `21 h 05`; nothing for None (midnight is an hour like another)."""
    return "" if at is None else french.hour_in_words(_local(at))


@register.filter
def moment(at) -> str:
    """`mercredi 6 juin 2018 à 10 h`; nothing for None."""
    return french.moment_in_words(_local(at)) if at else ""


@register.filter
def insecable(text) -> str:
    """A title whose punctuation stays on the line of its word."""
    return french.without_orphans(str(text))


@register.filter
def taille(size) -> str:
    """`244 Ko`, the size of a file given in bytes."""
    return french.file_size(size)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside a word, silent for a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("cms/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def site_identity(context) -> SiteIdentity:
    """The town's name, logo, colours and contacts."""
    return shell.identity_of(context.get("request"))


@register.simple_tag(takes_context=True)
def site_menu(context) -> tuple[menu.Entry, ...]:
    """The signed-in top bar."""
    request = context.get("request")
    return menu.top_bar(request) if request else ()


@register.simple_tag(takes_context=True)
def visitors_menu(context) -> tuple[menu.Entry, ...]:
    """What the other rooms show a visitor."""
    request = context.get("request")
    return menu.for_visitors(request) if request else ()


@register.simple_tag(takes_context=True)
def home_panels(context) -> tuple[menu.Panel, ...]:
    """The shortcuts of the signed-in home page."""
    return menu.home_panels(context["request"])


@register.simple_tag(takes_context=True)
def public_menu(context) -> list[Page]:
    """The pages a visitor finds in the menu."""
    return shell.public_menu(context.get("request"))


@register.simple_tag(takes_context=True)
def footer_pages(context) -> list[Page]:
    """The pages of the footer."""
    return shell.footer_pages(context.get("request"))


@register.simple_tag(takes_context=True)
def latest_news(context, count: int = 3) -> list[NewsPage]:
    """The newest news this visitor may see."""
    request = context.get("request")
    home = shell.home_of(request)
    return list(NewsPage.newest(request, under=home)[:count]) if home else []


@register.simple_tag(takes_context=True)
def tutorial_of(context, news: NewsPage) -> TutorialPage | None:
    """The tutorial this item of news leads to, where this visitor may open it."""
    return news.tutorial_for(context.get("request"))


@register.inclusion_tag("cms/includes/breadcrumb.html")
def breadcrumb(*steps: str) -> dict[str, object]:
    """The path to this page: labels and addresses in turn, then the label of the page itself.

    `{% breadcrumb "Planning" planning_url "Juin 2018" %}`
    """
    labels, urls = steps[:-1:2], steps[1::2]
    return {"trail": list(zip(labels, urls, strict=True)), "current": steps[-1]}


@register.inclusion_tag("cms/includes/breadcrumb.html", takes_context=True)
def page_breadcrumb(context, page: Page) -> dict[str, object]:
    """The path to a page of the site, below the home page."""
    home = shell.home_of(context.get("request"))
    above = page.get_ancestors().descendant_of(home).live() if home else ()
    return {"trail": [(one.title, one.get_url(context.get("request"))) for one in above], "current": page.title}


@register.inclusion_tag("cms/forms/field.html")
def field(bound: BoundField) -> dict[str, BoundField]:
    """A field with its label, help and errors, tied together for a screen reader."""
    return {"field": bound}


@register.inclusion_tag("cms/forms/errors.html")
def form_errors(form) -> dict[str, object]:
    """The summary at the head of a form that was refused: each error leads to its field."""
    return {"form": form}


@register.inclusion_tag("cms/includes/pagination.html", takes_context=True)
def pagination(context, page_obj, parameter: str = "page") -> dict[str, object]:
    """Links to the other pages of a list, the rest of the address kept."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    kept = f"{query.urlencode()}&" if query else ""
    return {"page_obj": page_obj, "prefix": f"?{kept}{parameter}="}


def _local(value):
    return timezone.localtime(value) if hasattr(value, "tzinfo") and getattr(value, "tzinfo", None) else value


@register.simple_tag
def banners() -> list[str]:
    """The templates other rooms put above the messages of every page, named by `settings.CMS_BANNERS`."""
    return list(getattr(settings, "CMS_BANNERS", ()))
