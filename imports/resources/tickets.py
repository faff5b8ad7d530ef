"""The paper tickets families still hold, from the former software or from a count at the desk."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.widgets import Widget

from imports.resources.base import Resource
from imports.widgets import DayWidget, HouseholdWidget, LookUp
from payments.models import TicketKind, TicketMovement


class TicketKindWidget(LookUp):
    """A kind of ticket by its short name, at the régie of the row."""

    with_columns = ("revenue_office",)

    def look_up(self, value, row):
        office = row.get("revenue_office")
        found = TicketKind.objects.filter(slug=value, revenue_office__code=office).first()
        if found is None:
            raise ValueError(
                _("Aucun ticket « %(slug)s » à la régie « %(office)s » : créez-le dans Gestion › Régie.")
                % {"slug": value, "office": office}
            )
        return found

    def render(self, value, obj=None, **kwargs):
        return value.slug if value else ""


class CountWidget(Widget):
    """How many tickets: a whole number, one at least."""

    def clean(self, value, row=None, **kwargs):
        text = str(value if value is not None else "").strip().removesuffix(".0")
        if not text.isdecimal() or not 0 < int(text) <= 2000:
            raise ValueError(_("« %s » n'est pas un nombre de tickets : écrivez un entier, de 1 à 2000.") % value)
        return int(text)


class StartOfDayWidget(Widget):
    """The first moment of a day."""

    def clean(self, value, row=None, **kwargs):
        day = DayWidget().clean(value)
        if day is None:
            raise ValueError(_("Indiquez le jour où les tickets ont été comptés."))
        return timezone.make_aware(datetime.combine(day, time.min))

    def render(self, value, obj=None, **kwargs):
        return timezone.localdate(value).isoformat() if value else ""


class TicketResource(Resource):
    """Tickets taken over for a family, once a label: a stock is never rewritten, it is corrected at the desk."""

    label = _("Tickets papier")
    columns = ("household", "revenue_office", "ticket", "quantity", "counted_on", "label")

    household = Field("household", "household", widget=HouseholdWidget())
    kind = Field("kind", "ticket", widget=TicketKindWidget())
    quantity = Field("quantity", "quantity", widget=CountWidget())
    recorded_at = Field("recorded_at", "counted_on", widget=StartOfDayWidget())

    class Meta(Resource.Meta):
        model = TicketMovement
        import_id_fields = ("household", "kind", "label")
        fields = ("household", "kind", "quantity", "recorded_at", "label")

    def get_queryset(self):
        return super().get_queryset().filter(movement=TicketMovement.ADDED)

    def init_instance(self, row=None):
        return TicketMovement(movement=TicketMovement.ADDED)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if not instance.label:
            raise ValidationError(_("Indiquez d'où viennent ces tickets dans la colonne « label »."))
        super().validate_instance(instance, import_validation_errors, validate_unique)
        known = self.known.get(self._name_of(instance)) if instance.pk else None
        if known and (known.quantity, known.recorded_at) != (instance.quantity, instance.recorded_at):
            raise ValidationError(
                _("Ce stock est déjà repris (%(count)d tickets, « %(label)s ») : corrigez-le au guichet.")
                % {"count": known.quantity, "label": known.label}
            )
