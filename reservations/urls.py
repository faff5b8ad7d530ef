"""The addresses of the planning, the recap and the activities."""

from django.urls import path

from reservations.views import activities, advanced, collecting, editing, planning, recap

app_name = "reservations"

urlpatterns = [
    path("planning/", planning.planning, name="planning"),
    path("planning/modifier/", editing.first_child, name="planning_edit"),
    path("planning/modification-avancee/", advanced.advanced, name="advanced"),
    path("planning/modification-avancee/appliquer/", advanced.apply, name="apply"),
    path("planning/activite/<int:activity>/", planning.activity, name="activity_now"),
    path("planning/activite/<int:activity>/<int:year>/<int:month>/", planning.activity, name="activity_planning"),
    path("planning/<int:child>/", planning.child, name="child_now"),
    path("planning/<int:child>/<int:year>/<int:month>/", planning.child, name="planning_child"),
    path("planning/<int:child>/<int:year>/<int:month>/modifier/", editing.edit, name="child_edit"),
    path("planning/<int:child>/<int:year>/<int:month>/estimation/", editing.estimation, name="estimation"),
    path("recapitulatif/", recap.recap, name="recap"),
    path("recapitulatif/payer/", recap.pay, name="pay"),
    path("recapitulatif/encaisser/", collecting.collect, name="collect"),
    path("recapitulatif/tout-supprimer/", recap.clear, name="clear"),
    path("inscriptions/", activities.activities, name="activities"),
]
