"""The lists of families."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from families.models import Household


class HouseholdTable(tables.Table):
    """Families at the counter: who, their children, and the button that opens their file."""

    name = tables.Column(verbose_name=_("Foyer"))
    reference = tables.Column(verbose_name=_("Référence"))
    children = tables.Column(empty_values=(), verbose_name=_("Enfants"), orderable=False)
    city = tables.Column(verbose_name=_("Commune"))
    act = tables.TemplateColumn(template_name="families/open_file.html", verbose_name=_("Dossier"), orderable=False)

    class Meta:
        model = Household
        fields = ("name", "reference", "children", "city", "act")
        order_by = "name"
        empty_text = _("Aucun foyer ne répond à cette recherche. Essayez un prénom ou la référence.")

    def render_children(self, record):
        return ", ".join(child.first_name for child in record.children.all()) or "—"
