"""How the town words its messages, and which ones a family wishes to receive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models.people import Household, User

FRENCH = "fr"


class WordingQuerySet(models.QuerySet):
    def published(self):
        return self.exclude(published_at=None)

    def drafts(self):
        return self.filter(published_at=None)


class Wording(models.Model):
    """A version of the text of a kind of message: one draft at most, and the published ones, kept for good.

    The last published is in force; ``is_origin`` says the town went back to the text the portal ships.
    """

    kind = models.SlugField(_("nature"))
    language = models.CharField(_("langue"), max_length=8, default=FRENCH)
    subject = models.CharField(_("objet"), max_length=200)
    body = models.TextField(_("texte"))
    is_origin = models.BooleanField(_("texte d'origine"), default=False)
    written_at = models.DateTimeField(_("écrit le"))
    written_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("par")
    )
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("texte d'un message")
        verbose_name_plural = _("textes des messages")
        ordering = ["kind", "language", "-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"],
                condition=Q(published_at__isnull=True),
                name="one_draft_per_kind_of_message",
            ),
        ]

    def __str__(self):
        return f"{self.kind} ({self.language})"


class MessagePreferences(models.Model):
    """What a household chose about its messages; no row, the usual: everything, in French."""

    household = models.OneToOneField(
        Household, models.CASCADE, related_name="message_preferences", verbose_name=_("foyer")
    )
    language = models.CharField(_("langue"), max_length=8, default=FRENCH)
    declined = models.JSONField(_("messages refusés"), default=list, blank=True)

    class Meta:
        verbose_name = _("préférences de messages")
        verbose_name_plural = _("préférences de messages")

    def __str__(self):
        return str(self.household)

    @classmethod
    def of(cls, household):
        """The choices of a household, the usual ones where it made none."""
        return cls.objects.filter(household=household).first() or cls(household=household)

    @property
    def language_label(self) -> str:
        return str(dict(settings.MESSAGE_LANGUAGES).get(self.language, self.language))
