"""The form that takes a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from imports.resources import RESOURCES

LARGEST = 5 * 1024 * 1024


class ImportForm(forms.Form):
    """A file, and what its rows are."""

    kind = forms.ChoiceField(label=_("Contenu du fichier"))
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_(
            "CSV ou Excel (.xlsx), la première ligne nommant les colonnes ; pour les jours, un calendrier (.ics) aussi."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, resource.label) for kind, resource in RESOURCES.items()]

    def clean_file(self):
        """Refuse what is too heavy to be a list of families."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("Ce fichier dépasse 5 Mo : partagez-le en plusieurs."))
        return file
