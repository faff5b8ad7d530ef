"""A child's sickness, declared online by its family, with its certificate."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from families.models import Child, Household, User


class AbsenceDeclaration(models.Model):
    """Days a child is sick; its certificate comes at once or before `proof_until`. Read by an agent, then erased.

    `waiting_days` is what the town asked that day: the first booked days that stay due.
    """

    class Status(models.TextChoices):
        DECLARED = "declaree", _("à examiner")
        ACCEPTED = "acceptee", _("acceptée")
        REFUSED = "refusee", _("refusée")

    child = models.ForeignKey(Child, models.PROTECT, related_name="absences", verbose_name=_("enfant"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="absences", verbose_name=_("foyer"))
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    certificate = models.FileField(_("certificat médical"), upload_to="certificats/%Y/", blank=True)
    proved_at = models.DateTimeField(_("certificat reçu le"), null=True, blank=True)
    proof_until = models.DateTimeField(_("certificat attendu avant"))
    waiting_days = models.PositiveSmallIntegerField(_("jours de carence"))
    declared_at = models.DateTimeField(_("déclarée le"))
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("déclarée par"))
    status = models.CharField(_("état"), max_length=8, choices=Status, default=Status.DECLARED)
    answer = models.CharField(_("réponse"), max_length=250, blank=True)
    decided_at = models.DateTimeField(_("examinée le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("examinée par")
    )

    class Meta:
        verbose_name = _("absence déclarée")
        verbose_name_plural = _("absences déclarées")
        ordering = ["-declared_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="an_absence_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(status="declaree") | Q(decided_at__isnull=False), name="an_absence_decided_has_its_day"
            ),
        ]

    def __str__(self):
        return f"{self.child} · {self.starts_on:%d/%m/%Y} – {self.ends_on:%d/%m/%Y}"

    @property
    def is_late(self) -> bool:
        """Did its certificate come after the time the town gives?"""
        return self.proved_at is not None and self.proved_at > self.proof_until
