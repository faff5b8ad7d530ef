"""The pages of allauth a town uses: signing in and out, a lost password, a second factor. Nothing else is mounted."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("confirmation/", views.reauthenticate, name="account_reauthenticate"),
    path("compte-inactif/", views.account_inactive, name="account_inactive"),
    path("mot-de-passe/", views.password_change, name="account_change_password"),
    path("mot-de-passe-oublie/", views.password_reset, name="account_reset_password"),
    path("mot-de-passe-oublie/envoye/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe-oublie/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mot-de-passe-oublie/fait/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("deux-temps/", mfa.index, name="mfa_index"),
    path("deux-temps/code/", mfa.authenticate, name="mfa_authenticate"),
    path("deux-temps/confirmation/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("deux-temps/activer/", totp.activate_totp, name="mfa_activate_totp"),
    path("deux-temps/desactiver/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("deux-temps/secours/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "deux-temps/secours/nouveaux/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("deux-temps/secours/fichier/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
