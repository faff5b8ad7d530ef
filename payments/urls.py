"""The addresses of money: what banks call, where parents come back, and their account."""

from django.urls import path

from payments import credit_views, debit_views, demo_bank, invoice_views, views
from payments.office.views import credits as office_credits
from payments.office.views import debits as office_debits
from payments.office.views import invoices as office_invoices
from payments.office.views import slips, tickets, tills

app_name = "payments"

urlpatterns = [
    path("paiement/notification/<slug:adapter>/", views.notification, name="notification"),
    path("paiement/retour/<slug:reference>/", views.payment_return, name="return"),
    path("paiement/recu/<slug:reference>/", views.receipt, name="receipt"),
    path("facturation/historique/", views.history, name="history"),
    path("facturation/factures/", invoice_views.invoices, name="invoices"),
    path("facturation/factures/payer/", invoice_views.pay, name="pay_invoices"),
    path("facturation/factures/<int:pk>/", invoice_views.invoice, name="invoice"),
    path("facturation/factures/<int:pk>/pdf/", invoice_views.invoice_file, name="invoice_file"),
    path("facturation/prelevements/", debit_views.debits, name="debits"),
    path("facturation/prelevements/<int:office>/signer/", debit_views.sign_mandate, name="sign_mandate"),
    path("facturation/mandats/<int:pk>/pdf/", debit_views.mandate_file, name="mandate_file"),
    path("facturation/mandats/<int:pk>/revoquer/", debit_views.revoke_mandate, name="revoke_mandate"),
    path("facturation/avoir/", credit_views.credits, name="credits"),
    path("facturation/avoir/<int:office>/demander/", credit_views.ask, name="ask_credit"),
    path("banque-demo/<uuid:token>/", demo_bank.choose, name="demo_bank"),
    path("banque-demo/<uuid:token>/carte/", demo_bank.card, name="demo_bank_card"),
    path("caisse/", tills.my_till, name="my_till"),
    path("caisse/<int:pk>/", tills.my_open_till, name="my_open_till"),
    path("caisse/annuler/<slug:reference>/", tills.undo_payment, name="undo"),
    path("guichet/tickets/", tickets.family_tickets, name="family_tickets"),
    path("regie/caisses/", tills.tills, name="tills"),
    path("regie/caisses/<int:pk>/", tills.till, name="till"),
    path("regie/factures/", office_invoices.invoices, name="office_invoices"),
    path("regie/factures/comptable.csv", office_invoices.treasury, name="treasury"),
    path("regie/factures/<int:pk>/", office_invoices.invoice, name="office_invoice"),
    path("regie/factures/<int:pk>/pdf/", office_invoices.invoice_file, name="office_invoice_file"),
    path("regie/factures/<int:pk>/annuler/", office_invoices.cancel, name="cancel_invoice"),
    path("regie/prelevements/", office_debits.debits, name="office_debits"),
    path("regie/prelevements/regie/<int:office>/<str:day>/", office_debits.new_batch, name="new_batch"),
    path("regie/prelevements/fichiers/<int:pk>/", office_debits.batch, name="debit_batch"),
    path("regie/prelevements/fichiers/<int:pk>/banque.xml", office_debits.batch_file, name="debit_batch_file"),
    path("regie/prelevements/fichiers/<int:pk>/encaisser/", office_debits.collect_batch, name="collect_batch"),
    path("regie/prelevements/rejeter/<int:pk>/", office_debits.reject_debit, name="reject_debit"),
    path("regie/remboursements/", office_credits.requests, name="credit_requests"),
    path("regie/remboursements/<int:pk>/", office_credits.answer, name="answer_credit"),
    path("regie/bordereaux/", slips.slips, name="slips"),
    path("regie/bordereaux/nouveau/<int:office>/<slug:adapter>/", slips.new_slip, name="new_slip"),
    path("regie/bordereaux/<int:pk>/", slips.slip, name="slip"),
    path("regie/bordereaux/<int:pk>/fichier/<slug:ending>/", slips.export, name="slip_file"),
    path("regie/tickets/", tickets.ticket_stocks, name="ticket_stocks"),
]
