"""An edition of a règlement: its steps and rows, its proofs, the délibération it comes from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rules.models.rulebooks import Rulebook


class LiveEdition(Exception):
    """A live edition is never edited: copy it to a new date."""


class EditionQuerySet(models.QuerySet):
    def live(self):
        return self.filter(status=Edition.Status.LIVE)

    def drafts(self):
        return self.filter(status=Edition.Status.DRAFT)

    def with_tables(self):
        """The editions with all that compiling reads, in three queries."""
        return self.select_related("rulebook").prefetch_related("steps__rows")


class Edition(models.Model):
    """What the règlement says from a day on. A draft may change; live, it never does: it is copied to a new date."""

    class Status(models.TextChoices):
        DRAFT = "brouillon", _("brouillon")
        LIVE = "en-vigueur", _("publiée")

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="editions", verbose_name=_("règlement"))
    title = models.CharField(_("titre"), max_length=120)
    valid_from = models.DateField(_("applicable à partir du"))
    status = models.CharField(_("état"), max_length=12, choices=Status, default=Status.DRAFT)
    council_decision = models.CharField(_("numéro de délibération"), max_length=60, blank=True)
    council_decision_on = models.DateField(_("date de la délibération"), null=True, blank=True)
    council_decision_document = models.ForeignKey(
        "wagtaildocs.Document", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("délibération")
    )
    counters = models.JSONField(_("compteurs"), default=list, blank=True)
    digest = models.CharField(_("empreinte"), max_length=64, blank=True)
    accepted = models.JSONField(_("remarques acceptées"), default=list, blank=True)
    created_at = models.DateTimeField(_("créée le"), auto_now_add=True)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("publiée par")
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["rulebook_id", "-valid_from", "-id"]
        permissions = [("publish_edition", _("Publier une version de règlement"))]
        constraints = [
            models.UniqueConstraint(
                fields=["rulebook", "valid_from"],
                condition=Q(status="en-vigueur"),
                name="one_live_edition_per_rulebook_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="en-vigueur") | Q(published_at__isnull=False), name="a_live_edition_was_published"
            ),
        ]

    def __str__(self):
        return f"{self.rulebook} – {self.title}"

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.LIVE

    @property
    def reference(self) -> dict[str, str]:
        """What an explanation keeps of the edition it comes from."""
        return {
            "cle": str(self.pk),
            "reglement": self.rulebook.name,
            "titre": f"{self.rulebook.name} – {self.title}",
            "applicable": self.valid_from.isoformat(),
            "deliberation": self.council_words,
        }

    @property
    def council_words(self) -> str:
        """« délibération 2026-41 du 25/06/2026 », or nothing."""
        if not self.council_decision:
            return ""
        on = f" du {self.council_decision_on:%d/%m/%Y}" if self.council_decision_on else ""
        return f"délibération {self.council_decision}{on}"


class Step(models.Model):
    """One step of an edition: an operation at a level, by a table. See ``rules.steps.Step``."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="steps", verbose_name=_("version"))
    position = models.PositiveSmallIntegerField(_("ordre"))
    name = models.CharField(_("nom"), max_length=120)
    level = models.SlugField(_("niveau"))
    operation = models.CharField(_("opération"), max_length=30)
    policy = models.CharField(_("règle de choix"), max_length=2, default="U")
    columns = models.JSONField(_("colonnes"), default=list, blank=True)
    writes = models.CharField(_("composante écrite"), max_length=60, default="prix")
    on = models.JSONField(_("composantes concernées"), default=list, blank=True)
    covers = models.JSONField(_("lignes concernées"), null=True, blank=True)
    rounding = models.JSONField(_("arrondi"), null=True, blank=True)
    debtor = models.CharField(_("débiteur"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        ordering = ["edition_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="one_step_per_place_in_an_edition"),
            models.UniqueConstraint(fields=["edition", "name"], name="one_step_per_name_in_an_edition"),
        ]

    def __str__(self):
        return self.name


class Row(models.Model):
    """One row of a step: a cell a column, and what it decides."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="rows", verbose_name=_("étape"))
    position = models.PositiveSmallIntegerField(_("ordre"))
    label = models.CharField(_("libellé"), max_length=120, blank=True)
    cells = models.JSONField(_("cellules"), default=list)
    outcome = models.JSONField(_("résultat"))

    class Meta:
        verbose_name = _("ligne")
        verbose_name_plural = _("lignes")
        ordering = ["step_id", "position"]
        constraints = [models.UniqueConstraint(fields=["step", "position"], name="one_row_per_place_in_a_step")]

    def __str__(self):
        return self.label or f"ligne {self.position}"


class Example(models.Model):
    """A worked case the edition must agree with: a small world, and what it comes to."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="examples", verbose_name=_("version"))
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    title = models.CharField(_("cas"), max_length=200)
    lines = models.JSONField(_("lignes"), default=list)
    expected = models.JSONField(_("résultat attendu"))
    note = models.TextField(_("remarque"), blank=True)

    class Meta:
        verbose_name = _("exemple")
        verbose_name_plural = _("exemples")
        ordering = ["edition_id", "position", "id"]

    def __str__(self):
        return self.title
