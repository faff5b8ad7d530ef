"""The addresses of money: what banks call, where parents come back, and their account."""

from django.urls import path

from payments import demo_bank, views

app_name = "payments"

urlpatterns = [
    path("paiement/notification/<slug:adapter>/", views.notification, name="notification"),
    path("paiement/retour/<slug:reference>/", views.payment_return, name="return"),
    path("paiement/recu/<slug:reference>/", views.receipt, name="receipt"),
    path("facturation/historique/", views.history, name="history"),
    path("banque-demo/<uuid:token>/", demo_bank.choose, name="demo_bank"),
    path("banque-demo/<uuid:token>/carte/", demo_bank.card, name="demo_bank_card"),
]
