"""The forms of accounts."""

from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _


class ActivationForm(SetPasswordForm):
    """The password a guardian chooses, twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("Mot de passe")
        self.fields["new_password1"].help_text = _("Huit caractères au moins, que vous n'utilisez nulle part ailleurs.")
        self.fields["new_password2"].label = _("Mot de passe, encore une fois")
        self.fields["new_password2"].help_text = ""
