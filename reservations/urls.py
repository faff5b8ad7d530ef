"""The addresses of the planning, the recap, the activities and the attendance sheets."""

from django.urls import path

from reservations.views import (
    absences,
    activities,
    advanced,
    attendance,
    attendance_parcels,
    collecting,
    editing,
    month_end,
    planning,
    queues,
    recap,
    simulator,
    tariffs,
    waiving,
)

app_name = "reservations"

urlpatterns = [
    path("planning/", planning.planning, name="planning"),
    path("planning/modifier/", editing.first_child, name="planning_edit"),
    path("planning/modification-avancee/", advanced.advanced, name="advanced"),
    path("planning/modification-avancee/appliquer/", advanced.apply, name="apply"),
    path("planning/activite/<int:activity>/", planning.activity, name="activity_now"),
    path("planning/activite/<int:activity>/<int:year>/<int:month>/", planning.activity, name="activity_planning"),
    path(
        "planning/activite/<int:activity>/<int:year>/<int:month>/modifier/", editing.edit_activity, name="activity_edit"
    ),
    path(
        "planning/activite/<int:activity>/<int:year>/<int:month>/estimation/",
        editing.activity_estimation,
        name="activity_estimation",
    ),
    path("planning/<int:child>/", planning.child, name="child_now"),
    path("planning/<int:child>/<int:year>/<int:month>/", planning.child, name="planning_child"),
    path("planning/<int:child>/<int:year>/<int:month>/modifier/", editing.edit, name="child_edit"),
    path("planning/<int:child>/<int:year>/<int:month>/estimation/", editing.estimation, name="estimation"),
    path("recapitulatif/", recap.recap, name="recap"),
    path("recapitulatif/payer/", recap.pay, name="pay"),
    path("planning/<int:child>/<int:year>/<int:month>/derogation/", waiving.waiver, name="waiver"),
    path("recapitulatif/encaisser/", collecting.collect, name="collect"),
    path("recapitulatif/tout-supprimer/", recap.clear, name="clear"),
    path("liste-d-attente/", queues.queues, name="queues"),
    path("liste-d-attente/<int:child>/<int:session>/", queues.queue, name="queue"),
    path("liste-d-attente/<int:pk>/quitter/", queues.quit_queue, name="quit_queue"),
    path("combien-paierai-je/", simulator.simulator, name="simulator"),
    path("tarifs/", tariffs.tariffs, name="tariffs"),
    path("tarifs/<slug:slug>/", tariffs.tariff, name="tariff"),
    path("inscriptions/", activities.activities, name="activities"),
    path("pointage/", attendance.day, name="attendance"),
    path("pointage/appareil.js", attendance_parcels.worker, name="attendance_worker"),
    path("pointage/envoi/", attendance_parcels.send, name="attendance_send"),
    path("pointage/cuisine/", attendance.kitchen, name="kitchen"),
    path("pointage/cuisine/commande.csv", attendance.kitchen_file, name="kitchen_file"),
    path("pointage/<int:session>/", attendance.sheet, name="attendance_sheet"),
    path("pointage/<int:session>/papier/", attendance.paper, name="attendance_paper"),
    path("pointage/<int:session>/cloturer/", attendance.close_sheet, name="attendance_close"),
    path("regie/fin-de-mois/", month_end.runs, name="runs"),
    path("regie/fin-de-mois/nouvelle/", month_end.new_run, name="new_run"),
    path("regie/fin-de-mois/<int:pk>/", month_end.run, name="run"),
    path("regie/fin-de-mois/<int:pk>/<slug:what>/", month_end.act, name="run_act"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<int:pk>/certificat/", absences.bring, name="bring_certificate"),
    path("absences-a-examiner/", absences.office, name="office_absences"),
    path("absences-a-examiner/<int:pk>/", absences.decide, name="decide_absence"),
    path("absences-a-examiner/<int:pk>/certificat/", absences.certificate, name="certificate"),
]
