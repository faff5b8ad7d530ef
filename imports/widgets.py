"""How a cell of a file becomes a value, with an error a clerk understands."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from families.models import Child, Household, User

YES, NO = {"oui", "o", "1", "vrai", "true"}, {"non", "n", "0", "faux", "false"}
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")


class DayWidget(Widget):
    """A date, written 2026-09-01 or 01/09/2026."""

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        if isinstance(value, date):
            return value
        for pattern in DATE_FORMATS:
            try:
                return datetime.strptime(value.strip(), pattern).date()
            except ValueError:
                continue
        raise ValueError(_("« %s » n'est pas une date : écrivez 01/09/2026.") % value)

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class YesNoWidget(Widget):
    """« oui », « non », or nothing when nobody knows."""

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip().lower()
        if not text:
            return None
        if text in YES | NO:
            return text in YES
        raise ValueError(_("« %s » n'est ni oui ni non.") % value)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else "oui" if value else "non"


class AmountWidget(Widget):
    """An amount or a quotient, with a comma or a point; nothing when unknown."""

    def clean(self, value, row=None, **kwargs):
        text = str(value if value is not None else "").replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
        if not text:
            return None
        try:
            return Decimal(text.replace(",", ".").removesuffix("€"))
        except InvalidOperation:
            raise ValueError(_("« %s » n'est pas un nombre.") % value) from None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class LookUp(Widget):
    """A value that names a row of the database; each name is looked up once an import."""

    def __init__(self):
        super().__init__()
        self.found = {}

    def forget(self):
        """Look everything up again: another import begins."""
        self.found.clear()

    def clean(self, value, row=None, **kwargs):
        key = (value, *(row.get(column) for column in self.with_columns)) if row else (value,)
        if key not in self.found:
            self.found[key] = self.look_up(value, row)
        return self.found[key]

    with_columns: tuple[str, ...] = ()

    def look_up(self, value, row):
        raise NotImplementedError


class HouseholdWidget(LookUp):
    """A household by its reference."""

    def look_up(self, value, row):
        found = Household.objects.filter(reference=value).first()
        if found is None:
            raise ValueError(_("Le foyer « %s » n'existe pas : importez d'abord les foyers.") % value)
        return found

    def render(self, value, obj=None, **kwargs):
        return value.reference if value else ""


class HouseholdsWidget(Widget):
    """The households of a child, separated by semicolons."""

    def clean(self, value, row=None, **kwargs):
        references = [reference.strip() for reference in str(value or "").split(";") if reference.strip()]
        if not references:
            raise ValueError(_("Un enfant appartient à un foyer au moins : indiquez sa référence."))
        return [HouseholdWidget().clean(reference) for reference in references]

    def render(self, value, obj=None, **kwargs):
        return ";".join(value.order_by("reference").values_list("reference", flat=True)) if value else ""


class ChildWidget(LookUp):
    """A child by a household, a first name and a birth date, read in three columns of the row."""

    with_columns = ("household", "child_birth_date")

    def look_up(self, value, row):
        household = HouseholdWidget().clean(row.get("household"))
        born = DayWidget().clean(row.get("child_birth_date"))
        found = Child.objects.filter(households=household, first_name=value, birth_date=born).first()
        if found is None:
            raise ValueError(
                _("Aucun enfant « %(name)s » né le %(day)s dans le foyer %(household)s : importez d'abord les enfants.")
                % {"name": value, "day": row.get("child_birth_date"), "household": row.get("household")}
            )
        return found

    def render(self, value, obj=None, **kwargs):
        return value.first_name if value else ""


class AccountWidget(Widget):
    """The account of a guardian by its user name, opened without password when it is new."""

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        user, new = User.objects.get_or_create(username=value)
        if new:
            user.first_name, user.last_name = row.get("first_name", ""), row.get("last_name", "")
            user.email = row.get("email", "")
            user.set_unusable_password()
            user.save()
        return user

    def render(self, value, obj=None, **kwargs):
        return value.username if value else ""
