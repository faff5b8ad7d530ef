"""What a family writes of a sickness: who, when, and the certificate."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 5 * 1024 * 1024  # bytes: a photograph of a paper
BEGINNINGS = {b"%PDF": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG": "png"}
ACCEPTED = "application/pdf,image/jpeg,image/png"
HELP = _("PDF ou photo (JPEG, PNG), 5 Mo au plus. Effacé dès qu'il est lu par la mairie.")


def check_certificate(file):
    """Give the file, its name replaced, if it begins as what it says it is.

    Raises:
        ValidationError: it is too large, or neither a PDF nor a photograph.
    """
    if file.size > MOST:
        raise ValidationError(_("Ce fichier est trop lourd : 5 Mo au plus. Prenez une photo moins grande."))
    beginning = file.read(4)
    file.seek(0)
    ending = next((ending for start, ending in BEGINNINGS.items() if beginning.startswith(start)), None)
    if ending is None:
        raise ValidationError(_("Ce fichier n'est ni un PDF ni une photo JPEG ou PNG. Choisissez-en un autre."))
    file.name = f"certificat.{ending}"
    return file


class AbsenceForm(forms.Form):
    """The child and its days; the certificate may come later."""

    child = forms.ModelChoiceField(None, label=_("Enfant"), empty_label=None)
    starts_on = forms.DateField(label=_("Du"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Au"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    certificate = forms.FileField(
        label=_("Certificat médical"), required=False, help_text=HELP, widget=forms.FileInput({"accept": ACCEPTED})
    )

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["child"].queryset = children

    def clean_certificate(self):
        file = self.cleaned_data["certificate"]
        return check_certificate(file) if file else None


class CertificateForm(forms.Form):
    """The certificate of an absence already declared."""

    certificate = forms.FileField(
        label=_("Certificat médical"), help_text=HELP, widget=forms.FileInput({"accept": ACCEPTED})
    )

    def clean_certificate(self):
        return check_certificate(self.cleaned_data["certificate"])
