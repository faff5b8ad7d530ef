"""The addresses of families."""

from django.urls import path

from families import custody_views, message_views, staff_views, views

app_name = "families"

urlpatterns = [
    path("dossier/", views.dossier, name="dossier"),
    path("dossier/foyer/<int:pk>/", views.choose_household, name="choose_household"),
    path("dossier/garde/<int:child>/", custody_views.custody, name="custody"),
    path("dossier/garde/<int:child>/<int:year>/<int:month>/", custody_views.custody, name="custody_month"),
    path("dossier/messages/", message_views.preferences, name="message_preferences"),
    path("messages/ne-plus-recevoir/<str:token>/", message_views.unsubscribe, name="unsubscribe"),
    path("guichet/", views.counter, name="counter"),
    path("guichet/foyer/<int:pk>/", views.open_file, name="open_file"),
    path("guichet/quitter/", views.close_file, name="close_file"),
    path("guichet/inviter/<int:pk>/", views.invite_guardian, name="invite"),
    path("mes-droits/", staff_views.rights, name="rights"),
    path("bienvenue/<str:token>/", views.activation, name="activate"),
]
