"""School years, the calendar of a service and the outages of the portal: editable data, seeded from the zones."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SchoolYear(models.Model):
    """A school year, from its first to its last day."""

    label = models.CharField(_("libellé"), max_length=20, unique=True)
    starts_on = models.DateField(_("commence le"))
    ends_on = models.DateField(_("finit le"))

    class Meta:
        verbose_name = _("année scolaire")
        verbose_name_plural = _("années scolaires")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="a_school_year_ends_after_it_starts")
        ]

    def __str__(self):
        return self.label


class Calendar(models.Model):
    """The days that matter to a service: public holidays, school holidays, closures."""

    class Zone(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    name = models.CharField(_("nom"), max_length=80, unique=True)
    zone = models.CharField(
        _("zone"),
        max_length=1,
        choices=Zone,
        blank=True,
        help_text=_("La zone officielle dont le calendrier a été repris."),
    )

    class Meta:
        verbose_name = _("calendrier")
        verbose_name_plural = _("calendriers")
        ordering = ["name"]

    def __str__(self):
        return self.name


class CalendarPeriod(models.Model):
    """A named day or span of a calendar, both days included."""

    class Kind(models.TextChoices):
        HOLIDAYS = "vacances", _("vacances scolaires")
        PUBLIC_HOLIDAY = "ferie", _("jour férié")
        CLOSURE = "fermeture", _("fermeture")
        BRIDGE = "pont", _("pont")
        STRIKE = "greve", _("grève")

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="periods", verbose_name=_("calendrier"))
    kind = models.CharField(
        _("nature"), max_length=12, choices=Kind, help_text=_("Décide si le jour compte dans les dates limites.")
    )
    label = models.CharField(_("libellé"), max_length=100, help_text=_("Ce que lit une famille sur le jour fermé."))
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))

    class Meta:
        verbose_name = _("période du calendrier")
        verbose_name_plural = _("périodes du calendrier")
        ordering = ["calendar_id", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "kind", "starts_on"], name="one_period_per_kind_and_day"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="a_period_ends_after_it_starts"),
        ]

    def __str__(self):
        return self.label


class Outage(models.Model):
    """Hours when the portal or the bank was away: the cut-offs near them move, for every family alike (B16)."""

    label = models.CharField(
        _("libellé"),
        max_length=100,
        help_text=_("Ce que lit une famille à côté de la date prolongée : « Panne du portail »."),
    )
    starts_at = models.DateTimeField(_("du"))
    ends_at = models.DateTimeField(
        _("au"), help_text=_("Encore en panne ? Écrivez l'heure de retour prévue, puis corrigez-la.")
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes laissées ensuite"),
        default=120,
        help_text=_(
            "Une date limite qui tombe pendant la panne, ou trop peu après, est repoussée : il reste toujours ce "
            "temps-là après le retour, sans dépasser le début de la séance."
        ),
    )

    class Meta:
        verbose_name = _("panne")
        verbose_name_plural = _("pannes")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="an_outage_ends_after_it_starts")
        ]

    def __str__(self):
        return self.label

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)
