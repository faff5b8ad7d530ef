"""The messages a family receives: which ones, in which language, and the link that stops one kind."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from families.access import acting_household
from families.message_kinds import optional_kinds
from families.models import Household, MessagePreferences
from families.policies import family, public
from families.unsubscribing import choose, decline, read_token


class PreferencesForm(forms.Form):
    """The optional kinds, ticked where they are received, and the language."""

    received = forms.MultipleChoiceField(
        label=gettext_lazy("Messages facultatifs"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Langue des messages"),
        help_text=gettext_lazy(
            "Quand la mairie n'a pas écrit un message dans votre langue, vous le recevez en français."
        ),
    )

    def __init__(self, chosen: MessagePreferences, *args) -> None:
        kinds = optional_kinds()
        received = [kind.slug for kind in kinds if kind.slug not in chosen.declined]
        super().__init__(*args, initial={"received": received, "language": chosen.language})
        self.fields["received"].choices = [(kind.slug, kind.label) for kind in kinds]
        self.fields["language"].choices = settings.MESSAGE_LANGUAGES

    def save(self, household: Household) -> MessagePreferences:
        """Write the choices: what is not ticked is declined."""
        received = self.cleaned_data["received"]
        declined = [kind.slug for kind in optional_kinds() if kind.slug not in received]
        return choose(household, declined=declined, language=self.cleaned_data["language"])


@family
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """« Mes messages »: what a household wishes to receive."""
    household = acting_household(request)
    form = PreferencesForm(MessagePreferences.of(household), request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save(household)
        messages.success(request, _("Vos choix sont enregistrés."))
        return redirect("families:message_preferences")
    return render(request, "families/message_preferences.html", {"form": form})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page the end of a message leads to: a person confirms, no robot that only follows links does."""
    found = read_token(token)
    if found is None:
        raise Http404
    household, kind = found
    if request.method == "POST":
        decline(household, kind)
    return render(request, "families/unsubscribe.html", {"kind": kind, "done": request.method == "POST"})
