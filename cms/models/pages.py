"""The pages of the public site."""

from django.core.paginator import Paginator
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms import audiences
from cms.blocks import BodyBlock, StepsBlock

NEWS_A_PAGE = 10
BELOW = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())


class SitePage(Page):
    """What every page of ours shares: the audience it speaks to."""

    audience = models.CharField(
        _("public visé"),
        max_length=40,
        choices=audiences.choices,
        default=audiences.PUBLIC,
        help_text=_("Les autres visiteurs ne voient cette page nulle part, ni celles rangées dessous."),
    )

    promote_panels = [*Page.promote_panels, FieldPanel("audience")]
    private_page_options = []  # an audience hides a page; Wagtail's privacy would show that it exists

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        """Show the page, or no page at all to whom it does not speak."""
        if not audiences.admits(request, self.audiences()):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def audiences(self) -> set[str]:
        """The audiences this page stands under: its own and those of the pages above it."""
        above = self.get_ancestors().specific() if self.depth else ()
        return {self.audience} | {page.audience for page in above if isinstance(page, SitePage)}


class HomePage(SitePage):
    """The first page: the news, the log-in box, the documents."""

    welcome = models.CharField(
        _("titre d'accueil"), max_length=120, default=_("La cantine et la garderie, en quelques clics")
    )
    intro = models.TextField(
        _("phrase d'accueil"),
        blank=True,
        default=_("Réservez les repas et l'accueil du matin ou du soir, voyez ce que cela coûte, payez en ligne."),
    )
    news_shown = models.PositiveSmallIntegerField(
        _("nombre d'actualités affichées"), default=5, validators=[MinValueValidator(1)]
    )
    body = StreamField(BodyBlock(required=False), verbose_name=_("contenu sous les actualités"), blank=True)

    content_panels = [*Page.content_panels, *map(FieldPanel, ("welcome", "intro", "news_shown", "body"))]
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("page d'accueil")

    def get_context(self, request, *args, **kwargs):
        """Add the news and the documents this visitor may see."""
        context = super().get_context(request, *args, **kwargs)
        context["news"] = NewsPage.newest(request, under=self)[: self.news_shown]
        context["documents_page"] = DocumentsPage.first(request, under=self)
        return context


class NewsIndexPage(SitePage):
    """All the news, newest first."""

    content_panels = list(Page.content_panels)
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    template = "cms/news_index_page.html"

    class Meta:
        verbose_name = _("liste des actualités")

    def get_context(self, request, *args, **kwargs):
        """Add one page of the news this visitor may see."""
        context = super().get_context(request, *args, **kwargs)
        paginator = Paginator(NewsPage.newest(request, under=self), NEWS_A_PAGE)
        context["news"] = paginator.get_page(request.GET.get("page"))
        return context


class NewsPage(SitePage):
    """One item of the news (Actualité)."""

    date = models.DateField(
        _("date affichée"),
        default=timezone.localdate,
        help_text=_("Elle range les actualités. Pour publier plus tard, utilisez la programmation."),
    )
    intro = models.TextField(_("chapô"), blank=True, max_length=400)
    body = StreamField(BodyBlock(), verbose_name=_("texte"))
    tutorial = models.ForeignKey(
        "cms.TutorialPage",
        verbose_name=_("tutoriel à consulter"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels = [*Page.content_panels, *map(FieldPanel, ("date", "intro", "body", "tutorial"))]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types = []
    template = "cms/news_page.html"

    class Meta:
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")

    @classmethod
    def newest(cls, request, *, under: Page):
        """The published news below that page that this visitor may see, newest first."""
        news = listed(cls, request, under=under).select_related("tutorial")
        return news.order_by("-date", "-first_published_at", "-pk")

    def tutorial_for(self, request) -> "TutorialPage | None":
        """The tutorial this item leads to, where it is published and speaks to this visitor."""
        tutorial = self.tutorial
        shown = tutorial and tutorial.live and audiences.admits(request, {tutorial.audience})
        return tutorial if shown else None


class TutorialPage(SitePage):
    """A task explained step by step."""

    intro = models.TextField(_("introduction"), blank=True)
    steps = StreamField(StepsBlock(), verbose_name=_("étapes"))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("steps")]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("steps")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = []
    template = "cms/tutorial_page.html"

    class Meta:
        verbose_name = _("tutoriel")


class DocumentsPage(SitePage):
    """The documents the town offers for download."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        InlinePanel("published_documents", heading=_("Documents"), label=_("Document")),
    ]
    parent_page_types = ["cms.HomePage"]
    subpage_types = []
    template = "cms/documents_page.html"

    class Meta:
        verbose_name = _("page de documents")

    @classmethod
    def first(cls, request, *, under: Page) -> "DocumentsPage | None":
        """The first page of documents below that page, where this visitor may see one."""
        return listed(cls, request, under=under).order_by("path").first()

    def documents(self):
        """The published documents in the editor's order, files at hand."""
        return self.published_documents.select_related("document")


class PublishedDocument(Orderable):
    """A document in the list of a page of documents."""

    page = ParentalKey(DocumentsPage, on_delete=models.CASCADE, related_name="published_documents")
    document = models.ForeignKey(
        "wagtaildocs.Document", verbose_name=_("document"), on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(
        _("intitulé"), max_length=160, blank=True, help_text=_("Par défaut, le titre du document.")
    )

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("document publié")
        constraints = [
            models.UniqueConstraint(fields=["page", "document"], name="one_line_per_document_and_page"),
        ]

    def __str__(self) -> str:
        return self.title or self.document.title


class StandardPage(SitePage):
    """A page of text: terms of use, legal notice, accessibility statement."""

    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("contenu"))
    in_footer = models.BooleanField(_("lien en pied de page"), default=False)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    promote_panels = [*SitePage.promote_panels, FieldPanel("in_footer")]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    template = "cms/standard_page.html"

    class Meta:
        verbose_name = _("page de texte")


def listed(page_class: type[SitePage], request, *, under: Page):
    """The live pages of that class below that page that this visitor may see, whatever stands between."""
    allowed = audiences.allowed_audiences(request)
    pages = page_class.objects.descendant_of(under).live().filter(audience__in=allowed)
    for parent_class in page_class.clean_parent_page_models():
        if issubclass(parent_class, SitePage):
            refusing = parent_class.objects.exclude(audience__in=allowed).annotate(below=BELOW)
            pages = pages.exclude(Exists(refusing.filter(below__startswith=F("path"))))
    return pages
