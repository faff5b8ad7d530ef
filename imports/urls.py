"""The addresses of imports, inside the back office."""

from django.urls import path

from imports import views

app_name = "imports"

urlpatterns = [
    path("gestion/imports/", views.index, name="index"),
    path("gestion/imports/<int:pk>/", views.run, name="run"),
    path("gestion/imports/<int:pk>/appliquer/", views.apply, name="apply"),
]
