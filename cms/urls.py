"""The addresses of this room, before Wagtail's pages take the rest."""

from django.urls import path

from cms import views

app_name = "cms"

urlpatterns = [
    path("identite.css", views.identity_css, name="identity_css"),
    path("composants/", views.components, name="components"),
]
