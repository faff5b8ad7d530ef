"""The identity of the town: who speaks on the site, in which colours, and how to reach them."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms import palette


def legible(colour: str) -> None:
    """Refuse a colour on which white text, or with which text on our paper, would be hard to read."""
    if palette.is_legible(colour):
        return
    raise ValidationError(
        _(
            "Cette couleur est trop claire : un texte s'y lirait mal (contraste de %(ratio)s pour 1, il faut 4,5). "
            "Choisissez une teinte plus foncée, par exemple %(better)s."
        ),
        code="illegible",
        params={
            "ratio": f"{palette.contrast(colour, palette.GROUND):.1f}".replace(".", ","),
            "better": palette.darkened(colour, on=palette.GROUND, until=palette.ENOUGH),
        },
    )


written_in_hex = RegexValidator(
    r"^#[0-9A-Fa-f]{6}\Z", _("Écrivez la couleur sous la forme #RRVVBB, par exemple #1B5450.")
)


@register_setting(icon="home")
class SiteIdentity(BaseSiteSetting):
    """The town as its families see it: name, logo, colours, and how to reach the people behind it."""

    name = models.CharField(_("nom du portail"), max_length=80, default=_("Portail famille"))
    town = models.CharField(_("nom de la commune"), max_length=80, blank=True)
    authority = models.CharField(
        _("la collectivité, dans une phrase"),
        max_length=80,
        default=_("votre commune"),
        help_text=_("« votre commune », « votre communauté de communes », « votre syndicat scolaire »…"),
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    main_colour = models.CharField(
        _("couleur principale"), max_length=7, default="#1B5450", validators=[written_in_hex]
    )
    accent_colour = models.CharField(
        _("couleur d'accent"), max_length=7, default="#B3422A", validators=[written_in_hex]
    )
    service = models.CharField(_("service à contacter"), max_length=120, blank=True)
    address = models.TextField(_("adresse"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    opening_hours = models.TextField(_("horaires d'ouverture"), blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("town"), FieldPanel("authority")], _("Noms")),
        MultiFieldPanel([*map(FieldPanel, ("logo", "main_colour", "accent_colour"))], _("Logo et couleurs")),
        MultiFieldPanel(
            [*map(FieldPanel, ("service", "address", "phone", "email", "opening_hours"))], _("Pour joindre la mairie")
        ),
    ]
    select_related = ["logo"]

    class Meta:
        verbose_name = _("identité de la commune")

    def clean(self) -> None:
        """Refuse colours nobody could read, each on its own field."""
        errors = {}
        for field in ("main_colour", "accent_colour"):
            try:
                written_in_hex(getattr(self, field))
                legible(getattr(self, field))
            except ValidationError as error:
                errors[field] = error
        if errors:
            raise ValidationError(errors)

    def stylesheet(self) -> str:
        """The CSS that lays the town's colours over the design tokens."""
        return palette.stylesheet(main=self.main_colour, accent=self.accent_colour)
