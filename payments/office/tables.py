"""The lists of the régie."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from cms.french import euros
from payments.models import DepositSlip, Invoice, Till
from payments.receipts import means_label

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class TillTable(tables.Table):
    """Tills: whose, which day, how many payments, whether they are closed."""

    day = tables.DateColumn(verbose_name=_("Jour"), format="d/m/Y", linkify=("payments:till", [tables.A("pk")]))
    agent = tables.Column(verbose_name=_("Agent"))
    revenue_office = tables.Column(verbose_name=_("Régie"))
    taken = tables.Column(verbose_name=_("Encaissé"), attrs=NUMBER, empty_values=(None,), default="0,00 €")
    difference = tables.Column(verbose_name=_("Écart"), attrs=NUMBER, empty_values=(None,))
    closed_at = tables.Column(verbose_name=_("Arrêtée"), empty_values=())

    class Meta:
        model = Till
        fields = ("day", "agent", "revenue_office", "taken", "difference", "closed_at")
        empty_text = _("Aucune caisse ne répond à cette recherche.")

    def render_agent(self, record):
        return record.agent.get_full_name() or record.agent.get_username()

    def render_taken(self, value):
        return euros(value)

    render_difference = render_taken

    def render_closed_at(self, record):
        return _("oui") if record.closed_at else _("à arrêter")


class SlipTable(tables.Table):
    """Deposit slips, the latest first."""

    number = tables.Column(verbose_name=_("Numéro"), linkify=("payments:slip", [tables.A("pk")]))
    revenue_office = tables.Column(verbose_name=_("Régie"))
    adapter = tables.Column(verbose_name=_("Moyen de paiement"))
    count = tables.Column(verbose_name=_("Paiements"), attrs=NUMBER)
    total = tables.Column(verbose_name=_("Total"), attrs=NUMBER)
    issued_at = tables.DateColumn(verbose_name=_("Émis le"), format="d/m/Y")

    class Meta:
        model = DepositSlip
        fields = ("number", "revenue_office", "adapter", "count", "total", "issued_at")
        empty_text = _("Aucun bordereau ne répond à cette recherche.")

    def render_adapter(self, value):
        return means_label(value)

    def render_total(self, value):
        return euros(value)


class StockTable(tables.Table):
    """Paper tickets family by family: what was recorded, what was used, what is left to wind down."""

    household__name = tables.Column(verbose_name=_("Foyer"))
    household__reference = tables.Column(verbose_name=_("Référence"))
    kind__name = tables.Column(verbose_name=_("Ticket"))
    recorded = tables.Column(verbose_name=_("Enregistrés"), attrs=NUMBER)
    used = tables.Column(verbose_name=_("Utilisés"), attrs=NUMBER)
    left = tables.Column(verbose_name=_("Restent"), attrs=NUMBER)

    class Meta:
        empty_text = _("Aucune famille n’a de tickets papier.")


class InvoiceTable(tables.Table):
    """Invoices: which, whose, how much, what is left."""

    number = tables.Column(verbose_name=_("Facture"), linkify=("payments:office_invoice", [tables.A("pk")]))
    household = tables.Column(verbose_name=_("Foyer"), accessor="household__name")
    period_start = tables.DateColumn(verbose_name=_("Mois"), format="m/Y")
    due_on = tables.DateColumn(verbose_name=_("À payer avant le"), format="d/m/Y")
    total = tables.Column(verbose_name=_("Total"), attrs=NUMBER)
    left = tables.Column(verbose_name=_("Reste"), attrs=NUMBER)
    status = tables.Column(verbose_name=_("État"))

    class Meta:
        model = Invoice
        fields = ("number", "household", "period_start", "due_on", "total", "left", "status")
        order_by = ("-number",)
        empty_text = _("Aucune facture ne répond à cette recherche.")

    def render_number(self, record):
        return str(record)

    def render_total(self, value):
        return euros(value)

    render_left = render_total
