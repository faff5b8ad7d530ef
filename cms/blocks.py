"""What the body of a page is made of."""

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from cms import live

PROSE = ("bold", "italic", "ol", "ul", "hr", "link", "document-link")
TITLE, SUBTITLE = "1", "2"


class HeadingBlock(blocks.StructBlock):
    """A heading. Its rank follows from where the page is shown: `heading_base` in the context is the rank above."""

    text = blocks.CharBlock(label=_("Texte"), max_length=160)
    size = blocks.ChoiceBlock(
        label=_("Niveau"), choices=[(TITLE, _("Titre")), (SUBTITLE, _("Sous-titre"))], default=TITLE
    )

    class Meta:
        label = _("Titre")
        icon = "title"
        template = "cms/blocks/heading.html"

    def get_context(self, value, parent_context=None):
        """Give the template the rank of the heading, 2 to 6."""
        context = super().get_context(value, parent_context)
        base = int((parent_context or {}).get("heading_base", 1))
        context["rank"] = min(base + int(value["size"] or 1), 6)
        return context


class FigureBlock(blocks.StructBlock):
    """An image, described in words or declared decorative, with a caption where it needs one."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Légende"), required=False, max_length=200)

    class Meta:
        label = _("Image")
        icon = "image"
        template = "cms/blocks/figure.html"


class DocumentBlock(blocks.StructBlock):
    """A document to download, with its type and size."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        label=_("Intitulé"), required=False, max_length=160, help_text=_("Par défaut, le titre du document.")
    )

    class Meta:
        label = _("Document à télécharger")
        icon = "doc-full-inverse"
        template = "cms/blocks/document.html"


class ButtonBlock(blocks.StructBlock):
    """A link that looks like a button, to a page of ours or to another site."""

    text = blocks.CharBlock(
        label=_("Texte du bouton"), max_length=80, help_text=_("Dites où il mène : « Consulter le tutoriel ».")
    )
    page = blocks.PageChooserBlock(label=_("Page du site"), required=False)
    address = blocks.URLBlock(label=_("Ou adresse d'un autre site"), required=False)

    class Meta:
        label = _("Bouton")
        icon = "link"
        template = "cms/blocks/button.html"

    def clean(self, value):
        """Refuse a button that leads nowhere, or to two places."""
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            reason = _("Ce bouton doit mener à un seul endroit. Choisissez une page ou une adresse.")
            raise blocks.StructBlockValidationError(non_block_errors=ErrorList([reason]))
        return cleaned


class CalloutBlock(blocks.StructBlock):
    """A few lines set apart: good to know, or a warning."""

    tone = blocks.ChoiceBlock(
        label=_("Ton"), choices=[("info", _("Bon à savoir")), ("warning", _("Attention"))], default="info"
    )
    text = blocks.RichTextBlock(label=_("Texte"), features=list(PROSE))

    class Meta:
        label = _("Encadré")
        icon = "info-circle"
        template = "cms/blocks/callout.html"


class LiveBlock(blocks.StructBlock):
    """Data another room keeps up to date, chosen among `CMS_LIVE_BLOCKS`."""

    source = blocks.ChoiceBlock(label=_("Information"), choices=live.choices)

    class Meta:
        label = _("Information à jour")
        icon = "rotate"

    def render(self, value, context=None):
        """The other room's HTML, asked for at each visit."""
        return live.render(value["source"], (context or {}).get("request"))


class BodyBlock(blocks.StreamBlock):
    """The body of a page or of a news item."""

    paragraph = blocks.RichTextBlock(label=_("Texte"), features=list(PROSE), icon="pilcrow")
    heading = HeadingBlock()
    figure = FigureBlock()
    document = DocumentBlock()
    button = ButtonBlock()
    callout = CalloutBlock()
    live = LiveBlock()

    def clean(self, value):
        """Refuse a subtitle that comes before any title: a screen reader would announce a hole in the page."""
        cleaned = super().clean(value)
        headings = [(at, block) for at, block in enumerate(cleaned) if block.block_type == "heading"]
        if headings and headings[0][1].value["size"] == SUBTITLE:
            at = headings[0][0]
            reason = _("Un sous-titre ne peut pas ouvrir la page. Choisissez « Titre », ou ajoutez un titre avant lui.")
            raise blocks.StreamBlockValidationError(block_errors={at: ValidationError(reason)})
        return cleaned


class StepBlock(blocks.StructBlock):
    """One step of a tutorial: what to do, and what the screen then looks like."""

    title = blocks.CharBlock(label=_("Ce qu'il faut faire"), max_length=160)
    text = blocks.RichTextBlock(label=_("Explication"), required=False, features=list(PROSE))
    image = ImageBlock(label=_("Copie d'écran"), required=False)

    class Meta:
        label = _("Étape")
        icon = "list-ol"
        template = "cms/blocks/step.html"


class StepsBlock(blocks.StreamBlock):
    """The steps of a tutorial, numbered in their order."""

    step = StepBlock()
